import { applyInside, SUPPRESSED } from './context.ts'
import { complain } from './host.ts'
import type { TelemetryRecord, TelemetryReporter } from './reporter.ts'
import { typeName } from './type-name.ts'

/**
 * The way to one reporter. What it throws or rejects with ends here: it reaches neither the program nor the reporters
 * beside it. One that fails again and again is left in peace for a while, then tried again.
 */
export interface Lane {
  readonly reporter: TelemetryReporter
  readonly name: string
  readonly now: () => number
  delivered: number
  failures: number
  /** Records that it was not given: it was in quarantine, or too many were under way. */
  dropped: number
  /** Failures in a row. */
  streak: number
  /** End of the quarantine, in monotonic seconds; 0 when there is none. */
  closedUntilS: number
  quarantineS: number
  /** Records whose promises have not settled. */
  pending: number
  /** When the batch that is under way was sent. */
  sentAtS: number
  /** Of a reporter of batches: what waits for the batch that is under way. */
  readonly queue: TelemetryRecord[]
  /** Called when nothing is under way any more. */
  readonly waiting: (() => void)[]
  printedAtS: number | undefined
  /** Failures since something was printed. */
  silent: number
}

const MAX_STREAK = 5
const MAX_QUARANTINE_S = 60
// As much as a whole queue of the default size, so that a flush loses nothing to a reporter that answers later.
const MAX_OWED = 8192
const MAX_BATCH = 512
const BATCH_DEADLINE_S = 30
const QUIET_S = 60

export function openLane(reporter: TelemetryReporter, now: () => number): Lane {
  return {
    reporter,
    name: typeName(reporter),
    now,
    delivered: 0,
    failures: 0,
    dropped: 0,
    streak: 0,
    closedUntilS: 0,
    quarantineS: 1,
    pending: 0,
    sentAtS: 0,
    queue: [],
    waiting: [],
    printedAtS: undefined,
    silent: 0,
  }
}

/** Runs something on behalf of reporters: what it records, now or after an await, is not recorded, or it would never end. */
export function suppressed<T>(fn: () => T): T {
  return applyInside(SUPPRESSED, fn, undefined, [])
}

/** Hands a record on; a reporter of batches gets it with the next `sendBatches`. */
export function deliver(lane: Lane, record: TelemetryRecord): void {
  if (isClosed(lane) || lane.pending + lane.queue.length >= MAX_OWED) lane.dropped++
  else if (hasBatches(lane)) {
    if (lane.queue.push(record) >= MAX_BATCH) sendBatches(lane)
  } else attempt(lane, 1, () => send(lane.reporter, record))
}

/**
 * Sends what waits. One batch at a time, so that a slow receiver is not given more to be slow with; all of them at the end
 * of the process (`last`), when waiting is over.
 */
export function sendBatches(lane: Lane, last = false): void {
  while (lane.queue.length > 0 && !isClosed(lane)) {
    if (lane.pending > 0 && !last) {
      if (lane.now() - lane.sentAtS < BATCH_DEADLINE_S) return
      // What hangs is given up, not waited for.
      fail(lane, lane.pending, new Error(`No answer to a batch within ${BATCH_DEADLINE_S} seconds.`))
      lane.pending = 0
    }
    lane.sentAtS = lane.now()
    const batch = lane.queue.splice(0, MAX_BATCH)
    attempt(lane, batch.length, () => lane.reporter.recordBatch?.(batch))
  }
}

/** Resolves when nothing is under way. */
export function whenIdle(lane: Lane): Promise<void> | undefined {
  return lane.pending === 0 ? undefined : new Promise((resolve) => lane.waiting.push(resolve))
}

/** Calls a hook (flush, shutdown). What it gives, if there is something to wait for, resolves with the answer and never rejects. */
export function callHook(lane: Lane, hook: (reporter: TelemetryReporter) => unknown): Promise<void> | undefined {
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  return attempt(lane, 0, () => hook(lane.reporter), answer) ? answered : undefined
}

function send(reporter: TelemetryReporter, record: TelemetryRecord): unknown {
  if (record.kind === 'timing') return reporter.recordTiming(record.scope, record.durationS, record.metadata)
  if (record.kind === 'metric') return reporter.recordMetric(record.scope, record.value, record.metadata)
  const { kind: _, ...event } = record
  return reporter.recordEvent?.(event)
}

/** Tells whether there is something to wait for. */
function attempt(lane: Lane, count: number, call: () => unknown, settled?: () => void): boolean {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    fail(lane, count, error)
    return false
  }
  if (typeof result !== 'object' || result === null) {
    succeed(lane, count)
    return false
  }
  lane.pending += count
  const end = (conclude: () => void): void => {
    lane.pending = Math.max(0, lane.pending - count)
    conclude()
    settled?.()
    sendBatches(lane)
    if (lane.pending === 0) for (const resume of lane.waiting.splice(0)) resume()
  }
  // Resolved into a promise of ours: a foreign thenable, or a promise whose getters throw, then fails here and nowhere else.
  // `Promise.resolve` would look at the constructor of a promise, and give back that very promise.
  new Promise((resolve) => resolve(result)).then(
    () => end(() => succeed(lane, count)),
    (error) => end(() => fail(lane, count, error)),
  )
  return true
}

function succeed(lane: Lane, count: number): void {
  lane.delivered += count
  lane.streak = 0
  lane.quarantineS = 1
}

function fail(lane: Lane, count: number, error: unknown): void {
  lane.failures++
  lane.dropped += count
  const nowS = lane.now()
  // The streak outlives the quarantine: one more failure is enough to close again, for twice as long.
  if (++lane.streak >= MAX_STREAK) {
    lane.closedUntilS = nowS + lane.quarantineS
    lane.quarantineS = Math.min(MAX_QUARANTINE_S, lane.quarantineS * 2)
  }
  if (lane.printedAtS !== undefined && nowS - lane.printedAtS < QUIET_S) {
    lane.silent++
    return
  }
  const more = lane.silent > 0 ? ` (and ${lane.silent} more times since the last message)` : ''
  lane.printedAtS = nowS
  lane.silent = 0
  complain('error', `Telemetry reporter '${lane.name}' failed${more}:`, error)
}

function isClosed(lane: Lane): boolean {
  if (lane.closedUntilS === 0) return false
  if (lane.now() < lane.closedUntilS) return true
  lane.closedUntilS = 0
  return false
}

function hasBatches(lane: Lane): boolean {
  try {
    return typeof lane.reporter.recordBatch === 'function'
  } catch {
    return false
  }
}
