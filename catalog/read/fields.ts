// Reads a YAML node by a field of the format. Each reader answers with the value, or reports the one fault and answers
// `undefined`; a node that was reported before is passed over in silence.

import {
  type Code,
  createDiagnostic,
  type Diagnostic,
  type Note,
  type PlaceFinder,
  suggestName,
} from '../../report/index.ts'
import type { Entry, EntryField, Field, Given, ListField, MapField, ValueOf } from '../format/fields.ts'
import type { MapEntry, MapNode, ScalarNode, YamlNode } from '../yaml.ts'
import { readPlain } from './plain.ts'
import { readScalarField } from './scalars.ts'
import { showText } from './text.ts'

/** What the readers share while one file is read. */
export interface Reading {
  readonly findPlace: PlaceFinder
  readonly diagnostics: Diagnostic[]
  /** The map that each entry of the model was read from, for places inside of it. */
  readonly nodes: Map<object, LocatedNode>
  /** Entries of the model with a fallback in place of a value that was reported: checks draw no conclusions from them. */
  readonly doubtful: Set<object>
}

/** A map, and the file it stands in. */
export interface LocatedNode {
  readonly node: MapNode
  readonly findPlace: PlaceFinder
}

interface Range {
  readonly start: number
  readonly end: number
}

export function report(
  reading: Pick<Reading, 'findPlace' | 'diagnostics'>,
  code: Code,
  message: string,
  at: Range,
  notes: readonly (Note | string)[] = [],
): void {
  reading.diagnostics.push(createDiagnostic(code, message, reading.findPlace(at.start, at.end), notes))
}

/** Reads the value of a key, or an item of a list; `what` is how messages call it. */
export function readField<F extends Field>(
  reading: Reading,
  field: F,
  node: YamlNode,
  key: ScalarNode,
  what: string,
): Given<ValueOf<F>> | undefined {
  // The type of the value follows from the type of the field, which the compiler cannot see through a switch.
  return readAny(reading, field, node, key, what) as Given<ValueOf<F>> | undefined
}

function readAny(
  reading: Reading,
  field: Field,
  node: YamlNode,
  key: ScalarNode,
  what: string,
): Given<unknown> | undefined {
  switch (field.type) {
    case 'list':
      return give(key, node, readListField(reading, field, node, key))
    case 'map':
      return give(key, node, readMapField(reading, field, node, what))
    case 'entry':
      return give(key, node, readEntry(reading, field, node, key, what))
    case 'choice':
      return readAny(reading, chooseField(field.of, node), node, key, what)
    case 'any': {
      const value = readPlain(reading, node, what)
      return value === undefined ? undefined : { key, node, value, certain: true }
    }
    default: {
      const read = readScalarField(reading, field, node, key, what)
      return read && { key, node, ...read }
    }
  }
}

function give(key: ScalarNode, node: YamlNode, value: unknown): Given<unknown> | undefined {
  return value === undefined ? undefined : { key, node, value, certain: true }
}

/** Picks the form that fits what stands there, or the first, which then says what is missing. */
function chooseField(choices: readonly Field[], node: YamlNode): Field {
  const fits = ({ type }: Field): boolean => {
    if (node.kind === 'map') return type === 'map' || type === 'entry'
    if (node.kind === 'list') return type === 'list'
    if (node.kind === 'fault') return false
    return node.type === 'number' ? type === 'number' : type === 'text' || type === 'word'
  }
  return choices.find(fits) ?? choices[0]!
}

function readListField(
  reading: Reading,
  field: ListField,
  node: YamlNode,
  key: ScalarNode,
): readonly Given<unknown>[] | undefined {
  if (node.kind === 'fault') return undefined
  if (node.kind !== 'list') {
    const message = `\`${key.text}\` must be a list of ${field.items}, not ${describeNode(node)}.`
    report(reading, 'value-type', message, node, ['lists are written `[a, b]`'])
    return undefined
  }
  const items = node.items.map((item) => readAny(reading, field.of, item, key, field.called))
  return items.filter((item) => item !== undefined)
}

function readMapField(
  reading: Reading,
  field: MapField,
  node: YamlNode,
  what: string,
): ReadonlyMap<string, Given<unknown>> | undefined {
  if (isEmpty(node)) return new Map()
  const map = readMap(reading, node, what, field.note)
  if (!map) return undefined
  const read = new Map<string, Given<unknown>>()
  for (const { key, value } of map.entries.values()) {
    if (key.text.startsWith('x-')) continue
    const given = readAny(reading, field.of, value, key, `\`${key.text}\``)
    if (given) read.set(key.text, given)
  }
  return read
}

