/** What the proof says of one claim. */
export interface Claim {
  readonly name: 'generated' | 'typed' | 'rewritten' | 'answered' | 'received' | 'erased' | 'mapped'
  readonly ok: boolean
  /** One line each: what was done and what came of it. */
  readonly lines: readonly Line[]
}

export interface Line {
  readonly ok: boolean
  readonly what: string
  readonly result: string
}

export function createClaim(name: Claim['name'], lines: readonly Line[]): Claim {
  return { name, ok: lines.length > 0 && lines.every((line) => line.ok), lines }
}
