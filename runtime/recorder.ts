import { checkReporters } from './check-reporter.ts'
import { type Clock, systemClock } from './clock.ts'
import { currentFrame, type Frame, SUPPRESSED } from './context.ts'
import { callHooks, createFailureLog, deliver, type FailureLog } from './deliver.ts'
import { FLAGGED, STRICT } from './flags.ts'
import { type Bag, copyInto } from './metadata.ts'
import { acceptsName } from './names.ts'
import type { EventRecord, MetricMetadata, TelemetryReporter, TimingMetadata } from './reporter.ts'
import type { TelemetryOptions } from './tele.ts'
import { typeName } from './type-name.ts'

/** The state behind one instrument. */
export interface Recorder {
  /** The one field a call looks at when telemetry is off. */
  enabled: boolean
  reporters: readonly TelemetryReporter[]
  clock: Clock
  readonly strict: boolean
  readonly failures: FailureLog
  readonly dropped: Dropped
  /** How often each scope has closed. */
  readonly calls: Map<string, number>
  /** What `configure`, or else the flags, said. */
  wanted: boolean
  configured: readonly TelemetryReporter[] | undefined
  /** Used as long as nobody configured reporters. */
  readonly fallback: readonly TelemetryReporter[]
  /** Set by `shutdown`. */
  closed: Promise<void> | undefined
}

/** What was lost, by cause. */
export interface Dropped {
  invalidName: number
  /** Metadata or measurement values whose getter threw. */
  unreadable: number
}

export interface RecorderOptions extends TelemetryOptions {
  readonly clock?: Clock
  readonly strict?: boolean
  readonly fallback?: TelemetryReporter
}

// Beyond this many scopes the ordinal is 0, "not counted": a program that builds names from user input stays small.
const MAX_COUNTED_SCOPES = 10_000

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock = systemClock, strict = STRICT, fallback } = options
  const recorder: Recorder = {
    enabled: false,
    reporters: [],
    clock,
    strict,
    failures: createFailureLog(() => recorder.clock.monotonic()),
    dropped: { invalidName: 0, unreadable: 0 },
    calls: new Map(),
    wanted: FLAGGED,
    configured: undefined,
    fallback: fallback === undefined ? [] : [fallback],
    closed: undefined,
  }
  configure(recorder, options)
  return recorder
}

/** Changes reporters or the switch. New reporters also open an instrument that was shut down. */
export function configure(recorder: Recorder, { reporters, enabled }: TelemetryOptions): void {
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw new TypeError(`enabled must be true or false, got ${typeName(enabled)}.`)
  }
  if (reporters !== undefined) {
    recorder.configured = checkReporters(reporters)
    recorder.closed = undefined
  }
  if (enabled !== undefined) recorder.wanted = enabled
  recorder.reporters = recorder.closed ? [] : (recorder.configured ?? recorder.fallback)
  recorder.enabled = recorder.wanted && recorder.reporters.length > 0
}

export function flush(recorder: Recorder): Promise<void> {
  return callHooks(recorder.reporters, recorder.failures, (reporter) => reporter.flush?.())
}

/** The second call waits for the first. A reporter without `shutdown` is flushed. */
export function shutdown(recorder: Recorder): Promise<void> {
  if (recorder.closed === undefined) {
    const { reporters } = recorder
    recorder.enabled = false
    recorder.reporters = []
    recorder.closed = callHooks(reporters, recorder.failures, (reporter) =>
      reporter.shutdown ? reporter.shutdown() : reporter.flush?.(),
    )
  }
  return recorder.closed
}

/** What a span knows when it closes. */
export interface ClosedSpan {
  readonly scope: string
  readonly parent: Frame | undefined
  readonly startMonotonicS: number
  readonly endMonotonicS: number
  readonly startWallTimeS: number
  readonly metadata: Bag
}

export function recordTiming(recorder: Recorder, span: ClosedSpan): void {
  if (!listens(recorder)) return
  const { scope, startMonotonicS, endMonotonicS, startWallTimeS } = span
  const durationS = Math.max(0, endMonotonicS - startMonotonicS)
  const metadata = {
    depth: span.parent?.depth ?? 0,
    parentScope: span.parent?.scope,
    callCount: nextOrdinal(recorder.calls, scope),
    startMonotonicS,
    endMonotonicS,
    startWallTimeS,
    endWallTimeS: startWallTimeS + durationS,
  } satisfies TimingMetadata
  // One object for all reporters: frozen, or the first could change what the second is given.
  const record = Object.freeze(Object.assign(metadata, span.metadata))
  deliver(recorder.reporters, recorder.failures, (reporter) => reporter.recordTiming(scope, durationS, record))
}

/** One value of a counter, gauge or histogram, with the span it belongs to. */
export interface Metric {
  readonly type: MetricMetadata['metricType']
  readonly scope: string
  readonly value: number
  readonly metadata: unknown
  readonly parent: Frame | undefined
}

export function recordMetric(recorder: Recorder, { type, scope, value, metadata, parent }: Metric): void {
  if (!listens(recorder) || !acceptsName(recorder, scope)) return
  const builtIn = { depth: parent?.depth ?? 0, parentScope: parent?.scope, metricType: type } satisfies MetricMetadata
  const record = Object.freeze(merge(recorder, builtIn, metadata))
  deliver(recorder.reporters, recorder.failures, (reporter) => reporter.recordMetric(scope, value, record))
}

export function recordEvent(
  recorder: Recorder,
  name: string,
  measurements: unknown,
  metadata: unknown,
  correlationId: string | undefined,
): void {
  if (!listens(recorder) || !acceptsName(recorder, name)) return
  const parent = currentFrame()
  const builtIn = { depth: parent?.depth ?? 0, parentScope: parent?.scope }
  const event: EventRecord = Object.freeze({
    name,
    measurements: Object.freeze(merge(recorder, {}, measurements)),
    metadata: Object.freeze(merge(recorder, builtIn, metadata)),
    correlationId,
    timeS: recorder.clock.wall(),
  })
  deliver(recorder.reporters, recorder.failures, (reporter) => reporter.recordEvent?.(event))
}

/** Copies metadata into a record and counts what could not be read. */
export function merge<T extends Bag>(recorder: Recorder, record: T, metadata: unknown): T {
  recorder.dropped.unreadable += copyInto(record, metadata)
  return record
}

// A reporter may hold on to a span and end it while it reports: that is suppressed here, as its own spans are.
function listens(recorder: Recorder): boolean {
  return recorder.enabled && currentFrame() !== SUPPRESSED
}

function nextOrdinal(calls: Map<string, number>, scope: string): number {
  const count = calls.get(scope)
  if (count === undefined && calls.size >= MAX_COUNTED_SCOPES) return 0
  const next = (count ?? 0) + 1
  calls.set(scope, next)
  return next
}
