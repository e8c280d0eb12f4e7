import type { EventRecord, TelemetryRecord, TelemetryReporter, TraceContext } from '../reporter.ts'
import { type Attribute, type Plain, readAttributes } from './attributes.ts'
import { fitText } from './fit-text.ts'
import { takeRecords } from './intake.ts'
import { type Lossy, tellLosses } from './losses.ts'
import { isInstant, readTimes } from './times.ts'
import { isSpanId, isTraceId } from './trace-ids.ts'

/** Seconds since 1970, and nanoseconds. */
export type OtelTime = [seconds: number, nanos: number]

export interface OtelSpanContext {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
  readonly isRemote?: boolean
}

type OtelSpanAttributes = Record<string, Plain | string[]>

/** What is used of a `Span` of `@opentelemetry/api`. */
export interface OtelSpan {
  spanContext(): OtelSpanContext
  setAttributes(attributes: OtelSpanAttributes): unknown
  setStatus(status: { code: number; message?: string }): unknown
  addEvent(name: string, attributes: OtelSpanAttributes, time: OtelTime): unknown
  end(time: OtelTime): void
}

/** A `Context` of `@opentelemetry/api`; it is only handed on. */
export interface OtelContext {
  getValue(key: symbol): unknown
  setValue(key: symbol, value: unknown): OtelContext
  deleteValue(key: symbol): OtelContext
}

/** What is used of a `Tracer`, of SDK 2 or 3. */
export interface OtelTracer {
  startSpan(name: string, options: { startTime: OtelTime }, context: OtelContext): OtelSpan
}

/** What is used of the module `@opentelemetry/api`, 1.4 or later. */
export interface OtelApi {
  readonly ROOT_CONTEXT: OtelContext
  readonly trace: {
    setSpan(context: OtelContext, span: OtelSpan): OtelContext
    setSpanContext(context: OtelContext, spanContext: OtelSpanContext): OtelContext
    getActiveSpan(): { spanContext(): OtelSpanContext } | undefined
  }
}

export interface OtelSpansReporterOptions {
  readonly tracer: OtelTracer
  /** `import * as api from '@opentelemetry/api'` */
  readonly api: OtelApi
  /** Spans that are open at the same time; of further ones the oldest are forgotten. @default 10000 */
  readonly maxOpen?: number
}

/**
 * A name that is no text, or no finite duration; metadata that cannot be read; spans that began and did not end; events with
 * no open span around them.
 */
export type OtelSpansLoss = 'invalid' | 'unreadable' | 'forgotten' | 'eventsOutside'

export interface OtelSpansReporter extends TelemetryReporter, Lossy<OtelSpansLoss> {}

/**
 * Makes a reporter that starts and ends spans of OpenTelemetry, so that they meet the samplers, processors and exporters of its
 * SDK. A span's parent is ours that is around it; else the one of a `traceparent` that `tele.correlate` was given.
 */
export function otelSpansReporter({ tracer, api, maxOpen = 10_000 }: OtelSpansReporterOptions): OtelSpansReporter {
  const counts = { invalid: 0, unreadable: 0, forgotten: 0, eventsOutside: 0 }
  const open = new Map<string, OtelSpan>()
  const contextOf = (trace: TraceContext | undefined): OtelContext => {
    const parent = trace?.parentSpanId
    const span = parent === undefined ? undefined : open.get(parent)
    if (span !== undefined) return api.trace.setSpan(api.ROOT_CONTEXT, span)
    if (!isSpanId(parent) || !isTraceId(trace?.traceId)) return api.ROOT_CONTEXT
    const remote = { traceId: trace.traceId, spanId: parent, traceFlags: SAMPLED, isRemote: true }
    return api.trace.setSpanContext(api.ROOT_CONTEXT, remote)
  }
  const begin = (scope: string, startS: number, trace: TraceContext | undefined): OtelSpan =>
    tracer.startSpan(fitText(scope, MAX_NAME), { startTime: toTime(startS) }, contextOf(trace))
  const take = (record: TelemetryRecord): void => {
    if (record.kind === 'metric') return
    if (record.kind === 'event') {
      if (!addEvent(open, record)) counts.eventsOutside++
      return
    }
    const { scope, trace } = record
    const id = trace?.spanId
    if (record.kind === 'start') {
      if (id === undefined || typeof scope !== 'string' || !isInstant(record.timeS)) return
      open.set(id, begin(scope, record.timeS, trace))
      const [oldest] = open.keys()
      if (open.size <= maxOpen || oldest === undefined) return
      open.delete(oldest)
      counts.forgotten++
    } else if (record.kind !== 'timing' || typeof scope !== 'string' || !Number.isFinite(record.durationS))
      counts.invalid++
    else {
      const attributes = toAttributes(readAttributes(record.metadata))
      const { error, errorMessage } = record.metadata
      const { startS, endS } = readTimes(record)
      const span = (id === undefined ? undefined : open.get(id)) ?? begin(scope, startS, trace)
      if (id !== undefined) open.delete(id)
      span.setAttributes(attributes)
      if (error === true) span.setStatus(describeFailure(errorMessage))
      span.end(toTime(endS))
    }
  }
  return tellLosses(counts, {
    ...takeRecords(take, () => counts.unreadable++),
    wants: { starts: true, traces: true },
  })
}

/**
 * Gives the `traceparent` of the span of OpenTelemetry that is active, for `tele.correlate`. A reporter cannot know it: it is
 * called later, when another one is.
 */
export function activeTraceparent({ trace }: Pick<OtelApi, 'trace'>): string | undefined {
  const context = trace.getActiveSpan()?.spanContext()
  if (context === undefined || !isTraceId(context.traceId) || !isSpanId(context.spanId)) return undefined
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 255).toString(16).padStart(2, '0')}`
}

// --- internal ---

const SAMPLED = 1
const STATUS_ERROR = 2
const MAX_NAME = 1024

function addEvent(open: ReadonlyMap<string, OtelSpan>, event: EventRecord): boolean {
  const around = event.trace?.spanId
  const span = around === undefined ? undefined : open.get(around)
  if (span === undefined || typeof event.name !== 'string' || !isInstant(event.timeS)) return false
  const attributes = [...readAttributes(event.metadata), ...readAttributes(event.measurements)]
  span.addEvent(fitText(event.name, MAX_NAME), toAttributes(attributes), toTime(event.timeS))
  return true
}

function describeFailure(message: unknown): { code: number; message?: string } {
  return typeof message === 'string'
    ? { code: STATUS_ERROR, message: fitText(message, MAX_NAME) }
    : { code: STATUS_ERROR }
}

function toTime(seconds: number): OtelTime {
  const whole = Math.floor(seconds)
  const nanos = Math.round((seconds - whole) * 1e9)
  return nanos === 1e9 ? [whole + 1, 0] : [whole, nanos]
}

// A list there has values of one type.
function toAttributes(attributes: readonly Attribute[]): OtelSpanAttributes {
  return Object.fromEntries(
    attributes.map(([key, value]): [string, Plain | string[]] => [
      key,
      typeof value === 'object' ? value.map(String) : value,
    ]),
  )
}
