/** A reporter that says what it did not pass on. */
export interface Lossy<Cause extends string> {
  /** Records, or parts of them, that did not get out. */
  readonly dropped: number
  /** The same by cause. */
  readonly losses: Readonly<Record<Cause, number>>
}

/** Lets a reporter tell of what it counts. Onto the reporter itself: a copy would have the numbers of now. */
export function tellLosses<Reporter extends Lossy<string>>(
  counts: Reporter['losses'],
  reporter: Omit<Reporter, keyof Lossy<string>>,
): Reporter {
  return Object.defineProperties(reporter, {
    dropped: { enumerable: true, get: () => Object.values<number>(counts).reduce((sum, count) => sum + count, 0) },
    losses: { enumerable: true, get: () => ({ ...counts }) },
  }) as Reporter
}
