import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { parseCatalog, printCatalog, writeFiles } from '../catalog/index.ts'
import { HOSTS } from '../test/hosts/bundlers.ts'
import { CATALOG, writeCorpus } from './transform/corpus.ts'

/**
 * What each host takes for our plugin: `pnpm bench:hosts [--rounds 3] [--modules 2000] [--hosts esbuild,Vite]`. Contenders
 * take turns, each in a process of its own; ratios are the medians of ratios within a round. What bundlers print is larger
 * with telemetry on, and they are told nothing about it: `plain` and `nothing` keep the calls too.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    modules: { type: 'string', default: '2000' },
    hosts: { type: 'string', default: '' },
  },
})
const [rounds, modules] = [Number(values.rounds), Number(values.modules)]

interface Round {
  readonly cold: number
  readonly rebuilds: readonly number[]
}

/**
 * Rebuilds that are not timed: esbuild looks at files in turns, so that the time until it notices is chance; the native
 * tsc by itself does not say when a rebuild has ended.
 */
const NO_WATCH = new Set(['esbuild', 'tsc 7', 'tsc 7, isolated'])

const bundlers = HOSTS.map(({ name }) => ({ name, contenders: ['plain', 'null', 'off'] }))
const compilers = ['tsc 6', 'tsc 7', 'tsc 7, isolated'].map((name) => ({ name, contenders: ['plain', 'off', 'on'] }))
const wanted = values.hosts.split(',')
const hosts = [...bundlers, ...compilers].filter(({ name }) => wanted.some((one) => name.startsWith(one)))

const root = mkdtempSync(join(tmpdir(), 'telescopic-bench-'))
try {
  createProgram()
  print(
    `${modules} modules, two thirds with calls; ${rounds} rounds, Node ${process.versions.node}, ${cpus().length} cores\n`,
  )
  print('| | plain, s | off | of a plugin that does nothing | on | rebuild: plain, s | off | of nothing | on |')
  print('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const { name, contenders } of hosts) print(printHost(name, await runRounds(name, contenders)))
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** The corpus as a project, with generated types, and with endings that every host resolves. */
function createProgram(): void {
  const src = join(root, 'src')
  writeCorpus(src, { modules, withCalls: 0.67 })
  renameSync(join(src, 'scopes.yaml'), join(root, 'scopes.yaml'))
  for (const file of readdirSync(src)) {
    const text = readFileSync(join(src, file), 'utf8')
    writeFileSync(join(src, file), text.replace(/(from '\.\/module-\d+)'/g, "$1.js'"))
  }
  mkdirSync(join(root, 'node_modules'))
  for (const [name, target] of [
    ['telescopic', '..'],
    ['@types', '../node_modules/@types'],
  ] as const)
    symlinkSync(join(import.meta.dirname, target), join(root, 'node_modules', name), 'dir')
  writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(root, 'tsconfig.json'), '{}')
  const { catalog } = parseCatalog(CATALOG, 'scopes.yaml')
  writeFiles(join(src, 'telescopic.gen'), printCatalog(catalog, { source: CATALOG }))
}

async function runRounds(host: string, contenders: readonly string[]): Promise<ReadonlyMap<string, readonly Round[]>> {
  const results = new Map<string, Round[]>()
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const args = [join(import.meta.dirname, 'hosts/round.ts'), host, contender, root]
      const watches = NO_WATCH.has(host) ? [] : ['watch']
      const { stdout } = await promisify(execFile)(process.execPath, [...args, ...watches], { maxBuffer: 1e8 })
      const line = /^round: (.*)$/m.exec(stdout)
      results.set(contender, [...(results.get(contender) ?? []), JSON.parse(line![1]!) as Round])
    }
  }
  return results
}

function printHost(name: string, results: ReadonlyMap<string, readonly Round[]>): string {
  const columns = (value: (round: Round) => number): string[] => {
    const times = (contender: string): number[] => (results.get(contender) ?? []).map(value)
    const plain = times('plain')
    const ratio = (contender: string, to: readonly number[]): string => {
      const found = times(contender)
      const isMissing = found.length === 0 || to.length === 0 || found.some(Number.isNaN)
      return isMissing ? '–' : median(found.map((ms, index) => ms / to[index]!)).toFixed(2)
    }
    const base = plain.some(Number.isNaN) ? '–' : (median(plain) / 1000).toFixed(2)
    return [base, ratio('off', plain), ratio('off', times('null')), ratio('on', plain)]
  }
  const cold = columns((round) => round.cold)
  const rebuild = columns(({ rebuilds }) => (rebuilds.length > 0 ? median(rebuilds) : Number.NaN))
  return `| ${[name, ...cold, ...rebuild].join(' | ')} |`
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
