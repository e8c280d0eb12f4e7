import { createDiagnostic, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import type { Reference } from './bindings.ts'
import { type Draft, removeFromList, removeStatement } from './draft.ts'
import type { Edit } from './edit.ts'
import type { Findings } from './find.ts'
import type { ImportedName } from './imports.ts'
import { type Node, nodeOf, skipTrivia } from './syntax.ts'

/** Plans what stays of our import statements when the uses are gone: nothing, types, or the names still in use. */
export function planImports(
  draft: Draft,
  findings: Findings,
  gone: (node: Node) => boolean,
  placeAt: PlaceFinder,
): { diagnostics: Diagnostic[]; keepsNames: boolean } {
  const diagnostics: Diagnostic[] = []
  let keepsNames = false
  for (const statement of findings.imports.bare) removeStatement(draft, [draft.program, statement])
  for (const [statement, names] of groupByStatement(findings.imports.names)) {
    const fates = names.map((name) => decideFate(name, findings.references.get(name) ?? [], gone))
    for (const fate of fates) diagnostics.push(...reportConstants(fate, placeAt))
    draft.edits.push(...editStatement(draft, statement, fates))
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

function decideFate(name: ImportedName, references: readonly Reference[], gone: (node: Node) => boolean): Fate {
  const left = references.filter((reference) => !gone(nodeOf(reference.path)))
  if (name.typeOnly) return { name, stays: references.length > 0 && left.length === 0 ? 'gone' : 'type', left: [] }
  const values = left.filter((reference) => !reference.inType)
  if (values.length > 0 && (name.role === 'names' || name.role === 'scopes'))
    return { name, stays: 'value', left: values }
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

function editStatement(draft: Draft, statement: Node, fates: readonly Fate[]): Edit[] {
  const kept = fates.filter((fate) => fate.stays !== 'gone')
  if (kept.length === fates.length) return keepAsTypes(draft, statement, fates)
  if (kept.length === 0) {
    removeStatement(draft, [draft.program, statement])
    return []
  }
  const becomesTypes = statement.importKind !== 'type' && kept.every((fate) => fate.stays === 'type')
  if (becomesTypes) return [rewriteAsTypes(draft.text, statement, kept)]
  return dropSpecifiers(
    draft.text,
    statement,
    kept.map((fate) => fate.name.specifier),
  )
}

/** With only types left, `import { type A }` would still load the module under `verbatimModuleSyntax`. */
function keepAsTypes(draft: Draft, statement: Node, fates: readonly Fate[]): Edit[] {
  const onlyTypes = fates.every((fate) => fate.stays === 'type')
  if (statement.importKind === 'type' || !onlyTypes) return []
  return [rewriteAsTypes(draft.text, statement, fates)]
}

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

function groupByStatement(names: readonly ImportedName[]): Map<Node, ImportedName[]> {
  const groups = new Map<Node, ImportedName[]>()
  for (const name of names) {
    const group = groups.get(name.statement)
    if (group) group.push(name)
    else groups.set(name.statement, [name])
  }
  return groups
}
