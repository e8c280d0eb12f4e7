import type { Clock } from './clock.ts'
import { currentFrame, type Frame, SUPPRESSED } from './context.ts'
import type { Lane } from './lane.ts'
import { type Bag, copyInto } from './metadata.ts'
import type { PrivacyOptions, SiteDescription } from './privacy.ts'
import { reserve, settle } from './pump.ts'
import type { TelemetryReporter } from './reporter.ts'
import { EVENT, type Ring, TIMING } from './ring.ts'
import type { Site } from './site.ts'

/** The state behind one instrument. */
export interface Recorder {
  /** The one field a call looks at when telemetry is off. */
  enabled: boolean
  clock: Clock
  readonly strict: boolean
  readonly sites: Map<string, Site>
  filter: ((scope: string) => boolean) | undefined
  describe: ((scope: string) => SiteDescription | undefined) | undefined
  privacy: PrivacyOptions
  errorMessages: boolean
  lanes: readonly Lane[]
  /** `undefined` until the first record. */
  ring: Ring | undefined
  capacity: number
  /** Reporters are called by the call that records. */
  sync: boolean
  draining: boolean
  /** Stops the timer that is running. */
  timer: (() => void) | undefined
  recorded: number
  readonly dropped: Dropped
  /** Seconds between the monotonic clock and the calendar, and when that was last looked at. */
  wallOffsetS: number
  anchoredAtS: number
  clockSteps: number
  /** What `configure`, or else the flags, said. */
  wanted: boolean
  configured: readonly TelemetryReporter[] | undefined
  /** Used as long as nobody configured reporters. */
  readonly fallback: readonly TelemetryReporter[]
  /** Set by `shutdown`. */
  closed: Promise<void> | undefined
  /** Ends the watch for the end of the process. */
  unwatch: (() => void) | undefined
  handleSignals: boolean
  /** Not to be watched: tests make many, and look at them themselves. */
  readonly detached: boolean
}

/** What was lost or cut, by cause. */
export interface Dropped {
  /** Names that could not be stored. */
  invalidName: number
  /** Values that are no finite number: one `NaN` would spoil a sum for ever. */
  invalidValue: number
  /** Metadata or measurement values whose getter threw; the record was kept. */
  unreadable: number
  /** Keys, texts and lists that were cut or left out; the record was kept. */
  overLimit: number
  /** Records made faster than they could be delivered. */
  queueFull: number
}

// In each of the three: a reporter may hold on to a span and end it while it reports. That is suppressed here, as its own
// spans are.

/** Takes in a span that has closed. */
export function recordTiming(
  recorder: Recorder,
  site: Site,
  parent: Frame | undefined,
  startS: number,
  endS: number,
  wallS: number,
  bag: Bag | undefined,
): void {
  if (!recorder.enabled || currentFrame() === SUPPRESSED) return
  if (site.kept) site.calls++
  const slot = reserve(recorder, TIMING, site, parent, bag)
  if (slot === -1) return
  const ring = recorder.ring!
  ring.starts[slot] = startS
  ring.ends[slot] = endS
  ring.walls[slot] = wallS
  ring.ordinals[slot] = site.calls
  settle(recorder, ring)
}

/** Takes in a value of a counter, gauge or histogram: `kind` is one of `COUNTER`, `GAUGE`, `HISTOGRAM`. */
export function recordMetric(
  recorder: Recorder,
  kind: number,
  site: Site,
  given: unknown,
  bag: Bag | undefined,
  frame: Frame | undefined,
): void {
  if (frame === SUPPRESSED) return
  // A bigint is a number that somebody was careful with; anything else that is none would be a hole in every sum.
  const value = typeof given === 'bigint' ? Number(given) : given
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    recorder.dropped.invalidValue++
    return
  }
  const slot = reserve(recorder, kind, site, frame, bag)
  if (slot === -1) return
  const ring = recorder.ring!
  ring.starts[slot] = value
  settle(recorder, ring)
}

/** Takes in an event. */
export function recordEvent(
  recorder: Recorder,
  site: Site,
  measurements: unknown,
  metadata: unknown,
  correlationId: string | undefined,
): void {
  const frame = currentFrame()
  if (frame === SUPPRESSED) return
  const extra = { measurements: copy(recorder, site, measurements) ?? {}, correlationId: clipId(correlationId) }
  const slot = reserve(recorder, EVENT, site, frame, copy(recorder, site, metadata))
  if (slot === -1) return
  const ring = recorder.ring!
  ring.walls[slot] = wallTime(recorder, recorder.clock.monotonic())
  ring.events[slot] = extra
  settle(recorder, ring)
}

// It comes from outside more often than not.
function clipId(id: unknown): string | undefined {
  return typeof id === 'string' ? id.slice(0, 128) : undefined
}

/** Copies metadata; `undefined` where there is none. */
export function copy(recorder: Recorder, site: Site, metadata: unknown): Bag | undefined {
  if (metadata === undefined) return undefined
  const bag: Bag = {}
  copyInto(bag, metadata, site.privacy, recorder.dropped)
  return bag
}

const ANCHOR_S = 1
const STEP_S = 0.05

/**
 * The calendar at an instant of the monotonic clock. The calendar is looked at once a second only: a third clock read would
 * cost half a span. A step of more than 50 ms (an operator, a leap second, a machine that slept) is followed and counted.
 */
export function wallTime(recorder: Recorder, monotonicS: number): number {
  if (!(monotonicS - recorder.anchoredAtS < ANCHOR_S)) {
    const offsetS = recorder.clock.wall() - monotonicS
    const isFirst = recorder.anchoredAtS === Number.NEGATIVE_INFINITY
    if (!isFirst && Math.abs(offsetS - recorder.wallOffsetS) > STEP_S) recorder.clockSteps++
    recorder.wallOffsetS = offsetS
    recorder.anchoredAtS = monotonicS
  }
  return monotonicS + recorder.wallOffsetS
}
