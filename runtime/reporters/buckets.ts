import type { MeasureKind } from './measures.ts'

/** Upper bounds of the buckets of a distribution by its scope. Of a span they are seconds. */
export type Buckets = Readonly<Record<string, readonly number[]>>

const OF_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const OF_ANYTHING = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000]

const MAX_BOUNDS = 200

/** Checks what the user said of buckets and gives the bounds of every distribution. */
export function resolveBuckets(given: Buckets = {}): (scope: string, kind: MeasureKind) => readonly number[] {
  const bounds = new Map(Object.entries(given).map(([scope, list]) => [scope, checkBounds(scope, list)]))
  return (scope, kind) => bounds.get(scope) ?? (kind === 'timing' ? OF_SECONDS : OF_ANYTHING)
}

function checkBounds(scope: string, list: readonly number[]): readonly number[] {
  const isFit =
    Array.isArray(list) &&
    list.length > 0 &&
    list.length <= MAX_BOUNDS &&
    list.every((bound, index) => Number.isFinite(bound) && (index === 0 || bound > list[index - 1]!))
  if (isFit) return [...list]
  throw new RangeError(
    `The buckets of '${scope}' must be 1 to ${MAX_BOUNDS} finite numbers, each above the one before, got ${JSON.stringify(list)}.`,
  )
}
