import { measure } from 'mitata'
import { CASES } from './cases.ts'

/** Measures one case in a process of its own: its time, that of one `performance.now()` in the same process, and its bytes. */

export interface Measured {
  readonly ns: number
  readonly clockNs: number
  readonly bytes: number
}

// Batched whatever the first calls take: alone, a call is shorter than what reading the clock around it costs.
const BATCHED = { batch_samples: 1024, batch_threshold: 1e9, warmup_threshold: 1e9 }

const found = CASES.find(({ name }) => name === process.argv[2])
if (found === undefined) throw new Error(`There is no case called ${process.argv[2]}.`)
const fn = found.make()

const clock = await measure(() => performance.now(), BATCHED)
const stats = await measure(fn, BATCHED)
const result: Measured = { ns: stats.p50, clockNs: clock.p50, bytes: await countBytes() }
console.log(JSON.stringify(result))
process.exit()

/** Bytes of the heap an operation leaves for the collector, warm, within one young generation. */
async function countBytes(): Promise<number> {
  const OPERATIONS = 20_000
  for (let index = 0; index < OPERATIONS; index++) await fn()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const isAsync = fn() instanceof Promise
  if (isAsync) for (let index = 0; index < OPERATIONS; index++) await fn()
  else for (let index = 0; index < OPERATIONS; index++) fn()
  return (process.memoryUsage().heapUsed - before) / OPERATIONS
}
