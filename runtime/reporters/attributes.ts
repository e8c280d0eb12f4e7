import { BUILT_IN_KEYS } from '../built-in-keys.ts'
import type { RecordMetadata } from '../reporter.ts'
import { typeName } from '../type-name.ts'
import { cutText } from './fit-text.ts'

export type Plain = string | number | boolean

/** A key of the user's metadata with its value, as something that every format has. */
export type Attribute = readonly [key: string, value: Plain | readonly Plain[]]

// More than the runtime lets through: a bound for records that somebody made by hand.
const MAX_KEYS = 64
const MAX_KEY = 128
const MAX_TEXT = 4096

/** A value as it can be told exactly: a bigint is a whole number of 64 bits, where a format has them. */
export type Exact = Plain | bigint

/** Reads what the user said of a record: without the built-in keys, and without what is `null` or `undefined`. */
export function readAttributes(metadata: RecordMetadata | Readonly<Record<string, unknown>> | undefined): Attribute[] {
  const attributes: Attribute[] = []
  readExact(metadata, (key, value) => attributes.push([key.toWellFormed(), roundOff(value)]))
  return attributes
}

/** The same, each handed to `take` as it is read; texts may hold half characters still. */
export function readExact(
  metadata: RecordMetadata | Readonly<Record<string, unknown>> | undefined,
  take: (key: string, value: Exact | readonly Exact[]) => void,
): void {
  let count = 0
  for (const key of Object.keys(metadata ?? {})) {
    if (BUILT_IN_KEYS.has(key)) continue
    if (count === MAX_KEYS) break
    const value = readValue(metadata as Readonly<Record<string, unknown>>, key)
    if (value === undefined) continue
    count++
    take(cutText(key, MAX_KEY), value)
  }
}

/** One text for a value, and not the same for two: `['a,b']` is not `['a', 'b']`. */
export function attributeText(value: Attribute[1]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Reads any value as a plain one, or a list of them; nothing of what is `null` or `undefined`. */
export function plainValue(value: unknown): Attribute[1] | undefined {
  const exact = exactValue(value)
  return exact === undefined ? undefined : roundOff(exact)
}

function roundOff(value: Exact | readonly Exact[]): Attribute[1] {
  return typeof value === 'object' ? value.map(roundItem) : roundItem(value)
}

function roundItem(value: Exact): Plain {
  return typeof value === 'bigint' ? String(value) : typeof value === 'string' ? value.toWellFormed() : value
}

function readValue(metadata: Readonly<Record<string, unknown>>, key: string): Exact | readonly Exact[] | undefined {
  try {
    return exactValue(metadata[key])
  } catch {
    return '[unreadable]'
  }
}

function exactValue(value: unknown): Exact | readonly Exact[] | undefined {
  if (typeof value !== 'object') return exactOf(value)
  try {
    return Array.isArray(value) ? value.slice(0, MAX_KEYS).map((item) => exactOf(item) ?? 'null') : exactOf(value)
  } catch {
    return '[unreadable]'
  }
}

function exactOf(value: unknown): Exact | undefined {
  switch (typeof value) {
    case 'string':
      return cutText(value, MAX_TEXT)
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? value : cutText(String(value), MAX_TEXT)
    case 'symbol':
      return cutText(String(value), MAX_TEXT)
    case 'function':
      return '[function]'
    default:
      return value === null || value === undefined ? undefined : `[${cutText(typeName(value), MAX_KEY)}]`
  }
}
