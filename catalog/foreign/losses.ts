/** What an import or export could not say in the other format, and what it did instead. */
export interface Loss {
  /** Short id of the kind of loss. */
  readonly rule: string
  /** The entry, by the name it has where it comes from. */
  readonly name: string
  readonly message: string
}

/** Counts losses by rule, the most frequent first. */
export function countLosses(losses: readonly Loss[]): [rule: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { rule } of losses) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
