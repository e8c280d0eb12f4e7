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
  /** Where the calendar was when it was last looked at. Replaced, never changed: an open span keeps the one it began with. */
  anchor: Anchor
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

/** Seconds from the monotonic clock to the calendar, as seen at one instant of the monotonic clock. */
export interface Anchor {
  readonly offsetS: number
  readonly atS: number
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
  const nowS = recorder.clock.monotonic()
  ring.walls[slot] = nowS + findAnchor(recorder, nowS).offsetS
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

/** Before the calendar was looked at. */
export const UNANCHORED: Anchor = Object.freeze({ offsetS: 0, atS: Number.NEGATIVE_INFINITY })

/**
 * The calendar, as an anchor at most a second old: looking at it for every span would be a third read of a clock, and cost half
 * a span. A step of more than 50 ms (an operator, a leap second, a machine that slept) is followed and counted.
 */
export function findAnchor(recorder: Recorder, monotonicS: number): Anchor {
  const { anchor, clock } = recorder
  if (monotonicS - anchor.atS < ANCHOR_S) return anchor
  const offsetS = clock.wall() - monotonicS
  if (anchor !== UNANCHORED && Math.abs(offsetS - anchor.offsetS) > STEP_S) recorder.clockSteps++
  recorder.anchor = { offsetS, atS: monotonicS }
  return recorder.anchor
}
