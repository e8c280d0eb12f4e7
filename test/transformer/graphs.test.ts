import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import type { TelemetryReporter } from '../../runtime/reporter.ts'
import { NO_OPTIMIZATIONS, type Optimizations, resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { writeProgram } from './grammar.ts'
import { CATALOG, writeGraph } from './graphs.ts'
import { createRuntime } from './record.ts'
import { catalog as specCatalog } from './spec.ts'
import { VARIANTS } from './variants.ts'
import { createTelling, weaveAll } from './weave-record.ts'

/** Random programs: by every optimisation alone, and by all, they do and record what they do when nobody has compiled them. */

const { catalog, diagnostics } = parseCatalog(CATALOG, 'scopes.yaml')

const programs = fc.array(fc.nat(719), { minLength: 30, maxLength: 500, size: 'max' }).map((tape) => {
  let at = 0
  return writeGraph((count) => (tape[at++] ?? 0) % count)
})

const options = { numRuns: Number(process.env.GENERATED_RUNS ?? 250) }

beforeAll(() => void vi.spyOn(Date, 'now').mockReturnValue(0))

describe('random graphs of calls', () => {
  test('the catalog has no faults', () => expect(diagnostics).toEqual([]))

  test.each(VARIANTS)(
    '%s',
    async (_name, optimize) => {
      await fc.assert(
        fc.asyncProperty(programs, async (code) => {
          expect(await run(prepare(code, optimize))).toEqual(await run(code))
        }),
        options,
      )
    },
    120_000,
  )

  test('programs of the grammar, in which calls stand in every place', async () => {
    const tapes = fc.array(fc.nat(719), { minLength: 20, maxLength: 400, size: 'max' })
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        let at = 0
        const { code } = writeProgram((count) => (tape[at++] ?? 0) % count)
        expect(await run(prepare(code, resolveOptimizations(), specCatalog))).toEqual(await run(code))
      }),
      options,
    )
  }, 120_000)

  test('programs without a space between things', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (code) => {
        const dense = transformSync(code, { loader: 'ts', minifyWhitespace: true, target: 'esnext' }).code
        expect(await run(prepare(dense, resolveOptimizations()))).toEqual(await run(dense))
      }),
      options,
    )
  }, 120_000)

  test('with a span around every function', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (code) => {
        const expected = await tell(wait(code))
        for (const optimize of [resolveOptimizations(), NO_OPTIMIZATIONS]) {
          const woven = weaveAll(code, 'input.ts', { optimize, catalog })
          expect(woven.count).toBe(11)
          expect(await tell(woven.code)).toEqual(expected)
        }
      }),
      options,
    )
  }, 120_000)

  test('they record, and each optimisation finds something to do', async () => {
    const samples = fc.sample(programs, { numRuns: 100, seed: 1 })
    const texts = samples.map((code) => prepare(code, resolveOptimizations()))
    for (const word of [
      'count(',
      'countIn(',
      'countOf(',
      'run(',
      'sync(',
      'syncIn(',
      'runIn(',
      'open(',
      'emitIn(',
      'finally{',
    ])
      expect({ word, found: texts.some((text) => text.includes(word)) }).toEqual({ word, found: true })
    const events = await Promise.all(samples.map(async (code) => (await run(code)).events.length))
    expect(events.filter((count) => count > 5).length).toBeGreaterThan(50)
  })
})

