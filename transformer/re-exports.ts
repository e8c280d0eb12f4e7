import { type Draft, removeFromList, removeItem, removeStatement } from './draft.ts'
import { exportedName, type OurImports } from './imports.ts'
import type { Modules } from './modules.ts'
import { type Node, nodeOf, type Path } from './syntax.ts'

/** Takes our names out of a module that passes them on: `export { tele } from 'telescopic'`. */
export function planReExports(draft: Draft, imports: OurImports, modules: Modules, isTypeScript: boolean): void {
  for (const path of imports.reExports) {
    const statement = nodeOf(path)
    if (statement.type === 'ExportAllDeclaration') editAll(draft, path, isTypeScript)
    else editNamed(draft, path, modules)
  }
}

/** `export *` passes types on too, and those stay. */
function editAll(draft: Draft, path: Path, isTypeScript: boolean): void {
  const { start, end, source, exported } = nodeOf(path)
  if (!isTypeScript) return removeStatement(draft, path)
  const name = exported ? ` as ${exportedName(exported)}` : ''
  draft.edits.push({ start, end, text: `export type *${name} from ${draft.text.slice(source.start, end)}` })
}

function editNamed(draft: Draft, path: Path, modules: Modules): void {
  const statement = nodeOf(path)
  const specifiers = statement.specifiers as readonly Node[]
  const module = modules.find(statement.source.value)
  const kept = specifiers.filter((one) => {
    const origin = module?.originOf(exportedName(one.local))
    return one.exportKind === 'type' || !origin || origin.role === 'names' || isTypeName(exportedName(one.local))
  })
  if (kept.length === 0) return removeStatement(draft, path)
  if (module?.role !== 'barrel' && module?.role !== 'names') {
    const names = kept.map((one) => draft.text.slice(one.start, one.end).replace(/^type\s+/, ''))
    const text = `export type { ${names.join(', ')} } from ${draft.text.slice(statement.source.start, statement.end)}`
    draft.edits.push({ start: statement.start, end: statement.end, text })
  } else draft.edits.push(...removeFromList(specifiers, kept))
}

/** By the convention that types begin with a capital letter; a re-export without `type` shows no other sign. */
function isTypeName(name: string): boolean {
  return /^[A-Z][a-z]/.test(name)
}

/** Takes a name out of `export { tele, other }`, or `export default tele` out of the file. */
export function planReExport(draft: Draft, path: Path): void {
  if (nodeOf(path).type === 'ExportSpecifier') removeItem(draft, path)
  else removeStatement(draft, path)
}
