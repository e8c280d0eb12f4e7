import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { readAttributes } from './attributes.ts'
import { fitText } from './fit-text.ts'
import { takeRecords } from './intake.ts'
import { wholeNumber } from './limits.ts'
import { type Lossy, tellLosses } from './losses.ts'

/** What is used of `performance`. */
export interface UserTiming {
  now(): number
  measure(name: string, options: { start: number; end: number; detail: unknown }): unknown
  clearMeasures(name: string): void
}

export interface UserTimingReporterOptions {
  /** Measures of ours that are kept; then the name that is the oldest goes, with all that it has. @default 1000 */
  readonly maxEntries?: number
  /** @default `performance` of the host */
  readonly performance?: UserTiming
}

/** A name that is no text, or no finite duration; metadata that cannot be read; a host that has no `performance.measure`. */
export type UserTimingLoss = 'invalid' | 'unreadable' | 'unsupported'

export interface UserTimingReporter extends TelemetryReporter, Lossy<UserTimingLoss> {
  /** Clears the measures that are left. */
  shutdown(): void
}

/**
 * Makes a reporter that shows spans in the performance panel of a browser, as `performance.measure` with the metadata for
 * detail. The buffer behind it has no end of its own: measures of ours are cleared from it, and nobody else's.
 */
export function userTimingReporter(options: UserTimingReporterOptions = {}): UserTimingReporter {
  const timing = options.performance ?? (globalThis.performance as UserTiming | undefined)
  const maxEntries = wholeNumber('maxEntries', options.maxEntries ?? 1000)
  const counts = { invalid: 0, unreadable: 0, unsupported: 0 }
  const canMeasure = typeof timing?.measure === 'function' && typeof timing.clearMeasures === 'function'
  /** How many measures there are of each name, the oldest name first. */
  const kept = new Map<string, number>()
  let total = 0
  const clearTo = (target: number): void => {
    // By name is the only way there is: all of one name go at once.
    for (const [name, count] of kept) {
      if (total <= target) return
      timing?.clearMeasures(name)
      kept.delete(name)
      total -= count
    }
  }
  const take = (record: TelemetryRecord): void => {
    if (record.kind !== 'timing') return
    const { scope, durationS, metadata } = record
    if (timing === undefined || !canMeasure) return void counts.unsupported++
    if (typeof scope !== 'string' || !Number.isFinite(durationS)) return void counts.invalid++
    const detail = Object.fromEntries(readAttributes(metadata))
    const { start, end } = readInterval(record, timing.now())
    if (total >= maxEntries) clearTo(Math.floor(maxEntries * 0.9))
    // A name of its own, so that clearing takes nobody else's.
    const name = `${PREFIX}${fitText(scope, MAX_NAME)}`
    timing.measure(name, { start, end, detail })
    kept.set(name, (kept.get(name) ?? 0) + 1)
    total++
  }
  return tellLosses(counts, {
    ...takeRecords(take, () => counts.unreadable++),
    shutdown: () => clearTo(0),
  })
}

// --- internal ---

const PREFIX = '⏱ '
const MAX_NAME = 256

/** Milliseconds of the monotonic clock, which is that of `performance`; what is none has just ended. */
function readInterval(
  { durationS, metadata }: Extract<TelemetryRecord, { readonly kind: 'timing' }>,
  now: number,
): { start: number; end: number } {
  const { startMonotonicS: startS, endMonotonicS: endS } = metadata
  if (typeof startS === 'number' && startS >= 0 && endS >= startS && Number.isFinite(endS))
    return { start: startS * 1000, end: endS * 1000 }
  return { start: Math.max(0, now - Math.max(0, durationS) * 1000), end: now }
}
