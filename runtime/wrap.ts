import type { Recorder } from './recorder.ts'
import { findSpanSite } from './site.ts'
import { openSpan, runInSpan } from './span.ts'

type AnyFunction = (...args: never) => unknown

/**
 * Puts a span around a function. A proxy, so that everything else stays the function's own: name, length, properties,
 * prototype, `new`, and that it is an async function to those who ask.
 *
 * Whether a call opens a span is asked at every call, and not once when the function is wrapped: modules are evaluated before
 * the entry that imports them can call `configure`. In a reporter nothing opens; a name that is refused opens nothing either.
 */
export function wrapFunction(recorder: Recorder, scope: string, metadata: unknown, fn: AnyFunction): AnyFunction {
  return new Proxy(fn, {
    apply: (target, self, args) => {
      const site = findSpanSite(recorder, scope)
      return site === undefined
        ? Reflect.apply(target, self, args as never)
        : runInSpan(openSpan(site, metadata), target, Reflect.apply, self, args)
    },
  })
}
