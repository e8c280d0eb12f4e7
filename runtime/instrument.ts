import { bindMetric } from './bound.ts'
import { currentFrame } from './context.ts'
import { acceptsName } from './names.ts'
import { NOOP_SPAN, openNothing, pickFunction } from './noop.ts'
import { configure, flush, type Metric, type Recorder, recordEvent, recordMetric, shutdown } from './recorder.ts'
import { openSpan, runInSpan } from './span.ts'
import type { Telemetry, TelemetryOptions } from './tele.ts'
import { traceMember } from './traced.ts'
import { opens, wrapFunction } from './wrap.ts'

type AnyFunction = (...args: never) => unknown

/**
 * Builds what call sites use around a recorder. The functions are untyped here: their types are the promises of `tele.ts`,
 * which depend on the catalog, and calls from JavaScript may pass anything.
 */
export function createInstrument(recorder: Recorder): Telemetry {
  const tele = (scope: string, second?: unknown, third?: unknown): unknown => {
    if (!opens(recorder, scope)) return openNothing(scope, second, third)
    const fn = pickFunction(scope, second, third)
    if (typeof fn !== 'function') return openSpan(recorder, scope, second)
    return runInSpan(openSpan(recorder, scope, fn === second ? undefined : second), fn as AnyFunction)
  }
  const metric = (type: Metric['type'], scope: string, value: number, metadata: unknown): void => {
    if (recorder.enabled) recordMetric(recorder, { type, scope, value, metadata, parent: currentFrame() })
  }
  const methods = {
    time: tele,
    span: tele,
    start: (scope: string, metadata?: unknown) =>
      opens(recorder, scope) ? openSpan(recorder, scope, metadata) : NOOP_SPAN,
    count: (scope: string, increment = 1, metadata?: unknown) => metric('counter', scope, increment, metadata),
    gauge: (scope: string, value: number, metadata?: unknown) => metric('gauge', scope, value, metadata),
    record: (scope: string, value: number, metadata?: unknown) => metric('histogram', scope, value, metadata),
    emit: (scope: string, measurements: unknown, metadata?: unknown, correlationId?: string) => {
      if (recorder.enabled) recordEvent(recorder, scope, measurements, metadata, correlationId)
    },
    counter: (scope: string, metadata?: unknown) => {
      if (refuses(recorder, scope)) return NOOP_SPAN
      const add = bindMetric(recorder, 'counter', scope, metadata)
      return { add: (value = 1, more?: unknown) => add(value, more) }
    },
    histogram: (scope: string, metadata?: unknown) =>
      refuses(recorder, scope) ? NOOP_SPAN : { record: bindMetric(recorder, 'histogram', scope, metadata) },
    wrap: (scope: string, second: unknown, third?: unknown) => {
      const fn = pickFunction(scope, second, third)
      if (typeof fn !== 'function' || refuses(recorder, scope)) return fn
      return wrapFunction(recorder, scope, fn === second ? undefined : second, fn as AnyFunction)
    },
    traced: (scope: string, metadata?: unknown) => {
      if (refuses(recorder, scope)) return () => undefined
      return (value: unknown, context: unknown, descriptor?: unknown) =>
        traceMember({ recorder, scope, metadata }, value, context, descriptor)
    },
    configure: (options: TelemetryOptions) => configure(recorder, options),
    flush: () => flush(recorder),
    shutdown: () => shutdown(recorder),
  }
  const instrument = Object.assign(tele, methods)
  Object.defineProperty(instrument, 'enabled', { get: () => recorder.enabled, enumerable: true })
  return instrument as unknown as Telemetry
}

/** A wrong name is told where the function is wrapped, if telemetry is on by then, else by the first call that would count. */
function refuses(recorder: Recorder, scope: string): boolean {
  return recorder.enabled && !acceptsName(recorder, scope)
}
