import type { Bag } from './metadata.ts'
import { COUNTER } from './records.ts'

/**
 * What the values of one metric with one set of metadata come to. Kept beside the queue, where a record can be refused: a sum
 * in a cell is whole whatever the reporters do.
 */
export interface Cell {
  readonly scope: string
  readonly kind: number
  readonly metadata: Bag
  count: number
  sum: number
  /** Of a histogram. */
  min: number
  max: number
  /** How many values fell into each bucket. */
  readonly buckets: Uint32Array | undefined
  /** Adds a value, which is a finite number. Brought along, so that a program without handles does not bundle it. */
  readonly add: (this: Cell, value: number) => void
}

/** All cells of an instrument, by scope, kind, and keys and values of the metadata, one after another: no text is put together. */
export interface Cells {
  readonly root: Node
  readonly all: Cell[]
  /** For what there is no room for. */
  readonly overflow: Cell
}

interface Node {
  cell?: Cell
  next?: Map<unknown, Node>
}

/** What a cell says of itself. */
export interface SeriesStats {
  readonly scope: string
  readonly kind: 'counter' | 'histogram'
  readonly metadata: Readonly<Record<string, unknown>>
  readonly count: number
  readonly sum: number
  /** Of a histogram; quantiles within 1/32 of the value, from 2e-10 to 4e9. */
  readonly min?: number
  readonly max?: number
  readonly p50?: number
  readonly p90?: number
  readonly p99?: number
}

// A program that makes metadata from user input stays small.
const MAX_CELLS = 1000

export function createCells(): Cells {
  return { root: {}, all: [], overflow: createCell('', COUNTER, {}) }
}

/** Finds the cell, or makes it; where there are too many, the one for all others. */
export function findCell({ root, all, overflow }: Cells, scope: string, kind: number, bag: Bag = {}): Cell {
  const path = [scope, kind, ...describePath(bag)]
  let node = root
  for (const step of path) {
    let next = node.next?.get(step)
    if (next === undefined) {
      if (all.length >= MAX_CELLS) return overflow
      next = {}
      node.next ??= new Map()
      node.next.set(step, next)
    }
    node = next
  }
  if (node.cell === undefined) {
    // The way may be there and its end not: keys and values of a longer one.
    if (all.length >= MAX_CELLS) return overflow
    node.cell = createCell(scope, kind, bag)
    all.push(node.cell)
  }
  return node.cell
}

function addToCell(this: Cell, value: number): void {
  this.count++
  this.sum += value
  if (this.buckets === undefined) return
  if (value < this.min) this.min = value
  if (value > this.max) this.max = value
  this.buckets[bucketOf(value)]!++
}

export function readCell({ scope, kind, metadata, count, sum, min, max, buckets }: Cell): SeriesStats {
  const known = { scope, kind: kind === COUNTER ? 'counter' : 'histogram', metadata, count, sum } as const
  if (buckets === undefined) return known
  const quantile = (part: number): number => Math.min(max, Math.max(min, findQuantile(buckets, part * count)))
  return { ...known, min, max, p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) }
}

function createCell(scope: string, kind: number, metadata: Bag): Cell {
  const buckets = kind === COUNTER ? undefined : new Uint32Array(BUCKETS)
  const [min, max] = [Number.MAX_VALUE, -Number.MAX_VALUE]
  // -0 and not 0: a field that begins as a whole number and becomes another makes every handle slower.
  return { scope, kind, metadata, count: 0, sum: -0, min, max, buckets, add: addToCell }
}

/** Keys and values in one order, whatever order they were given in. Lists say how long they are, so that no two are one. */
function describePath(bag: Bag): unknown[] {
  return Object.keys(bag)
    .sort()
    .flatMap((key) => {
      const value = bag[key]
      return Array.isArray(value) ? [key, value.length, BUCKETS, ...value] : [key, value]
    })
}

// Sixteen buckets for each power of two, from 2^-32 to 2^32: the upper half of a double, cut after four digits of the fraction.
const BUCKETS = 1024
const LOWEST = (1023 - 32) << 4
const double = /* @__PURE__ */ new Float64Array(1)
const halves = /* @__PURE__ */ new Uint32Array(double.buffer)

function bucketOf(value: number): number {
  if (value <= 0) return 0
  double[0] = value
  return Math.max(0, Math.min(BUCKETS - 1, (halves[1]! >>> 16) - LOWEST))
}

/** The middle of the bucket in which the value of that rank lies. */
function findQuantile(buckets: Uint32Array, rank: number): number {
  let seen = 0
  const found = buckets.findIndex((count) => {
    seen += count
    return seen >= rank
  })
  halves[0] = 0
  halves[1] = ((found + LOWEST) << 16) | 0x8000
  return double[0]!
}
