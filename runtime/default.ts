import { createInstrument } from './instrument.ts'
import { type MemoryReporter, memoryReporter } from './memory.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import type { Telemetry, TelemetryOptions } from './tele.ts'

/** What `tele` records into when a flag is set and nobody configured reporters. Read it with `defaultReporter.report()`. */
export const defaultReporter: MemoryReporter = /* @__PURE__ */ memoryReporter()

/** The state of `tele`, for `telescopic/testing`. */
export const defaultRecorder: Recorder = /* @__PURE__ */ createRecorder({ fallback: defaultReporter })

/** The instrument of the program. */
export const tele: Telemetry = /* @__PURE__ */ createInstrument(defaultRecorder)

/** Makes an instrument of its own, with its own reporters. It shares the context: its spans nest with those of `tele`. */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  return createInstrument(createRecorder(options))
}
