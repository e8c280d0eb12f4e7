import type { RecordMetadata } from '../reporter.ts'
import { attributeText, readAttributes } from './attributes.ts'
import { fitText, hashText } from './fit-text.ts'
import type { MeasureKind } from './measures.ts'

/** `statsd` is the original, which has no tags; `dogstatsd` is what Datadog's agent reads. */
export type StatsdDialect = 'statsd' | 'dogstatsd'

const TYPES: Readonly<Record<StatsdDialect, Readonly<Record<MeasureKind, string>>>> = {
  // The original has no distributions: its timers are the only type that has percentiles.
  statsd: { counter: 'c', gauge: 'g', histogram: 'ms', timing: 'ms' },
  dogstatsd: { counter: 'c', gauge: 'g', histogram: 'd', timing: 'ms' },
}

/** Prints one number, or nothing where the dialect cannot say it. Nothing of the user's data can end a field or a line. */
export function printMeasure(
  dialect: StatsdDialect,
  name: string,
  tags: string,
  kind: MeasureKind,
  value: number,
  rate: number,
): string | undefined {
  const isOriginal = dialect === 'statsd'
  const type = TYPES[dialect][kind]
  // Its timers are thrown away as bad when they are below zero.
  if (isOriginal && type === 'ms' && value < 0) return undefined
  // Of spans, milliseconds to the nanosecond: 0.0123 seconds are 12.299999999999999 otherwise.
  const scaled = kind === 'timing' ? Math.round(value * 1e9) / 1e6 : value
  if (!Number.isFinite(scaled)) return undefined
  const number = printNumber(scaled)
  const sampled = rate < 1 ? `|@${printNumber(Math.max(rate, 1e-6))}` : ''
  const line = `${name}:${number}|${type}${sampled}${tags}`
  // A sign makes a gauge a change of what it was. From 0, which is set first and in the same packet, it is the value.
  return isOriginal && kind === 'gauge' && number.startsWith('-') ? `${name}:0|g\n${line}` : line
}

/** A name that is one field: others get the hash of what they were, so that `a:b` and `a|b` stay two. */
export function printName(name: string): string {
  if (/^[\w.-]+$/.test(name) && name.length <= MAX_NAME) return name
  const plain = fitText(name, MAX_NAME).replace(/[^\w.-]/g, '_')
  return `${plain}_${hashText(name)}`
}

/** `|#key:value,…`, or nothing. */
export function printTags(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `|#${tags.join(',')}`
}

export function readTags(metadata: RecordMetadata | Readonly<Record<string, unknown>>): string[] {
  return readAttributes(metadata).map(([key, value]) => {
    const text = attributeText(value)
    return text === '' ? printTagPart(key) : `${printTagPart(key)}:${printTagPart(text)}`
  })
}

// --- internal ---

const MAX_NAME = 200

// As long as the agent keeps.
const MAX_TAG_PART = 200

/** What separates fields, tags, values or lines, and what cannot be seen, among it half characters. */
const RE_MARKUP = /[\s:|@#,\p{C}\p{Z}]/gu

function printTagPart(text: string): string {
  return fitText(text, MAX_TAG_PART).replace(RE_MARKUP, '_') || '_'
}

// Without an exponent: the original reads a sample rate of `1e-7` as 1.
function printNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  if (Math.abs(value) >= 1) return BigInt(value).toString()
  return value.toFixed(20).replace(/\.?0+$/, '')
}
