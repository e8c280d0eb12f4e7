// YAML text to a small tree with offsets. Built on js-yaml's event stream: 40 times faster on a large catalog than a
// reader that builds a document model, and the only one here whose check for duplicate keys is linear.

import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { type Code, createDiagnostic, createPlaceFinder, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import { buildTree } from './yaml-tree.ts'

/** The plain types of YAML's core schema. Only unquoted scalars are anything but `string`; `no`, `on` and `yes` are strings. */
export type ScalarType = 'string' | 'number' | 'boolean' | 'null'

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly text: string
  readonly type: ScalarType
  readonly start: number
  readonly end: number
}

export interface MapEntry {
  readonly key: ScalarNode
  readonly value: YamlNode
}

export interface MapNode {
  readonly kind: 'map'
  /** In the order of the text; of a key given twice, the first. A `Map`, so that `__proto__` is a key like any other. */
  readonly entries: ReadonlyMap<string, MapEntry>
  /** Whether an entry was reported and left out, so that nobody also reports what it would have given. */
  readonly partial: boolean
  readonly start: number
  readonly end: number
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
  readonly start: number
  readonly end: number
}

/** A value that was reported already: readers pass over it in silence, so that one fault gives one message. */
export interface FaultNode {
  readonly kind: 'fault'
  readonly start: number
  readonly end: number
}

export type YamlNode = ScalarNode | MapNode | ListNode | FaultNode

export interface YamlOptions {
  /** The code for a key given twice, by the keys of the maps around it. */
  readonly duplicateCode: (path: readonly string[]) => Code
}

export interface YamlResult {
  /** Undefined for a text without content and for one that cannot be parsed. */
  readonly root: YamlNode | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly findPlace: PlaceFinder
}

/** Longest catalog, in UTF-16 units. The largest real one we know has 1.3 million. */
export const MAX_TEXT: number = 16 * 1024 * 1024
const MAX_DEPTH = 32

/** Reads one YAML document into positioned nodes, and reports what is not YAML or more YAML than a catalog uses. */
export function parseYaml(text: string, file: string, options: YamlOptions): YamlResult {
  const findPlace = createCatalogPlaceFinder(file, text)
  if (text.length > MAX_TEXT) {
    const message = `The catalog has ${text.length} characters; the limit is ${MAX_TEXT}.`
    return { root: undefined, diagnostics: [createDiagnostic('yaml-limit', message, findPlace(0))], findPlace }
  }
  const events = readEvents(text, findPlace)
  if (!Array.isArray(events)) return { root: undefined, diagnostics: [events], findPlace }
  return { ...buildTree(text, events, { ...options, findPlace }), findPlace }
}

/** Editors do not show a byte order mark: it takes no column. Offsets still count it, since they index the text as it is. */
function createCatalogPlaceFinder(file: string, text: string): PlaceFinder {
  const findPlace = createPlaceFinder(file, text)
  if (!text.startsWith('\uFEFF')) return findPlace
  return (start, end) => {
    const place = findPlace(start, end)
    return place.line === 1 && place.column > 1 ? { ...place, column: place.column - 1 } : place
  }
}

function readEvents(text: string, findPlace: PlaceFinder): Event[] | Diagnostic {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return describeSyntaxError(error, findPlace)
  }
}

const UNCLOSED_NOTE = 'a brace, bracket or quote that was opened is not closed'

/** What usually causes an error of js-yaml, by the start of its reason. */
const SYNTAX_NOTES: readonly (readonly [reason: string, note: string])[] = [
  ['tab characters', 'indent with spaces'],
  ['bad indentation', 'entries of one map start in one column; a text that contains `: ` is written in quotes'],
  [
    'missed comma',
    'entries between braces are separated by commas; a text with a comma or a brace is written in quotes',
  ],
  ['unexpected end of the stream', UNCLOSED_NOTE],
  ['can not read a block mapping entry', 'each entry of a map is a key, a colon and a value'],
  ['deficient indentation', 'the lines of one value, its closing bracket too, are indented deeper than its key'],
]

function describeSyntaxError(error: YAMLException, findPlace: PlaceFinder): Diagnostic {
  const { reason, mark = { position: 0, buffer: '' } } = error
  const end = mark.buffer.slice(0, mark.position).trimEnd().length
  // Told where the next thing begins, possibly lines further down; the fault is where the last one ends.
  const isLate = reason.startsWith('can not read') || mark.position >= mark.buffer.trimEnd().length
  const place = findPlace(isLate ? end : mark.position)
  if (reason.startsWith('nesting exceeded')) {
    return createDiagnostic('yaml-limit', `The text nests deeper than ${MAX_DEPTH} levels.`, place)
  }
  const note = SYNTAX_NOTES.find(([start]) => reason.startsWith(start))?.[1]
  // At the end of the text, js-yaml blames the indentation for what is missing there.
  const isCutOff = reason.startsWith('deficient') && end === mark.buffer.trimEnd().length
  const notes = isCutOff ? [UNCLOSED_NOTE] : note ? [note] : []
  return createDiagnostic('yaml-syntax', `The text is not YAML: ${reason}.`, place, notes)
}
