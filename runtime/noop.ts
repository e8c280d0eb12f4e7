import type { Span, Telemetry } from './tele.ts'

/**
 * What there is when telemetry is off: one object, which is the instrument, every span and every handle. Imports nothing,
 * holds nothing, checks nothing: every method takes any arguments. Function forms still run their function, for the program
 * must not notice.
 */

const nothing = (): void => {}
const resolved = async (): Promise<void> => {}

/** Runs the function of a call form with the inert span, or gives the inert span. */
export const openNothing = (_scope: unknown, second?: unknown, third?: unknown): unknown =>
  typeof third === 'function' ? third(NOOP) : typeof second === 'function' ? second(NOOP) : NOOP

/** The instrument that is always off. */
export const NOOP: Telemetry = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.assign(openNothing as never, {
    // In groups of one value: it is what compresses best.
    time: openNothing,
    span: openNothing,
    counter: openNothing,
    histogram: openNothing,
    count: nothing,
    gauge: nothing,
    record: nothing,
    emit: nothing,
    correlationId: nothing,
    traceparent: nothing,
    configure: nothing,
    stats: nothing,
    // of a span, or a handle
    set: nothing,
    add: nothing,
    end: nothing,
    // Where the symbol is missing, bundlers lower `using` to this one.
    [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: nothing,
    start: () => NOOP,
    // No result leaves what is decorated as it is, whatever it is.
    traced: () => nothing,
    flush: resolved,
    shutdown: resolved,
    wrap: (_scope: unknown, second: unknown, third?: unknown) => third ?? second,
    bind: (fn: unknown) => fn,
    run: (fn: () => unknown) => fn(),
    correlate: (_id: unknown, fn: () => unknown) => fn(),
    enabled: false,
    // The name also tells `telescopic verify` that a bundle has a runtime in it: no minifier changes a string.
    scope: 'telescopic.off',
  }),
)

/** The span of every call when telemetry is off, and the handle of `counter` and `histogram`. */
export const NOOP_SPAN: Span & { readonly add: () => void } = NOOP as never

/** Finds the function in `(scope, fn)` and `(scope, metadata, fn)`. */
export function pickFunction(_scope: unknown, second?: unknown, third?: unknown): unknown {
  return typeof third === 'function' ? third : second
}
