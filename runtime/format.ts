/** How values become text in reports and lines. */

/**
 * Formats a number with fixed decimals and grouped thousands. Exact halves go to the even digit, as in the Python
 * original (0.5 is 0, 2.5 is 2); `toFixed` alone takes them away from zero.
 */
export function formatFixed(value: number, digits: number): string {
  const text = roundHalf(value, digits).toFixed(digits)
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\d(?=(?:\d{3})+$)/g, '$&,')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

// A half of the last digit is exact only in a value that is a whole number of 2^-(digits+1); multiplying by a power
// of two loses nothing, so that 0.615 (which is a little less) is not taken for one.
function roundHalf(value: number, digits: number): number {
  const scaled = value * 10 ** digits
  const isHalf = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs(scaled % 1) === 0.5
  return isHalf ? (2 * Math.round(scaled / 2)) / 10 ** digits : value
}

/** Formats a duration with three significant digits: `850µs`, `12.3ms`, `1.5s`. */
export function formatDuration(seconds: number): string {
  const [factor, unit] = seconds >= 1 ? [1, 's'] : seconds >= 1e-3 ? [1e3, 'ms'] : [1e6, 'µs']
  return `${Number((seconds * factor).toPrecision(3))}${unit}`
}

/** Pads on the right, counting code points as the original does, not UTF-16 units. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length))
}

const MAX_LENGTH = 256

// Control characters, line and paragraph separators, and marks that reverse the direction of a terminal line.
const RE_UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Keeps a name on one line, whatever is in it. */
export function oneLine(text: string): string {
  const clipped = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
  return clipped.replace(RE_UNSAFE, escapeUnit)
}

/** Shows any value on one line; a string that could be misread is quoted. Never throws. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return oneLine(/^[^\s"=]+$/.test(value) ? value : JSON.stringify(value))
  if (typeof value === 'bigint' || typeof value === 'symbol') return oneLine(String(value))
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return oneLine(JSON.stringify(value) ?? '[object]')
  } catch {
    // A cycle, a bigint inside, a getter that throws, nesting deeper than the stack.
    return '[object]'
  }
}

function escapeUnit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
