import type { Quarantine } from './breaker.ts'
import { type Calendar, findOffset, lookAtCalendar } from './calendar.ts'
import type { Cell, Cells } from './cells.ts'
import type { Clock } from './clock.ts'
import { currentFrame, type Frame, SUPPRESSED, type TraceFrame, type Tracing } from './context.ts'
import type { Lane } from './lane.ts'
import { type Bag, copyInto } from './metadata.ts'
import { takePlain } from './plain.ts'
import type { PrivacyOptions, Redact, SiteDescription } from './privacy.ts'
import { putRecord } from './pump.ts'
import { EVENT, START, TIMING } from './records.ts'
import type { TelemetryReporter } from './reporter.ts'
import type { EventBag, Ring } from './ring.ts'
import { addSite, type Site } from './site.ts'
import { readCorrelationId } from './trace.ts'

/** The state behind one instrument. */
export interface Recorder {
  /** The one field a call looks at when telemetry is off. */
  enabled: boolean
  /** Some reporter wants to know of traces, or of spans that open. */
  traced: boolean
  starts: boolean
  clock: Clock
  /** What the environment says, unless tests say otherwise. */
  readonly strict: boolean | undefined
  readonly sites: Map<string, Site>
  /** `undefined` until a handle records. */
  cells: Cells | undefined
  settings: Settings
  lanes: readonly Lane[]
  /** `undefined` until the first record. */
  ring: Ring | undefined
  /** Reporters are called by the call that records. */
  sync: boolean
  draining: boolean
  /** Stops the timer that is running. */
  timer: (() => void) | undefined
  recorded: number
  /** Spans and events that sampling left out. */
  sampledOut: number
  readonly dropped: Dropped
  /** `undefined` until a span or an event has looked. */
  calendar: Calendar | undefined
  clockSteps: number
  configured: readonly TelemetryReporter[] | undefined
  /** Used as long as nobody configured reporters. */
  fallback: readonly TelemetryReporter[]
  /** Beside whichever of the two counts: back-ends, which come and go while the program runs. */
  attached: readonly TelemetryReporter[]
  /** Set by `shutdown`. */
  closed: Promise<void> | undefined
  /** How values are treated that belong to no scope. */
  redact: Redact
  /** There where somebody may want traces or sampling. */
  tracing: RecorderTracing | undefined
  /** Decides of a site what `describe`, `privacy` and `sampleRate` say. */
  treatSite: ((site: Site) => void) | undefined
  /** Watches for signals that end the process. */
  watchSignals: (() => void) | undefined
  /** Ends the watch for the end of the process. */
  unwatch: (() => void) | undefined
  /** Not to be watched: tests make many, and look at them themselves. */
  readonly detached: boolean
}

/** What a recorder does with traces. Only its own copy of the library can put records into its queue. */
export interface RecorderTracing extends Tracing {
  readonly recordStart: typeof recordStart
  /** Looks at what reporters want. */
  readonly readWants: (recorder: Recorder, reporters: readonly TelemetryReporter[]) => void
}

/** What `configure` was told last, in any of its calls. */
export interface Settings {
  /** Said by the flags, unless `configure` says something else. */
  readonly enabled: boolean
  readonly capacity: number
  readonly privacy?: PrivacyOptions
  readonly handleSignals?: boolean
  readonly errorMessages?: boolean
  readonly filter?: (scope: string) => boolean
  readonly describe?: (scope: string) => SiteDescription | undefined
  readonly sampleRate?: number | ((scope: string) => number | undefined)
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

// In each of the three: a reporter may hold on to a span and end it while it reports. That is suppressed, as its own spans are.

/** Takes in a span that has closed. `frame` is what was around it; where it belongs to a trace, its own. */
export function recordTiming(site: Site, frame: Frame | undefined, startS: number, bag: Bag | undefined): void {
  if (currentFrame() !== SUPPRESSED) putTiming(site, frame, startS, bag)
}

/** The same of a span that has closed where it was opened: whether that was in a reporter has been asked. */
export function putTiming(site: Site, frame: Frame | undefined, startS: number, bag: Bag | undefined): void {
  const { recorder } = site
  const endS = recorder.clock.monotonic()
  if (!recorder.enabled) return
  if (site.kept) site.calls++
  if (frame?.trace && !frame.kept) return void recorder.sampledOut++
  putRecord(site, TIMING, frame, bag, startS, endS, startS + findOffset(recorder, startS))
}

/** Takes in a span that has opened. Its metadata may still change, so that this one has a copy. */
export function recordStart(site: Site, frame: TraceFrame, startS: number, bag: Bag | undefined): void {
  const { recorder } = site
  if (frame.kept) putRecord(site, START, frame, bag && { ...bag }, 0, 0, startS + findOffset(recorder, startS))
}

/** Takes in a value of a counter, gauge or histogram: `kind` is one of `COUNTER`, `GAUGE`, `HISTOGRAM`. */
export function recordMetric(
  site: Site,
  kind: number,
  given: unknown,
  bag: Bag | undefined,
  frame: Frame | undefined,
  cell?: Cell,
): void {
  if (frame === SUPPRESSED) return
  // A bigint is a number that somebody was careful with; anything else that is none would be a hole in every sum.
  const value = typeof given === 'bigint' ? Number(given) : given
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    site.recorder.dropped.invalidValue++
    return
  }
  cell?.add(value)
  putRecord(site, kind, frame, bag, value, 0)
}

/** Takes in an event. */
export function recordEvent(site: Site, given: unknown, metadata: unknown, id: unknown): void {
  const { recorder } = site
  const nowS = recorder.clock.monotonic()
  const frame = currentFrame()
  const correlationId = readCorrelationId(id) ?? frame?.trace?.correlationId
  const own = copy(site, metadata)
  const tracing = frame?.trace?.tracing ?? recorder.tracing
  const sampleRate = tracing ? tracing.takeEventShare(site, frame, own, correlationId) : 1
  if (sampleRate === 0) return void recorder.sampledOut++
  const bag: EventBag = { measurements: copy(site, given) ?? {}, metadata: own, correlationId, sampleRate }
  putRecord(site, EVENT, frame, bag, 0, 0, nowS + lookAtCalendar(recorder, nowS).offsetS)
}

/** Takes in that a reporter is left in peace: an event for the others. Neither metadata nor span of the program is in it. */
export function recordQuarantine(recorder: Recorder, { reporter, errorType, failures }: Quarantine): void {
  const scope = 'telescopic.reporter_failure'
  const site = recorder.sites.get(scope) ?? addSite(recorder, scope)
  const metadata = { reporter, errorType }
  const bag: EventBag = { measurements: { failures }, metadata, correlationId: undefined, sampleRate: 1 }
  if (site.interest) putRecord(site, EVENT, undefined, bag, 0, 0, recorder.clock.wall())
}

/** Copies metadata; `undefined` where there is none. */
export function copy(site: Site, metadata: unknown): Bag | undefined {
  if (metadata === undefined) return undefined
  if (takePlain(metadata)) return metadata
  const bag: Bag = {}
  copyInto(bag, metadata, site.redact, site.recorder.dropped)
  return bag
}
