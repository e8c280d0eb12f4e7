import { createRecorder } from './configure.ts'
import { createInstrument } from './instrument.ts'
import { type MemoryStore, memoryStore } from './memory.ts'
import type { Recorder } from './recorder.ts'
import type { Telemetry, TelemetryOptions } from './tele.ts'

/** What `tele` records into when a flag is set and nobody configured reporters. Read through `telescopic/memory`. */
export const defaultStore: MemoryStore = /* @__PURE__ */ memoryStore()

/** The state of `tele`, for `telescopic/testing`. */
export const defaultRecorder: Recorder = /* @__PURE__ */ createRecorder({ fallback: defaultStore })

/** The instrument of the program. */
export const tele: Telemetry = /* @__PURE__ */ createInstrument(defaultRecorder)

/** Makes an instrument of its own, with its own reporters. It shares the context: its spans nest with those of `tele`. */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  return createInstrument(createRecorder(options))
}
