/** Sums by name and labels, in a number of series that is bounded: what Prometheus reads and what OTLP sends as metrics. */

import type { Plain } from './attributes.ts'
import type { MeasureKind } from './measures.ts'

export type Label = readonly [key: string, value: Plain]

/** One set of labels of a metric. */
export interface Series {
  readonly labels: readonly Label[]
  /** How many values; sampled ones count for as many as they stand for. */
  count: number
  sum: number
  last: number
  min: number
  max: number
  /** Values up to each bound, not those up to the bound before, and those above the last. Of distributions only. */
  readonly buckets: Float64Array | undefined
}

/** One metric. */
export interface Family {
  readonly name: string
  readonly kind: MeasureKind
  /** Upper bounds, ascending. */
  readonly bounds: readonly number[]
  readonly series: Series[]
  /** Where values go whose labels are one set too many. */
  overflow: Series | undefined
}

export interface StoreOptions {
  /** Metrics kept. */
  readonly maxMetrics: number
  /** Sets of labels kept of a metric. */
  readonly maxSeries: number
  readonly boundsOf: (name: string, kind: MeasureKind) => readonly number[]
}

export type Outcome = 'kept' | 'overflow' | 'refused'

export interface SeriesStore {
  readonly families: readonly Family[]
  /**
   * Adds a value; tells whether it has a series of its own, shares that of the overflow, as it does without labels, or has no
   * place at all.
   */
  add(kind: MeasureKind, name: string, value: number, rate: number, labels: Label[] | undefined): Outcome
}

/** What a series beyond the bound says of itself. */
export const OVERFLOW_LABEL: Label = ['overflow', 'true']

export function createSeriesStore(options: StoreOptions): SeriesStore {
  const families: Family[] = []
  const roots = new Map<MeasureKind, Map<string, Root>>()
  const findRoot = (kind: MeasureKind, name: string): Root | undefined => {
    const named = roots.get(kind) ?? new Map<string, Root>()
    const known = named.get(name)
    if (known !== undefined || families.length >= options.maxMetrics) return known
    const bounds = kind === 'histogram' || kind === 'timing' ? options.boundsOf(name, kind) : []
    const family: Family = { name, kind, bounds, series: [], overflow: undefined }
    const made: Root = { family, tree: { series: undefined, children: undefined } }
    families.push(family)
    named.set(name, made)
    roots.set(kind, named)
    return made
  }
  return {
    families,
    add: (kind, name, value, rate, labels) => {
      const root = findRoot(kind, name)
      if (root === undefined) return 'refused'
      const { family } = root
      const series = labels && findSeries(root, labels.length > 1 ? labels.sort(byKey) : labels, options.maxSeries)
      if (series === undefined) {
        family.overflow ??= createSeries(family, [OVERFLOW_LABEL])
        addValue(family, family.overflow, value, rate)
        return 'overflow'
      }
      addValue(family, series, value, rate)
      return 'kept'
    },
  }
}

/** Every series of a metric, that of the overflow last. */
export function allSeries({ series, overflow }: Family): readonly Series[] {
  return overflow === undefined ? series : [...series, overflow]
}

// --- internal ---

interface Root {
  readonly family: Family
  readonly tree: Node
}

/**
 * Series by their labels: a level for each key and each value. Two sets of labels cannot meet, whatever is in them, as they
 * can when keys are joined to one text: `{a: '1,b:2'}` and `{a: '1', b: '2'}`.
 */
interface Node {
  series: Series | undefined
  children: Map<Plain, Node> | undefined
}

function findSeries({ family, tree }: Root, labels: readonly Label[], max: number): Series | undefined {
  let node: Node | undefined = tree
  for (const [key, value] of labels) node = node?.children?.get(key)?.children?.get(value)
  if (node?.series !== undefined) return node.series
  // Nothing is planted for a set that has no place, or the tree would grow without bound.
  if (family.series.length >= max) return undefined
  const leaf = labels.reduce((parent, [key, value]) => plant(plant(parent, key), value), tree)
  leaf.series = createSeries(family, labels)
  family.series.push(leaf.series)
  return leaf.series
}

function plant(node: Node, key: Plain): Node {
  node.children ??= new Map()
  const known = node.children.get(key)
  if (known !== undefined) return known
  const made: Node = { series: undefined, children: undefined }
  node.children.set(key, made)
  return made
}

function createSeries({ kind, bounds }: Family, labels: readonly Label[]): Series {
  const isDistribution = kind === 'histogram' || kind === 'timing'
  const buckets = isDistribution ? new Float64Array(bounds.length + 1) : undefined
  return { labels, count: 0, sum: 0, last: 0, min: Infinity, max: -Infinity, buckets }
}

function addValue({ bounds }: Family, series: Series, value: number, rate: number): void {
  const weight = 1 / rate
  series.count += weight
  series.sum += value * weight
  series.last = value
  if (series.buckets === undefined) return
  if (value < series.min) series.min = value
  if (value > series.max) series.max = value
  let index = 0
  while (index < bounds.length && value > bounds[index]!) index++
  series.buckets[index]! += weight
}

function byKey([a]: Label, [b]: Label): number {
  return a < b ? -1 : a > b ? 1 : 0
}
