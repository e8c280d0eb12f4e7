import { BUILT_IN_KEYS } from '../built-in-keys.ts'
import { formatDuration, formatValue, oneLine } from '../format.ts'
import type { RecordMetadata, TelemetryReporter } from '../reporter.ts'

export interface ConsoleReporterOptions {
  /** Is given one line, without a line feed. @default `console.error`, which is stderr in Node */
  readonly write?: (line: string) => void
}

/** Makes a reporter that writes one line for people per record. */
export function consoleReporter({ write = writeError }: ConsoleReporterOptions = {}): TelemetryReporter {
  return {
    recordTiming: (scope, durationS, metadata) =>
      write(line('span', scope, [formatDuration(durationS), ...pairs(metadata)])),
    recordMetric: (scope, value, metadata) =>
      write(line(formatValue(metadata.metricType), scope, [formatValue(value), ...pairs(metadata)])),
    recordEvent: ({ name, measurements, metadata, correlationId }) =>
      write(line('event', name, [...pairs(measurements), ...pairs(metadata), ...pair('correlationId', correlationId)])),
  }
}

// Known by every record, and noise to a reader; the parent says where the record belongs.
function isShown(key: string): boolean {
  return key === 'parentScope' || !BUILT_IN_KEYS.has(key)
}

function line(kind: string, scope: string, rest: readonly string[]): string {
  return [kind, oneLine(scope), ...rest].join(' ')
}

function pairs(values: RecordMetadata | Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => (isShown(key) ? pair(key, value) : []))
}

function pair(key: string, value: unknown): string[] {
  return value === undefined ? [] : [`${formatValue(key)}=${formatValue(value)}`]
}

// Looked up for every line: test runners and loggers replace `console.error` while the program runs.
function writeError(text: string): void {
  console.error(text)
}
