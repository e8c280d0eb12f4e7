import type { Clock } from './clock.ts'
import { configure, createRecorder } from './configure.ts'
import { defaultRecorder } from './default.ts'
import { createInstrument } from './instrument.ts'
import type { Dropped } from './recorder.ts'
import type { TelemetryRecord, TelemetryReporter } from './reporter.ts'
import type { Telemetry, TelemetryOptions } from './tele.ts'

export type { Clock } from './clock.ts'
export { type ExpectedRecord, expectEvents } from './expect-records.ts'

export type { TelemetryRecord } from './reporter.ts'

/** A clock that stands still until told. */
export interface FakeClock extends Clock {
  /** Moves both clocks on. */
  advance(seconds: number): void
  /** Moves the calendar only, as an operator does who sets it. */
  stepWall(seconds: number): void
}

/** Makes a clock that stands still until told. */
export function fakeClock(monotonicS = 0, wallS = 1_000_000): FakeClock {
  return {
    monotonic: () => monotonicS,
    wall: () => wallS,
    advance: (seconds) => {
      monotonicS += seconds
      wallS += seconds
    },
    stepWall: (seconds) => {
      wallS += seconds
    },
  }
}

export interface TestTelemetryOptions<C extends Clock = Clock>
  extends Omit<TelemetryOptions, 'enabled' | 'delivery' | 'handleSignals'> {
  /** @default a `fakeClock()` */
  readonly clock?: C
  /** Reporters beside the one that fills `records`, called after it. @default none */
  readonly reporters?: readonly TelemetryReporter[]
  /** Throw on malformed scope names. @default false */
  readonly strict?: boolean
}

/** An instrument that is on, with everything it recorded. */
export interface TestTelemetry<C extends Clock = Clock> {
  readonly tele: Telemetry
  /** In the order of recording: a span is recorded when it closes. */
  readonly records: readonly TelemetryRecord[]
  readonly clock: C
  /** What was lost, by cause. */
  readonly lost: () => Dropped & { readonly reporterFailures: number }
  /** Empties `records`. */
  readonly reset: () => void
}

/** Makes an instrument for a test. */
export function createTestTelemetry(options?: Omit<TestTelemetryOptions, 'clock'>): TestTelemetry<FakeClock>
export function createTestTelemetry<C extends Clock>(
  options: TestTelemetryOptions<C> & { readonly clock: C },
): TestTelemetry<C>
export function createTestTelemetry(options: TestTelemetryOptions = {}): TestTelemetry {
  const { clock = fakeClock(), reporters = [], strict = false } = options
  const records: TelemetryRecord[] = []
  const all = [recordInto(records), ...reporters]
  const { reporters: _, clock: __, ...settings } = options
  const recorder = createRecorder({
    ...settings,
    reporters: all,
    enabled: true,
    delivery: 'sync',
    clock,
    strict,
    detached: true,
  })
  return {
    tele: createInstrument(recorder),
    records,
    clock,
    lost: () => ({
      ...recorder.dropped,
      reporterFailures: recorder.lanes.reduce((sum, lane) => sum + lane.stats().failures, 0),
    }),
    reset: () => {
      records.length = 0
    },
  }
}

/** What `recordTelemetry` gives. */
export interface Recording<T> {
  readonly value: T
  readonly records: readonly TelemetryRecord[]
}

let recording = false

/** Runs a function and gives what the program's own `tele` recorded meanwhile; reporters and switch are put back afterwards. */
export async function recordTelemetry<T>(
  fn: () => T | PromiseLike<T>,
  options: { readonly clock?: Clock } = {},
): Promise<Recording<T>> {
  if (recording) throw new Error('recordTelemetry is already running: there is one `tele`, and its records would mix.')
  recording = true
  const { settings, configured, attached, closed, clock, sync } = defaultRecorder
  const records: TelemetryRecord[] = []
  defaultRecorder.attached = []
  configure(defaultRecorder, { reporters: [recordInto(records)], enabled: true, delivery: 'sync' })
  if (options.clock !== undefined) setClock(options.clock)
  try {
    return { value: await fn(), records }
  } finally {
    setClock(clock)
    Object.assign(defaultRecorder, { configured, attached, closed, sync })
    configure(defaultRecorder, settings)
    // What is not given stays as it is, so that a filter which the function has set would outlive it.
    defaultRecorder.settings = settings
    configure(defaultRecorder, {})
    recording = false
  }
}

function setClock(clock: Clock): void {
  defaultRecorder.clock = clock
  defaultRecorder.calendar = undefined
}

function recordInto(records: TelemetryRecord[]): TelemetryReporter {
  return {
    recordTiming: (scope, durationS, metadata, trace) =>
      records.push({ kind: 'timing', scope, durationS, metadata, ...(trace && { trace }) }),
    recordMetric: (scope, value, metadata, trace) =>
      records.push({ kind: 'metric', scope, value, metadata, ...(trace && { trace }) }),
    recordEvent: (event) => records.push({ kind: 'event', ...event }),
  }
}
