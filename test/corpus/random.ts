/** Numbers that a seed decides. */
export interface Random {
  /** A whole number below `count`. */
  readonly draw: (count: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  /** True about once in `times`. */
  readonly once: (times: number) => boolean
}

/** A generator for one file: files do not depend on each other, so that one can be run again alone. */
export function createRandom(seed: number, text: string): Random {
  let state = seed | 0
  for (let index = 0; index < text.length; index++) state = (Math.imul(state, 31) + text.charCodeAt(index)) | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const draw = (count: number): number => Math.floor(next() * count)
  return { draw, pick: (list) => list[draw(list.length)]!, once: (times) => draw(times) === 0 }
}
