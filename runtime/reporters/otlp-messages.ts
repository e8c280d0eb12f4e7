import { spanBase } from '../context.ts'
import { draw, readWord } from '../random-hex.ts'
import type { EventRecord, TelemetryRecord } from '../reporter.ts'
import type { Ring } from '../ring.ts'
import { readWords, wordsOf } from '../trace.ts'
import { type Attribute, readExact } from './attributes.ts'
import { cutText } from './fit-text.ts'
import {
  type Field,
  HISTOGRAM_POINT,
  LOG,
  METRIC,
  NUMBER_POINT,
  type OtlpWriter,
  POINTS,
  RESOURCE,
  RESOURCE_ITEMS,
  SAMPLED,
  SCOPE,
  SCOPE_ITEMS,
  SPAN,
  STATUS,
  type TraceWords,
} from './otlp-fields.ts'
import { allSeries, type Family, type Series } from './series.ts'
import { isInstant, readTimes, type Times, timesOf } from './times.ts'
import { isSpanId, isTraceId } from './trace-ids.ts'

export type Signal = 'traces' | 'metrics' | 'logs'

export type TimingRecord = Extract<TelemetryRecord, { readonly kind: 'timing' }>

/** Writes what is around all items, first of the resource, then of the scope. */
export function writeResource(writer: OtlpWriter, resource: readonly Attribute[]): void {
  writer.begin(RESOURCE_ITEMS.resource)
  for (const [key, value] of resource) writer.attribute(RESOURCE.attributes, key, value)
  writer.end()
}

export function writeScope(writer: OtlpWriter): void {
  writer.begin(SCOPE_ITEMS.scope)
  writer.text(SCOPE.name, 'telescopic')
  writer.end()
}

const MAX_NAME = 1024
const STATUS_ERROR = 2

/** Writes the span of a record. */
export function writeSpan(writer: OtlpWriter, record: TimingRecord): void {
  const { scope, metadata, trace } = record
  const { startS, endS } = readTimes(record)
  // Without a trace it is one of its own.
  const traceId = isTraceId(trace?.traceId) ? readWords(trace.traceId) : drawWords()
  const [high, low] = isSpanId(trace?.spanId)
    ? [readWord(trace.spanId, 0), readWord(trace.spanId, 8)]
    : [draw(), draw()]
  writer.beginSpan(cutText(scope, MAX_NAME), traceId, high, low, startS, endS)
  if (isSpanId(trace?.parentSpanId)) writeParent(writer, trace.parentSpanId)
  writeMetadata(writer, metadata)
  writeTrace(writer, SPAN.attributes, trace?.correlationId, trace?.sampleRate)
  writer.end()
}

/** Writes the span that lies in a slot of the queue, of which nobody has made a record. */
export function writeSlot(writer: OtlpWriter, ring: Ring, slot: number): void {
  const frame = ring.frames[slot]
  const bag = ring.bags[slot]
  const { scope } = ring.sites[slot]!
  // What the user says lies over what we say, as in a record.
  const { startS, endS } = timesOf(bag?.startWallTimeS ?? ring.walls[slot], ring.ends[slot]! - ring.starts[slot]!)
  if (frame?.trace === undefined) {
    writer.beginSpan(cutText(scope, MAX_NAME), drawWords(), draw(), draw(), startS, endS)
  } else {
    const { trace, span, outerSpan } = frame
    const base = spanBase(draw)
    writer.beginSpan(cutText(scope, MAX_NAME), wordsOf(trace), base[0], (base[1] + span) >>> 0, startS, endS)
    if (outerSpan !== 0) writer.spanId(SPAN.parentSpanId, base[0], (base[1] + outerSpan) >>> 0)
    else if (trace.remoteSpan !== undefined) writeParent(writer, trace.remoteSpan)
  }
  if (bag !== undefined) writeMetadata(writer, bag)
  if (frame?.trace !== undefined) writeTrace(writer, SPAN.attributes, frame.trace.correlationId, frame.rate)
  writer.end()
}

