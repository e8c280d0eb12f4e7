import type { Exact } from './attributes.ts'

/** Fields of the messages of OTLP, by number for protobuf and by name for JSON; a message is said once for both. */

/** `many`: there may be several of it. */
export type Field = readonly [id: number, name: string, many?: 'many']

/** Writes items (spans, log records, metrics), field by field, and gives them in a request. */
export interface OtlpWriter {
  /** Opens a message within a field; `end` closes it. */
  begin(field: Field): void
  end(): void
  /** Opens a span with what every span has; `end` closes it. */
  beginSpan(name: string, traceId: TraceWords, idHigh: number, idLow: number, startS: number, endS: number): void
  /** A key and its value, with a field for it. */
  attribute(field: Field, key: string, value: Exact | readonly Exact[]): void
  text(field: Field, value: string): void
  /** Ids in words of 32 bits: bytes in protobuf, hexadecimal digits in JSON. Nobody has to make a text of them and read it again. */
  traceId(field: Field, words: TraceWords): void
  spanId(field: Field, high: number, low: number): void
  /** Seconds since 1970 as nanoseconds, exact to the nanosecond where the seconds are. */
  time(field: Field, seconds: number): void
  double(field: Field, value: number): void
  /** A whole number of 64 bits, which JSON says as text. */
  int(field: Field, value: number | bigint): void
  /** A whole number of 32 bits. */
  small(field: Field, value: number): void
  bits(field: Field, value: number): void
  flag(field: Field, value: boolean): void
  /** Counts of 64 fixed bits. */
  counts(field: Field, values: readonly number[]): void
  count(field: Field, value: number): void
  doubles(field: Field, values: readonly number[]): void
  /** Forgets an item that could not be finished. */
  abandon(): void
  /** Gives the finished items as a request of theirs, and begins the next. */
  finish(items: ItemKind): Uint8Array<ArrayBuffer>
}

/** An id of a trace as four words of 32 bits. */
export type TraceWords = ArrayLike<number>

export type ItemKind = 'spans' | 'logs' | 'metrics'

export const REQUEST = {
  spans: [1, 'resourceSpans', 'many'] as Field,
  logs: [1, 'resourceLogs', 'many'] as Field,
  metrics: [1, 'resourceMetrics', 'many'] as Field,
}
export const RESOURCE_ITEMS = {
  resource: [1, 'resource'] as Field,
  spans: [2, 'scopeSpans', 'many'] as Field,
  logs: [2, 'scopeLogs', 'many'] as Field,
  metrics: [2, 'scopeMetrics', 'many'] as Field,
}
export const RESOURCE = { attributes: [1, 'attributes', 'many'] as Field }
export const SCOPE_ITEMS = {
  scope: [1, 'scope'] as Field,
  spans: [2, 'spans', 'many'] as Field,
  logs: [2, 'logRecords', 'many'] as Field,
  metrics: [2, 'metrics', 'many'] as Field,
}
export const SCOPE = { name: [1, 'name'] as Field }
export const KEY_VALUE = { key: [1, 'key'] as Field, value: [2, 'value'] as Field }
export const ANY_VALUE = {
  text: [1, 'stringValue'] as Field,
  flag: [2, 'boolValue'] as Field,
  int: [3, 'intValue'] as Field,
  double: [4, 'doubleValue'] as Field,
  list: [5, 'arrayValue'] as Field,
}
export const LIST = { values: [1, 'values', 'many'] as Field }
export const SPAN = {
  traceId: [1, 'traceId'] as Field,
  spanId: [2, 'spanId'] as Field,
  parentSpanId: [4, 'parentSpanId'] as Field,
  name: [5, 'name'] as Field,
  kind: [6, 'kind'] as Field,
  start: [7, 'startTimeUnixNano'] as Field,
  end: [8, 'endTimeUnixNano'] as Field,
  attributes: [9, 'attributes', 'many'] as Field,
  status: [15, 'status'] as Field,
  flags: [16, 'flags'] as Field,
}
export const STATUS = { message: [2, 'message'] as Field, code: [3, 'code'] as Field }
export const LOG = {
  time: [1, 'timeUnixNano'] as Field,
  severity: [2, 'severityNumber'] as Field,
  attributes: [6, 'attributes', 'many'] as Field,
  flags: [8, 'flags'] as Field,
  traceId: [9, 'traceId'] as Field,
  spanId: [10, 'spanId'] as Field,
  observed: [11, 'observedTimeUnixNano'] as Field,
  eventName: [12, 'eventName'] as Field,
}
export const METRIC = {
  name: [1, 'name'] as Field,
  unit: [3, 'unit'] as Field,
  gauge: [5, 'gauge'] as Field,
  sum: [7, 'sum'] as Field,
  histogram: [9, 'histogram'] as Field,
}
export const POINTS = {
  points: [1, 'dataPoints', 'many'] as Field,
  temporality: [2, 'aggregationTemporality'] as Field,
  isMonotonic: [3, 'isMonotonic'] as Field,
}
export const NUMBER_POINT = {
  start: [2, 'startTimeUnixNano'] as Field,
  time: [3, 'timeUnixNano'] as Field,
  double: [4, 'asDouble'] as Field,
  attributes: [7, 'attributes', 'many'] as Field,
}
export const HISTOGRAM_POINT = {
  start: [2, 'startTimeUnixNano'] as Field,
  time: [3, 'timeUnixNano'] as Field,
  count: [4, 'count'] as Field,
  sum: [5, 'sum'] as Field,
  buckets: [6, 'bucketCounts'] as Field,
  bounds: [7, 'explicitBounds'] as Field,
  attributes: [9, 'attributes', 'many'] as Field,
  min: [11, 'min'] as Field,
  max: [12, 'max'] as Field,
}

/** Writes an attribute by what every writer can. */
export function writeAttribute(writer: OtlpWriter, field: Field, key: string, value: Exact | readonly Exact[]): void {
  writer.begin(field)
  writer.text(KEY_VALUE.key, key)
  writer.begin(KEY_VALUE.value)
  if (typeof value === 'object') {
    writer.begin(ANY_VALUE.list)
    for (const item of value) {
      writer.begin(LIST.values)
      writePlain(writer, item)
      writer.end()
    }
    writer.end()
  } else writePlain(writer, value)
  writer.end()
  writer.end()
}

export function writePlain(writer: OtlpWriter, value: Exact): void {
  if (typeof value === 'string') writer.text(ANY_VALUE.text, value)
  else if (typeof value === 'boolean') writer.flag(ANY_VALUE.flag, value)
  else if (typeof value === 'bigint' || Number.isSafeInteger(value)) writer.int(ANY_VALUE.int, value)
  else writer.double(ANY_VALUE.double, value)
}

const KIND_INTERNAL = 1
export const SAMPLED = 1

/** Writes what every span has. First what takes as many bytes in each. */
export function writeSpanHead(
  writer: OtlpWriter,
  name: string,
  traceId: TraceWords,
  idHigh: number,
  idLow: number,
  startS: number,
  endS: number,
): void {
  writer.traceId(SPAN.traceId, traceId)
  writer.spanId(SPAN.spanId, idHigh, idLow)
  writer.time(SPAN.start, startS)
  writer.time(SPAN.end, endS)
  writer.bits(SPAN.flags, SAMPLED)
  writer.small(SPAN.kind, KIND_INTERNAL)
  writer.text(SPAN.name, name)
}
