import type { EventRecord, RecordMetadata, TelemetryRecord, TraceContext } from '../reporter.ts'
import { type Attribute, type Plain, readAttributes } from './attributes.ts'
import { fitText } from './fit-text.ts'
import {
  ANY_VALUE,
  type Field,
  HISTOGRAM_POINT,
  KEY_VALUE,
  LIST,
  LOG,
  METRIC,
  NUMBER_POINT,
  type OtlpWriter,
  POINTS,
  REQUEST,
  RESOURCE,
  RESOURCE_ITEMS,
  SCOPE,
  SCOPE_ITEMS,
  SPAN,
  STATUS,
} from './otlp-fields.ts'
import { allSeries, type Family, type Series } from './series.ts'
import { isInstant, readTimes, type Times } from './times.ts'
import { isSpanId, isTraceId, randomHex } from './trace-ids.ts'

export type Signal = 'traces' | 'metrics' | 'logs'

export type TimingRecord = Extract<TelemetryRecord, { readonly kind: 'timing' }>

const ITEMS = { traces: 'spans', metrics: 'metrics', logs: 'logs' } as const

/** Writes a request around its items. */
export function writeRequest(
  writer: OtlpWriter,
  signal: Signal,
  resource: readonly Attribute[],
  writeItems: () => void,
): Uint8Array<ArrayBuffer> {
  const items = ITEMS[signal]
  writer.begin(REQUEST[items])
  writer.begin(RESOURCE_ITEMS.resource)
  writeAttributes(writer, RESOURCE.attributes, resource)
  writer.end()
  writer.begin(RESOURCE_ITEMS[items])
  writer.begin(SCOPE_ITEMS.scope)
  writer.text(SCOPE.name, 'telescopic')
  writer.end()
  writeItems()
  writer.end()
  writer.end()
  return writer.finish()
}

const MAX_NAME = 1024
const KIND_INTERNAL = 1
const STATUS_ERROR = 2
const SAMPLED = 1

/** Throws before it writes, if the record cannot be read. */
export function writeSpan(writer: OtlpWriter, record: TimingRecord): void {
  const { scope, metadata, trace } = record
  const attributes = addTrace(readAttributes(metadata), trace)
  const { startS, endS } = readTimes(record)
  const { error, errorMessage } = metadata
  writer.begin(SCOPE_ITEMS.spans)
  // Without a trace it is one of its own.
  writer.id(SPAN.traceId, isTraceId(trace?.traceId) ? trace.traceId : randomHex(16))
  writer.id(SPAN.spanId, isSpanId(trace?.spanId) ? trace.spanId : randomHex(8))
  if (isSpanId(trace?.parentSpanId)) writer.id(SPAN.parentSpanId, trace.parentSpanId)
  writer.text(SPAN.name, fitText(scope, MAX_NAME))
  writer.small(SPAN.kind, KIND_INTERNAL)
  writer.time(SPAN.start, startS)
  writer.time(SPAN.end, endS)
  writeAttributes(writer, SPAN.attributes, attributes)
  if (error === true) {
    writer.begin(SPAN.status)
    if (typeof errorMessage === 'string') writer.text(STATUS.message, fitText(errorMessage, 1024))
    writer.small(STATUS.code, STATUS_ERROR)
    writer.end()
  }
  writer.bits(SPAN.flags, SAMPLED)
  writer.end()
}

const SEVERITY_INFO = 9

/** An event is a log record with a name. Throws before it writes, if it cannot be read. */
export function writeLog(writer: OtlpWriter, event: EventRecord, nowS: number): void {
  const { name, trace } = event
  const attributes = addTrace(readEventAttributes(event), trace, event.correlationId)
  const timeS = isInstant(event.timeS) ? event.timeS : nowS
  writer.begin(SCOPE_ITEMS.logs)
  writer.time(LOG.time, timeS)
  writer.small(LOG.severity, SEVERITY_INFO)
  writeAttributes(writer, LOG.attributes, attributes)
  if (isTraceId(trace?.traceId)) {
    writer.bits(LOG.flags, SAMPLED)
    writer.id(LOG.traceId, trace.traceId)
    if (isSpanId(trace.spanId)) writer.id(LOG.spanId, trace.spanId)
  }
  writer.time(LOG.observed, timeS)
  writer.text(LOG.eventName, fitText(name, MAX_NAME))
  writer.end()
}