const SEVERITY_INFO = 9

/** An event is a log record with a name. */
export function writeLog(writer: OtlpWriter, event: EventRecord, nowS: number): void {
  const { name, trace } = event
  const correlationId = typeof event.correlationId === 'string' ? event.correlationId : trace?.correlationId
  const timeS = isInstant(event.timeS) ? event.timeS : nowS
  writer.begin(SCOPE_ITEMS.logs)
  writer.time(LOG.time, timeS)
  writer.small(LOG.severity, SEVERITY_INFO)
  writeEventAttributes(writer, event)
  writeTrace(writer, LOG.attributes, correlationId, trace?.sampleRate)
  if (isTraceId(trace?.traceId)) {
    writer.bits(LOG.flags, SAMPLED)
    writer.traceId(LOG.traceId, readWords(trace.traceId))
    if (isSpanId(trace.spanId)) writer.spanId(LOG.spanId, readWord(trace.spanId, 0), readWord(trace.spanId, 8))
  }
  writer.time(LOG.observed, timeS)
  writer.text(LOG.eventName, cutText(name, MAX_NAME))
  writer.end()
}

const CUMULATIVE = 2

/** Sums since `startS`. */
export function writeMetric(writer: OtlpWriter, family: Family, startS: number, timeS: number): void {
  const { name, kind } = family
  const times = { startS, endS: timeS }
  writer.begin(SCOPE_ITEMS.metrics)
  writer.text(METRIC.name, cutText(name, MAX_NAME))
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

function drawWords(): TraceWords {
  return [draw(), draw(), draw(), draw()]
}

function writeParent(writer: OtlpWriter, id: string): void {
  writer.spanId(SPAN.parentSpanId, readWord(id, 0), readWord(id, 8))
}

function writeMetadata(writer: OtlpWriter, metadata: Readonly<Record<string, unknown>>): void {
  readExact(metadata, (key, value) => writer.attribute(SPAN.attributes, key, value))
  if (metadata.error === true) writeFailure(writer, metadata.errorMessage)
}

function writeFailure(writer: OtlpWriter, message: unknown): void {
  writer.begin(SPAN.status)
  if (typeof message === 'string') writer.text(STATUS.message, cutText(message, 1024))
  writer.small(STATUS.code, STATUS_ERROR)
  writer.end()
}

function writeNumberPoint(writer: OtlpWriter, { kind }: Family, series: Series, times: Times): void {
  if (kind === 'counter') writer.time(NUMBER_POINT.start, times.startS)
  writer.time(NUMBER_POINT.time, times.endS)
  writer.double(NUMBER_POINT.double, kind === 'counter' ? series.sum : series.last)
  writeLabels(writer, NUMBER_POINT.attributes, series)
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
  writeLabels(writer, HISTOGRAM_POINT.attributes, series)
  writer.double(HISTOGRAM_POINT.min, series.min)
  writer.double(HISTOGRAM_POINT.max, series.max)
}

function writeLabels(writer: OtlpWriter, field: Field, { labels }: Series): void {
  for (const [key, value] of labels) writer.attribute(field, key, value)
}

/** Measurements lie beside the metadata, under a name of their own where both have one key. */
function writeEventAttributes(writer: OtlpWriter, { metadata, measurements }: EventRecord): void {
  const taken = new Set<string>()
  readExact(metadata, (key, value) => {
    taken.add(key)
    writer.attribute(LOG.attributes, key, value)
  })
  readExact(measurements, (key, value) => {
    writer.attribute(LOG.attributes, taken.has(key) ? `measurement.${key}` : key, value)
  })
}

/** Writes what a trace says and OTLP has no field for. */
function writeTrace(writer: OtlpWriter, field: Field, id: unknown, rate: unknown): void {
  if (typeof id === 'string' && id !== '') writer.attribute(field, 'telescopic.correlation_id', cutText(id, 256))
  if (typeof rate === 'number' && rate > 0 && rate < 1) writer.attribute(field, 'telescopic.sample_rate', rate)
}
