import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { NO_OPTIMIZATIONS, type Optimizations, resolveOptimizations } from '../../transformer/optimize.ts'
import type { TransformConfig } from '../../transformer/options.ts'
import { recordProgram } from './record.ts'
import { bundleProgram, logs, type Program } from './run.ts'
import { runCommonJs } from './run-commonjs.ts'
import { configOf, pairsOf, readSpecs, type Spec } from './spec.ts'
import { writeFunctions } from './weave-grammar.ts'
import { PROGRAMS } from './weave-programs.ts'
import { createTelling, WOVEN, weaveAll } from './weave-record.ts'

/** Programs of which every function has a span around it do and record what they did, and the spans besides. */

// Some programs record what time it is.
beforeAll(() => void vi.spyOn(Date, 'now').mockReturnValue(0))

const VARIANTS: readonly (readonly [optimize: Optimizations, scopes: readonly string[]])[] = [
  [resolveOptimizations(), WOVEN.slice(0, 1)],
  [NO_OPTIMIZATIONS, WOVEN],
]

describe('specs', () => {
  for (const { file, specs } of readSpecs()) {
    const rows = specs.filter((spec) => !spec.todo && !spec.faults && !spec.exempt?.run && isRunnable(spec))
    if (rows.length > 0)
      describe.concurrent(file, () =>
        test.each(rows)('$name', async (spec) => {
          const { selection: _, ...row } = spec
          await checkSame(
            new Map([...pairsOf(spec)].map(([file, { code }]) => [file, code])),
            spec,
            configOf(row, 'on'),
          )
        }),
      )
  }
})

/** `while (tele.enabled)`, and what it is spelled like, does not end with telemetry on. */
function isRunnable({ onMode, code }: Spec): boolean {
  return onMode !== false && !/(?:while \(|for \(;).*tele\.enabled/.test(code)
}

describe('programs', () => {
  test.each(PROGRAMS)('$name', async ({ files, woven }) => {
    expect(await checkSame(new Map(Object.entries(files)))).toEqual([woven, woven * WOVEN.length])
  })

  test('a function that is called before its own module ran finds the runtime', async () => {
    const { files } = PROGRAMS.find(({ name }) => name.includes('behind other imports'))!
    const { program } = weaveProgram(new Map(Object.entries(files)), resolveOptimizations(), [WOVEN[0]!])
    expect(await runLoaded(program)).toEqual(['b runs|late', 'a runs', '1', 'late'])
  })
})

describe('random functions', () => {
  const tapes = fc.array(fc.nat(719), { minLength: 20, maxLength: 200, size: 'max' })
  const write = (tape: readonly number[]): string => {
    let at = 0
    return writeFunctions((count) => (tape[at++] ?? 0) % count)
  }

  test('do what they did', async () => {
    let [count, programs] = [0, 0]
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const code = write(tape)
        if (!isProgram(code)) return
        const [own = 0] = await checkSame(new Map([['main.cjs', code]]))
        count += own
        programs++
      }),
      { numRuns: Number(process.env.GENERATED_RUNS ?? 1000) },
    )
    expect(programs).toBeGreaterThan(100)
    expect(count).toBeGreaterThan(programs)
  }, 120_000)
})

/** Whether names are declared as the language allows. */
function isProgram(code: string): boolean {
  try {
    return new Function('exports', code) !== undefined
  } catch {
    return false
  }
}

describe('the guard is awake', () => {
  const spoilers: readonly (readonly [string, (code: string) => string])[] = [
    ['the callback has a `this` of its own', (code) => code.replaceAll(/void 0,\(\)=>\{/g, 'void 0,function(){')],
    ['what a function gives is lost', (code) => code.replaceAll('{return _t', '{_t')],
    ['what it throws is lost', (code) => code.replaceAll('throw _te', '')],
    ['a parameter hides its value', (code) => code.replaceAll(/\)=>\(\((\w+)\)=>/g, ')=>(()=>')],
  ]

  test.each(spoilers)('%s', async (_name, spoil) => {
    const differing = await Promise.all(
      PROGRAMS.map(({ files }) =>
        checkSame(new Map(Object.entries(files)), {}, {}, spoil).then(
          () => false,
          () => true,
        ),
      ),
    )
    expect(differing).toContain(true)
  })

  test('a record with another parent', async () => {
    const program = new Map([
      ['main.ts', "import { tele } from 'telescopic'\nexport const f = () => tele.count('hit')\n"],
    ])
    program.set('main.ts', `${program.get('main.ts')}tele('job', () => f())\nlog(1)\n`)
    await expect(checkSame(program, {}, {}, (code) => code)).resolves.toEqual([1, 2])
    const outside = (code: string) => code.replace('() => f()', '() => {});f(')
    await expect(checkSame(program, {}, {}, outside)).rejects.toThrow()
  })
})

/** Compares a program with itself when all its functions are woven. Gives how many were. */
async function checkSame(
  program: Program,
  { decorators }: { readonly decorators?: 'legacy' } = {},
  config: Partial<TransformConfig> = {},
  spoil = (code: string): string => code,
): Promise<number[]> {
  const plain = await tellProgram(program, decorators)
  expect(plain.trace.length + plain.records.length).toBeGreaterThan(0)
  const counts: number[] = []
  for (const [optimize, scopes] of VARIANTS) {
    const woven = weaveProgram(program, optimize, scopes, config)
    const spoiled = new Map([...woven.program].map(([file, code]) => [file, spoil(code)]))
    expect(await tellProgram(spoiled, decorators), [...spoiled.values()].join('\n---\n')).toEqual(plain)
    counts.push(woven.count)
  }
  return counts
}

function weaveProgram(
  program: Program,
  optimize: Optimizations,
  scopes: readonly string[],
  config: Partial<TransformConfig> = {},
): { readonly program: Program; readonly count: number } {
  const woven = [...program].map(([file, code]) => ({ file, ...weaveAll(code, file, { ...config, optimize }, scopes) }))
  return {
    program: new Map(woven.map(({ file, code }) => [file, code])),
    count: woven.reduce((sum, { count }) => sum + count, 0),
  }
}

async function tellProgram(program: Program, decorators?: 'legacy') {
  const { reporter, tell } = createTelling()
  const isCommonJs = [...program.keys()][0]!.endsWith('.cjs')
  const trace = isCommonJs
    ? await runCommonJs(program, reporter)
    : (await recordProgram(program, decorators, { reporter })).trace
  return { trace, records: tell() }
}

/** Runs a program with the runtime itself among its modules, in the order in which a bundle runs them. */
async function runLoaded(program: Program): Promise<readonly string[]> {
  const id = 'loaded'
  const trace: string[] = []
  logs.set(id, (...values) => void trace.push(values.map(String).join('|')))
  const runtime = (file: string) => new URL(`../../runtime/${file}.ts`, import.meta.url).pathname
  const text = await bundleProgram(
    program,
    { enabled: false },
    {
      id,
      modules: {
        name: 'runtime',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^telescopic$/ }, () => ({ path: runtime('index') }))
          onResolve({ filter: /^telescopic\/site$/ }, () => ({ path: runtime('compiled') }))
        },
      },
    },
  )
  await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  return trace
}