const CUMULATIVE = 2

/** Sums since `startS`. */
export function writeMetric(writer: OtlpWriter, family: Family, startS: number, timeS: number): void {
  const { name, kind } = family
  const times = { startS, endS: timeS }
  writer.begin(SCOPE_ITEMS.metrics)
  writer.text(METRIC.name, fitText(name, MAX_NAME))
  if (kind === 'timing') writer.text(METRIC.unit, 's')
  writer.begin(kind === 'counter' ? METRIC.sum : kind === 'gauge' ? METRIC.gauge : METRIC.histogram)
  for (const series of allSeries(family)) {
    writer.begin(POINTS.points)
    if (series.buckets === undefined) writeNumberPoint(writer, family, series, times)
    else writeHistogramPoint(writer, family, series, times)
    writer.end()
  }
  if (kind !== 'gauge') writer.small(POINTS.temporality, CUMULATIVE)
  if (kind === 'counter') writer.flag(POINTS.isMonotonic, true)
  writer.end()
  writer.end()
}

// --- internal ---

function writeNumberPoint(writer: OtlpWriter, { kind }: Family, series: Series, times: Times): void {
  if (kind === 'counter') writer.time(NUMBER_POINT.start, times.startS)
  writer.time(NUMBER_POINT.time, times.endS)
  writer.double(NUMBER_POINT.double, kind === 'counter' ? series.sum : series.last)
  writeAttributes(writer, NUMBER_POINT.attributes, series.labels)
}

function writeHistogramPoint(writer: OtlpWriter, { bounds }: Family, series: Series, times: Times): void {
  // Rounded as running totals: the parts of what was sampled add up to the whole.
  let total = 0
  let told = 0
  const counts = Array.from(series.buckets ?? [], (count) => {
    total += count
    const rounded = Math.round(total) - told
    told += rounded
    return rounded
  })
  writer.time(HISTOGRAM_POINT.start, times.startS)
  writer.time(HISTOGRAM_POINT.time, times.endS)
  writer.count(HISTOGRAM_POINT.count, told)
  writer.double(HISTOGRAM_POINT.sum, series.sum)
  writer.counts(HISTOGRAM_POINT.buckets, counts)
  writer.doubles(HISTOGRAM_POINT.bounds, bounds)
  writeAttributes(writer, HISTOGRAM_POINT.attributes, series.labels)
  writer.double(HISTOGRAM_POINT.min, series.min)
  writer.double(HISTOGRAM_POINT.max, series.max)
}

/** Measurements lie beside the metadata, under a name of their own where both have one key. */
function readEventAttributes({ metadata, measurements }: EventRecord): Attribute[] {
  const attributes = readAttributes(metadata)
  const taken = new Set(attributes.map(([key]) => key))
  const measured = readAttributes(measurements as RecordMetadata)
  const named = measured.map(([key, value]): Attribute => [taken.has(key) ? `measurement.${key}` : key, value])
  return [...attributes, ...named]
}

/** Adds what a trace says and OTLP has no field for. */
function addTrace(attributes: Attribute[], trace: TraceContext | undefined, given?: unknown): Attribute[] {
  const id = typeof given === 'string' ? given : trace?.correlationId
  const rate = trace?.sampleRate
  if (typeof id === 'string' && id !== '') attributes.push(['telescopic.correlation_id', fitText(id, 256)])
  if (typeof rate === 'number' && rate > 0 && rate < 1) attributes.push(['telescopic.sample_rate', rate])
  return attributes
}

function writeAttributes(writer: OtlpWriter, field: Field, attributes: readonly Attribute[]): void {
  for (const [key, value] of attributes) {
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
}

function writePlain(writer: OtlpWriter, value: Plain): void {
  if (typeof value === 'string') writer.text(ANY_VALUE.text, value)
  else if (typeof value === 'boolean') writer.flag(ANY_VALUE.flag, value)
  else if (Number.isSafeInteger(value)) writer.int(ANY_VALUE.int, value)
  else writer.double(ANY_VALUE.double, value)
}
