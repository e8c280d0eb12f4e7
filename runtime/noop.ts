import type { Span, Telemetry } from './tele.ts'

/**
 * What there is when telemetry is off. Imports nothing, holds nothing, checks nothing: every method takes any arguments.
 * Function forms still run their function, for the program must not notice.
 */

// Where the symbol is missing, bundlers lower `using` to this one.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

const nothing = (): void => {}

/** What every call gives when telemetry is off: the span, and the handle of `counter` and `histogram` too. */
export const NOOP_SPAN: Span & { readonly add: () => void } = /* @__PURE__ */ Object.freeze({
  scope: '',
  set: nothing,
  count: nothing,
  gauge: nothing,
  record: nothing,
  add: nothing,
  end: nothing,
  [dispose]: nothing,
  // Also what `telescopic verify` knows a bundled runtime by: no minifier changes a string.
  [Symbol.toStringTag]: 'TelescopicSpan',
})

const giveNothing = (): Span => NOOP_SPAN

/** The instrument that is always off. One object in the program. */
export const NOOP: Telemetry = /* @__PURE__ */ createNoop()

function createNoop(): Telemetry {
  const open = Object.assign(openNothing, {
    time: openNothing,
    span: openNothing,
    count: nothing,
    gauge: nothing,
    record: nothing,
    emit: nothing,
    start: giveNothing,
    counter: giveNothing,
    histogram: giveNothing,
    wrap: pickFunction,
    // No result leaves what is decorated as it is, whatever it is.
    traced: () => nothing,
    enabled: false,
    configure: nothing,
    flush: resolved,
    shutdown: resolved,
  })
  return Object.freeze(open) as unknown as Telemetry
}

/** Runs the function of a call form with the inert span, or gives the inert span. */
export function openNothing(_scope: unknown, second?: unknown, third?: unknown): unknown {
  const fn = pickFunction(_scope, second, third)
  return typeof fn === 'function' ? fn(NOOP_SPAN) : NOOP_SPAN
}

/** Finds the function in `(scope, fn)` and `(scope, metadata, fn)`. */
export function pickFunction(_scope: unknown, second?: unknown, third?: unknown): unknown {
  return typeof third === 'function' ? third : second
}

async function resolved(): Promise<void> {}
