import type { ReporterWants, TelemetryRecord, TelemetryReporter } from '../../runtime/reporter.ts'

/** A reporter that keeps what it is given. */
export interface Listener extends TelemetryReporter {
  readonly records: TelemetryRecord[]
}

export function listen(wants: ReporterWants = {}): Listener {
  const records: TelemetryRecord[] = []
  return { records, wants, recordTiming() {}, recordMetric() {}, recordBatch: (batch) => void records.push(...batch) }
}
