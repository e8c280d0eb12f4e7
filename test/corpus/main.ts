import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PACKAGES } from './packages.ts'
import { type PackageReport, reportPackage } from './report.ts'
import { printCounts, printTable } from './table.ts'
import { reportWoven } from './woven.ts'

/**
 * `pnpm corpus [--seed n] [--package name]…`: writes telemetry all over npm packages, takes it out again, and compares
 * with the packages as they are. Prints a table; exits with 1 at a difference. `--woven` puts a span around every function of
 * the packages that are run, and compares what they answer.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    package: { type: 'string', multiple: true },
    woven: { type: 'boolean', default: false },
    worker: { type: 'string' },
  },
})
const seed = Number(values.seed)
if (values.worker) await work(values.worker)
else process.exitCode = values.woven ? await leadWoven() : await lead()

/** Works on one package in a process of its own, and sends what it found. */
async function work(name: string): Promise<void> {
  const source = PACKAGES.find((one) => one.name === name)!
  const onProgress = (done: number, all: number): void => {
    if (done % 100 === 0) process.stderr.write(`${name}: ${done} of ${all} files\n`)
  }
  process.send!(await reportPackage(source, { seed, whole: true, onProgress }))
}

async function lead(): Promise<number> {
  const chosen = PACKAGES.filter(({ name }) => !values.package || values.package.includes(name))
  const queue = [...chosen]
  const reports: PackageReport[] = []
  const next = async (): Promise<void> => {
    for (let source = queue.shift(); source; source = queue.shift()) reports.push(await startWorker(source.name))
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, next))
  reports.sort(
    (a, b) =>
      chosen.findIndex((one) => a.name.startsWith(one.name)) - chosen.findIndex((one) => b.name.startsWith(one.name)),
  )
  console.log(printReports(reports))
  return reports.some(({ differences }) => differences.length > 0) ? 1 : 0
}

async function leadWoven(): Promise<number> {
  const chosen = PACKAGES.filter(({ plays, tests }) => plays || tests)
  let differs = false
  for (const source of chosen.filter(({ name }) => !values.package || values.package.includes(name))) {
    const { differences, name, files, functions, answers, records } = await reportWoven(source)
    for (const text of differences.slice(0, 20)) console.log(`\n${text}`)
    console.log(`| ${[name, files, functions, answers, records, differences.length].join(' | ')} |`)
    differs ||= differences.length > 0
  }
  return differs ? 1 : 0
}

function startWorker(name: string): Promise<PackageReport> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--worker', name, '--seed', `${seed}`])
    let report: PackageReport | undefined
    child.on('message', (message) => {
      report = message as PackageReport
    })
    child.on('exit', (code, signal) =>
      report ? resolve(report) : reject(new Error(`${name} ended with ${code ?? signal} and no report`)),
    )
  })
}

function printReports(reports: readonly PackageReport[]): string {
  return [
    ...reports.flatMap(({ differences }) => differences.map((text) => `\n${text}`)),
    printTable(reports),
    printCounts(
      'form',
      reports.map((one) => one.forms),
    ),
    printCounts(
      'place',
      reports.map((one) => one.places),
    ),
  ].join('\n\n')
}
