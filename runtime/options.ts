import { checkReporters } from './check-reporter.ts'
import { canWait, watchSignals } from './host.ts'
import { type PrivacyOptions, planRedaction } from './privacy.ts'
import type { Recorder } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { TRACING } from './trace.ts'
import { isShare, treatSite } from './treatment.ts'
import { typeName } from './type-name.ts'

/**
 * Takes what an option of `configure` is given: throws if that is nothing for it, and gives what is then to be done beside keeping
 * it. Each by itself, so that a compiled program bundles those whose names stand in its text.
 */
export type TakeOption = (value: never, name: string) => ((recorder: Recorder) => void) | undefined

export function takeFlag(value: unknown, name: string): undefined {
  if (typeof value !== 'boolean') throw new TypeError(`${name} must be true or false, got ${typeName(value)}.`)
}

export function takeSignals(value: boolean, name: string): (recorder: Recorder) => void {
  takeFlag(value, name)
  return (recorder) => {
    recorder.watchSignals = value ? watchSignals : undefined
  }
}

export function takeDelivery(value: unknown): (recorder: Recorder) => void {
  if (value !== 'sync' && value !== 'queued') {
    throw new TypeError(`delivery must be 'sync' or 'queued', got ${JSON.stringify(value)}.`)
  }
  return (recorder) => {
    recorder.sync = value === 'sync' || !canWait
  }
}

export function takeCapacity(value: number): (recorder: Recorder) => void {
  if (!(Number.isInteger(value) && value > 0 && value <= 2 ** 20)) {
    throw new RangeError(`capacity must be a whole number from 1 to 1048576, got ${String(value)}.`)
  }
  return (recorder) => {
    if (value !== recorder.ring?.capacity) recorder.ring = undefined
  }
}

/** Of a list of which the compiler has seen that all are reporters of ours, and want no traces. */
export function takeOwnReporters(reporters: readonly TelemetryReporter[]): (recorder: Recorder) => void {
  return (recorder) => {
    recorder.configured = [...reporters]
    recorder.closed = undefined
  }
}

export function takeReporters(value: unknown): (recorder: Recorder) => void {
  const take = takeOwnReporters(checkReporters(value))
  return (recorder) => {
    take(recorder)
    recorder.tracing = TRACING
  }
}

export function takeSampleRate(value: unknown): (recorder: Recorder) => void {
  if (typeof value !== 'function' && !isShare(value)) {
    throw new RangeError(`sampleRate must be a number from 0 to 1, or a function of a scope, got ${String(value)}.`)
  }
  return takeDescribe()
}

export function takeDescribe(): (recorder: Recorder) => void {
  return (recorder) => {
    recorder.treatSite = treatSite
    recorder.tracing = TRACING
  }
}

export function takePrivacy(value: PrivacyOptions): (recorder: Recorder) => void {
  return (recorder) => {
    recorder.treatSite = treatSite
    recorder.redact = planRedaction(value)
  }
}
