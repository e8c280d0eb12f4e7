import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import { type Code, createDiagnostic, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import type { FaultNode, MapEntry, ScalarNode, ScalarType, YamlNode, YamlOptions } from './yaml.ts'

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>
type OpenEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>

/** A collection whose end has not come yet. */
interface Frame {
  readonly kind: 'map' | 'list'
  readonly start: number
  readonly entries: Map<string, MapEntry>
  readonly items: YamlNode[]
  /** The key whose value comes next; `fault` when the key was reported and the value must be left out. */
  key: ScalarNode | FaultNode | undefined
  partial: boolean
}

interface Build {
  readonly text: string
  readonly options: YamlOptions & { readonly findPlace: PlaceFinder }
  readonly diagnostics: Diagnostic[]
  readonly stack: Frame[]
  root: YamlNode | undefined
  /** End of the last token: where a value that is left empty stands. */
  lastEnd: number
}

/** Builds the tree of the first document from the events of js-yaml. */
export function buildTree(
  text: string,
  events: readonly Event[],
  options: Build['options'],
): { root: YamlNode | undefined; diagnostics: readonly Diagnostic[] } {
  const build: Build = { text, options, diagnostics: [], stack: [], root: undefined, lastEnd: 0 }
  let documents = 0
  // By index: `entries()` makes a pair for each of what may be a million events.
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!
    if (event.type === EVENT_ID.DOCUMENT) {
      documents++
      if (documents === 1) reportDirectives(build, event.explicitStart)
      else return finishWithSecondDocument(build, events.slice(index))
    } else addEvent(build, event)
  }
  return build
}

function addEvent(build: Build, event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT }>): void {
  if (event.type === EVENT_ID.SCALAR) addValue(build, readScalar(build, event))
  else if (event.type === EVENT_ID.ALIAS) addValue(build, reportAlias(build, event.anchorStart - 1, event.anchorEnd))
  else if (event.type === EVENT_ID.POP) {
    const frame = build.stack.pop()
    // The last event closes the document itself, which has no frame.
    if (frame) addValue(build, closeFrame(build, frame))
  } else openFrame(build, event)
}

/** What a map has in the place of items, and a list in the place of entries; nobody adds to them. */
const NO_ITEMS: YamlNode[] = []
const NO_ENTRIES: Map<string, MapEntry> = new Map()

function openFrame(build: Build, event: OpenEvent): void {
  reportProperties(build, event)
  const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list'
  const [entries, items] = kind === 'map' ? [new Map<string, MapEntry>(), NO_ITEMS] : [NO_ENTRIES, []]
  build.stack.push({ kind, start: event.start, entries, items, key: undefined, partial: false })
  build.lastEnd = event.start + 1
}

function closeFrame(build: Build, frame: Frame): YamlNode {
  const range = { start: frame.start, end: build.lastEnd }
  if (frame.kind === 'list') return { kind: 'list', items: frame.items, ...range }
  return { kind: 'map', entries: frame.entries, partial: frame.partial, ...range }
}

function addValue(build: Build, value: YamlNode): void {
  const frame = build.stack.at(-1)
  if (!frame) build.root = value
  else if (frame.kind === 'list') frame.items.push(value)
  else if (!frame.key) frame.key = readKey(build, frame, value)
  else {
    addPair(build, frame, frame.key, value)
    frame.key = undefined
  }
}

function addPair(build: Build, frame: Frame, key: ScalarNode | FaultNode, value: YamlNode): void {
  if (key.kind === 'fault') return
  const first = frame.entries.get(key.text)
  if (first) {
    reportDuplicate(build, key, first.key)
    return
  }
  // A value that is left empty has no place of its own: its key is what a reader looks for.
  const isEmpty = value.kind === 'scalar' && value.start === value.end
  frame.entries.set(key.text, { key, value: isEmpty ? { ...value, start: key.start, end: key.end } : value })
}

