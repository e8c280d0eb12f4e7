/** Measures functions by turns, so that what the machine does besides meets all of them: the median of so many rounds, in ns a call. */
export function measureTurns(fns: readonly (() => unknown)[], calls = 20_000, rounds = 25): number[] {
  const times: number[][] = fns.map(() => [])
  for (let round = 0; round < rounds + 5; round++) {
    for (const [index, fn] of fns.entries()) {
      const start = process.hrtime.bigint()
      for (let call = 0; call < calls; call++) sink[0] = fn()
      // The first rounds are those in which it is compiled.
      if (round >= 5) times[index]!.push(Number(process.hrtime.bigint() - start) / calls)
    }
  }
  return times.map(median)
}

/** Where results go, or the compiler would see that nobody wants them. */
const sink: unknown[] = []

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
