/** A reporter that says what it did not pass on. */
export interface Lossy<Cause extends string> {
  /** Records, or parts of them, that did not get out. */
  readonly dropped: number
  /** The same by cause. */
  readonly losses: Readonly<Record<Cause, number>>
}

export function sumLosses(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