/** Turns the node in the place of a key into a key, or reports it: the entry is then left out. */
function readKey(build: Build, frame: Frame, node: YamlNode): ScalarNode | FaultNode {
  const isMerge = node.kind === 'scalar' && build.text.slice(node.start, node.end) === '<<'
  if (node.kind === 'scalar' && !isMerge) return node
  frame.partial = true
  if (isMerge) reportFeature(build, 'Merge keys', node.start, node.end, 'write the keys out')
  else if (node.kind !== 'fault')
    reportFeature(build, 'Keys that are maps or lists', node.start, node.end, 'a key is a plain word')
  return { kind: 'fault', start: node.start, end: node.end }
}

function readScalar(build: Build, event: ScalarEvent): ScalarNode | FaultNode {
  reportProperties(build, event)
  if (event.valueStart === -1)
    return { kind: 'scalar', text: '', type: 'null', start: build.lastEnd, end: build.lastEnd }
  const isQuoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED
  const start = isQuoted ? event.valueStart - 1 : event.valueStart
  const end = isQuoted ? event.valueEnd + 1 : event.valueEnd
  build.lastEnd = end
  if (event.tagStart !== -1) return { kind: 'fault', start, end }
  const text = getScalarValue(build.text, event)
  return { kind: 'scalar', text, type: event.style === SCALAR_STYLE.PLAIN ? findType(text) : 'string', start, end }
}

const RE_NULL = /^(?:~|null|Null|NULL)?$/
const RE_BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/
const RE_NUMBER =
  /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/** What no number, truth value or null begins with. */
const RE_WORD = /^[^-+.~\dntfNTF]/

function findType(text: string): ScalarType {
  if (RE_WORD.test(text)) return 'string'
  if (RE_NULL.test(text)) return 'null'
  if (RE_BOOLEAN.test(text)) return 'boolean'
  return RE_NUMBER.test(text) ? 'number' : 'string'
}

function reportProperties(build: Build, event: ScalarEvent | OpenEvent): void {
  if (event.anchorStart !== -1) {
    reportFeature(build, 'Anchors', event.anchorStart - 1, event.anchorEnd, 'write the value where it is needed')
    build.lastEnd = event.anchorEnd
  }
  if (event.tagStart !== -1) {
    reportFeature(
      build,
      'Tags',
      event.tagStart,
      event.tagEnd,
      'put a text in quotes instead: the format knows the type of every key',
    )
    build.lastEnd = event.tagEnd
  }
}

function reportAlias(build: Build, start: number, end: number): FaultNode {
  build.lastEnd = end
  reportFeature(build, 'Aliases', start, end, 'write the value out')
  return { kind: 'fault', start, end }
}

function reportDirectives(build: Build, explicitStart: boolean): void {
  // Only in front of an explicit `---` can a line that starts with `%` be a directive; js-yaml gives no offsets for it.
  const directive = explicitStart ? /^%.*/m.exec(build.text) : null
  if (!directive) return
  const end = directive.index + directive[0].length
  reportFeature(build, 'Directives', directive.index, end, 'leave the line out: a catalog is YAML 1.2')
}

function finishWithSecondDocument(build: Build, rest: readonly Event[]): Build {
  const node = rest.find((event) => 'start' in event || ('valueStart' in event && event.valueStart !== -1))
  const start =
    node && 'start' in node ? node.start : node && 'valueStart' in node ? node.valueStart : build.text.length
  reportFeature(build, 'Several documents', start, start, 'put the second catalog into a file of its own')
  return build
}

function reportFeature(build: Build, what: string, start: number, end: number, wayOut: string): void {
  const place = build.options.findPlace(start, end)
  build.diagnostics.push(createDiagnostic('yaml-feature', `${what} are not part of a catalog.`, place, [wayOut]))
}

function reportDuplicate(build: Build, key: ScalarNode, first: ScalarNode): void {
  const { findPlace, duplicateCode } = build.options
  const path = build.stack.slice(0, -1).map((frame) => (frame.key?.kind === 'scalar' ? frame.key.text : ''))
  const code: Code = duplicateCode(path)
  const message =
    code === 'dup-scope' ? `The scope \`${key.text}\` is declared twice.` : `The key \`${key.text}\` is given twice.`
  const note = { message: 'first given here', place: findPlace(first.start, first.end) }
  build.diagnostics.push(createDiagnostic(code, message, findPlace(key.start, key.end), [note]))
}
