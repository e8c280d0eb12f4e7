import { checkReporters } from './check-reporter.ts'
import { type Clock, systemClock } from './clock.ts'
import { FLAGGED, STRICT } from './flags.ts'
import { canWait } from './host.ts'
import { openLane } from './lane.ts'
import { watchExit } from './lifecycle.ts'
import { drain } from './pump.ts'
import { type Recorder, UNANCHORED } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { refreshSites } from './site.ts'
import type { TelemetryOptions } from './tele.ts'
import { typeName } from './type-name.ts'

/** What is set once in the life of an instrument. */
export interface RecorderOptions extends TelemetryOptions {
  readonly clock?: Clock
  readonly strict?: boolean
  readonly fallback?: TelemetryReporter
  readonly detached?: boolean
}

const CAPACITY = 8192

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock = systemClock, strict = STRICT, fallback, detached = false } = options
  const recorder: Recorder = {
    enabled: false,
    clock,
    strict,
    sites: new Map(),
    filter: undefined,
    describe: undefined,
    privacy: {},
    errorMessages: false,
    lanes: [],
    ring: undefined,
    capacity: CAPACITY,
    sync: !canWait,
    draining: false,
    timer: undefined,
    recorded: 0,
    dropped: { invalidName: 0, invalidValue: 0, unreadable: 0, overLimit: 0, queueFull: 0 },
    anchor: UNANCHORED,
    clockSteps: 0,
    wanted: FLAGGED,
    configured: undefined,
    fallback: fallback === undefined ? [] : [fallback],
    closed: undefined,
    unwatch: undefined,
    handleSignals: false,
    detached,
  }
  configure(recorder, options)
  return recorder
}

/** Changes what is given. New reporters also open an instrument that was shut down. */
export function configure(recorder: Recorder, options: TelemetryOptions): void {
  const { reporters, enabled, delivery, capacity, privacy, filter, describe, errorMessages, handleSignals } = options
  checkBoolean('enabled', enabled)
  checkBoolean('errorMessages', errorMessages)
  checkBoolean('handleSignals', handleSignals)
  if (delivery !== undefined && delivery !== 'sync' && delivery !== 'queued') {
    throw new TypeError(`delivery must be 'sync' or 'queued', got ${JSON.stringify(delivery)}.`)
  }
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity > 0 && capacity <= 2 ** 20)) {
    throw new RangeError(`capacity must be a whole number from 1 to 1048576, got ${String(capacity)}.`)
  }
  const checked = reporters === undefined ? undefined : checkReporters(reporters)
  // What waits was recorded for those who listened then.
  drain(recorder)
  if (checked !== undefined) {
    recorder.configured = checked
    recorder.closed = undefined
  }
  if (capacity !== undefined && capacity !== recorder.capacity) {
    recorder.capacity = capacity
    recorder.ring = undefined
  }
  recorder.wanted = enabled ?? recorder.wanted
  recorder.sync = delivery === undefined ? recorder.sync : delivery === 'sync' || !canWait
  recorder.privacy = privacy ?? recorder.privacy
  recorder.filter = filter ?? recorder.filter
  recorder.describe = describe ?? recorder.describe
  recorder.errorMessages = errorMessages ?? recorder.errorMessages
  recorder.handleSignals = handleSignals ?? recorder.handleSignals
  openLanes(recorder, recorder.closed ? [] : (recorder.configured ?? recorder.fallback))
  refreshSites(recorder)
}

function checkBoolean(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new TypeError(`${name} must be true or false, got ${typeName(value)}.`)
}

/** A reporter that stays keeps its lane: what it failed at, and its quarantine. */
function openLanes(recorder: Recorder, reporters: readonly TelemetryReporter[]): void {
  const kept = new Map(recorder.lanes.map((lane) => [lane.reporter, lane]))
  const now = (): number => recorder.clock.monotonic()
  recorder.lanes = reporters.map((reporter) => {
    const lane = kept.get(reporter)
    if (lane !== undefined && kept.delete(reporter)) return lane
    connect(reporter, () => drain(recorder))
    return openLane(reporter, now)
  })
  recorder.enabled = recorder.wanted && recorder.lanes.length > 0
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
