import { createDiagnostic, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import type { Reference } from './bindings.ts'
import { type Draft, removeFromList, removeItem, removeStatement } from './draft.ts'
import type { Edit } from './edit.ts'
import type { Findings } from './find.ts'
import type { ImportedName, ImportHolder } from './imports.ts'
import { type Node, nodeOf, skipTrivia } from './syntax.ts'

/** Plans what stays of our import statements when the uses are gone: nothing, types, or the names still in use. */
export function planImports(
  draft: Draft,
  { imports, references }: Findings,
  gone: (node: Node) => boolean,
  placeAt: PlaceFinder,
): { diagnostics: Diagnostic[]; keepsNames: boolean } {
  const diagnostics: Diagnostic[] = []
  let keepsNames = false
  for (const [holder, names] of groupByHolder(imports.names)) {
    const fates = names.map((name) => decideFate(draft, name, references.get(name) ?? [], gone))
    for (const fate of fates) diagnostics.push(...reportConstants(fate, placeAt))
    editHolder(draft, holder, fates)
    keepsNames ||= fates.some((fate) => fate.stays === 'value' && fate.name.role === 'names')
  }
  return { diagnostics, keepsNames }
}

/** What becomes of one imported name: it goes, it stays for its type, or it stays. */
interface Fate {
  readonly name: ImportedName
  readonly stays: 'gone' | 'type' | 'value'
  /** References that are left. */
  readonly left: readonly Reference[]
}

function decideFate(
  draft: Draft,
  name: ImportedName,
  references: readonly Reference[],
  gone: (node: Node) => boolean,
): Fate {
  const left = references.filter((reference) => !gone(nodeOf(reference.path)))
  if (name.typeOnly) return { name, stays: left.length === 0 ? 'gone' : 'type', left: [] }
  const values = left.filter((reference) => !reference.inType)
  if (values.length > 0 || draft.revived.has(name.declaration)) return { name, stays: 'value', left: values }
  return { name, stays: left.some((reference) => reference.inType) ? 'type' : 'gone', left: [] }
}

/** Naming enums are ordinary values of the program; the constant of a scope left in it would ship the scope's name. */
function reportConstants({ name, stays, left }: Fate, placeAt: PlaceFinder): Diagnostic[] {
  if (stays !== 'value' || name.role !== 'scopes') return []
  return left.map(({ path }) => {
    const { start, end } = nodeOf(path)
    const message = `'${name.local}' is used outside of a telemetry call, so that the scope's name cannot be compiled out`
    return createDiagnostic('tele-escape', message, placeAt(start, end), [
      'write the text itself, or move it inside `if (tele.enabled) { … }`',
    ])
  })
}

function editHolder(draft: Draft, holder: ImportHolder, fates: readonly Fate[]): void {
  const going = fates.filter((fate) => fate.stays === 'gone')
  const node = nodeOf(holder)
  if (node.type === 'ImportDeclaration') return editStatement(draft, holder, fates)
  if (node.type === 'TSImportEqualsDeclaration') {
    if (going.length > 0) removeStatement(draft, holder)
    return
  }
  for (const { name } of going) {
    if (name.specifier.type !== 'Property') removeItem(draft, holder)
    else removeItem(draft, [...holder, node.id, name.specifier])
  }
}

function editStatement(draft: Draft, holder: ImportHolder, fates: readonly Fate[]): void {
  const statement = nodeOf(holder)
  const gone = new Set(fates.filter((fate) => fate.stays === 'gone').map((fate) => fate.name.specifier))
  // A barrel's other names are none of our business, and stay.
  const kept = (statement.specifiers as readonly Node[]).filter((specifier) => !gone.has(specifier))
  if (kept.length === 0) return removeStatement(draft, holder)
  const types = fates.filter((fate) => fate.stays === 'type')
  const onlyTypes = types.length === kept.length
  if (onlyTypes && statement.importKind !== 'type') draft.edits.push(rewriteAsTypes(draft.text, statement, types))
  else if (gone.size > 0) draft.edits.push(...dropSpecifiers(draft.text, statement, kept))
}

/** With only types left, `import { type A }` would still load the module under `verbatimModuleSyntax`. */
function rewriteAsTypes(text: string, statement: Node, kept: readonly Fate[]): Edit {
  const source = text.slice(statement.source.start, statement.end)
  const clause = kept.map((fate) => typeSpecifier(fate.name, text))
  const namespace = kept.find((fate) => fate.name.imported === '*')
  const what = namespace ? `* as ${namespace.name.local}` : `{ ${clause.join(', ')} }`
  return { start: statement.start, end: statement.end, text: `import type ${what} from ${source}` }
}

function typeSpecifier({ specifier, imported, local }: ImportedName, text: string): string {
  if (imported === 'default') return `default as ${local}`
  const written = text.slice(specifier.start, specifier.end)
  return written.replace(/^type\s+(?=\S)/, (prefix) => (specifier.importKind === 'type' ? '' : prefix))
}

/** Takes names out of a statement of which others stay; braces that become empty go with their comma. */
export function dropSpecifiers(text: string, statement: Node, kept: readonly Node[]): Edit[] {
  const specifiers = statement.specifiers as readonly Node[]
  const named = specifiers.filter((specifier) => specifier.type === 'ImportSpecifier')
  const keptNamed = named.filter((specifier) => kept.includes(specifier))
  const leading = specifiers.find((specifier) => specifier.type === 'ImportDefaultSpecifier')
  if (keptNamed.length > 0) {
    const head = leading && !kept.includes(leading)
    const start = head
      ? [{ start: leading.start, end: skipTrivia(text, skipTrivia(text, leading.end) + 1), text: '' }]
      : []
    return [...start, ...removeFromList(named, keptNamed)]
  }
  const last = specifiers.at(-1)!
  const end = named.length > 0 ? closingBrace(text, last.end) + 1 : last.end
  return leading && kept.includes(leading)
    ? [{ start: leading.end, end, text: '' }]
    : [{ start: leading!.start, end: last.start, text: '' }]
}

/** The offset of the brace behind the last name and the comma that may follow it. Comments may hold braces too. */
function closingBrace(text: string, from: number): number {
  const offset = skipTrivia(text, from)
  return text[offset] === ',' ? skipTrivia(text, offset + 1) : offset
}

function groupByHolder(names: readonly ImportedName[]): Map<ImportHolder, ImportedName[]> {
  const groups = new Map<Node, { holder: ImportHolder; names: ImportedName[] }>()
  for (const name of names) {
    const node = nodeOf(name.holder)
    const group = groups.get(node)
    if (group) group.names.push(name)
    else groups.set(node, { holder: name.holder, names: [name] })
  }
  return new Map([...groups.values()].map(({ holder, names: own }) => [holder, own]))
}
