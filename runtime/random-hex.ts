let pool = /* @__PURE__ */ new Uint32Array(0)
let drawn = 0

/** Draws 32 random bits. Where there is no source for secrets, these are none. */
export function draw(): number {
  if (drawn === pool.length) {
    pool = new Uint32Array(64)
    drawn = 0
    const { crypto } = globalThis as { readonly crypto?: { getRandomValues?(into: Uint32Array): void } }
    if (crypto?.getRandomValues) crypto.getRandomValues(pool)
    else pool = pool.map(() => Math.random() * 2 ** 32)
  }
  return pool[drawn++]!
}

/** The lowest 32 bits, as eight digits. By a table: `toString(16)` takes ten times as long of a number above 2^31. */
export function hex(value: number): string {
  bytes ??= Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
  return bytes[(value >>> 24) & 255]! + bytes[(value >>> 16) & 255]! + bytes[(value >>> 8) & 255]! + bytes[value & 255]!
}

/** Reads eight lower-case digits of a text. By hand: `parseInt` would need a text of its own, and takes ten times as long. */
export function readWord(text: string, from: number): number {
  let word = 0
  for (let index = from; index < from + 8; index++) {
    const unit = text.charCodeAt(index)
    word = (word << 4) | (unit > 96 ? unit - 87 : unit - 48)
  }
  return word >>> 0
}

let bytes: readonly string[] | undefined
