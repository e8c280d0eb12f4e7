import type { RecordMetadata, TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { readMeasures, type TakeMeasure } from './measures.ts'

type Intake = Required<Pick<TelemetryReporter, 'recordTiming' | 'recordMetric' | 'recordEvent' | 'recordBatch'>>

/**
 * The four methods of a reporter around one function that takes a record. A record that cannot be taken is handed to
 * `refuse` by itself: what is thrown out of `recordBatch` would count all 512 of a batch as lost. `done` is called when there is nothing more at
 * hand.
 */
export function takeRecords(
  take: (record: TelemetryRecord) => void,
  refuse: (error: unknown) => void,
  done: () => void = () => {},
): Intake {
  const attempt = (read: () => TelemetryRecord): void => {
    try {
      take(read())
    } catch (error) {
      refuse(error)
    }
    done()
  }
  return {
    recordTiming: (scope, durationS, metadata, trace) =>
      attempt(() => ({ kind: 'timing', scope, durationS, metadata, trace })),
    recordMetric: (scope, value, metadata, trace) => attempt(() => ({ kind: 'metric', scope, value, metadata, trace })),
    recordEvent: (event) => attempt(() => ({ kind: 'event', ...event })),
    recordBatch: (records) => {
      for (const record of records) {
        try {
          take(record)
        } catch (error) {
          refuse(error)
        }
      }
      done()
    },
  }
}

/** The same around one that takes them many at a time, and answers for itself: what it gives is what the reporter gives. */
export function takeBatches(recordBatch: Intake['recordBatch']): Intake {
  return {
    recordTiming: (scope, durationS, metadata, trace) =>
      recordBatch([{ kind: 'timing', scope, durationS, metadata, trace }]),
    recordMetric: (scope, value, metadata, trace) => recordBatch([{ kind: 'metric', scope, value, metadata, trace }]),
    recordEvent: (event) => recordBatch([{ kind: 'event', ...event }]),
    recordBatch,
  }
}

/** The same around a function that takes the numbers of a record, for back-ends that know nothing else. */
export function takeMeasures(
  counts: { invalid: number; unreadable: number },
  take: (metadata: RecordMetadata, ...measure: Parameters<TakeMeasure>) => void,
  done?: () => void,
): Intake {
  const takeNumbers = (record: TelemetryRecord): void => {
    // Not `+=`, which would read the count before `take` counts.
    const invalid = readMeasures(record, (...measure) => take(record.metadata, ...measure))
    counts.invalid += invalid
  }
  return takeRecords(takeNumbers, () => counts.unreadable++, done)
}
