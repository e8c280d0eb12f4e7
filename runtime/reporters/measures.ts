import type { TelemetryRecord, TraceContext } from '../reporter.ts'

/** What a number is to a store of metrics. */
export type MeasureKind = 'counter' | 'gauge' | 'histogram' | 'timing'

/** Is given a number of a record. At a `rate` of 0.1 it stands for ten. */
export type TakeMeasure = (kind: MeasureKind, name: string, value: number, rate: number) => void

/**
 * Takes the numbers out of a record, for back-ends that know nothing else: a span is its duration in seconds, an event
 * counts one and gives each measurement as a distribution, `event.measurement`. Gives how many values were no finite
 * numbers.
 */
export function readMeasures(record: TelemetryRecord, take: TakeMeasure): number {
  const rate = readRate(record.trace)
  switch (record.kind) {
    case 'timing':
      return takeFinite(take, 'timing', record.scope, record.durationS, rate)
    case 'metric': {
      const kind = readMetricKind(record.metadata.metricType)
      return takeFinite(take, kind, record.scope, record.value, kind === 'histogram' ? rate : 1)
    }
    case 'event': {
      let invalid = takeFinite(take, 'counter', record.name, 1, rate)
      for (const [key, value] of Object.entries(record.measurements))
        invalid += takeFinite(take, 'histogram', `${record.name}.${key}`, value, rate)
      return invalid
    }
    case 'start':
      return 0
  }
}

/** Which share of its kind was recorded; what is not a share is taken for all of them. */
export function readRate(trace: TraceContext | undefined): number {
  const rate = trace?.sampleRate
  return rate !== undefined && rate > 0 && rate < 1 ? rate : 1
}

// Of a record that somebody made by hand anything may stand here.
function readMetricKind(type: unknown): MeasureKind {
  return type === 'counter' || type === 'histogram' ? type : 'gauge'
}

function takeFinite(take: TakeMeasure, kind: MeasureKind, name: unknown, value: unknown, rate: number): number {
  if (typeof name !== 'string' || typeof value !== 'number' || !Number.isFinite(value)) return 1
  take(kind, name, value, rate)
  return 0
}
