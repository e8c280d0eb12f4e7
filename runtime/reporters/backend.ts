import { systemClock } from '../clock.ts'
import { attach, defaultRecorder } from '../default.ts'
import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { toWireEvent } from '../wire/event.ts'
import { takeBatches } from './intake.ts'

/** Where events go, as Snakepit has it: four values an event, nanoseconds as bigints. */
export interface Backend {
  emit(
    event: string,
    measurements: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, unknown>>,
    correlationId: string | undefined,
  ): unknown
  close?(): unknown
}

/** A reporter around a back-end. */
export interface BackendReporter extends TelemetryReporter {
  /** Events that the back-end threw at. */
  readonly failed: number
}

/** Makes a reporter that gives every record to a back-end: spans as `.start` and `.stop` or `.exception`. */
export function backendReporter(backend: Backend): BackendReporter {
  if (typeof backend?.emit !== 'function') throw new TypeError('A back-end has a method `emit`.')
  let failed = 0
  /** Gives what the back-end gave: it may be slow, and then the next batch waits. */
  const emit = (record: TelemetryRecord): unknown => {
    const { name, measurements, metadata, correlationId } = toWireEvent(record, systemClock.wall())
    return backend.emit(name, measurements, metadata, correlationId)
  }
  return {
    get failed() {
      return failed
    },
    wants: { starts: true, traces: true },
    ...takeBatches((records) => {
      const faults: unknown[] = []
      const answers = records.map((record) => {
        try {
          const answer = emit(record)
          return answer instanceof Promise ? answer.catch((error: unknown) => void faults.push(error)) : undefined
        } catch (error) {
          faults.push(error)
          return undefined
        }
      })
      // One event that it cannot take is that event's fault; all of them, and it is to be left in peace for a while.
      const settle = (): void => {
        failed += faults.length
        if (faults.length === records.length) throw faults[0]
      }
      const pending = answers.filter((answer) => answer !== undefined)
      return pending.length > 0 ? Promise.all(pending).then(settle) : settle()
    }),
    shutdown: () => backend.close?.() as void | Promise<void>,
  }
}

let current: { readonly backend: Backend; readonly reporter: BackendReporter } | undefined

/**
 * Sends what `tele` records to a back-end, beside the reporters that the program configured; `null` ends that. The one before is
 * not closed: who made it may want to use it again.
 */
export function setBackend(backend: Backend | null): void {
  const next = backend === null ? undefined : { backend, reporter: backendReporter(backend) }
  attach(next?.reporter, current?.reporter)
  current = next
}

/** Gives what was set. */
export function getBackend(): Backend | null {
  return current?.backend ?? null
}

/** Tells whether events go to a back-end: one is set, and telemetry is on. */
export function isEnabled(): boolean {
  return current !== undefined && defaultRecorder.enabled
}
