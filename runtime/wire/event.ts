import { BUILT_IN_KEYS } from '../built-in-keys.ts'
import type { RecordMetadata, TelemetryRecord } from '../reporter.ts'

/**
 * What leaves the process, in the shape that Snakepit gave it: a span is two events, `<scope>.start` and `<scope>.stop` or
 * `<scope>.exception`. Nanoseconds are whole numbers of any size: a Number holds today's only to 256 ns.
 */
export interface WireEvent {
  readonly name: string
  readonly measurements: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly timestampNs: bigint
  readonly correlationId: string | undefined
}

/** The name that a record will have on the wire; cheap, for whoever decides before an event is built. */
export function wireName(record: TelemetryRecord): string {
  if (record.kind === 'timing') return `${record.scope}.${isFailure(record.metadata) ? 'exception' : 'stop'}`
  if (record.kind === 'start') return `${record.scope}.start`
  return record.kind === 'metric' ? record.scope : record.name
}

/** Gives a record as an event of the wire. A metric carries no instant of its own: it gets `nowS`, that of its delivery. */
export function toWireEvent(record: TelemetryRecord, nowS: number): WireEvent {
  const { trace } = record
  const name = wireName(record)
  const metadata = ownMetadata(record.metadata)
  if (trace !== undefined && trace.sampleRate < 1) metadata.sample_rate = trace.sampleRate
  if (record.kind === 'event') {
    const { measurements, timeS } = record
    return { name, measurements, metadata, timestampNs: toNs(timeS), correlationId: correlationOf(record) }
  }
  const correlationId = correlationOf(record)
  if (record.kind === 'start') {
    const timestampNs = toNs(record.timeS)
    return { name, measurements: { system_time: timestampNs }, metadata, timestampNs, correlationId }
  }
  if (record.kind === 'timing') {
    if (isFailure(record.metadata)) nameError(metadata)
    const measurements = { duration: toNs(record.durationS) }
    return { name, measurements, metadata, timestampNs: toNs(record.metadata.endWallTimeS), correlationId }
  }
  metadata.metric_type = record.metadata.metricType
  return { name, measurements: { value: record.value }, metadata, timestampNs: toNs(nowS), correlationId }
}

/** What 64 bits hold, in seconds: 292 years. */
const MAX_S = 9_223_372_036

/**
 * Seconds to whole nanoseconds. In two parts, since the product would be rounded to 256 ns. What is no such number, of a record
 * made by hand, is 0.
 */
export function toNs(seconds: number): bigint {
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < MAX_S)) return 0n
  const whole = Math.floor(seconds)
  return BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e9))
}

// --- internal ---

function ownMetadata(metadata: RecordMetadata): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  for (const key of Object.keys(metadata)) {
    const value = metadata[key]
    // `__proto__` as an own key would be taken for the prototype here.
    if (value !== undefined && !BUILT_IN_KEYS.has(key) && key !== '__proto__') own[key] = value
  }
  return own
}

function isFailure(metadata: RecordMetadata): boolean {
  return metadata.error === true && typeof metadata.errorType === 'string'
}

/** The keys that Snakepit has for an error; the message is there only if it was recorded. */
function nameError(metadata: Record<string, unknown>): void {
  const { errorType, errorMessage } = metadata
  delete metadata.error
  delete metadata.errorType
  metadata.error_type = errorType
  if (errorMessage === undefined) return
  delete metadata.errorMessage
  metadata.error_message = errorMessage
}

/**
 * What was given, to the call or around it. Otherwise, inside of a span, its trace: 32 digits as an id of Snakepit's, which
 * hold the events of one request together although nobody asked for it.
 */
export function correlationOf(record: TelemetryRecord): string | undefined {
  const given = record.kind === 'event' ? record.correlationId : undefined
  const { trace } = record
  return given ?? trace?.correlationId ?? (trace?.spanId === undefined ? undefined : trace.traceId)
}