/** Reads a map that must be one. */
function readMap(reading: Reading, node: YamlNode, what: string, note: string | undefined): MapNode | undefined {
  if (node.kind === 'map') return node
  if (node.kind !== 'fault') {
    const notes = note === undefined ? [] : [note]
    report(reading, 'value-type', `${capitalize(what)} must be a map, not ${describeNode(node)}.`, node, notes)
  }
  return undefined
}

/** Reads a map with known keys: reports the others, `x-*` apart, and what is missing. */
export function readEntry<Fields extends EntryField['fields']>(
  reading: Reading,
  field: EntryField<Fields>,
  node: YamlNode,
  key: ScalarNode,
  what: string,
): Entry<Fields> | undefined {
  const owner = field.called === undefined || key === node ? what : `${field.called} ${showText(key.text)}`
  if (field.mayBeEmpty && isEmpty(node)) {
    return { isEntry: true, owner, node: undefined, values: {}, has: () => false }
  }
  const map = readMap(reading, node, owner, field.note)
  if (!map) return undefined
  const entries = matchKeys(reading, field, map, owner)
  const values: Record<string, Given<unknown>> = {}
  for (const [name, entry] of entries) {
    if (!Object.hasOwn(field.fields, name)) continue
    const given = readAny(
      reading,
      field.fields[name]!,
      entry.value,
      entry.key,
      describeOwn(field.fields[name]!, entry, owner),
    )
    if (given) values[name] = given
  }
  reportMissing(reading, field, map, entries, owner, key)
  return {
    isEntry: true,
    owner,
    node: map,
    values: values as Entry<Fields>['values'],
    has: (name) => entries.has(name),
  }
}

/** Maps say whose they are, since many entries have one; texts and words are told by their key alone. */
function describeOwn(field: Field, { key }: MapEntry, owner: string): string {
  const isMap = field.type === 'map' || field.type === 'entry'
  return isMap && owner !== 'the catalog' ? `\`${key.text}\` of ${owner}` : `\`${key.text}\``
}

function matchKeys(
  reading: Reading,
  { fields }: EntryField,
  map: MapNode,
  owner: string,
): ReadonlyMap<string, MapEntry> {
  const unknown: MapEntry[] = []
  for (const entry of map.entries.values()) {
    const name = entry.key.text
    if (!Object.hasOwn(fields, name) && !name.startsWith('x-')) unknown.push(entry)
  }
  // Nearly always: the map as it is, which the reader then goes through without a copy.
  if (unknown.length === 0) return map.entries
  const matched = new Map([...map.entries].filter(([name]) => Object.hasOwn(fields, name)))
  for (const entry of unknown) {
    const keys = Object.keys(fields)
    const suggestion = suggestName(entry.key.text, keys)
    const note = suggestion ? `did you mean \`${suggestion}\`?` : `the keys here are ${joinWords(keys)}`
    const message = `${capitalize(owner)} has no key ${showText(entry.key.text)}.`
    report(reading, 'key-unknown', message, entry.key, [note])
    // A mistyped key counts as the key that was meant, or the same fault would be told again as a missing key.
    if (suggestion && !matched.has(suggestion)) matched.set(suggestion, entry)
  }
  return matched
}

function reportMissing(
  reading: Reading,
  { requires = [] }: EntryField,
  map: MapNode,
  entries: ReadonlyMap<string, MapEntry>,
  owner: string,
  at: Range,
): void {
  // A part that was reported and left out may have been what is missing.
  if (map.partial) return
  for (const { oneOf, note } of requires) {
    if (oneOf.some((name) => entries.has(name))) continue
    report(reading, 'key-missing', `${capitalize(owner)} has no \`${oneOf[0]}\`.`, at, [note])
  }
}

/** Tells whether a key was given without a value. */
export function isEmpty(node: YamlNode): node is ScalarNode {
  return node.kind === 'scalar' && node.type === 'null'
}

export function describeNode(node: YamlNode): string {
  if (node.kind === 'map') return 'a map'
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'fault' || node.type === 'null') return 'nothing'
  return { string: 'a text', number: `the number ${node.text}`, boolean: `the word ${node.text}` }[node.type]
}

export function joinWords(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
