import type { TelemetryRecord } from '../reporter.ts'

/** Seconds since 1970. */
export interface Times {
  readonly startS: number
  readonly endS: number
}

/** In 2255 nanoseconds since 1970 need a bit more than most formats have. */
const MAX_S = 9e9

/** When a span began and ended. User metadata lies over these keys: what is no instant is taken for "it ended just now". */
export function readTimes({ durationS, metadata }: Extract<TelemetryRecord, { readonly kind: 'timing' }>): Times {
  return timesOf(metadata.startWallTimeS, durationS)
}

export function timesOf(startWallTimeS: unknown, durationS: number): Times {
  const duration = Math.min(Math.max(0, durationS), MAX_S)
  const startS = isInstant(startWallTimeS, duration) ? startWallTimeS : Math.max(0, Date.now() / 1000 - duration)
  return { startS, endS: startS + duration }
}

/** Whether a value is a time that every format can say. */
export function isInstant(value: unknown, durationS = 0): value is number {
  return typeof value === 'number' && value >= 0 && value + durationS <= MAX_S
}
