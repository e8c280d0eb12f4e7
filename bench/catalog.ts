import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadCatalog } from '../dist/catalog/index.js'
import { HOSTILE } from '../test/catalog/hostile.ts'
import { measureBundle, measureCompletion, writeProgram } from './catalog/compilers.ts'
import { installPeer, PEERS } from './catalog/peers.ts'
import { printSynthetic } from './catalog/synthetic.ts'

/**
 * What a catalog costs: `pnpm bench:catalog [--rounds 3] [--scopes 10000]`. CPU seconds of whole processes, all their
 * threads and children; contenders take turns, the best round counts. What is being done is told on stderr.
 */

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, scopes: { type: 'string', default: '10000' } },
})
const [rounds, scopes] = [Number(values.rounds), Number(values.scopes)]
const root = join(import.meta.dirname, '..')
const SIZES = [scopes / 10, scopes, scopes * 5]

const COMPILERS = [
  { name: 'typescript59', title: '5.9', target: 4 },
  { name: 'typescript', title: '6.0', target: 4 },
  { name: 'typescript7', title: '7.0', target: 0.8 },
] as const

const folder = mkdtempSync(join(tmpdir(), 'telescopic-bench-'))
// Below the package, so that the compilers find `telescopic` as a user's would.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
const program = mkdtempSync(join(root, 'node_modules/.cache/bench-catalog-'))
try {
  await main()
} finally {
  for (const each of [folder, program]) rmSync(each, { recursive: true, force: true })
}

async function main(): Promise<void> {
  print(`${scopes} scopes, best of ${rounds} rounds, Node ${process.versions.node}, ${cpus().length} cores\n`)
  compareGenerators()
  const { rebuild } = JSON.parse(runOurs(scopes, String(scopes)).stdout)
  compareCompilers()
  tell('completion')
  const completion = measureCompletion(program, 6)
  print('| beside that | measured | target |')
  print('| --- | ---: | ---: |')
  print(`| generating again after a change of one scope | ${rebuild.toFixed(0)} ms | 150 ms |`)
  print(`| ${completion.names} names in \`tele('')\`, after a keystroke | ${completion.ms.toFixed(0)} ms | 80 ms |`)
  print(`| bundle of three constants | ${await measureBundle(program)} B | 120 B |`)
  print(`| slowest of ${HOSTILE.length} hostile catalogs | ${measureHostile()} | 2 s, 5 s for the huge |\n`)
}

interface Run {
  readonly cpu: number
  readonly stdout: string
}

/** Runs a command and counts the CPU time of it and of its children, as the shell does. */
function run(command: readonly string[], cwd: string): Run {
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null; exit 0'
  const clock = join(folder, 'clock')
  const stdout = execFileSync('bash', ['-c', `{ ${script.replace('; exit 0', '')}; } 2>"$0"`, clock, ...command], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  const [user, system] = execFileSync('tail', ['-n', '1', clock], { encoding: 'utf8' }).trim().split(' ').map(Number)
  return { cpu: user! + system!, stdout }
}

function runOurs(count: number, ...more: string[]): Run {
  const path = join(folder, `scopes-${count}.yaml`)
  writeFileSync(path, printSynthetic(count))
  return run([process.execPath, join(import.meta.dirname, 'catalog/ours.ts'), path, ...more], folder)
}

/** Ours at three sizes, the peers at the middle one. */
function compareGenerators(): void {
  const best = new Map<string, { cpu: number; rss?: number }>()
  const keep = (name: string, cpu: number, rss?: number): void => {
    if (cpu < (best.get(name)?.cpu ?? Number.POSITIVE_INFINITY)) best.set(name, { cpu, ...(rss && { rss }) })
  }
  const peers = PEERS.flatMap((peer) => {
    tell(`installing ${peer.name}`)
    const place = installPeer(peer, join(folder, peer.name))
    return place ? [{ ...peer, place, command: peer.prepare(place, scopes) }] : []
  })
  for (let round = 1; round <= rounds; round++) {
    tell(`generators, round ${round} of ${rounds}`)
    for (const size of SIZES) {
      const { cpu, stdout } = runOurs(size)
      keep(String(size), cpu, JSON.parse(stdout).rss)
    }
    for (const { name, place, command } of peers) keep(name, run([process.execPath, ...command], place).cpu)
  }
  const own = best.get(String(scopes))!.cpu
  print('| generating | CPU s | MB | of ours | target |')
  print('| --- | ---: | ---: | ---: | ---: |')
  for (const size of SIZES) {
    const { cpu, rss } = best.get(String(size))!
    const target = size === scopes ? '1.0 s, 300 MB' : ''
    print(
      `| telescopic, ${size} scopes: parse, check, lint, print, write | ${cpu.toFixed(2)} | ${rss?.toFixed(0)} | ${(cpu / own).toFixed(2)} | ${target} |`,
    )
  }
  for (const { name } of PEERS) {
    const cpu = best.get(name)?.cpu
    print(
      `| ${name}, ${scopes} entries, no lint | ${cpu === undefined ? 'not installed' : `${cpu.toFixed(2)} | | ${(cpu / own).toFixed(2)}`} | |`,
    )
  }
  const slope = (small: number, large: number): string =>
    (best.get(String(large))!.cpu / best.get(String(small))!.cpu / (large / small)).toFixed(2)
  print(
    `\nGrowth, of linear: ${slope(SIZES[0]!, SIZES[1]!)} from ${SIZES[0]} to ${SIZES[1]}, ${slope(SIZES[1]!, SIZES[2]!)} from ${SIZES[1]} to ${SIZES[2]} (target: 1.2).\n`,
  )
}

function compareCompilers(): void {
  writeProgram(program, scopes, 2000)
  print(`| checking 2000 calls | CPU s | target |`)
  print('| --- | ---: | ---: |')
  for (const { name, title, target } of COMPILERS) {
    tell(`TypeScript ${title}`)
    const command = [process.execPath, join(root, 'node_modules', name, 'bin/tsc'), '-p', '.']
    const runs = Array.from({ length: rounds }, () => run(command, program))
    if (runs.some(({ stdout }) => stdout.includes('error TS')))
      throw new Error(`TypeScript ${title} refuses the program`)
    print(`| TypeScript ${title} | ${Math.min(...runs.map(({ cpu }) => cpu)).toFixed(2)} | ${target} |`)
  }
  print('')
}

function measureHostile(): string {
  const times = HOSTILE.map(({ name, text, files = {} }, index) => {
    const place = join(folder, `hostile-${index}`)
    mkdirSync(place)
    writeFileSync(join(place, 'scopes.yaml'), text)
    for (const [file, content] of Object.entries(files)) writeFileSync(join(place, file), content)
    const start = performance.now()
    loadCatalog(join(place, 'scopes.yaml'), 'scopes.yaml')
    return { name, ms: performance.now() - start }
  })
  const [slowest] = times.toSorted((a, b) => b.ms - a.ms)
  return `${slowest!.ms.toFixed(0)} ms, ${slowest!.name}`
}

function tell(what: string): void {
  process.stderr.write(`${what}\n`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
