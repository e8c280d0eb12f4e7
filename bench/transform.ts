import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { CONTENDERS } from './transform/contenders.ts'
import { CALLS_PER_MODULE, writeCorpus } from './transform/corpus.ts'

/**
 * What compiling costs: `pnpm bench:transform [--rounds 7] [--modules 2000] [--transforms 50000]`. Every build has a process
 * of its own; contenders take turns, so that a busy minute of the machine is everybody's. Ratios are the medians of ratios
 * within a round, and of the best times: what else the machine does can only make a build slower. Fails when an output is larger than that of the program without telemetry.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    modules: { type: 'string', default: '2000' },
    transforms: { type: 'string', default: '50000' },
  },
})
const [rounds, modules, transforms] = [values.rounds, values.modules, values.transforms].map(Number) as [
  number,
  number,
  number,
]

interface Round {
  readonly ms: number
  readonly bytes: number
}

const folder = mkdtempSync(join(tmpdir(), 'telescopic-bench-'))
try {
  await main()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const calls = Math.floor(modules * 0.67) * CALLS_PER_MODULE
  const corpora = { mixed: `67 % with calls (${calls} calls)`, none: 'none with calls' } as const
  print(`${modules} modules, ${rounds} rounds, Node ${process.versions.node}, ${cpus().length} cores\n`)
  const off: number[] = []
  for (const [name, title] of Object.entries(corpora)) {
    const size = writeCorpus(join(folder, name), { modules, withCalls: name === 'mixed' ? 0.67 : 0 })
    const results = await runRounds(join(folder, name))
    printBuilds(title, size, results)
    off.push(results.get('telescopic, off')![0]!.bytes)
  }
  printSizes(off[0]!, off[1]!)
  await printMemory()
}

/** All contenders once a round, each in a new process. */
async function runRounds(corpus: string): Promise<ReadonlyMap<string, readonly Round[]>> {
  const results = new Map<string, Round[]>()
  for (let round = 0; round < rounds; round++) {
    for (const contender of Object.keys(CONTENDERS)) {
      const result = (await runScript('round.ts', contender, corpus)) as Round
      results.set(contender, [...(results.get(contender) ?? []), result])
    }
  }
  return results
}

async function runScript(name: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'transform', name),
    ...args,
  ])
  return JSON.parse(stdout)
}

function printBuilds(title: string, size: number, results: ReadonlyMap<string, readonly Round[]>): void {
  print(
    `| ${title}, ${(size / 1e6).toFixed(1)} MB | ms | MB/s | of plain esbuild | best of best | of the empty onLoad |`,
  )
  print('| --- | ---: | ---: | ---: | ---: | ---: |')
  const plain = results.get('esbuild')!
  const floor = results.get('onLoad that does nothing')!
  for (const [contender, runs] of results) {
    const ms = median(runs.map((run) => run.ms))
    const ratio = (to: readonly Round[]): string => median(runs.map((run, index) => run.ms / to[index]!.ms)).toFixed(2)
    const best = (bestOf(runs) / bestOf(plain)).toFixed(2)
    print(
      `| ${contender} | ${ms.toFixed(0)} | ${(size / 1e3 / ms).toFixed(1)} | ${ratio(plain)} | ${best} | ${ratio(floor)} |`,
    )
  }
  print('')
}

/** The second corpus is the first one with its calls taken out by hand. */
function printSizes(off: number, plain: number): void {
  print(`Output with telemetry off: ${off} bytes; of the program without telemetry: ${plain} bytes.\n`)
  if (off > plain) process.exitCode = 1
}

async function printMemory(): Promise<void> {
  interface Sample {
    readonly done: number
    readonly rss: number
    readonly heap: number
  }
  const loop = (await runScript('memory.ts', `${transforms}`, '0')) as Sample[]
  const turns = (await runScript('memory.ts', `${transforms}`, '50')) as Sample[]
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0)
  print('| transforms | one synchronous loop: RSS, heap (MB) | a turn of the event loop after 50: RSS, heap (MB) |')
  print('| ---: | ---: | ---: |')
  loop.forEach(({ done, rss, heap }, index) => {
    const other = turns[index]!
    print(`| ${done} | ${mb(rss)}, ${mb(heap)} | ${mb(other.rss)}, ${mb(other.heap)} |`)
  })
}

function bestOf(runs: readonly Round[]): number {
  return Math.min(...runs.map(({ ms }) => ms))
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
