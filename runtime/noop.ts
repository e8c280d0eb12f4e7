import type { Span, Telemetry } from './tele.ts'

/**
 * What there is when telemetry is off: one object, which is the instrument, every span and every handle. Imports nothing,
 * holds nothing, checks nothing: every method takes any arguments. Function forms still run their function, for the program
 * must not notice.
 */

const nothing = (): void => {}
const resolved = async (): Promise<void> => {}
const giveNothing = (): typeof inert => inert
const giveBack = (fn: unknown): unknown => fn

const inert = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.assign(openNothing, {
    time: openNothing,
    span: openNothing,
    start: giveNothing,
    count: nothing,
    gauge: nothing,
    record: nothing,
    emit: nothing,
    counter: giveNothing,
    histogram: giveNothing,
    wrap: pickFunction,
    // No result leaves what is decorated as it is, whatever it is.
    traced: () => nothing,
    bind: giveBack,
    correlate: (_id: unknown, fn: () => unknown) => fn(),
    traceparent: nothing,
    correlationId: nothing,
    enabled: false,
    configure: nothing,
    flush: resolved,
    shutdown: resolved,
    stats: nothing,
    // of a span, or a handle
    // The name also tells `telescopic verify` that a bundle has a runtime in it: no minifier changes a string.
    scope: 'telescopic.off',
    set: nothing,
    add: nothing,
    run: (fn: () => unknown) => fn(),
    end: nothing,
    // Where the symbol is missing, bundlers lower `using` to this one.
    [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: nothing,
  }),
)

/** The instrument that is always off. */
export const NOOP: Telemetry = inert as unknown as Telemetry

/** The span of every call when telemetry is off, and the handle of `counter` and `histogram`. */
export const NOOP_SPAN: Span & { readonly add: () => void } = inert as never

/** Runs the function of a call form with the inert span, or gives the inert span. */
export function openNothing(_scope: unknown, second?: unknown, third?: unknown): unknown {
  const fn = pickFunction(_scope, second, third)
  return typeof fn === 'function' ? fn(inert) : inert
}

/** Finds the function in `(scope, fn)` and `(scope, metadata, fn)`. */
export function pickFunction(_scope: unknown, second?: unknown, third?: unknown): unknown {
  return typeof third === 'function' ? third : second
}
