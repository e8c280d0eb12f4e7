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

/** Finds the smallest step of the monotonic clock; 0 for one that stands still. */
export function measureResolution(clock: Clock): number {
  let smallest = Number.POSITIVE_INFINITY
  let last = clock.monotonic()
  // A browser's clock stands still for up to 100 µs, which is some hundred calls.
  for (let calls = 0, steps = 0; calls < 20_000 && steps < 3; calls++) {
    const now = clock.monotonic()
    if (now === last) continue
    smallest = Math.min(smallest, now - last)
    last = now
    steps++
  }
  return smallest === Number.POSITIVE_INFINITY ? 0 : smallest
}
