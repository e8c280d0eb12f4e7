import { execFile } from 'node:child_process'
import {
  existsSync,
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
import { printTable, type Round, type Rounds } from './hosts/table.ts'
import { CATALOG, writeCorpus } from './transform/corpus.ts'

/**
 * What each host takes for our plugin: `pnpm bench:hosts [--rounds 3] [--modules 2000] [--hosts esbuild,Vite]
 * [--results run.json] [--write]`. Contenders take turns, each in a process of its own; ratios are the medians of ratios
 * within a round. What bundlers print is larger with telemetry on, and they are told nothing about it: `plain` and
 * `nothing` keep the calls too. A file of results is gone on with, so that a run may be interrupted; `--write` puts the
 * table into docs/performance.md.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    modules: { type: 'string', default: '2000' },
    hosts: { type: 'string', default: '' },
    results: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const [rounds, modules] = [Number(values.rounds), Number(values.modules)]

/** A host that takes longer than this for a build has one round: three of webpack would take as long as all others. */
const SLOW_MS = 60_000

/**
 * Rebuilds that are not timed: esbuild looks at files in turns, so that the time until it notices is chance; the native
 * tsc by itself does not say when a rebuild has ended; Bun has no way to watch.
 */
const NO_WATCH = new Set(['esbuild', 'tsc 7', 'tsc 7, isolated'])

const bundlers = HOSTS.map(({ name }) => ({ name, contenders: ['plain', 'null', 'off', 'on'] }))
const compilers = [
  { name: 'tsc 6', contenders: ['plain', 'off', 'on'] },
  // What does nothing here is tsc with the settings of memory that our command gives it.
  ...['tsc 7', 'tsc 7, isolated'].map((name) => ({ name, contenders: ['plain', 'null', 'off', 'on'] })),
]
const wanted = values.hosts.split(',')
const hosts = [...bundlers, ...compilers].filter(({ name }) => wanted.some((one) => name.startsWith(one)))

const results = readResults(values.results)
const root = mkdtempSync(join(tmpdir(), 'telescopic-bench-'))
try {
  createProgram()
  for (const { name, contenders } of hosts) await runRounds(name, contenders)
  const text = [
    `${modules} modules, two thirds with calls; Node ${process.versions.node}, ${cpus().length} cores; up to ${rounds} rounds.`,
    '',
    ...printTable(hosts.map(({ name }) => [name, results.rounds[name] ?? {}])),
  ].join('\n')
  process.stdout.write(`${text}\n`)
  if (values.write) writePage(text)
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

/** Results by host and contender, of all rounds so far. */
interface Results {
  readonly modules: number
  readonly rounds: Record<string, Rounds>
}

function readResults(file: string | undefined): Results {
  if (file === undefined || !existsSync(file)) return { modules, rounds: {} }
  const found = JSON.parse(readFileSync(file, 'utf8')) as Results
  if (found.modules !== modules) throw new Error(`${file} is about ${found.modules} modules`)
  return found
}

/** Runs what is missing of a host, and says so. */
async function runRounds(host: string, contenders: readonly string[]): Promise<void> {
  const own = results.rounds[host] ?? {}
  results.rounds[host] = own
  const isSlow = (): boolean => (own.plain?.[0]?.cold ?? 0) > SLOW_MS
  for (let round = 0; round < (isSlow() ? 1 : rounds); round++) {
    for (const contender of contenders) {
      const known = own[contender] ?? []
      own[contender] = known
      if (known.length > round) continue
      const started = performance.now()
      known.push(await runRound(host, contender))
      const seconds = ((performance.now() - started) / 1000).toFixed(0)
      process.stderr.write(`${host}, ${contender}, round ${round + 1}: ${seconds} s\n`)
      if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results))
    }
  }
}

async function runRound(host: string, contender: string): Promise<Round> {
  const args = [join(import.meta.dirname, 'hosts/round.ts'), host, contender, root]
  const watches = NO_WATCH.has(host) ? [] : ['watch']
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...watches], { maxBuffer: 1e8 })
  return JSON.parse(/^round: (.*)$/m.exec(stdout)![1]!) as Round
}

const PLACE = /(<!-- Printed by bench\/hosts\.ts\. Do not edit\. -->\n)[\s\S]*?(?=\n<!-- end of hosts -->)/

function writePage(text: string): void {
  const page = new URL('../docs/performance.md', import.meta.url)
  const before = readFileSync(page, 'utf8')
  if (!PLACE.test(before)) throw new Error('docs/performance.md has no place for the table of hosts')
  writeFileSync(
    page,
    before.replace(PLACE, (_, head: string) => `${head}\n${text}\n`),
  )
}
