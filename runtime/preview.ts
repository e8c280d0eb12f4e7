/**
 * `telescopic/preview`: a short look at what a model's provider answered, for debugging: a few known fields, texts cut short,
 * nothing nested. Never throws, whatever it is given.
 */

import { env } from './host.ts'

/** What of an answer is shown. What is not known is left out. */
export interface RawPreview {
  readonly model?: string
  /** Numbers and short texts, the known token counts first; at most eight. */
  readonly usage?: Readonly<Record<string, number | boolean | string>>
  readonly text?: string
  /** First part of the first candidate. */
  readonly candidate0_text?: string
  readonly finish_reason?: string
  /** Of an answer of an unknown kind. */
  readonly repr?: string
}

export interface PreviewOptions {
  /** Characters (code points) kept of a text. @default 512 */
  readonly limit?: number
}

/** Tells whether previews are wanted: what the program says, else whether `TELESCOPIC_RAW_PREVIEW` is exactly `1`. */
export function wantsRawPreview(override?: boolean): boolean {
  return override ?? env('TELESCOPIC_RAW_PREVIEW') === '1'
}

/** Makes the preview of an answer. */
export function previewRaw(raw: unknown, { limit = 512 }: PreviewOptions = {}): RawPreview {
  try {
    if (typeof raw === 'string') return { text: truncate(raw, limit) }
    if (isObject(raw) && !Array.isArray(raw)) return previewObject(raw, limit)
  } catch {
    // A getter or a trap of the answer: it is shown as what it is, without its fields.
  }
  return { repr: represent(raw, limit) }
}

type Fields = Readonly<Record<string, unknown>>

const KNOWN_USAGE = [
  'total_token_count',
  'input_token_count',
  'output_token_count',
  'cache_read_tokens',
  'cache_write_tokens',
]
const MAX_USAGE = 8

function previewObject(raw: Fields, limit: number): RawPreview {
  const candidates = [firstCandidate(raw), firstCandidate(raw.provider_raw)]
  const text = candidates.map(candidateText).find(isFilled)
  const places = [raw, ...candidates, raw.provider_raw].filter(isObject)
  const reason = places.flatMap((place) => [place.finish_reason, place.finishReason]).find(isFilled)
  return {
    ...(typeof raw.model === 'string' && { model: raw.model }),
    ...(isObject(raw.usage) && !Array.isArray(raw.usage) && { usage: previewUsage(raw.usage, limit) }),
    ...(typeof raw.text === 'string' && { text: truncate(raw.text, limit) }),
    ...(text !== undefined && { candidate0_text: truncate(text, limit) }),
    ...(reason !== undefined && { finish_reason: reason }),
  }
}

function previewUsage(usage: Fields, limit: number): Record<string, number | boolean | string> {
  const others = Object.keys(usage).filter((key) => !KNOWN_USAGE.includes(key))
  const shown: [string, number | boolean | string][] = []
  for (const key of [...KNOWN_USAGE, ...others]) {
    const value = Object.hasOwn(usage, key) ? usage[key] : undefined
    if (typeof value === 'number' || typeof value === 'boolean') shown.push([key, value])
    else if (typeof value === 'string') shown.push([key, truncate(value, limit)])
    if (shown.length === MAX_USAGE) break
  }
  return Object.fromEntries(shown)
}

function firstCandidate(holder: unknown): unknown {
  return isObject(holder) && Array.isArray(holder.candidates) ? holder.candidates[0] : undefined
}

function candidateText(candidate: unknown): unknown {
  const content = isObject(candidate) ? candidate.content : undefined
  const parts = isObject(content) ? content.parts : undefined
  const first: unknown = Array.isArray(parts) ? parts[0] : undefined
  return isObject(first) ? first.text : undefined
}

function represent(value: unknown, limit: number): string {
  try {
    return truncate(isObject(value) ? (JSON.stringify(value) ?? '[object]') : String(value), limit)
  } catch {
    return '<unrepresentable>'
  }
}

// By code points: a limit in UTF-16 units would cut an emoji in two.
function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text
  const points = Array.from(text.slice(0, (limit + 1) * 2))
  return points.length > limit ? `${points.slice(0, limit).join('')}... [TRUNCATED]` : text
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
