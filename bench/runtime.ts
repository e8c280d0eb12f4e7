import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { CASES } from './cases.ts'
import { compileCalls } from './compile-calls.ts'
import type { Measured } from './one.ts'

/**
 * `pnpm bench:runtime`: measures every case on the Node that runs this and on those that `TELESCOPIC_NODES` names (paths,
 * separated by `:`), some of them also without the optimising compilers. Prints a table; `UPDATE_DOCS=1` also writes it into
 * `docs/performance.md`. `ONLY` measures the cases with this in their names, and writes those rows. Compare ratios: nanoseconds are those of the machine, and of what else it does.
 */

const ONLY = process.env.ONLY ?? ''
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const root = new URL('../', import.meta.url).pathname
const folder = `${root}node_modules/.cache/telescopic-bench`
const script = `${folder}/one.mjs`
const page = `${root}docs/performance.md`
const run = promisify(execFile)

const TIERS: [string, string[]][] = [
  ['interpreter', ['--no-opt', '--no-maglev', '--no-sparkplug']],
  ['baseline', ['--no-opt', '--no-maglev', '--always-sparkplug']],
]

mkdirSync(folder, { recursive: true })
await build({
  entryPoints: [`${root}bench/one.ts`],
  outfile: script,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [compileCalls(root)],
})

const nodes = [process.execPath, ...(process.env.TELESCOPIC_NODES ?? '').split(':').filter((path) => path !== '')]
const versions: string[] = []
for (const node of nodes) versions.push((await run(node, ['--version'])).stdout.trim())

const tables = [await printCases(), ...(ONLY === '' ? [await printTiers()] : [])]
const text = `\n${tables.join('\n')}\n`
console.log(text)
if (process.env.UPDATE_DOCS === '1') writeFileSync(page, updatePage(readFileSync(page, 'utf8'), text))

/** The whole table, or, with `ONLY`, those rows of it: of a cell that something else has disturbed. */
function updatePage(old: string, text: string): string {
  if (ONLY === '') return old.replace(/(?<=<!-- printed: bench -->\n)[\s\S]*?(?=<!-- end -->)/, text)
  const rows = text.split('\n').filter((line) => CASES.some(({ name }) => line.startsWith(`| ${name} |`)))
  return rows.reduce((page, row) => {
    const start = page.indexOf(row.slice(0, row.indexOf('|', 2) + 1))
    return page.slice(0, start) + row + page.slice(page.indexOf('\n', start))
  }, old)
}

async function printCases(): Promise<string> {
  const rows: string[][] = []
  for (const { name } of CASES.filter((one) => one.name.includes(ONLY))) {
    const cells: string[] = []
    for (const node of nodes) cells.push(printCell(await measureCase(node, [], name), await countBytes(node, name)))
    rows.push([name, ...cells])
    process.stderr.write(`${rows.at(-1)!.join(' | ')}\n`)
  }
  return printTable(['', ...versions.map((version) => `Node ${version.slice(1)}`)], rows)
}

async function printTiers(): Promise<string> {
  const rows: string[][] = []
  for (const { name } of CASES.filter(({ cold }) => cold)) {
    const cells: string[] = []
    for (const node of nodes) {
      for (const [, flags] of TIERS) cells.push(`${format((await measureCase(node, flags, name)).ns)} ns`)
    }
    rows.push([name, ...cells])
    process.stderr.write(`${rows.at(-1)!.join(' | ')}\n`)
  }
  const head = versions.flatMap((version) => TIERS.map(([tier]) => `${version.slice(1).split('.')[0]}, ${tier}`))
  return printTable(['cold, on Node', ...head], rows)
}

/** The best of some rounds: noise of the machine only ever adds. */
async function measureCase(node: string, flags: readonly string[], name: string): Promise<Measured> {
  let best: Measured | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await run(node, [...flags, script, name], { env: { NODE_ENV: 'production' } })
    const measured = JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured
    if (best === undefined || measured.ns / measured.clockNs < best.ns / best.clockNs) best = measured
  }
  return best!
}

async function countBytes(node: string, name: string): Promise<number> {
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']
  const { stdout } = await run(node, [...flags, script, name, 'bytes'], { env: { NODE_ENV: 'production' } })
  return Number(stdout.trim().split('\n').at(-1))
}

function printCell({ ns, clockNs }: Measured, bytes: number): string {
  return `${format(ns)} ns ×${(ns / clockNs).toFixed(2)} ${Math.max(0, Math.round(bytes))} B`
}

function format(ns: number): string {
  return ns < 10 ? ns.toFixed(1) : ns.toFixed(0)
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map((_, index) => (index === 0 ? '---' : '---:'))) + rows.map(line).join('')
}
