import { createRecorder } from './configure.ts'
import { createInstrument } from './instrument.ts'
import type { Recorder } from './recorder.ts'
import type { TelemetryRecord, TelemetryReporter } from './reporter.ts'
import { applyOptions, makeRecorder } from './state.ts'
import type { Telemetry, TelemetryOptions } from './tele.ts'
import { TRACING } from './trace.ts'

/** As much as a queue. */
const MAX_HELD = 8192

/** What `tele` records into when a flag is set and nobody configured reporters: kept until `telescopic/memory` asks for it. */
let held: TelemetryRecord[] = []

const holder: TelemetryReporter = {
  recordTiming() {},
  recordMetric() {},
  recordBatch: (records) => {
    held = [...held, ...records].slice(-MAX_HELD)
  },
}

/** The state of `tele`, for `telescopic/testing`. */
export const defaultRecorder: Recorder = /* @__PURE__ */ makeRecorder({ fallback: holder })

/** The instrument of the program. */
export const tele: Telemetry = /* @__PURE__ */ createInstrument(defaultRecorder)

/** Makes an instrument of its own, with its own reporters. It shares the context: its spans nest with those of `tele`. */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  return createInstrument(createRecorder(options))
}

/** Puts a reporter in the place of what holds records for it. It is given what was held. */
export function takeOver<R extends Required<Pick<TelemetryReporter, 'recordEvent'>> & TelemetryReporter>(
  reporter: R,
): R {
  defaultRecorder.fallback = [reporter]
  applyOptions(defaultRecorder, {})
  for (const record of held.splice(0)) {
    if (record.kind === 'timing') reporter.recordTiming(record.scope, record.durationS, record.metadata)
    else if (record.kind === 'metric') reporter.recordMetric(record.scope, record.value, record.metadata)
    else if (record.kind === 'event') reporter.recordEvent(record)
  }
  return reporter
}

/** Adds a reporter beside those that the program configures, in place of `instead`; without one it only takes that away. */
export function attach(reporter: TelemetryReporter | undefined, instead: TelemetryReporter | undefined): void {
  const others = defaultRecorder.attached.filter((one) => one !== instead)
  defaultRecorder.tracing = TRACING
  defaultRecorder.attached = reporter === undefined ? others : [...others, reporter]
  applyOptions(defaultRecorder, {})
}
