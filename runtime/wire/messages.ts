import { typeName } from '../type-name.ts'
import { type ControlState, decodeState, writeState } from './control-messages.ts'
import type { WireEvent } from './event.ts'
import * as pb from './protobuf.ts'

/** Events in the messages of `telescopic.proto`: Snakepit's under their numbers, and what we add under 100 and more. */

/** An event as it is received. */
export interface ReceivedEvent extends WireEvent {
  /** What a command came to; only of senders that are ours. */
  readonly control?: ControlState
}

const writer = pb.createWriter()

/** Encodes an event by itself, as Snakepit's `StreamTelemetry` sends it. */
export function encodeEvent(event: WireEvent, control?: ControlState): Uint8Array {
  pb.beginMessage(writer)
  writeEvent(writer, event)
  if (control !== undefined) {
    pb.writeTag(writer, 100, pb.BYTES)
    pb.writeNested(writer, writeState, control)
  }
  return pb.takeBytes(writer)
}

/** Puts encoded events into one message. */
export function encodeBatch(events: readonly Uint8Array[]): Uint8Array {
  pb.beginMessage(writer)
  for (const event of events) {
    pb.writeTag(writer, 1, pb.BYTES)
    pb.writeVarint(writer, event.length)
    pb.writeBytes(writer, event)
  }
  return pb.takeBytes(writer)
}

/** Throws on bytes that are no message. */
export function decodeEvent(bytes: Uint8Array): ReceivedEvent {
  const parts: string[] = []
  const measurements: Record<string, unknown> = Object.create(null)
  const metadata: Record<string, unknown> = Object.create(null)
  let timestampNs = 0n
  let correlationId: string | undefined
  let control: ControlState | undefined
  for (const field of pb.readFields(bytes)) {
    if (field.type === pb.VARINT && field.number === 4) timestampNs = pb.readInt64(field)
    if (field.type !== pb.BYTES) continue
    if (field.number === 1) parts.push(pb.readText(field.bytes))
    else if (field.number === 2) readEntry(field.bytes, measurements, readValue)
    else if (field.number === 3) readEntry(field.bytes, metadata, pb.readText)
    else if (field.number === 5) correlationId = pb.readText(field.bytes) || undefined
    else if (field.number === 100) control = decodeState(field.bytes)
  }
  const event = { name: parts.join('.'), measurements, metadata, timestampNs, correlationId }
  return control === undefined ? event : { ...event, control }
}

export function decodeBatch(bytes: Uint8Array): ReceivedEvent[] {
  const events: ReceivedEvent[] = []
  for (const { number, type, bytes: event } of pb.readFields(bytes)) {
    if (number === 1 && type === pb.BYTES) events.push(decodeEvent(event))
  }
  return events
}

/**
 * Any value as the text that metadata is on this wire. Spelled as in JavaScript, `true` and `null`, where Python's original
 * spells `True` and `None`.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : String(value)
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`
  return `[${typeName(value)}]`
}

// --- internal ---

type Entry = readonly [key: string, value: unknown]

function writeEvent(to: pb.Writer, { name, measurements, metadata, timestampNs, correlationId }: WireEvent): void {
  for (let from = 0; from <= name.length; ) {
    const dot = name.indexOf('.', from)
    const end = dot === -1 ? name.length : dot
    pb.writeTag(to, 1, pb.BYTES)
    pb.writeText(to, name, from, end)
    from = end + 1
  }
  for (const key of Object.keys(measurements)) {
    pb.writeTag(to, 2, pb.BYTES)
    pb.writeNested(to, writeMeasurement, [key, measurements[key]])
  }
  for (const key of Object.keys(metadata)) {
    pb.writeTag(to, 3, pb.BYTES)
    pb.writeNested(to, writeMetadata, [key, metadata[key]])
  }
  if (timestampNs !== 0n) {
    pb.writeTag(to, 4, pb.VARINT)
    pb.writeInt64(to, timestampNs)
  }
  if (!correlationId) return
  pb.writeTag(to, 5, pb.BYTES)
  pb.writeText(to, correlationId)
}

function writeMetadata(to: pb.Writer, [key, value]: Entry): void {
  writeTextField(to, 1, key)
  writeTextField(to, 2, textOf(value))
}

function writeMeasurement(to: pb.Writer, [key, value]: Entry): void {
  writeTextField(to, 1, key)
  pb.writeTag(to, 2, pb.BYTES)
  pb.writeNested(to, writeValue, value)
}

const MAX_INT64 = 2n ** 63n

/** Snakepit's rule: a truth is a number, whole numbers are apart from others, everything else is text. In a `oneof` 0 is written. */
function writeValue(to: pb.Writer, given: unknown): void {
  const value = typeof given === 'boolean' ? Number(given) : given
  if (typeof value === 'number' && !(Number.isSafeInteger(value) && !Object.is(value, -0))) {
    pb.writeTag(to, 2, pb.FIXED64)
    pb.writeDouble(to, value)
  } else if (typeof value === 'number' || (typeof value === 'bigint' && value >= -MAX_INT64 && value < MAX_INT64)) {
    pb.writeTag(to, 1, pb.VARINT)
    pb.writeInt64(to, value)
  } else {
    writeTextField(to, 3, textOf(value))
  }
}

function writeTextField(to: pb.Writer, field: number, text: string): void {
  pb.writeTag(to, field, pb.BYTES)
  pb.writeText(to, text)
}

/** An entry of a map. Into an object without a prototype, in which `__proto__` is a key like any other. */
function readEntry(bytes: Uint8Array, into: Record<string, unknown>, read: (bytes: Uint8Array) => unknown): void {
  let key = ''
  let value: Uint8Array = new Uint8Array(0)
  for (const field of pb.readFields(bytes)) {
    if (field.type !== pb.BYTES) continue
    if (field.number === 1) key = pb.readText(field.bytes)
    else if (field.number === 2) value = field.bytes
  }
  into[key] = read(value)
}

function readValue(bytes: Uint8Array): unknown {
  let value: unknown
  for (const field of pb.readFields(bytes)) {
    if (field.number === 1 && field.type === pb.VARINT) value = toNumber(pb.readInt64(field))
    else if (field.number === 2 && field.type === pb.FIXED64) value = pb.readDouble(field.bytes)
    else if (field.number === 3 && field.type === pb.BYTES) value = pb.readText(field.bytes)
  }
  return value
}

function toNumber(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
