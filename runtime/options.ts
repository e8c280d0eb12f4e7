import { checkReporters } from './check-reporter.ts'
import { canWait, watchSignals } from './host.ts'
import { type PrivacyOptions, planRedaction } from './privacy.ts'
import type { Recorder } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { TRACING } from './trace.ts'
import { isShare, treatSite } from './treatment.ts'
import { typeName } from './type-name.ts'

/**
 * Takes what an option of `configure` is given: throws if that is nothing for it, and gives what the recorder then has besides. Each
 * by itself, so that a compiled program bundles those whose names stand in its text.
 */
export type TakeOption = (value: never, name: string, recorder: Recorder) => Partial<Recorder> | undefined

export function takeFlag(value: unknown, name: string): undefined {
  if (typeof value !== 'boolean') throw new TypeError(`${name} must be true or false, got ${typeName(value)}.`)
}

export function takeSignals(value: boolean, name: string): Partial<Recorder> {
  takeFlag(value, name)
  return { watchSignals: value ? watchSignals : undefined }
}

export function takeDelivery(value: unknown): Partial<Recorder> {
  if (value !== 'sync' && value !== 'queued') {
    throw new TypeError(`delivery must be 'sync' or 'queued', got ${JSON.stringify(value)}.`)
  }
  return { sync: value === 'sync' || !canWait }
}

export function takeCapacity(value: number, _: string, { settings }: Recorder): Partial<Recorder> | undefined {
  if (!(Number.isInteger(value) && value > 0 && value <= 2 ** 20)) {
    throw new RangeError(`capacity must be a whole number from 1 to 1048576, got ${String(value)}.`)
  }
  return value === settings.capacity ? undefined : { ring: undefined }
}

/** Of a list of which the compiler has seen that all are reporters of ours, and want no traces. */
export function takeOwnReporters(reporters: readonly TelemetryReporter[]): Partial<Recorder> {
  return { configured: [...reporters], closed: undefined }
}

export function takeReporters(value: unknown): Partial<Recorder> {
  return { ...takeOwnReporters(checkReporters(value)), tracing: TRACING }
}

export function takeSampleRate(value: unknown): Partial<Recorder> {
  if (typeof value !== 'function' && !isShare(value)) {
    throw new RangeError(`sampleRate must be a number from 0 to 1, or a function of a scope, got ${String(value)}.`)
  }
  return takeDescribe()
}

export function takeDescribe(): Partial<Recorder> {
  return { treatSite, tracing: TRACING }
}

export function takePrivacy(value: PrivacyOptions): Partial<Recorder> {
  return { treatSite, redact: planRedaction(value) }
}
