import { bindMetric } from './bound.ts'
import { configure } from './configure.ts'
import { applyInside, currentFrame, SUPPRESSED } from './context.ts'
import { flush, shutdown } from './lifecycle.ts'
import { acceptsName } from './names.ts'
import { NOOP_SPAN, openNothing, pickFunction } from './noop.ts'
import { copy, type Recorder, recordEvent, recordMetric } from './recorder.ts'
import { COUNTER, GAUGE, HISTOGRAM } from './ring.ts'
import { findSite, findSpanSite } from './site.ts'
import { callWith, openSpan, runInSpan } from './span.ts'
import { readStats } from './stats.ts'
import type { FlushOptions, Telemetry, TelemetryOptions } from './tele.ts'
import { currentCorrelationId, openTrace, printTraceparent } from './trace.ts'
import { traceMember } from './traced.ts'
import { wrapFunction } from './wrap.ts'

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
    ...createWrappers(recorder),
    configure: (options: TelemetryOptions) => configure(recorder, options),
    flush: (options?: FlushOptions) => flush(recorder, options?.deadlineMs),
    shutdown: (options?: FlushOptions) => shutdown(recorder, options?.deadlineMs),
    stats: () => readStats(recorder),
  })
  Object.defineProperty(instrument, 'enabled', { get: () => recorder.enabled, enumerable: true })
  return instrument as unknown as Telemetry
}

/** What is made once and used often. */
function createWrappers(recorder: Recorder) {
  // A wrong name is told where it is bound, if telemetry is on by then, else by the first call that would count.
  const refuses = (scope: string): boolean => recorder.enabled && !acceptsName(recorder, scope)
  return {
    counter: (scope: string, metadata?: unknown) =>
      refuses(scope) ? NOOP_SPAN : { add: bindMetric(recorder, COUNTER, scope, metadata) },
    histogram: (scope: string, metadata?: unknown) =>
      refuses(scope) ? NOOP_SPAN : { record: bindMetric(recorder, HISTOGRAM, scope, metadata) },
    wrap: (scope: string, second: unknown, third?: unknown) => {
      const fn = pickFunction(scope, second, third)
      if (typeof fn !== 'function' || refuses(scope)) return fn
      return wrapFunction(recorder, scope, fn === second ? undefined : second, fn as AnyFunction)
    },
    traced: (scope: string, metadata?: unknown) => {
      if (refuses(scope)) return () => undefined
      return (value: unknown, context: unknown, descriptor?: unknown) =>
        traceMember({ recorder, scope, metadata }, value, context, descriptor)
    },
    correlate: (given: unknown, fn: AnyFunction) => {
      const outer = currentFrame()
      if (!recorder.enabled || outer === SUPPRESSED) return Reflect.apply(fn, undefined, [])
      return applyInside(openTrace(given, outer), Reflect.apply, fn, undefined, [])
    },
    traceparent: () => (recorder.enabled ? printTraceparent() : undefined),
    correlationId: () => (recorder.enabled ? currentCorrelationId() : undefined),
    bind: (fn: AnyFunction) => {
      if (!recorder.enabled || typeof fn !== 'function') return fn
      const frame = currentFrame()
      return new Proxy(fn, { apply: (target, self, args) => applyInside(frame, Reflect.apply, target, self, args) })
    },
  }
}
