import { typeName } from '../type-name.ts'
import type { WireEvent } from './event.ts'

/**
 * The line of Snakepit's stderr backend, byte for byte what `json.dumps` of Python writes: its separators, its order of keys,
 * everything beyond ASCII escaped. So a line has no line feed in it, and as many bytes as characters.
 */

/** What a pipe takes in one piece (PIPE_BUF): longer lines of two processes could be mixed. */
export const MAX_LINE = 4096

const PREFIX = 'TELEMETRY:'

/** What came of encoding: a line with its line feed, and what it could not hold. */
export interface EncodedLine {
  readonly line: string
  /** Metadata was cut or left out, or the event was too large and the line says so. */
  readonly fault?: 'cut' | 'too_large' | 'unencodable'
  /** The class of the value that there is no text for. */
  readonly type?: string
}

/** Encodes an event. Never throws; what cannot be encoded becomes a `TELEMETRY_ERROR:` line, as in Snakepit. */
export function encodeLine(event: WireEvent): EncodedLine {
  try {
    return fitLine(event)
  } catch (error) {
    const type = error instanceof Unencodable ? error.type : undefined
    const reason = error instanceof Unencodable ? error.message : `${typeName(error)} while encoding`
    const fault = { line: `TELEMETRY_ERROR: ${oneAsciiLine(reason).slice(0, 200)}\n`, fault: 'unencodable' as const }
    return type === undefined ? fault : { ...fault, type }
  }
}

// --- internal ---

class Unencodable extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Metadata is what grows; so its texts are cut first, then it goes. */
function fitLine(event: WireEvent): EncodedLine {
  const line = printLine(event)
  if (line.length <= MAX_LINE) return { line }
  for (const room of [256, 64]) {
    const cut = printLine({ ...event, metadata: cutTexts(event.metadata, room) })
    if (cut.length <= MAX_LINE) return { line: cut, fault: 'cut' }
  }
  const bare = printLine({ ...event, metadata: { truncated: true } })
  if (bare.length <= MAX_LINE) return { line: bare, fault: 'cut' }
  const name = oneAsciiLine(event.name).slice(0, 100)
  return { line: `TELEMETRY_ERROR: event ${name} is larger than ${MAX_LINE} bytes\n`, fault: 'too_large' }
}

function printLine({ name, measurements, metadata, timestampNs, correlationId = '' }: WireEvent): string {
  const values = printValue(measurements, 0)
  const keys = printValue(metadata, 0)
  return `${PREFIX}{"event": ${printText(name)}, "measurements": ${values}, "metadata": ${keys}, "timestamp_ns": ${timestampNs}, "correlation_id": ${printText(correlationId)}}\n`
}

function cutTexts(metadata: WireEvent['metadata'], room: number): Record<string, unknown> {
  const entries = Object.entries(metadata).map(([key, value]) => {
    if (typeof value === 'string' && value.length > room) return [key, `${value.slice(0, room)}…`]
    return [key, Array.isArray(value) && value.length > 8 ? [...value.slice(0, 8), '…'] : value]
  })
  return Object.fromEntries(entries)
}

const MAX_DEPTH = 16

function printValue(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return printText(value)
    case 'number':
      return printNumber(value)
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return 'null'
    case 'object':
      return value === null ? 'null' : printObject(value, depth)
    default:
      throw unencodable(value)
  }
}

function printObject(value: object, depth: number): string {
  if (depth > MAX_DEPTH) throw new Unencodable(typeName(value), 'Circular reference detected')
  if (Array.isArray(value)) return `[${value.map((item) => printValue(item, depth + 1)).join(', ')}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw unencodable(value)
  let text = ''
  for (const key of Object.keys(value)) {
    const item = printValue((value as Record<string, unknown>)[key], depth + 1)
    text += `${text === '' ? '' : ', '}${printText(key)}: ${item}`
  }
  return `{${text}}`
}

function unencodable(value: unknown): Unencodable {
  const type = typeName(value)
  return new Unencodable(type, `Object of type ${type} is not JSON serializable`)
}

/**
 * As Python prints numbers. It has two kinds of them: a whole number within 2⁵³ is taken for an `int` here. Those that are no
 * number at all are `null`, since `NaN`, which Python writes, is no JSON.
 */
function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0.0' : String(value)
  if (!Number.isFinite(value)) return 'null'
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

// Most texts are plain; one look decides.
const RE_SPECIAL = /[^\x20-\x7e]|["\\]/
const RE_ESCAPED = /[^\x20-\x7e]|["\\]/g

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
}

function printText(text: string): string {
  return RE_SPECIAL.test(text) ? `"${text.replace(RE_ESCAPED, escapeUnit)}"` : `"${text}"`
}

// By UTF-16 unit, without the flag `u`: Python's escapes are surrogates too, and a lone one is escaped like any other.
function escapeUnit(unit: string): string {
  return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function oneAsciiLine(text: string): string {
  return printText(text).slice(1, -1)
}
