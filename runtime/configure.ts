import * as options from './options.ts'
import type { Recorder } from './recorder.ts'
import { applyOptions, makeRecorder, type OwnOptions } from './state.ts'
import type { TelemetryOptions } from './tele.ts'

/** What is set in the life of an instrument. */
export interface RecorderOptions extends TelemetryOptions, OwnOptions {}

/** What takes each option. */
export const TAKERS: Readonly<Record<string, options.TakeOption>> = {
  reporters: options.takeReporters,
  enabled: options.takeFlag,
  errorMessages: options.takeFlag,
  handleSignals: options.takeSignals,
  delivery: options.takeDelivery,
  capacity: options.takeCapacity,
  sampleRate: options.takeSampleRate,
  describe: options.takeDescribe,
  privacy: options.takePrivacy,
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock, strict, fallback, detached, ...rest } = options
  const recorder = makeRecorder({ clock, strict, fallback, detached })
  configure(recorder, rest)
  return recorder
}

/** Changes what is given, whatever it is. */
export function configure(recorder: Recorder, options: TelemetryOptions): void {
  applyOptions(recorder, options, TAKERS)
}
