import { currentFrame, SUPPRESSED } from './context.ts'
import { acceptsName } from './names.ts'
import type { Recorder } from './recorder.ts'
import { openSpan, runInSpan } from './span.ts'

type AnyFunction = (...args: never) => unknown

/**
 * Puts a span around a function. A proxy, so that everything else stays the function's own: name, length, properties,
 * prototype, `new`, and that it is an async function to those who ask.
 */
export function wrapFunction(recorder: Recorder, scope: string, metadata: unknown, fn: AnyFunction): AnyFunction {
  return new Proxy(fn, {
    apply: (target, self, args) =>
      opens(recorder, scope)
        ? runInSpan(openSpan(recorder, scope, metadata), target, self, args)
        : Reflect.apply(target, self, args as never),
  })
}

/**
 * Whether a call opens a span. Asked at every call, and not once when the function is wrapped: modules are evaluated before
 * the entry that imports them can call `configure`. In a reporter nothing opens; a name that is refused opens nothing either.
 */
export function opens(recorder: Recorder, scope: string): boolean {
  return recorder.enabled && currentFrame() !== SUPPRESSED && acceptsName(recorder, scope)
}
