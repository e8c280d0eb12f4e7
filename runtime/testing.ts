import type { Clock } from './clock.ts'
import { defaultRecorder } from './default.ts'
import { createInstrument } from './instrument.ts'
import { configure, createRecorder, type Dropped } from './recorder.ts'
import type { EventRecord, MetricMetadata, TelemetryReporter, TimingMetadata } from './reporter.ts'
import type { Telemetry } from './tele.ts'

export type { Clock } from './clock.ts'

/** One record, as plain data. */
export type TelemetryRecord =
  | { readonly kind: 'timing'; readonly scope: string; readonly durationS: number; readonly metadata: TimingMetadata }
  | { readonly kind: 'metric'; readonly scope: string; readonly value: number; readonly metadata: MetricMetadata }
  | ({ readonly kind: 'event' } & EventRecord)

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

export interface TestTelemetryOptions<C extends Clock = Clock> {
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
  const recorder = createRecorder({ reporters: all, enabled: true, clock, strict })
  return {
    tele: createInstrument(recorder),
    records,
    clock,
    lost: () => ({ ...recorder.dropped, reporterFailures: recorder.failures.count }),
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
  const { wanted, configured, closed, clock } = defaultRecorder
  const records: TelemetryRecord[] = []
  configure(defaultRecorder, { reporters: [recordInto(records)], enabled: true })
  if (options.clock !== undefined) defaultRecorder.clock = options.clock
  try {
    return { value: await fn(), records }
  } finally {
    Object.assign(defaultRecorder, { configured, closed, clock })
    configure(defaultRecorder, { enabled: wanted })
    recording = false
  }
}

function recordInto(records: TelemetryRecord[]): TelemetryReporter {
  return {
    recordTiming: (scope, durationS, metadata) => records.push({ kind: 'timing', scope, durationS, metadata }),
    recordMetric: (scope, value, metadata) => records.push({ kind: 'metric', scope, value, metadata }),
    recordEvent: (event) => records.push({ kind: 'event', ...event }),
  }
}
