import type { Redact } from './privacy.ts'
import { typeName } from './type-name.ts'

/** Metadata on its way into a record. */
export type Bag = Record<string, unknown>

/** Bounds of what one record may hold; what is beyond them is marked or left out, and counted. */
const MAX_KEYS = 32
const MAX_KEY_LENGTH = 64
const MAX_TEXT = 1024
const MAX_TOTAL_TEXT = 4096

/** What could not be kept as it was. */
export interface MetadataFaults {
  /** Values whose getter threw. */
  unreadable: number
  /** Keys, texts and lists that were cut or left out. */
  overLimit: number
}

/**
 * Copies what the program gave us into a record: own enumerable keys, plain values, lists of them. Copied, because a value
 * that is kept by reference would change, and be kept alive, until it is delivered; redacted here, so that what may not be
 * told is in no queue (without `redact`, nothing is). Never throws: a getter that does leaves a mark in its place.
 */
export function copyInto(bag: Bag, source: unknown, redact: Redact | undefined, faults: MetadataFaults): void {
  if (!isObject(source)) return
  let keys = 0
  let room = MAX_TOTAL_TEXT
  for (const key of keysOf(source)) {
    // As an ordinary assignment this key would replace the prototype of the record, or of a reporter's copy of it.
    if (key === '__proto__') continue
    if (++keys > MAX_KEYS || key.length > MAX_KEY_LENGTH) {
      faults.overLimit++
      continue
    }
    let value: unknown
    try {
      const given = source[key]
      value = copyValue(redact ? redact(key, given) : given, Math.min(MAX_TEXT, room), faults)
    } catch {
      value = '[unreadable]'
      faults.unreadable++
    }
    if (typeof value === 'string') room = Math.max(0, room - value.length)
    put(bag, key, value)
  }
}

// A property that all objects have may be one that is not assigned to, where the program has frozen those.
function put(bag: Bag, key: string, value: unknown): void {
  try {
    bag[key] = value
  } catch {
    Object.defineProperty(bag, key, { value, writable: true, enumerable: true, configurable: true })
  }
}

function copyValue(value: unknown, room: number, faults: MetadataFaults): unknown {
  switch (typeof value) {
    case 'string':
      return clip(value, room, faults)
    case 'object':
      if (value === null) return value
      if (!Array.isArray(value)) return `[${typeName(value)}]`
      if (value.length > MAX_KEYS) faults.overLimit++
      return value.slice(0, MAX_KEYS).map((item) => (isObject(item) ? '[…]' : copyValue(item, room, faults)))
    case 'bigint':
      // A number where it is one exactly, and itself where the formats that leave the process have one for it.
      if (Number.isSafeInteger(Number(value))) return Number(value)
      return BigInt.asIntN(64, value) === value ? value : clip(String(value), room, faults)
    case 'symbol':
      return clip(String(value), room, faults)
    case 'function':
      return '[function]'
    default:
      return value
  }
}

function isObject(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null
}

function clip(text: string, room: number, faults: MetadataFaults): string {
  if (text.length <= room) return text
  faults.overLimit++
  // Not within a pair of surrogates: half a character is invalid in every format that leaves the process.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(room - 1)) ? room - 1 : room
  return `${text.slice(0, end)}… [${text.length - end} more]`
}

function keysOf(source: object): readonly string[] {
  try {
    return Object.keys(source)
  } catch {
    return []
  }
}
