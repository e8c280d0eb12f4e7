import type { Quarantine } from './breaker.ts'
import { type Clock, systemClock } from './clock.ts'
import { countCopies, mustTellCopies } from './context.ts'
import { FLAGGED } from './flags.ts'
import { canWait, complain } from './host.ts'
import { openLane } from './lane.ts'
import { watchExit } from './lifecycle.ts'
import type { TakeOption } from './options.ts'
import { withholdByName } from './privacy.ts'
import { drain } from './pump.ts'
import { type Recorder, recordQuarantine, type Settings } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { refreshSites } from './site.ts'
import type { TelemetryOptions } from './tele.ts'

/** What is set once in the life of an instrument. */
export interface OwnOptions {
  readonly clock?: Clock | undefined
  readonly strict?: boolean | undefined
  readonly fallback?: TelemetryReporter | undefined
  readonly detached?: boolean | undefined
}

const DEFAULTS: Settings = { enabled: FLAGGED, capacity: 8192 }

/** Makes the state of an instrument. */
export function makeRecorder({ clock = systemClock, strict, fallback, detached = false }: OwnOptions): Recorder {
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
    calendar: undefined,
    clockSteps: 0,
    configured: undefined,
    fallback: fallback === undefined ? [] : [fallback],
    attached: [],
    closed: undefined,
    redact: withholdByName,
    tracing: undefined,
    treatSite: undefined,
    watchSignals: undefined,
    unwatch: undefined,
    detached,
  }
  applyOptions(recorder, {})
  return recorder
}

/**
 * Changes what is given. New reporters also open an instrument that was shut down. `takers` are those of the options that need
 * more than to be kept.
 */
export function applyOptions(
  recorder: Recorder,
  options: TelemetryOptions,
  takers: Readonly<Record<string, TakeOption>> = {},
): void {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const taken = Object.entries(takers).map(([name, take]) =>
    name in given ? take(given[name] as never, name, recorder) : undefined,
  )
  // What waits was recorded for those who listened then.
  drain(recorder)
  const { reporters: _, ...kept } = given
  Object.assign(recorder, { settings: { ...recorder.settings, ...kept } }, ...taken)
  openLanes(recorder, recorder.closed ? [] : [...(recorder.configured ?? recorder.fallback), ...recorder.attached])
  refreshSites(recorder)
  if (recorder.enabled && mustTellCopies()) {
    complain('warn', `telescopic was loaded ${countCopies()} times here, and each copy is configured by itself.`)
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
  recorder.tracing?.readWants(recorder, reporters)
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
