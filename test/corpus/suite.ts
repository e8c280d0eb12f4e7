import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { MODULES, type Texts } from './bundle.ts'
import { CACHE, readSources } from './fetch.ts'
import type { CorpusPackage } from './packages.ts'

/** A package's own tests, run on the plain program, on what is left without telemetry, and with telemetry that records. */

export type State = 'plain' | 'off' | 'on'

/** A test by its full name, with its outcome. */
export type Outcomes = ReadonlyMap<string, string>

export interface SuiteRun {
  readonly outcomes: Outcomes
  /** How much was recorded; 0 but for the state `on`. */
  readonly records: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs the tests whose paths match, with texts in place of the files. */
export function runSuite(source: CorpusPackage, state: State, texts: Texts, tests: RegExp): SuiteRun {
  const folder = join(CACHE, `suite-${source.name.replaceAll('/', '-')}-${state}-${process.pid}`)
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  for (const { path, text } of readSources(source)) {
    if (isTest(path) && !tests.test(path)) continue
    mkdirSync(dirname(join(folder, 'src', path)), { recursive: true })
    writeFileSync(join(folder, 'src', path), isTest(path) ? text : lower(texts.get(path) ?? text))
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'vitest.config.mjs'), writeConfig(source, state))
  writeFileSync(join(folder, 'record.ts'), RECORD)
  try {
    runVitest(folder)
    const records =
      state === 'on' ? readFileSync(join(folder, 'records.txt'), 'utf8').trim().split('\n').map(Number) : []
    return { outcomes: readOutcomes(folder), records: records.reduce((sum, count) => sum + count, 0) }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** Decorators and `using` to what Node runs, in all three states alike. */
function lower(text: string): string {
  return transformSync(text, { loader: 'ts', target: 'es2022', logLevel: 'silent' }).code
}

export function isTest(path: string): boolean {
  return /(^|\/)(tests?|__tests__|benchmarks)\/|\.(test|spec)\.[cm]?tsx?$/.test(path)
}

/** Failures are outcomes like others: some tests of a package need what is not in its tarball. */
function runVitest(folder: string): void {
  try {
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json', '--outputFile=results.json'],
      {
        cwd: folder,
        stdio: 'ignore',
        env: { ...process.env, CI: 'true' },
      },
    )
  } catch {
    // The file with the outcomes is read in either case, and its absence is an error.
  }
}

function readOutcomes(folder: string): Outcomes {
  const { testResults } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as {
    testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[]
  }
  const outcomes = new Map<string, string>()
  for (const { name, status, assertionResults } of testResults) {
    const file = name.slice(name.lastIndexOf('/src/') + 5)
    if (assertionResults.length === 0) outcomes.set(file, status)
    for (const [index, one] of assertionResults.entries()) outcomes.set(`${file} ${index} ${one.fullName}`, one.status)
  }
  return outcomes
}

function writeConfig({ name }: CorpusPackage, state: State): string {
  const modules = JSON.stringify(Object.fromEntries(MODULES))
  return `import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
const modules = ${modules}
const own = (id) => [resolve('src', id + '.ts'), resolve('src', id, 'index.ts')].find((file) => existsSync(file))
export default {
  plugins: [{
    name: 'modules of the corpus',
    enforce: 'pre',
    resolveId(id) {
      if (${state === 'on'} && id in modules) return modules[id]
      if (id === ${JSON.stringify(name)}) return resolve('src/index.ts')
      return id.startsWith(${JSON.stringify(`${name}/`)}) ? own(id.slice(${name.length + 1})) : undefined
    },
  }],
  test: {
    include: ['src/**/*.test.ts'],
    setupFiles: ${state === 'on' ? "['record.ts']" : '[]'},
    testTimeout: 60_000,
    maxWorkers: 2,
  },
}
`
}

const RECORD = `import { appendFileSync } from 'node:fs'
import { afterAll } from 'vitest'
import { tele } from 'telescopic'
let count = 0
const note = () => { count++ }
tele.configure({ enabled: true, reporters: [{ recordTiming: note, recordMetric: note, recordEvent: note }] })
afterAll(() => appendFileSync('records.txt', count + '\\n'))
`
