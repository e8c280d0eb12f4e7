import type { Entry, Given, ValueOf } from './format/fields.ts'
import { type ATTRIBUTE, CATALOG, type DEFAULTS, type GROUP, type SCOPE } from './format/format.ts'
import type { CatalogFile } from './model.ts'
import { isEmpty, type LocatedNode, type Reading, readField, report } from './read/fields.ts'
import { type MapNode, parseYaml, type ScalarNode, type YamlNode } from './yaml.ts'

/** What all files of a catalog share while they are read. */
export interface Shared {
  readonly nodes: Map<object, LocatedNode>
  readonly doubtful: Set<object>
}

type Entries<F> = ReadonlyMap<string, Given<ValueOf<F>>>

/** One file, read by the format, before anything in it is put in relation to anything else. */
export interface Part {
  readonly file: CatalogFile
  readonly reading: Reading
  readonly imports: readonly Given<string>[]
  readonly packages: readonly Given<string>[]
  readonly defaults: Entry<typeof DEFAULTS.fields> | undefined
  readonly lint: Entry<typeof CATALOG.fields.lint.fields> | undefined
  readonly attributes: Entries<typeof ATTRIBUTE>
  readonly groups: Entries<typeof GROUP>
  readonly scopes: Entries<typeof SCOPE>
  /** Whether it is certain that the file declares no scope, so that the catalog may be called empty. */
  readonly hasNoScopes: boolean
  /** Where a catalog without scopes is told. */
  readonly anchor: Range
}

interface Range {
  readonly start: number
  readonly end: number
}

const START: Range = { start: 0, end: 0 }

/** Reads the text of one file of a catalog, and reports every fault of its form. Never throws on a user's text. */
export function readPart(file: CatalogFile, shared: Shared): Part {
  const { root, diagnostics, findPlace } = parseYaml(file.text, file.file, { duplicateCode: nameDuplicate })
  const reading: Reading = { ...shared, findPlace, diagnostics: [...diagnostics] }
  if (!root || isEmpty(root)) return createPart(file, reading, undefined, diagnostics.length === 0)
  // The root stands under no key.
  const key: ScalarNode = { kind: 'scalar', text: '', type: 'string', ...START }
  const given = readField(reading, CATALOG, root, key, 'the catalog')
  if (given && root.kind === 'map') checkFormat(reading, root)
  return createPart(file, reading, given?.value, false)
}

function createPart(
  file: CatalogFile,
  reading: Reading,
  entry: Entry<typeof CATALOG.fields> | undefined,
  isBlank: boolean,
): Part {
  const { imports, packages, defaults, lint, attributes, groups, scopes } = entry?.values ?? {}
  return {
    file,
    reading,
    imports: imports?.value ?? [],
    packages: packages?.value ?? [],
    defaults: defaults?.value,
    lint: lint?.value,
    attributes: attributes?.value ?? new Map(),
    groups: groups?.value ?? new Map(),
    scopes: scopes?.value ?? new Map(),
    hasNoScopes: isBlank || (entry?.node !== undefined && lacksScopes(entry.node, entry.has('scopes'), scopes)),
    anchor: scopes?.key ?? START,
  }
}

function nameDuplicate(path: readonly string[]): 'dup-scope' | 'dup-key' {
  return path.length === 1 && path[0] === 'scopes' ? 'dup-scope' : 'dup-key'
}

/** Tells whether nothing under `scopes` was wrong: what was reported may have been a scope. */
function lacksScopes(
  root: MapNode,
  isGiven: boolean,
  scopes: Given<ReadonlyMap<string, unknown>> | undefined,
): boolean {
  if (!isGiven) return !root.partial
  if (!scopes) return false
  return scopes.value.size === 0 && isBare(scopes.node)
}

function isBare(node: YamlNode): boolean {
  return node.kind !== 'map' || (!node.partial && [...node.entries.keys()].every((name) => name.startsWith('x-')))
}

/** The number of the format comes first, so that a later format can change the meaning of everything below it. */
function checkFormat(reading: Reading, root: MapNode): void {
  const entry = root.entries.get('telescopic')
  const first = [...root.entries.values()].find(({ key }) => !key.text.startsWith('x-'))
  if (!entry) {
    if (root.partial) return
    const note = 'write `telescopic: 1` above everything else'
    report(reading, 'catalog-format', 'The catalog does not say its format.', first?.key ?? root, [note])
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
