import { BUILT_IN_KEYS } from '../built-in-keys.ts'
import type { RecordMetadata } from '../reporter.ts'
import { typeName } from '../type-name.ts'
import { fitText } from './fit-text.ts'

export type Plain = string | number | boolean

/** A key of the user's metadata with its value, as something that every format has. */
export type Attribute = readonly [key: string, value: Plain | readonly Plain[]]

// More than the runtime lets through: a bound for records that somebody made by hand.
const MAX_KEYS = 64
const MAX_KEY = 128
const MAX_TEXT = 4096

/** Reads what the user said of a record: without the built-in keys, and without what is `null` or `undefined`. */
export function readAttributes(metadata: RecordMetadata | Readonly<Record<string, unknown>> | undefined): Attribute[] {
  const attributes: Attribute[] = []
  for (const key of Object.keys(metadata ?? {})) {
    if (BUILT_IN_KEYS.has(key)) continue
    if (attributes.length === MAX_KEYS) break
    const value = readValue(metadata as Readonly<Record<string, unknown>>, key)
    if (value !== undefined) attributes.push([fitText(key, MAX_KEY), value])
  }
  return attributes
}

/** One text for a value, and not the same for two: `['a,b']` is not `['a', 'b']`. */
export function attributeText(value: Attribute[1]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Reads any value as a plain one, or a list of them; nothing of what is `null` or `undefined`. */
export function plainValue(value: unknown): Attribute[1] | undefined {
  if (typeof value !== 'object') return plainOf(value)
  try {
    return Array.isArray(value) ? value.slice(0, MAX_KEYS).map((item) => plainOf(item) ?? 'null') : plainOf(value)
  } catch {
    return '[unreadable]'
  }
}

function readValue(metadata: Readonly<Record<string, unknown>>, key: string): Attribute[1] | undefined {
  try {
    return plainValue(metadata[key])
  } catch {
    return '[unreadable]'
  }
}

function plainOf(value: unknown): Plain | undefined {
  switch (typeof value) {
    case 'string':
      return fitText(value, MAX_TEXT)
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
    case 'symbol':
      return fitText(String(value), MAX_TEXT)
    case 'function':
      return '[function]'
    default:
      return value === null || value === undefined ? undefined : `[${fitText(typeName(value), MAX_KEY)}]`
  }
}
