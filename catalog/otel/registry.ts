import type { Diagnostic } from '../../report/index.ts'
import type { Loss } from '../foreign/losses.ts'
import { asList, asMap, asMaps, asText, type Foreign, type ForeignFile, readForeign } from '../foreign/read.ts'

/** A signal of a registry: what it is called, of what kind it is, and its entry. */
export interface Signal {
  readonly kind: 'span' | 'event' | 'counter' | 'updowncounter' | 'gauge' | 'histogram'
  /** The name in the registry: of a span its type, of a metric or event its name. */
  readonly name: string
  /** The signal that a refinement refines. */
  readonly refines: string | undefined
  readonly entry: Foreign
}

/** A set of attributes that signals or other sets refer to; entities are such sets too. */
export interface AttributeSet {
  readonly id: string
  readonly entry: Foreign
  readonly isEntity: boolean
}

/** The files of a registry as one, whichever format each of them has. */
export interface Registry {
  /** Definitions by key. */
  readonly attributes: ReadonlyMap<string, Foreign>
  readonly sets: ReadonlyMap<string, AttributeSet>
  readonly signals: readonly Signal[]
  /** What the manifest says of the registry. */
  readonly about: Foreign
  readonly losses: readonly Loss[]
  readonly diagnostics: readonly Diagnostic[]
}

interface Collecting {
  readonly attributes: Map<string, Foreign>
  readonly sets: Map<string, AttributeSet>
  readonly signals: Signal[]
  about: Foreign
  readonly losses: Loss[]
  readonly diagnostics: Diagnostic[]
}

/** Collects what the files of a registry define: those with `groups`, and those of `definition/2`. */
export function readRegistry(files: readonly ForeignFile[]): Registry {
  const found: Collecting = {
    attributes: new Map(),
    sets: new Map(),
    signals: [],
    about: {},
    losses: [],
    diagnostics: [],
  }
  for (const file of files) {
    const root = readForeign(file)
    if ('code' in root && 'severity' in root) found.diagnostics.push(root as Diagnostic)
    else readFile(found, root as Foreign, file.file)
  }
  return { ...found, signals: found.signals.map((signal) => settleKind(signal, found.signals)) }
}

/** A refinement of a metric has the instrument of what it refines, which may stand in a later file. */
function settleKind(signal: Signal, all: readonly Signal[]): Signal {
  if (signal.refines === undefined || signal.kind === 'span' || signal.kind === 'event') return signal
  return {
    ...signal,
    kind: all.find(({ name, refines }) => name === signal.refines && refines === undefined)?.kind ?? 'gauge',
  }
}

/** The sections that a file may have. Every other key of it is told. */
const SECTIONS: Readonly<Record<string, (found: Collecting, entry: Foreign) => void>> = {
  groups: readGroup,
  attributes: (found, entry) => defineAttribute(found, asText(entry.key), entry),
  attribute_groups: (found, entry) => defineSet(found, { id: asText(entry.id), entry, isEntity: false }),
  spans: (found, entry) => addSignal(found, 'span', asText(entry.type), entry),
  span_refinements: (found, entry) => addSignal(found, 'span', stripPrefix(asText(entry.id), 'span.'), entry),
  events: (found, entry) => addSignal(found, 'event', asText(entry.name), entry),
  event_refinements: (found, entry) => addSignal(found, 'event', stripPrefix(asText(entry.id), 'event.'), entry),
  metrics: (found, entry) => addSignal(found, asText(entry.instrument), asText(entry.name), entry),
  metric_refinements: (found, entry) => addSignal(found, 'refined', stripPrefix(asText(entry.id), 'metric.'), entry),
  entities: (found, entry) =>
    defineSet(found, { id: `entity.${asText(entry.type)}`, entry: flattenEntity(entry), isEntity: true }),
}

/** Keys that are about the file itself. */
const ABOUT_FILE = new Set([
  'file_format',
  'schema_url',
  'description',
  'stability',
  'name',
  'version',
  'imports',
  'dependencies',
])

function readFile(found: Collecting, root: Foreign, file: string): void {
  if (root.schema_url !== undefined || root.description !== undefined) {
    const { schema_url, description, name, stability } = root
    found.about = { ...found.about, ...{ schema_url, description, name, stability } }
  }
  for (const [key, value] of Object.entries(root)) {
    if (ABOUT_FILE.has(key)) {
      if (key === 'imports' || key === 'dependencies') {
        found.losses.push({
          rule: 'dependency',
          name: file,
          message: `\`${key}\` names other registries: import them too`,
        })
      }
      continue
    }
    const read = SECTIONS[key]
    if (!read) found.losses.push({ rule: 'section', name: file, message: `the section \`${key}\` is not known` })
    else for (const entry of asMaps(value)) read(found, entry)
  }
}

/** A group of the older format: its `type` says what it is. Attributes with an `id` are definitions, wherever they stand. */
function readGroup(found: Collecting, entry: Foreign): void {
  const id = asText(entry.id)
  for (const attribute of asMaps(entry.attributes)) {
    const name = asText(entry.prefix) ? `${asText(entry.prefix)}.${asText(attribute.id)}` : asText(attribute.id)
    if (attribute.id !== undefined) defineAttribute(found, name, attribute)
  }
  const type = asText(entry.type)
  if (type === 'span') addSignal(found, 'span', stripPrefix(id, 'span.'), entry)
  else if (type === 'event') addSignal(found, 'event', asText(entry.name) || stripPrefix(id, 'event.'), entry)
  else if (type === 'metric') addSignal(found, asText(entry.instrument), asText(entry.metric_name), entry)
  else if (type === 'attribute_group' || type === 'entity' || type === 'metric_group') {
    defineSet(found, { id, entry, isEntity: type === 'entity' })
  } else found.losses.push({ rule: 'group-type', name: id, message: `groups of the type \`${type}\` are not known` })
}

function defineAttribute(found: Collecting, name: string, entry: Foreign): void {
  if (name === '') found.losses.push({ rule: 'nameless', name: '', message: 'an attribute has no name' })
  else if (found.attributes.has(name)) {
    found.losses.push({ rule: 'defined-twice', name, message: 'the first definition counts' })
  } else found.attributes.set(name, entry)
}

function defineSet(found: Collecting, set: AttributeSet): void {
  if (found.sets.has(set.id))
    found.losses.push({ rule: 'defined-twice', name: set.id, message: 'the first group counts' })
  else found.sets.set(set.id, set)
}

const INSTRUMENTS = new Set(['counter', 'updowncounter', 'gauge', 'histogram', 'span', 'event'])

function addSignal(found: Collecting, instrument: string, name: string, entry: Foreign): void {
  const refines = entry.ref === undefined ? undefined : asText(entry.ref)
  const kind = instrument === 'refined' ? 'gauge' : instrument
  if (name === '' || !INSTRUMENTS.has(kind)) {
    found.losses.push({
      rule: 'signal',
      name: name || asText(entry.id),
      message: `a signal without a name, or with the instrument \`${kind}\`, is left out`,
    })
  } else found.signals.push({ kind: kind as Signal['kind'], name, refines, entry })
}

/** Attributes of an entity of the newer format stand in two lists: what identifies it, and what describes it. */
function flattenEntity(entry: Foreign): Foreign {
  const parts = ['identity', 'description'].flatMap((role) =>
    asMaps(entry[role]).map((use) => ({ ...use, role: role === 'identity' ? 'identifying' : 'descriptive' })),
  )
  return { ...entry, attributes: [...asList(entry.attributes), ...parts].filter((each) => asMap(each)) }
}

function stripPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}
