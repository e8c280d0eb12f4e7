/** The table of `bench:hosts`. */

export interface Round {
  /** Milliseconds. */
  readonly cold: number
  readonly rebuilds: readonly number[]
}

/** The rounds of a host by contender. */
export type Rounds = Record<string, Round[]>

/** Prints a row for each host: seconds of the plain build, and the ratios of the others to it and to the empty plugin. */
export function printTable(hosts: readonly (readonly [name: string, rounds: Rounds])[]): string[] {
  const ratios = ['off', 'of nothing', 'on', 'of nothing']
  const head = ['', 'rounds', 'plain, s', ...ratios, 'rebuild: plain, s', ...ratios]
  return [
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(head.length - 1)}`,
    ...hosts.map(([name, rounds]) => `| ${[name, ...printRow(rounds)].join(' | ')} |`),
  ]
}

function printRow(rounds: Rounds): string[] {
  const columns = (value: (round: Round) => number): string[] => {
    const times = (contender: string): number[] => (rounds[contender] ?? []).map(value)
    const ratio = (contender: string, base: string): string => {
      const pairs = times(contender).map((ms, index) => ms / (times(base)[index] ?? Number.NaN))
      return pairs.length === 0 || pairs.some(Number.isNaN) ? '–' : median(pairs).toFixed(2)
    }
    const plain = times('plain')
    const seconds = plain.length === 0 || plain.some(Number.isNaN) ? '–' : (median(plain) / 1000).toFixed(2)
    return [seconds, ratio('off', 'plain'), ratio('off', 'null'), ratio('on', 'plain'), ratio('on', 'null')]
  }
  const rebuilt = ({ rebuilds }: Round): number => (rebuilds.length > 0 ? median(rebuilds) : Number.NaN)
  return [String(rounds.plain?.length ?? 0), ...columns((round) => round.cold), ...columns(rebuilt)]
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
