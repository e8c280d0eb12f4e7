import { draw, hex } from '../random-hex.ts'

/** Ids as W3C Trace Context has them: lower-case hexadecimal digits, not all of them zero. */

export function isTraceId(id: unknown): id is string {
  return typeof id === 'string' && id.length === 32 && isHex(id)
}

export function isSpanId(id: unknown): id is string {
  return typeof id === 'string' && id.length === 16 && isHex(id)
}

// By hand: a regular expression took a tenth of what a span costs to encode.
function isHex(text: string): boolean {
  let isZero = true
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 48 || unit > 102 || (unit > 57 && unit < 97)) return false
    if (unit !== 48) isZero = false
  }
  return !isZero
}

/** So many random bytes, a multiple of four, two digits each. */
export function randomHex(count: number): string {
  let text = ''
  for (let left = count; left > 0; left -= 4) text += hex(draw())
  return text
}
