import { createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import { MAX_NAME_LENGTH } from '../identifiers.ts'
import { RE_NAME } from '../model.ts'
import { type MapEntry, type MapNode, parseYaml, type YamlNode } from '../yaml.ts'

/** What is left of the old name: an alias in the new entry, a deprecated entry of its own, or nothing. */
export const TRACES = ['alias', 'deprecated', 'nothing'] as const
export type Trace = (typeof TRACES)[number]

/** A change to the text of a catalog: the range gives way to `text`. Comments outside of it stay. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface CatalogRename {
  readonly edits: readonly TextEdit[]
  /** How often the old name was found, as an entry or as a reference. */
  readonly found: number
}

/**
 * Plans a new name for a scope in one file of a catalog, as edits of its text: what a reader of the file wrote around the
 * names, comments above all, is nobody's business.
 */
export function planRename(text: string, file: string, from: string, to: string, trace: Trace): CatalogRename {
  const { root } = parseYaml(text, file, { duplicateCode: () => 'dup-key' })
  const scopes = root?.kind === 'map' ? root.entries.get('scopes')?.value : undefined
  if (scopes?.kind !== 'map') return { edits: [], found: 0 }
  const entry = scopes.entries.get(from)
  const references = [...scopes.entries.values()].flatMap(({ value }) => findReferences(value, from))
  const names = [...(entry ? [entry.key] : []), ...references].map((node) => replaceName(text, node, to))
  const rest = entry?.value.kind === 'map' ? leaveTrace(text, entry, entry.value, to, trace) : []
  return { edits: [...names, ...rest].toSorted((a, b) => a.start - b.start || a.end - b.end), found: names.length }
}

/** Says why a scope cannot have a name. */
export function checkNewName(from: string, to: string, names: ReadonlySet<string>): Diagnostic | undefined {
  if (!names.has(from)) {
    const near = suggestName(from, names)
    return createDiagnostic(
      'scope-unknown',
      `The catalog has no scope \`${from}\`.`,
      undefined,
      near ? [`did you mean \`${near}\`?`] : [],
    )
  }
  if (!RE_NAME.test(to) || to.length > MAX_NAME_LENGTH) {
    return createDiagnostic('name-format', `\`${to}\` is not the name of a scope.`, undefined, [
      'names are lower-case words joined by dots',
    ])
  }
  return names.has(to) ? createDiagnostic('dup-scope', `The catalog has a scope \`${to}\` already.`) : undefined
}

/** Puts edits into a text. They are sorted and do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (result, { start, end, text: own }) => result.slice(0, start) + own + result.slice(end),
    text,
  )
}

/** Values that name a scope: what it is replaced by, and what it extends. */
function findReferences(scope: YamlNode, name: string): YamlNode[] {
  if (scope.kind !== 'map') return []
  const deprecated = scope.entries.get('deprecated')?.value
  const target = deprecated?.kind === 'map' ? deprecated.entries.get('replaced_by')?.value : undefined
  return [target, scope.entries.get('extends')?.value].filter(
    (node) => node?.kind === 'scalar' && node.text === name,
  ) as YamlNode[]
}

/** Names need no quotes; those that are there stay. */
function replaceName(text: string, { start, end }: YamlNode, name: string): TextEdit {
  const quoted = /^['"]/.test(text.slice(start, end))
  return { start: start + (quoted ? 1 : 0), end: end - (quoted ? 1 : 0), text: name }
}

function leaveTrace(text: string, entry: MapEntry, map: MapNode, to: string, trace: Trace): TextEdit[] {
  if (trace === 'alias') return [addAlias(text, map, entry.key.text)]
  if (trace === 'deprecated') return [keepDeprecated(text, entry, map, to)]
  return []
}

function addAlias(text: string, map: MapNode, alias: string): TextEdit {
  const aliases = map.entries.get('aliases')?.value
  if (aliases?.kind === 'list' && text[aliases.start] === '[') {
    const comma = aliases.items.length > 0 ? ', ' : ''
    return insert(aliases.start + 1, `${alias}${comma}`)
  }
  // Items of a block list start behind their dash; a new one goes above the first, in the same column.
  const first = aliases?.kind === 'list' ? aliases.items[0] : undefined
  if (first) {
    const dash = text.lastIndexOf('-', first.start)
    return insert(dash, `- ${alias}\n${indentAt(text, dash)}`)
  }
  return insertKey(text, map, `aliases: [${alias}]`)
}

/** Repeats the entry under its old name: programs that still use it go on compiling, and are told. */
function keepDeprecated(text: string, entry: MapEntry, map: MapNode, to: string): TextEdit {
  const { start } = entry.key
  // A replacement must be live: what was deprecated under its old name stays so, for the reason that it had.
  const own = map.entries.has('deprecated') ? [] : [insertKey(text, map, `deprecated: { replaced_by: ${to} }`)]
  const edits = [...own, ...cutKeys(text, map, new Set(['const_name', 'aliases']))]
  const body = applyTextEdits(
    text.slice(start, endOf(text, map)),
    // The new key is put in before a first one is cut out.
    edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })),
  )
  return insert(start, `${body.trimEnd()}\n${indentAt(text, start)}`)
}

/** Takes keys out: up to the next one that stays, or, behind the last that stays, to the end. */
function cutKeys(text: string, map: MapNode, keys: ReadonlySet<string>): TextEdit[] {
  const entries = [...map.entries.values()]
  const edits: TextEdit[] = []
  for (let index = 0; index < entries.length; index++) {
    if (!keys.has(entries[index]!.key.text)) continue
    const first = index
    while (entries[index + 1] && keys.has(entries[index + 1]!.key.text)) index++
    const [before, next] = [entries[first - 1], entries[index + 1]]
    const { start } = entries[first]!.key
    if (next) edits.push({ start, end: next.key.start, text: '' })
    else
      edits.push({
        start: before ? endOf(text, before.value) : start,
        end: endOf(text, entries[index]!.value),
        text: '',
      })
  }
  return edits
}

/** Where a value ends, closing brackets and all: the tree ends at the last token inside of them. */
function endOf(text: string, node: YamlNode): number {
  if (node.kind === 'scalar' || node.kind === 'fault') return node.end
  if (text[node.start] === '{' || text[node.start] === '[') return findClosing(text, node.start)
  const last = node.kind === 'map' ? [...node.entries.values()].at(-1)?.value : node.items.at(-1)
  return last ? endOf(text, last) : node.end
}

/** Quotes open a text only where a value can begin; a comment is behind a space. */
const RE_FLOW = /(?<=[{[,:]\s*)(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?<=\s)#.*|[{}[\]]/g

function findClosing(text: string, start: number): number {
  let depth = 0
  RE_FLOW.lastIndex = start
  for (let match = RE_FLOW.exec(text); match; match = RE_FLOW.exec(text)) {
    if (/^[{[]/.test(match[0])) depth++
    if (/^[}\]]/.test(match[0])) depth--
    if (depth === 0) return match.index + 1
  }
  return text.length
}

/** Adds a key in front of the first one, in the form of the map. */
function insertKey(text: string, map: MapNode, pair: string): TextEdit {
  const first = [...map.entries.values()][0]
  if (text[map.start] === '{') return insert(first ? first.key.start : map.start + 1, `${pair}${first ? ', ' : ' '}`)
  return insert(map.start, `${pair}\n${indentAt(text, map.start)}`)
}

/** The column of an offset as spaces. */
function indentAt(text: string, offset: number): string {
  return ' '.repeat(offset - (text.lastIndexOf('\n', offset - 1) + 1))
}

function insert(start: number, text: string): TextEdit {
  return { start, end: start, text }
}
