/** Ids as W3C Trace Context has them: lower-case hexadecimal digits, not all of them zero. */

export function isTraceId(id: unknown): id is string {
  return typeof id === 'string' && /^(?!0{32})[0-9a-f]{32}$/.test(id)
}

export function isSpanId(id: unknown): id is string {
  return typeof id === 'string' && /^(?!0{16})[0-9a-f]{16}$/.test(id)
}

/** As many random bytes as hexadecimal digits, two each. */
export function randomHex(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(count))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
