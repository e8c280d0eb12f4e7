import { measure } from 'mitata'
import { CASES } from './cases.ts'

/**
 * Measures one case in a process of its own: its time and that of one `performance.now()` in the same process, or, told
 * `bytes`, what it leaves on the heap. Apart, because counting bytes needs a young generation that is never collected, in which
 * everything stays young, and writing a young object into an old one is slow.
 */

export interface Measured {
  readonly ns: number
  readonly clockNs: number
}

// Batched whatever the first calls take: alone, a call is shorter than what reading the clock around it costs.
const BATCHED = { batch_samples: 1024, batch_threshold: 1e9, warmup_threshold: 1e9 }

const found = CASES.find(({ name }) => name === process.argv[2])
if (found === undefined) throw new Error(`There is no case called ${process.argv[2]}.`)
const fn = found.make()
const { operations = 1 } = found

console.log(JSON.stringify(process.argv[3] === 'bytes' ? await countBytes() : await measureTime()))
process.exit()

async function measureTime(): Promise<Measured> {
  const clock = await measure(() => performance.now(), BATCHED)
  // One call of many operations is long enough to be timed alone.
  const stats = await measure(fn, operations > 1 ? {} : BATCHED)
  return { ns: stats.p50 / operations, clockNs: clock.p50 }
}

async function countBytes(): Promise<number> {
  const calls = Math.ceil(20_000 / operations)
  // Warm, as in the program that this is about: before it is compiled to the full, each number on its way is an object.
  for (let index = 0; index < calls * 20; index++) await fn()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const isAsync = fn() instanceof Promise
  if (isAsync) for (let index = 0; index < calls; index++) await fn()
  else for (let index = 0; index < calls; index++) fn()
  return (process.memoryUsage().heapUsed - before) / (calls * operations)
}
