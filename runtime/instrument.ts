import { configure } from './configure.ts'
import { currentFrame } from './context.ts'
import { bind, bindCounter, bindHistogram, correlate, traced, wrap } from './forms.ts'
import { flush, shutdown } from './lifecycle.ts'
import { NOOP_SPAN, openNothing, pickFunction } from './noop.ts'
import { copy, type Recorder, recordEvent, recordMetric } from './recorder.ts'
import { COUNTER, GAUGE, HISTOGRAM } from './records.ts'
import { findSite, findSpanSite } from './site.ts'
import { callWith, openSpan, runInSpan } from './span.ts'
import { readStats } from './stats.ts'
import type { FlushOptions, Telemetry, TelemetryOptions } from './tele.ts'
import { currentCorrelationId, printTraceparent } from './trace.ts'

type AnyFunction = (...args: never) => unknown

/**
 * Builds what call sites use around a recorder. The functions are untyped here: their types are the promises of `tele.ts`,
 * which depend on the catalog, and calls from JavaScript may pass anything.
 */
export function createInstrument(recorder: Recorder): Telemetry {
  const tele = (scope: string, second?: unknown, third?: unknown): unknown => {
    const site = findSpanSite(recorder, scope)
    if (site === undefined) return openNothing(scope, second, third)
    const fn = pickFunction(scope, second, third)
    if (typeof fn !== 'function') return openSpan(site, second)
    const span = openSpan(site, fn === second ? undefined : second)
    return runInSpan(span, fn, callWith, span)
  }
  const metric = (kind: number, scope: string, value: unknown, metadata: unknown): void => {
    const site = findSite(recorder, scope)
    if (site) recordMetric(site, kind, value, copy(site, metadata), currentFrame())
  }
  const instrument = Object.assign(tele, {
    time: tele,
    span: tele,
    start: (scope: string, metadata?: unknown) => {
      const site = findSpanSite(recorder, scope)
      return site ? openSpan(site, metadata) : NOOP_SPAN
    },
    count: (scope: string, increment: unknown = 1, metadata?: unknown) => metric(COUNTER, scope, increment, metadata),
    gauge: (scope: string, value: unknown, metadata?: unknown) => metric(GAUGE, scope, value, metadata),
    record: (scope: string, value: unknown, metadata?: unknown) => metric(HISTOGRAM, scope, value, metadata),
    emit: (scope: string, measurements: unknown, metadata?: unknown, correlationId?: string) => {
      const site = findSite(recorder, scope)
      if (site) recordEvent(site, measurements, metadata, correlationId)
    },
    counter: (scope: string, metadata?: unknown) => bindCounter(recorder, scope, metadata),
    histogram: (scope: string, metadata?: unknown) => bindHistogram(recorder, scope, metadata),
    wrap: (scope: string, second: unknown, third?: unknown) => wrap(recorder, scope, second, third),
    traced: (scope: string, metadata?: unknown) => traced(recorder, scope, metadata),
    bind: (fn: AnyFunction) => bind(recorder, fn),
    correlate: (given: unknown, fn: AnyFunction) => correlate(recorder, given, fn),
    correlationId: () => (recorder.enabled ? currentCorrelationId() : undefined),
    traceparent: () => (recorder.enabled ? printTraceparent() : undefined),
    configure: (options: TelemetryOptions) => configure(recorder, options),
    flush: (options?: FlushOptions) => flush(recorder, options?.deadlineMs),
    shutdown: (options?: FlushOptions) => shutdown(recorder, options?.deadlineMs),
    stats: () => readStats(recorder),
  })
  Object.defineProperty(instrument, 'enabled', { get: () => recorder.enabled, enumerable: true })
  return instrument as unknown as Telemetry
}
