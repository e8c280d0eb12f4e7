import type { WireEvent } from '../wire/event.ts'
import { parseExactJson } from './json.ts'

/** What a line of telemetry begins with, and nothing else. */
export const PREFIX = 'TELEMETRY:'

/** Reads the line of an event, without its line feed; `undefined` where it is none: a name, two objects and JSON it must be. */
export function readEventLine(line: string): WireEvent | undefined {
  if (!line.startsWith(PREFIX)) return undefined
  let given: unknown
  try {
    given = parseExactJson(line.slice(PREFIX.length))
  } catch {
    // Half a line, or somebody's text that happens to begin like one: the caller counts it and lets it pass.
    return undefined
  }
  if (!isObject(given)) return undefined
  const { event, measurements, metadata, timestamp_ns, correlation_id } = given
  if (typeof event !== 'string' || !isObject(measurements) || !isObject(metadata)) return undefined
  return {
    name: event,
    measurements,
    metadata,
    timestampNs: readNs(timestamp_ns),
    correlationId: typeof correlation_id === 'string' && correlation_id.trim() !== '' ? correlation_id : undefined,
  }
}

function readNs(value: unknown): bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : 0n
  return Number.isSafeInteger(value) ? BigInt(value as number) : 0n
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
