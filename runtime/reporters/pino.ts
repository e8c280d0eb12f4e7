import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { plainValue, readAttributes } from './attributes.ts'
import { fitText } from './fit-text.ts'
import { takeRecords } from './intake.ts'
import { type Lossy, tellLosses } from './losses.ts'

/** What is used of a logger of pino, bunyan and their like: an object of fields, then the message. */
export interface FieldLogger {
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
}

/** What is used of a logger that takes the message first, such as `console` or winston's. */
export interface TextLogger {
  info(message: string, fields: object): void
  debug(message: string, fields: object): void
}

export interface LoggingReporterOptions<Logger> {
  readonly logger: Logger
  /** @default info */
  readonly level?: 'info' | 'debug'
}

/** Metadata that could not be read; a logger that threw. */
export type LoggingLoss = 'unreadable' | 'loggerThrew'

export interface LoggingReporter extends TelemetryReporter, Lossy<LoggingLoss> {}

/**
 * Makes a reporter that writes a line of a pino-like logger for each record. All of it lies under the one key `telemetry`, so
 * that no metadata is taken for the logger's own `level`, `time`, `msg` or `pid`.
 */
export function pinoReporter({ logger, level = 'info' }: LoggingReporterOptions<FieldLogger>): LoggingReporter {
  return logRecords((message, fields) => logger[level]({ telemetry: fields }, message))
}

/** Makes a reporter that calls a logger with a message and an object of fields. */
export function loggingReporter({ logger, level = 'info' }: LoggingReporterOptions<TextLogger>): LoggingReporter {
  return logRecords((message, fields) => logger[level](message, fields))
}

// --- internal ---

type Fields = Readonly<Record<string, unknown>>

function logRecords(write: (message: string, fields: Fields) => void): LoggingReporter {
  const counts = { unreadable: 0, loggerThrew: 0 }
  const take = (record: TelemetryRecord): void => {
    if (record.kind === 'start') return
    const fields = describeRecord(record)
    try {
      write(`telemetry.${record.kind}`, fields)
    } catch {
      counts.loggerThrew++
    }
  }
  return tellLosses(counts, {
    ...takeRecords(take, () => counts.unreadable++),
  })
}

function describeRecord(record: Exclude<TelemetryRecord, { readonly kind: 'start' }>): Fields {
  const { metadata, trace } = record
  const name: unknown = record.kind === 'event' ? record.name : record.scope
  const fields: Record<string, unknown> = { scope: fitText(String(name), MAX_NAME) }
  // As plain as what the user says, who may have written over it.
  const put = (key: string, given: unknown): void => {
    const value = plainValue(given)
    if (value !== undefined) fields[key] = value
  }
  put('parentScope', metadata.parentScope)
  put('depth', metadata.depth)
  put('traceId', trace?.traceId)
  put('spanId', trace?.spanId)
  switch (record.kind) {
    case 'timing':
      put('durationS', record.durationS)
      break
    case 'metric':
      put('value', record.value)
      put('metricType', metadata.metricType)
      break
    case 'event':
      put('correlationId', record.correlationId)
      fields.measurements = Object.fromEntries(readAttributes(record.measurements))
      break
    default:
      throw new TypeError('This is no record.')
  }
  fields.metadata = Object.fromEntries(readAttributes(metadata))
  return fields
}

const MAX_NAME = 1024
