import { formatValue } from './format.ts'
import type { TelemetryRecord } from './reporter.ts'

/** What a record should be like. What is left out may be anything. */
export interface ExpectedRecord {
  readonly kind?: TelemetryRecord['kind']
  /** Scope of a timing or metric, or name of an event. */
  readonly scope?: string
  readonly durationS?: number
  readonly value?: number
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly measurements?: Readonly<Record<string, unknown>>
  readonly correlationId?: string
}

/**
 * Throws an `Error` unless the records are these, in this order and no others. It says which is the first that differs, in what,
 * and lists what was recorded. Independent of any test runner.
 */
export function expectEvents(records: readonly TelemetryRecord[], expected: readonly ExpectedRecord[]): void {
  const count = Math.max(records.length, expected.length)
  for (let index = 0; index < count; index++) {
    const fault = findFault(records[index], expected[index])
    if (fault !== undefined) throw new Error(`Record ${index + 1}: ${fault}\n\nRecorded:\n${listRecords(records)}`)
  }
}

function findFault(record: TelemetryRecord | undefined, expected: ExpectedRecord | undefined): string | undefined {
  if (record === undefined) return `expected ${nameOf(expected!)}, but nothing more was recorded.`
  if (expected === undefined) return `${describe(record)} was recorded, but nothing more was expected.`
  const { scope, ...rest } = expected
  const own = record.kind === 'event' ? record.name : record.scope
  if (scope !== undefined && scope !== own) return `expected the scope '${scope}', got '${own}'.`
  return findDifference(rest, record, '')
}

/** The first key of `expected` that `actual` does not have so. */
function findDifference(expected: object, actual: object, path: string): string | undefined {
  for (const [key, want] of Object.entries(expected)) {
    const got = (actual as Record<string, unknown>)[key]
    const place = path === '' ? key : `${path}.${key}`
    const isNested = typeof want === 'object' && want !== null && typeof got === 'object' && got !== null
    const fault = isNested ? findDifference(want, got, place) : undefined
    if (fault !== undefined) return fault
    if (!isNested && !Object.is(want, got))
      return `expected ${place} to be ${formatValue(want)}, got ${formatValue(got)}.`
  }
  return undefined
}

function nameOf({ kind, scope }: ExpectedRecord): string {
  return scope === undefined ? `a record${kind ? ` of kind ${kind}` : ''}` : `'${scope}'`
}

function listRecords(records: readonly TelemetryRecord[]): string {
  return records.length === 0 ? '  nothing' : records.map((record, at) => `  ${at + 1}. ${describe(record)}`).join('\n')
}

function describe(record: TelemetryRecord): string {
  if (record.kind === 'timing') return `timing ${record.scope} ${formatValue(record.metadata)}`
  if (record.kind === 'metric') return `metric ${record.scope} ${record.value} ${formatValue(record.metadata)}`
  if (record.kind === 'start') return `start ${record.scope} ${formatValue(record.metadata)}`
  return `event ${record.name} ${formatValue(record.measurements)} ${formatValue(record.metadata)}`
}
