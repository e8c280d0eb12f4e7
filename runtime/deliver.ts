import { applyInside, SUPPRESSED } from './context.ts'
import { complain } from './host.ts'
import type { TelemetryReporter } from './reporter.ts'
import { typeName } from './type-name.ts'

/** What went wrong in reporters: all of it counted, little of it printed. */
export interface FailureLog {
  count: number
  /** Monotonic seconds. */
  readonly now: () => number
  readonly printed: WeakMap<TelemetryReporter, Printed>
}

interface Printed {
  atS: number
  /** Failures since then. */
  silent: number
}

const QUIET_S = 60

export function createFailureLog(now: () => number): FailureLog {
  return { count: 0, now, printed: new WeakMap() }
}

/**
 * Calls every reporter in order. What one of them throws or rejects with ends here: it reaches neither the program nor
 * the reporters behind it. They run in a context of their own, so that a reporter whose HTTP client is instrumented,
 * now or after an await, does not report its own reporting.
 */
export function deliver(
  reporters: readonly TelemetryReporter[],
  failures: FailureLog,
  send: (reporter: TelemetryReporter) => unknown,
): void {
  applyInside(SUPPRESSED, deliverAll, undefined, [reporters, failures, send])
}

function deliverAll(
  reporters: readonly TelemetryReporter[],
  failures: FailureLog,
  send: (reporter: TelemetryReporter) => unknown,
): void {
  for (const reporter of reporters) {
    try {
      const result = send(reporter)
      if (typeof result === 'object' && result !== null) watch(result, failures, reporter)
    } catch (error) {
      logFailure(failures, reporter, error)
    }
  }
}

/** Asks every reporter to flush or to shut down, each once. Resolves when all have answered; never rejects. */
export async function callHooks(
  reporters: readonly TelemetryReporter[],
  failures: FailureLog,
  hook: (reporter: TelemetryReporter) => unknown,
): Promise<void> {
  const pending: Promise<unknown>[] = []
  const send = (reporter: TelemetryReporter): void => {
    const result = hook(reporter)
    if (typeof result === 'object' && result !== null) pending.push(watch(result, failures, reporter))
  }
  deliver([...new Set(reporters)], failures, send)
  await Promise.all(pending)
}

// Through `Promise.resolve`, so that a foreign thenable, even one whose `then` throws, ends in the same place.
function watch(result: object, failures: FailureLog, reporter: TelemetryReporter): Promise<unknown> {
  return Promise.resolve(result).then(undefined, (error) => logFailure(failures, reporter, error))
}

function logFailure(failures: FailureLog, reporter: TelemetryReporter, error: unknown): void {
  failures.count++
  const last = failures.printed.get(reporter)
  const nowS = failures.now()
  if (last !== undefined && nowS - last.atS < QUIET_S) {
    last.silent++
    return
  }
  failures.printed.set(reporter, { atS: nowS, silent: 0 })
  const more = last?.silent ? ` (and ${last.silent} more times since the last message)` : ''
  complain('error', `Telemetry reporter '${typeName(reporter)}' failed${more}:`, error)
}
