import { bindMetric } from './bound.ts'
import { applyInside, currentFrame, SUPPRESSED } from './context.ts'
import { acceptsName } from './names.ts'
import { NOOP_SPAN, pickFunction } from './noop.ts'
import type { Recorder } from './recorder.ts'
import { COUNTER, HISTOGRAM } from './records.ts'
import { openTrace } from './trace.ts'
import { traceMember } from './traced.ts'
import { wrapFunction } from './wrap.ts'

/** The calls that record nothing by themselves: what is made once and used often, and what is put around code. */

type AnyFunction = (...args: never) => unknown

// A wrong name is told where it is bound, if telemetry is on by then, else by the first call that would count.
function refuses(recorder: Recorder, scope: string): boolean {
  return recorder.enabled && !acceptsName(recorder, scope)
}

export function bindCounter(recorder: Recorder, scope: string, metadata?: unknown): unknown {
  return refuses(recorder, scope) ? NOOP_SPAN : { add: bindMetric(recorder, COUNTER, scope, metadata) }
}

export function bindHistogram(recorder: Recorder, scope: string, metadata?: unknown): unknown {
  return refuses(recorder, scope) ? NOOP_SPAN : { record: bindMetric(recorder, HISTOGRAM, scope, metadata) }
}

export function wrap(recorder: Recorder, scope: string, second: unknown, third?: unknown): unknown {
  const fn = pickFunction(scope, second, third)
  if (typeof fn !== 'function' || refuses(recorder, scope)) return fn
  return wrapFunction(recorder, scope, fn === second ? undefined : second, fn as AnyFunction)
}

export function traced(recorder: Recorder, scope: string, metadata?: unknown): unknown {
  if (refuses(recorder, scope)) return () => undefined
  return (value: unknown, context: unknown, descriptor?: unknown) =>
    traceMember({ recorder, scope, metadata }, value, context, descriptor)
}

export function bind(recorder: Recorder, fn: AnyFunction): unknown {
  if (!recorder.enabled || typeof fn !== 'function') return fn
  const frame = currentFrame()
  return new Proxy(fn, { apply: (target, self, args) => applyInside(frame, Reflect.apply, target, self, args) })
}

export function correlate(recorder: Recorder, given: unknown, fn: AnyFunction): unknown {
  const outer = currentFrame()
  if (!recorder.enabled || outer === SUPPRESSED) return Reflect.apply(fn, undefined, [])
  return applyInside(openTrace(given, outer), Reflect.apply, fn, undefined, [])
}
