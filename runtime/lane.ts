import { type Breaker, openBreaker, type Quarantine } from './breaker.ts'
import { hasMethod } from './check-reporter.ts'
import { applyInside, SUPPRESSED } from './context.ts'
import type { TelemetryRecord, TelemetryReporter } from './reporter.ts'
import type { Ring } from './ring.ts'
import { findTaker } from './slots.ts'
import type { ReporterStats } from './stats.ts'
import { typeName } from './type-name.ts'

const MAX_BATCH = 512
const BATCH_DEADLINE_S = 30

/** Asks a reporter for something: to take a record or a batch, to flush, to shut down. */
type Ask<T> = (reporter: TelemetryReporter, what: T) => unknown

/**
 * The way to one reporter. What it throws or rejects with ends here: it reaches neither the program nor the reporters
 * beside it.
 */
export interface Lane {
  readonly reporter: TelemetryReporter
  /** Hands a record on; a reporter of batches gets it with the next `sendBatches`. */
  readonly deliver: (record: TelemetryRecord) => void
  /** Hands a span on as it lies in the queue; `false` where the reporter is to be given a record. */
  readonly deliverSlot: ((ring: Ring, slot: number) => boolean) | undefined
  /**
   * Sends what waits. One batch at a time, so that a slow receiver is not given more to be slow with; all of them at the end
   * of the process (`last`), when waiting is over.
   */
  readonly sendBatches: (last?: boolean) => void
  /**
   * Calls a hook (flush, shutdown) when what is under way has arrived, or, at the end (`last`), at once. What it gives, if there
   * is something to wait for, resolves with the answer and never rejects.
   */
  readonly callHook: (hook: Ask<undefined>, last?: boolean) => Promise<void> | undefined
  readonly stats: () => ReporterStats
}

/** Opens the way to a reporter; `tell` is told of each quarantine that begins. */
export function openLane(reporter: TelemetryReporter, now: () => number, tell: (quarantine: Quarantine) => void): Lane {
  const hasBatches = hasMethod(reporter, 'recordBatch')
  const leftOut = findLeftOut(reporter, hasBatches)
  const breaker = openBreaker(typeName(reporter), now, tell)
  /** Records whose promises have not settled, and when the last batch of them was sent. */
  let pending = 0
  let sentAtS = 0
  /** Of a reporter of batches: what waits for the batch that is under way. */
  const queue: TelemetryRecord[] = []
  /** Called when nothing is under way any more. */
  const waiting: (() => void)[] = []
  const attempt = <T>(count: number, ask: Ask<T>, what: T): Promise<void> | undefined => {
    try {
      const result = ask(reporter, what)
      if (typeof result === 'object' && result !== null) {
        pending += count
        return observe(result, count, breaker).then(() => {
          pending = Math.max(0, pending - count)
          sendBatches()
          if (pending === 0) for (const resume of waiting.splice(0)) resume()
        })
      }
      breaker.succeed(count)
    } catch (error) {
      breaker.fail(count, error)
    }
    return undefined
  }
  const sendBatches = (last?: boolean): void => {
    while (queue.length > 0 && !breaker.isClosed()) {
      if (pending > 0 && !last) {
        if (now() - sentAtS < BATCH_DEADLINE_S) return
        // What hangs is given up, not waited for.
        breaker.fail(pending, new Error(`No answer to a batch within ${BATCH_DEADLINE_S} seconds.`))
        pending = 0
      }
      sentAtS = now()
      const batch = queue.splice(0, MAX_BATCH)
      attempt(batch.length, sendBatch, batch)
    }
  }
  return {
    reporter,
    deliver: (record) => {
      // Not given is not delivered: it would end a row of failures.
      if (leftOut[record.kind]) return
      if (breaker.refuses(pending + queue.length)) return
      if (!hasBatches) attempt(1, sendRecord, record)
      else if (queue.push(record) >= MAX_BATCH) sendBatches()
    },
    deliverSlot: hasBatches ? takeSlots(reporter, breaker, () => pending) : undefined,
    sendBatches,
    callHook: (hook, last) => {
      sendBatches(last)
      if (last || pending === 0) return attempt(0, hook, undefined)
      return new Promise<void>((resolve) => waiting.push(resolve)).then(() => attempt(0, hook, undefined))
    },
    stats: () => ({ ...breaker.stats(), waiting: pending + queue.length }),
  }
}

/** Spans go the short way as long as the reporter has the method that it had. */
function takeSlots(reporter: TelemetryReporter, breaker: Breaker, countPending: () => number): Lane['deliverSlot'] {
  const { recordBatch } = reporter
  const take = findTaker(recordBatch)
  return take && ((ring, slot) => reporter.recordBatch === recordBatch && take(breaker, countPending, ring, slot))
}

/** The kinds of records that a reporter has no method for, or did not ask for. */
function findLeftOut(
  reporter: TelemetryReporter,
  hasBatches: boolean,
): Readonly<Partial<Record<TelemetryRecord['kind'], boolean>>> {
  return {
    start: !(hasBatches && reporter.wants?.starts === true),
    event: !(hasBatches || hasMethod(reporter, 'recordEvent')),
  }
}

/** Runs something on behalf of reporters: what it records, now or after an await, is not recorded, or it would never end. */
export function suppressed<T>(fn: () => T): T {
  return applyInside(SUPPRESSED, fn)
}

// Resolved into a promise of ours: a foreign thenable, or a promise whose getters throw, then fails here and nowhere else.
// `Promise.resolve` would look at the constructor of a promise, and give back that very promise.
function observe(result: object, count: number, { succeed, fail }: Breaker): Promise<void> {
  return new Promise((resolve) => resolve(result)).then(
    () => succeed(count),
    (error) => fail(count, error),
  )
}

function sendRecord(reporter: TelemetryReporter, record: TelemetryRecord): unknown {
  if (record.kind === 'timing')
    return reporter.recordTiming(record.scope, record.durationS, record.metadata, record.trace)
  if (record.kind === 'metric') return reporter.recordMetric(record.scope, record.value, record.metadata, record.trace)
  if (record.kind !== 'event') return undefined
  const { kind: _, ...event } = record
  return reporter.recordEvent?.(event)
}

function sendBatch(reporter: TelemetryReporter, batch: readonly TelemetryRecord[]): unknown {
  return reporter.recordBatch?.(batch)
}
