import type { Diagnostic } from '../report/index.ts'
import type { CheckContext } from './context.ts'
import type { Attribute, Catalog, Scope } from './model.ts'
import { readAttribute } from './read/attribute.ts'
import { type Fields, isEmpty, type Reading, readFields, readMap, report } from './read/fields.ts'
import { readScope } from './read/scope.ts'
import { sortByName } from './read/sort.ts'
import { type MapEntry, parseYaml } from './yaml.ts'

/** What a text gives: the part of the catalog that could be read, and every fault of its form. */
export interface ReadResult extends CheckContext {
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

const CATALOG_KEYS = ['telescopic', 'attributes', 'scopes'] as const
type CatalogFields = Fields<(typeof CATALOG_KEYS)[number]>

/** Turns the text of a catalog into its model, and reports whatever stands in the way. Never throws on a user's text. */
export function readCatalog(text: string, file: string): ReadResult {
  const { root, diagnostics, findPlace } = parseYaml(text, file, { duplicateCode: nameDuplicate })
  const reading: Reading = { findPlace, diagnostics: [...diagnostics], nodes: new Map(), doubtful: new Set() }
  const context = { locate: createLocate(reading), doubtful: reading.doubtful }
  const start = { start: 0, end: 0 }
  if (!root || isEmpty(root)) {
    if (diagnostics.length === 0) reportEmpty(reading, start)
    return { catalog: { file, attributes: new Map(), scopes: new Map() }, diagnostics: reading.diagnostics, ...context }
  }
  const fields = readFields(reading, root, 'the catalog', CATALOG_KEYS)
  if (fields) checkFormat(reading, fields)
  const attributes = fields ? readEntries(reading, fields.get('attributes'), readAttribute) : []
  const scopes = fields ? readEntries(reading, fields.get('scopes'), readScope) : []
  if (fields && hasNoScopes(fields)) reportEmpty(reading, fields.get('scopes')?.key ?? start)
  const catalog: Catalog = { file, attributes: mapByName<Attribute>(attributes), scopes: mapByName<Scope>(scopes) }
  return { catalog: Object.freeze(catalog), diagnostics: reading.diagnostics, ...context }
}

function nameDuplicate(path: readonly string[]): 'dup-scope' | 'dup-key' {
  return path.length === 1 && path[0] === 'scopes' ? 'dup-scope' : 'dup-key'
}

/** The number of the format comes first, so that a later format can change the meaning of everything below it. */
function checkFormat(reading: Reading, fields: CatalogFields): void {
  const entry = fields.get('telescopic')
  const first = [...fields.node.entries.values()].find(({ key }) => !key.text.startsWith('x-'))
  if (!entry) {
    if (fields.node.partial) return
    const note = 'write `telescopic: 1` above everything else'
    report(reading, 'catalog-format', 'The catalog does not say its format.', first?.key ?? fields.node, [note])
  } else if (entry.value.kind !== 'scalar' || entry.value.type !== 'number' || entry.value.text !== '1') {
    if (entry.value.kind === 'fault') return
    report(reading, 'catalog-format', 'The format of a catalog is the number 1.', entry.value, [
      'write `telescopic: 1`',
    ])
  } else if (first !== entry) {
    report(reading, 'catalog-format', '`telescopic` is not the first key.', entry.key, [
      'move it above everything else',
    ])
  }
}

function readEntries<Model>(
  reading: Reading,
  entry: MapEntry | undefined,
  readEntry: (reading: Reading, entry: MapEntry) => Model | undefined,
): Model[] {
  if (!entry || isEmpty(entry.value)) return []
  const map = readMap(reading, entry.value, `\`${entry.key.text}\``)
  const entries = [...(map?.entries.values() ?? [])].filter(({ key }) => !key.text.startsWith('x-'))
  return entries.map((each) => readEntry(reading, each)).filter((model) => model !== undefined)
}

function mapByName<Named extends { readonly name: string }>(list: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(sortByName(list).map((each) => [each.name, each]))
}

function hasNoScopes(fields: CatalogFields): boolean {
  const scopes = fields.get('scopes')
  if (!scopes) return !fields.node.partial
  if (scopes.value.kind !== 'map') return isEmpty(scopes.value)
  return scopes.value.entries.size === 0 && !scopes.value.partial
}

function reportEmpty(reading: Reading, at: { readonly start: number; readonly end: number }): void {
  const note = 'a smallest scope: `scopes: { app.start: { kind: span, brief: Start of the program. } }`'
  report(reading, 'catalog-empty', 'The catalog declares no scope.', at, [note])
}

function createLocate(reading: Reading): CheckContext['locate'] {
  return (entry, key, index) => {
    const value = reading.nodes.get(entry)?.entries.get(key)?.value
    const node = index !== undefined && value?.kind === 'list' ? value.items[index] : value
    return node ? reading.findPlace(node.start, node.end) : entry.place
  }
}
