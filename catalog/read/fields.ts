// The few questions that the readers ask of a YAML node. Each answers with the value, or reports the one fault and
// answers `undefined`; a node that was reported before is passed over in silence.

import {
  type Code,
  createDiagnostic,
  type Diagnostic,
  type Note,
  type PlaceFinder,
  suggestName,
} from '../../report/index.ts'
import type { MapEntry, MapNode, ScalarNode, YamlNode } from '../yaml.ts'
import { findUnsafeCharacter, showText } from './text.ts'

/** What the readers share while one catalog is read. */
export interface Reading {
  readonly findPlace: PlaceFinder
  readonly diagnostics: Diagnostic[]
  /** The map that each entry of the model was read from, for places inside of it. */
  readonly nodes: Map<object, MapNode>
  /** Entries of the model with a fallback in place of a value that was reported: checks draw no conclusions from them. */
  readonly doubtful: Set<object>
}

/** A map with known keys, and how messages call it, e.g. ``the scope `a.b` ``. */
export interface Fields<Key extends string> {
  readonly owner: string
  readonly node: MapNode
  readonly get: (key: Key) => MapEntry | undefined
}

interface Range {
  readonly start: number
  readonly end: number
}

export function report(
  reading: Reading,
  code: Code,
  message: string,
  at: Range,
  notes: readonly (Note | string)[] = [],
): void {
  reading.diagnostics.push(createDiagnostic(code, message, reading.findPlace(at.start, at.end), notes))
}

/** Reads a map whose keys are names that the user chose. */
export function readMap(
  reading: Reading,
  node: YamlNode,
  what: string,
  notes: readonly string[] = [],
): MapNode | undefined {
  if (node.kind === 'map') return node
  if (node.kind !== 'fault')
    report(reading, 'value-type', `${what} must be a map, not ${describeNode(node)}.`, node, notes)
  return undefined
}

/** Reads a map whose keys the format defines; reports the others, `x-*` apart. */
export function readFields<Key extends string>(
  reading: Reading,
  node: YamlNode,
  owner: string,
  keys: readonly Key[],
): Fields<Key> | undefined {
  const map = readMap(reading, node, capitalize(owner))
  if (!map) return undefined
  const known: ReadonlySet<string> = new Set(keys)
  const meant = new Map<string, MapEntry>()
  for (const entry of map.entries.values()) {
    const name = entry.key.text
    if (known.has(name) || name.startsWith('x-')) continue
    const suggestion = suggestName(name, keys)
    const note = suggestion ? `did you mean \`${suggestion}\`?` : `the keys here are ${joinWords(keys)}`
    report(reading, 'key-unknown', `${capitalize(owner)} has no key ${showText(name)}.`, entry.key, [note])
    // A mistyped key counts as the key that was meant, or the same fault would be told again as a missing key.
    if (suggestion && !map.entries.has(suggestion)) meant.set(suggestion, entry)
  }
  return { owner, node: map, get: (key) => map.entries.get(key) ?? meant.get(key) }
}

/** Reads a key that must be there; reports its absence at the key that names the owner. */
export function readRequired<Key extends string>(
  reading: Reading,
  fields: Fields<Key>,
  key: Key,
  at: Range,
  note: string,
): MapEntry | undefined {
  const entry = fields.get(key)
  if (!entry && !fields.node.partial) {
    report(reading, 'key-missing', `${capitalize(fields.owner)} has no \`${key}\`.`, at, [note])
  }
  return entry
}

/** Reads a text: a quoted scalar, or a plain one that YAML takes for nothing else. */
export function readText(reading: Reading, entry: MapEntry | undefined): string | undefined {
  return entry && readTextNode(reading, entry.value, `\`${entry.key.text}\``)
}

/** Reads the text of a node; `what` is how the message calls it. */
export function readTextNode(reading: Reading, node: YamlNode, what: string): string | undefined {
  if (node.kind === 'fault') return undefined
  if (node.kind !== 'scalar' || node.type !== 'string') {
    const notes = node.kind === 'scalar' && node.type !== 'null' ? [`put it in quotes: '${node.text}'`] : []
    report(reading, 'value-type', `${what} must be a text, not ${describeNode(node)}.`, node, notes)
    return undefined
  }
  const unsafe = findUnsafeCharacter(node.text)
  if (unsafe) report(reading, 'text-unsafe', `${what} contains ${unsafe}.`, node, ['take the character out'])
  return unsafe ? undefined : node.text
}

/** Reads one word of a list; a typo counts as the word that was meant. `certain` tells whether the word itself was given. */
export function readWord<Word extends string>(
  reading: Reading,
  entry: MapEntry | undefined,
  words: readonly Word[],
): { readonly word: Word | undefined; readonly certain: boolean } {
  if (!entry) return { word: undefined, certain: true }
  const text = readText(reading, entry)
  if (text === undefined) return { word: undefined, certain: false }
  const word = words.find((candidate) => candidate === text)
  if (word !== undefined) return { word, certain: true }
  const suggestion = suggestName(text, words)
  const notes = [`valid values are ${joinWords(words)}`]
  if (suggestion) notes.unshift(`did you mean \`${suggestion}\`?`)
  report(reading, 'value-unknown', `${showText(text)} is not a value of \`${entry.key.text}\`.`, entry.value, notes)
  return { word: words.find((candidate) => candidate === suggestion), certain: false }
}

/** Reads a number that is neither infinite nor `.nan`. */
export function readNumber(reading: Reading, node: YamlNode, what: string): number | undefined {
  if (node.kind === 'fault') return undefined
  const value = node.kind === 'scalar' && node.type === 'number' ? Number(node.text) : Number.NaN
  if (Number.isFinite(value)) return value
  report(reading, 'value-type', `${what} must be a finite number, not ${describeNode(node)}.`, node)
  return undefined
}

/** Reads the items of a list. */
export function readList(reading: Reading, entry: MapEntry | undefined, of: string): readonly YamlNode[] | undefined {
  if (!entry || entry.value.kind === 'fault') return undefined
  if (entry.value.kind === 'list') return entry.value.items
  const what = `\`${entry.key.text}\` must be a list of ${of}, not ${describeNode(entry.value)}.`
  report(reading, 'value-type', what, entry.value, ['lists are written `[a, b]`'])
  return undefined
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