describe('the guard is awake', () => {
  test.each([
    [
      'a function that starts something is taken for one that does not',
      (text: string) => text.replace('run as', 'sync as'),
    ],
    [
      'a metric has another parent',
      (text: string) => text.replace(/_tcountOf\(\w+/g, "_tcountOf({ frame: { scope: 'other', depth: 9 } }"),
    ],
    ['a metric is of another kind', (text: string) => text.replace('countOf as', 'gaugeOf as')],
    ['a span is not closed', (text: string) => text.replace(/finally\{u\d+\.end\(\)\}/g, 'finally{}')],
  ])('%s', async (_name, spoil) => {
    const samples = fc.sample(programs, { numRuns: 100, seed: 1 })
    let differences = 0
    for (const code of samples) {
      const text = prepare(code, resolveOptimizations())
      if (JSON.stringify(await run(spoil(text))) !== JSON.stringify(await run(code))) differences++
    }
    expect(differences).toBeGreaterThan(0)
  })
})

function prepare(code: string, optimize: Optimizations, names = catalog): string {
  const result = transformSource(code, 'input.ts', createConfig({ mode: 'on', catalog: names, optimize }))
  expect(result.diagnostics).toEqual([])
  return result.code
}

/** The asynchronous functions of a program, with the two turns of the queue that a span takes behind them. */
function wait(code: string): string {
  return code.replace(
    /^async function (f\d)\(/gm,
    (head, name: string) =>
      `async function ${name}(p: number, list: number[]) {
  return await ${name}_(p, list).then((value: any) => value, (error: any) => { throw error })
}
${head.replace(name, `${name}_`)}`,
  )
}

async function tell(code: string): Promise<Told> {
  const telling = createTelling()
  const { trace } = await run(code, telling.reporter)
  return { trace, events: telling.tell() }
}

interface Told {
  readonly trace: readonly string[]
  readonly events: readonly string[]
}

const HELPERS = [
  ...['tele', 'sites', 'log', 'later', 'jobs', 'hop', 'fuel', 'settled', 'start', 'box', 'tag', 'Starter', 'tap'],
] as const

async function run(code: string, reporter?: TelemetryReporter): Promise<Told> {
  const text = code
    .replace(
      /import\{([^}]*)\}from'telescopic\/site';/,
      (_, names: string) => `const {${names.replaceAll(' as ', ':')}} = sites;`,
    )
    .replace(/import ?\{ ?tele ?\} ?from ?['"]telescopic['"];?/, '')
  const { code: js } = transformSync(text, { loader: 'ts', target: 'es2022', logLevel: 'silent' })
  const events: string[] = []
  const { main, sites } = createRuntime(events, false, reporter)
  const helpers = createHelpers(main.tele)
  const main_ = new AsyncFunction(...HELPERS, js)
  try {
    await main_(...[main.tele, sites, ...HELPERS.slice(2).map((name) => helpers[name as keyof typeof helpers])])
  } catch (error) {
    helpers.log(`ended: ${error}`)
  }
  await helpers.settle()
  return { trace: helpers.trace, events }
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** What programs use to wait, to start things, and to hide that they do. */
// biome-ignore lint/suspicious/noExplicitAny: names here are in no catalog of this program
function createHelpers(tele: any) {
  const trace: string[] = []
  const running: Promise<unknown>[] = []
  // Those that fail are waited for late: they are caught at once.
  const jobs = { push: (job: unknown) => void running.push(Promise.resolve(job).catch(() => {})) }
  const log = (...values: unknown[]): void => void trace.push(values.map((one) => String(one)).join('|'))
  const hop = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) await null
  }
  const later = (fn: () => void): void => {
    jobs.push(
      new Promise<void>((resolve) => {
        setImmediate(() => {
          try {
            fn()
          } catch (error) {
            log(String(error))
          }
          resolve()
        })
      }),
    )
  }
  const start = (n: number): number => {
    later(() => tele.count('c', Number(n) || 1))
    jobs.push(hop(2).then(() => tele.count('c', Number(n) || 2)))
    return 1
  }
  const settle = async (): Promise<void> => {
    while (running.length > 0) await Promise.all(running.splice(0))
  }
  const proxy = new Proxy({}, { has: () => !!start(910), deleteProperty: () => !!start(911) })
  const box = {
    ...{ proxy, valueOf: () => start(912), toString: () => String(start(913)) },
    *[Symbol.iterator]() {
      yield start(914)
    },
  }
  Object.defineProperty(box, 'value', { get: () => start(915), set: () => start(916) })
  for (const key of ['1', '2', '3', '4', '5']) Object.defineProperty(box, key, { get: () => start(917) })
  class Starter {
    constructor() {
      start(918)
    }
  }
  const tag = (): number => start(919)
  const tap = (n: unknown, value: unknown): unknown => {
    log(n, typeof value)
    return value
  }
  return {
    trace,
    jobs,
    log,
    hop,
    later,
    start,
    settle,
    box,
    Starter,
    tag,
    tap,
    fuel: { left: 40 },
    settled: Promise.resolve(1),
  }
}
