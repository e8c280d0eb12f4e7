import { hasMethod } from './check-reporter.ts'
import { applyInside, SUPPRESSED } from './context.ts'
import { complain } from './host.ts'
import type { TelemetryRecord, TelemetryReporter } from './reporter.ts'
import type { LaneDropped, ReporterStats } from './stats.ts'
import { typeName } from './type-name.ts'

const MAX_STREAK = 5
const MAX_QUARANTINE_S = 60
// As much as a whole queue of the default size, so that a flush loses nothing to a reporter that answers later.
const MAX_OWED = 8192
const MAX_BATCH = 512
const BATCH_DEADLINE_S = 30
const QUIET_S = 60

/** Asks a reporter for something: to take a record or a batch, to flush, to shut down. */
type Ask<T> = (reporter: TelemetryReporter, what: T) => unknown

/**
 * The way to one reporter. What it throws or rejects with ends here: it reaches neither the program nor the reporters
 * beside it. One that fails again and again is left in peace for a while, then tried again.
 */
export class Lane {
  readonly reporter: TelemetryReporter
  readonly #name: string
  readonly #now: () => number
  readonly #hasBatches: boolean
  #delivered = 0
  #failures = 0
  readonly #dropped: LaneDropped = { failed: 0, quarantined: 0, overloaded: 0 }
  /** Failures in a row. */
  #streak = 0
  /** End of the quarantine, in monotonic seconds. */
  #closedUntilS = 0
  #quarantineS = 1
  /** Records whose promises have not settled. */
  #pending = 0
  /** When the batch that is under way was sent. */
  #sentAtS = 0
  /** Of a reporter of batches: what waits for the batch that is under way. */
  readonly #queue: TelemetryRecord[] = []
  /** Called when nothing is under way any more. */
  readonly #waiting: (() => void)[] = []
  #printedAtS = Number.NEGATIVE_INFINITY
  /** Failures since something was printed. */
  #silent = 0

  constructor(reporter: TelemetryReporter, now: () => number) {
    this.reporter = reporter
    this.#name = typeName(reporter)
    this.#now = now
    this.#hasBatches = hasMethod(reporter, 'recordBatch')
  }

  /** Hands a record on; a reporter of batches gets it with the next `sendBatches`. */
  deliver(record: TelemetryRecord): void {
    if (this.#isClosed()) this.#dropped.quarantined++
    else if (this.#pending + this.#queue.length >= MAX_OWED) this.#dropped.overloaded++
    else if (!this.#hasBatches) this.#attempt(1, sendRecord, record)
    else if (this.#queue.push(record) >= MAX_BATCH) this.sendBatches()
  }

  /**
   * Sends what waits. One batch at a time, so that a slow receiver is not given more to be slow with; all of them at the end
   * of the process (`last`), when waiting is over.
   */
  sendBatches(last = false): void {
    while (this.#queue.length > 0 && !this.#isClosed()) {
      if (this.#pending > 0 && !last) {
        if (this.#now() - this.#sentAtS < BATCH_DEADLINE_S) return
        // What hangs is given up, not waited for.
        this.#fail(this.#pending, new Error(`No answer to a batch within ${BATCH_DEADLINE_S} seconds.`))
        this.#pending = 0
      }
      this.#sentAtS = this.#now()
      const batch = this.#queue.splice(0, MAX_BATCH)
      this.#attempt(batch.length, sendBatch, batch)
    }
  }

  /**
   * Calls a hook (flush, shutdown) when what is under way has arrived, or, at the end (`last`), at once. What it gives, if there
   * is something to wait for, resolves with the answer and never rejects.
   */
  callHook(hook: Ask<undefined>, last = false): Promise<unknown> | undefined {
    this.sendBatches(last)
    if (last || this.#pending === 0) return this.#attempt(0, hook, undefined)
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#attempt(0, hook, undefined))
  }

  stats(): ReporterStats {
    const { failed, quarantined, overloaded } = this.#dropped
    return {
      name: this.#name,
      delivered: this.#delivered,
      failures: this.#failures,
      dropped: failed + quarantined + overloaded,
      droppedBy: { ...this.#dropped },
      waiting: this.#pending + this.#queue.length,
      quarantined: this.#closedUntilS > this.#now(),
    }
  }

  /** Gives what to wait for, if there is something. */
  #attempt<T>(count: number, ask: Ask<T>, what: T): Promise<void> | undefined {
    let result: unknown
    try {
      result = ask(this.reporter, what)
    } catch (error) {
      this.#fail(count, error)
      return undefined
    }
    if (typeof result !== 'object' || result === null) {
      this.#succeed(count)
      return undefined
    }
    this.#pending += count
    const end = (): void => {
      this.#pending = Math.max(0, this.#pending - count)
      this.sendBatches()
      if (this.#pending === 0) for (const resume of this.#waiting.splice(0)) resume()
    }
    // Resolved into a promise of ours: a foreign thenable, or a promise whose getters throw, then fails here and nowhere
    // else. `Promise.resolve` would look at the constructor of a promise, and give back that very promise.
    return new Promise((resolve) => resolve(result))
      .then(
        () => this.#succeed(count),
        (error) => this.#fail(count, error),
      )
      .then(end)
  }

  #succeed(count: number): void {
    this.#delivered += count
    this.#streak = 0
    this.#quarantineS = 1
  }

  #fail(count: number, error: unknown): void {
    this.#failures++
    this.#dropped.failed += count
    const nowS = this.#now()
    // The streak outlives the quarantine: one more failure is enough to close again, for twice as long.
    if (++this.#streak >= MAX_STREAK) {
      this.#closedUntilS = nowS + this.#quarantineS
      this.#quarantineS = Math.min(MAX_QUARANTINE_S, this.#quarantineS * 2)
    }
    if (nowS - this.#printedAtS < QUIET_S) {
      this.#silent++
      return
    }
    const more = this.#silent > 0 ? ` (and ${this.#silent} more times since the last message)` : ''
    this.#printedAtS = nowS
    this.#silent = 0
    complain('error', `Telemetry reporter '${this.#name}' failed${more}:`, error)
  }

  #isClosed(): boolean {
    return this.#closedUntilS > 0 && this.#now() < this.#closedUntilS
  }
}

/** Runs something on behalf of reporters: what it records, now or after an await, is not recorded, or it would never end. */
export function suppressed<T>(fn: () => T): T {
  return applyInside(SUPPRESSED, fn)
}

function sendRecord(reporter: TelemetryReporter, record: TelemetryRecord): unknown {
  if (record.kind === 'timing') return reporter.recordTiming(record.scope, record.durationS, record.metadata)
  if (record.kind === 'metric') return reporter.recordMetric(record.scope, record.value, record.metadata)
  const { kind: _, ...event } = record
  return reporter.recordEvent?.(event)
}

function sendBatch(reporter: TelemetryReporter, batch: readonly TelemetryRecord[]): unknown {
  return reporter.recordBatch?.(batch)
}
