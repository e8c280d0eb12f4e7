/** Two clocks, in seconds: one for order and durations, one for the calendar. */
export interface Clock {
  /** Never runs backwards; arbitrary origin. */
  monotonic(): number
  /** Seconds since 1970; may be stepped by the operator. */
  wall(): number
}

// Held from the start: fake timers of test runners replace `performance.now` and `Date.now`, and durations
// measured half with one and half with the other would be nonsense.
const wallMs: () => number = Date.now
const monotonicMs: () => number = globalThis.performance
  ? globalThis.performance.now.bind(globalThis.performance)
  : Date.now

export const systemClock: Clock = {
  monotonic: () => monotonicMs() / 1000,
  wall: () => wallMs() / 1000,
}
