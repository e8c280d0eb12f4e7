import { complain } from './host.ts'
import type { Recorder } from './recorder.ts'
import { findSpanSite } from './site.ts'
import { openSpan, runInSpan } from './span.ts'
import { typeName } from './type-name.ts'
import { wrapFunction } from './wrap.ts'

type AnyFunction = (...args: never) => unknown

/** The span of a decorator. */
export interface Trace {
  readonly recorder: Recorder
  readonly scope: string
  readonly metadata: unknown
}

/**
 * What a decorator does to what it stands on: `(value, context)` is the standard form, `(target, key, descriptor)` the
 * legacy one, of a class `(target)` alone. Kinds that neither has (a parameter) are left as they are.
 */
export function traceMember(trace: Trace, value: unknown, context: unknown, descriptor: unknown): unknown {
  if (typeof context === 'object' && context !== null) return traceStandard(trace, value, context)
  if (context === undefined) {
    const isClass = typeof value === 'function' && descriptor === undefined
    return isClass ? traceClass(trace, value as AnyFunction) : undefined
  }
  if (descriptor === undefined) return traceLegacyField(trace, value as object, context as PropertyKey)
  return isRecord(descriptor) ? tracePair(trace, descriptor) : undefined
}

function traceStandard(trace: Trace, value: unknown, context: { readonly kind?: unknown }): unknown {
  if (context.kind === 'class') return traceClass(trace, value as AnyFunction)
  if (context.kind === 'field') return (initial: unknown) => traceValue(trace, initial)
  // An `accessor` is given as a pair of functions, much like a descriptor.
  return isRecord(value) ? tracePair(trace, value) : traceValue(trace, value)
}

function tracePair(trace: Trace, members: PropertyDescriptor): PropertyDescriptor {
  const result: PropertyDescriptor = { ...members }
  for (const key of ['value', 'get', 'set'] as const) {
    if (key in result) result[key] = traceValue(trace, result[key]) as never
  }
  return result
}

function traceValue({ recorder, scope, metadata }: Trace, value: unknown): unknown {
  return typeof value === 'function' ? wrapFunction(recorder, scope, metadata, value as AnyFunction) : value
}

// A private static of the engine's own is on the class itself and on no stand-in: `this.#made` would throw. Compilers
// that lower decorators mostly lower these too. That a comment may say the same costs a span, never an error.
const RE_PRIVATE_STATIC = /\bstatic\s[^({=;]*#/

/**
 * A class whose construction is a span. A proxy, as for functions: statics, name, length and prototype stay its own, and
 * `new.target` is what the caller constructs. Instances name as their constructor what the program knows as the class.
 */
function traceClass({ recorder, scope, metadata }: Trace, original: AnyFunction): AnyFunction {
  if (RE_PRIVATE_STATIC.test(Function.prototype.toString.call(original))) {
    complain('warn', `${typeName(original.prototype)} has private static members; its construction is not recorded.`)
    return original
  }
  const traced = new Proxy(original, {
    construct: (target, args, newTarget) => {
      const construct = (): object => Reflect.construct(target, args, newTarget)
      const site = findSpanSite(recorder, scope)
      return site ? (runInSpan(openSpan(site, metadata), undefined, construct) as object) : construct()
    },
  })
  const { prototype } = original
  const own = isRecord(prototype) ? Object.getOwnPropertyDescriptor(prototype, 'constructor') : undefined
  if (own?.configurable && own.value === original) {
    Object.defineProperty(prototype, 'constructor', { ...own, value: traced })
  }
  return traced
}

/**
 * A field under `experimentalDecorators`. A static one has its value by now. One of instances is not there yet: where
 * fields are assigned, the assignment meets a setter on the prototype, which puts the property where it belongs.
 */
function traceLegacyField(trace: Trace, target: object, key: PropertyKey): PropertyDescriptor {
  const own = Object.getOwnPropertyDescriptor(target, key)
  if (own) return tracePair(trace, own)
  return {
    configurable: true,
    set(initial: unknown) {
      const value = traceValue(trace, initial)
      Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true })
    },
  }
}

function isRecord(value: unknown): value is PropertyDescriptor {
  return typeof value === 'object' && value !== null
}
