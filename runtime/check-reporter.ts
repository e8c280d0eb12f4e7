import type { TelemetryReporter } from './reporter.ts'
import { typeName } from './type-name.ts'

const REQUIRED = ['recordTiming', 'recordMetric'] as const

/** Tells whether a value has the methods a reporter needs. */
export function isTelemetryReporter(value: unknown): value is TelemetryReporter {
  return missingMethods(value).length === 0
}

/** Gives a copy of the list, or throws a `TypeError` that names the position of the first value that is not a reporter. */
export function checkReporters(reporters: unknown): readonly TelemetryReporter[] {
  if (!Array.isArray(reporters)) throw new TypeError(`reporters must be an array, got ${typeName(reporters)}.`)
  return Object.freeze(Array.from(reporters, checkReporter))
}

function checkReporter(value: unknown, position: number): TelemetryReporter {
  const missing = missingMethods(value)
  const fault = missing.length > 0 ? `Missing required method(s): ${missing.join(', ')}` : findWantFault(value)
  if (fault === undefined) return value as TelemetryReporter
  throw new TypeError(`Reporter at position ${position} (${typeName(value)}) is invalid. ${fault}.`)
}

function findWantFault(reporter: unknown): string | undefined {
  const { wants = {} } = reporter as TelemetryReporter
  if (typeof wants !== 'object' || wants === null) return `wants must be an object, got ${typeName(wants)}`
  for (const [name, value] of Object.entries(wants)) {
    if (name !== 'starts' && name !== 'traces') return `There is no ${JSON.stringify(name)} to want: starts, traces`
    if (typeof value !== 'boolean') return `wants.${name} must be true or false, got ${typeName(value)}`
  }
  const isUnheard = wants.starts && !hasMethod(reporter, 'recordBatch')
  return isUnheard ? 'It wants starts, which come in recordBatch, and has none' : undefined
}

function missingMethods(value: unknown): readonly string[] {
  return REQUIRED.filter((method) => !hasMethod(value, method))
}

/** Tells whether a value has a method; one whose getter throws has none. */
export function hasMethod(value: unknown, method: string): boolean {
  try {
    return typeof (value as Record<string, unknown>)[method] === 'function'
  } catch {
    return false
  }
}
