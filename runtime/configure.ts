import type { Quarantine } from './breaker.ts'
import { checkReporters } from './check-reporter.ts'
import { type Clock, systemClock } from './clock.ts'
import { countCopies, mustTellCopies } from './context.ts'
import { FLAGGED, STRICT } from './flags.ts'
import { canWait, complain } from './host.ts'
import { openLane } from './lane.ts'
import { watchExit } from './lifecycle.ts'
import { drain } from './pump.ts'
import { type Recorder, recordQuarantine, type Settings, UNANCHORED } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { isShare, refreshSites } from './site.ts'
import type { TelemetryOptions } from './tele.ts'
import { typeName } from './type-name.ts'

/** What is set once in the life of an instrument. */
export interface RecorderOptions extends TelemetryOptions {
  readonly clock?: Clock
  readonly strict?: boolean
  readonly fallback?: TelemetryReporter
  readonly detached?: boolean
}

const DEFAULTS: Settings = { enabled: FLAGGED, capacity: 8192, privacy: {}, handleSignals: false }

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock = systemClock, strict = STRICT, fallback, detached = false, ...rest } = options
  const recorder: Recorder = {
    enabled: false,
    traced: false,
    starts: false,
    clock,
    strict,
    sites: new Map(),
    cells: undefined,
    settings: DEFAULTS,
    lanes: [],
    ring: undefined,
    sync: !canWait,
    draining: false,
    timer: undefined,
    recorded: 0,
    sampledOut: 0,
    dropped: { invalidName: 0, invalidValue: 0, unreadable: 0, overLimit: 0, queueFull: 0 },
    anchor: UNANCHORED,
    steps: [],
    clockSteps: 0,
    configured: undefined,
    fallback: fallback === undefined ? [] : [fallback],
    attached: [],
    closed: undefined,
    unwatch: undefined,
    detached,
  }
  configure(recorder, rest)
  return recorder
}

/** Changes what is given. New reporters also open an instrument that was shut down. */
export function configure(recorder: Recorder, options: TelemetryOptions): void {
  checkOptions(options)
  const { reporters, delivery, ...rest } = options
  const checked = reporters === undefined ? undefined : checkReporters(reporters)
  // What waits was recorded for those who listened then.
  drain(recorder)
  if (checked !== undefined) {
    recorder.configured = checked
    recorder.closed = undefined
  }
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const settings: Settings = { ...recorder.settings, ...Object.fromEntries(given) }
  if (settings.capacity !== recorder.settings.capacity) recorder.ring = undefined
  recorder.settings = settings
  if (delivery !== undefined) recorder.sync = delivery === 'sync' || !canWait
  openLanes(recorder, recorder.closed ? [] : [...(recorder.configured ?? recorder.fallback), ...recorder.attached])
  refreshSites(recorder)
  if (recorder.enabled && mustTellCopies()) {
    complain('warn', `telescopic was loaded ${countCopies()} times here, and each copy is configured by itself.`)
  }
}

function checkOptions(options: TelemetryOptions): void {
  for (const name of ['enabled', 'errorMessages', 'handleSignals'] as const) {
    const value: unknown = options[name]
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`${name} must be true or false, got ${typeName(value)}.`)
    }
  }
  const { delivery, capacity = 1, sampleRate = 1 } = options
  if (typeof sampleRate !== 'function' && !isShare(sampleRate)) {
    throw new RangeError(
      `sampleRate must be a number from 0 to 1, or a function of a scope, got ${String(sampleRate)}.`,
    )
  }
  if (delivery !== undefined && delivery !== 'sync' && delivery !== 'queued') {
    throw new TypeError(`delivery must be 'sync' or 'queued', got ${JSON.stringify(delivery)}.`)
  }
  if (!(Number.isInteger(capacity) && capacity > 0 && capacity <= 2 ** 20)) {
    throw new RangeError(`capacity must be a whole number from 1 to 1048576, got ${String(capacity)}.`)
  }
}

/** A reporter that stays keeps its lane: what it failed at, and its quarantine. */
function openLanes(recorder: Recorder, reporters: readonly TelemetryReporter[]): void {
  const kept = new Map(recorder.lanes.map((lane) => [lane.reporter, lane]))
  const now = (): number => recorder.clock.monotonic()
  const tell = (quarantine: Quarantine): void => recordQuarantine(recorder, quarantine)
  recorder.lanes = reporters.map((reporter) => {
    const lane = kept.get(reporter)
    if (lane !== undefined && kept.delete(reporter)) return lane
    connect(reporter, () => drain(recorder))
    return openLane(reporter, now, tell)
  })
  recorder.traced = reporters.some(({ wants }) => wants?.traces === true || wants?.starts === true)
  recorder.starts = reporters.some(({ wants }) => wants?.starts === true)
  recorder.enabled = recorder.settings.enabled && recorder.lanes.length > 0
  recorder.unwatch?.()
  recorder.unwatch = recorder.enabled && !recorder.detached ? watchExit(recorder) : undefined
}

function connect(reporter: TelemetryReporter, deliverWaiting: () => void): void {
  try {
    reporter.connect?.(deliverWaiting)
  } catch {
    // It goes without: what it would be read for comes a moment later.
  }
}
