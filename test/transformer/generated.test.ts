import { transformSync } from 'esbuild'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { writeProgram } from './grammar.ts'
import { catalog } from './spec.ts'

/** Random programs: without telemetry they are their twins, and with it they do what the twins do. */

/** Choices in a row; with none left the simplest way is taken, so that shorter tapes are smaller programs. */
const programs = fc.array(fc.nat(719), { minLength: 20, maxLength: 400, size: 'max' }).map((tape) => {
  let at = 0
  return writeProgram((count) => (tape[at++] ?? 0) % count)
})

const options = { numRuns: Number(process.env.GENERATED_RUNS ?? 300) }

describe('generated programs', () => {
  test('compiled without telemetry are their twins', () => {
    fc.assert(
      fc.property(programs, ({ code, twin }) => {
        const off = erase(code)
        expect(print(off, {})).toBe(print(twin, {}))
        expect(print(off, { minify: true })).toBe(print(twin, { minify: true }))
        // tsc keeps parentheses, of which the twin has too many; a second printer takes them out.
        expect(print(transpile(off), {})).toBe(print(transpile(twin), {}))
      }),
      options,
    )
  }, 60_000)

  test('run with telemetry do what their twins do', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ code, twin }) => {
        const expected = await run(twin, true)
        if (!code.includes('tele.enabled')) expect(await run(code, true)).toEqual(expected)
        expect(await run(code, false)).toEqual(expected)
      }),
      options,
    )
  }, 60_000)
})

describe('large programs', () => {
  const many = (write: (index: number) => string): string => Array.from({ length: 5000 }, (_, i) => write(i)).join('\n')
  const nest = (open: string, close: string): string => open.repeat(1000) + close.repeat(1000)

  test.each([
    ['calls without semicolons', many((i) => `let a${i} = 1\ntele.count('hit')`)],
    ['spans of one name', many(() => "tele('job', (span) => { span.count('retries'); log(1) })")],
    ['handles', many(() => "{ using s = tele('job'); s.count('retries'); log(1) }")],
    ['functions by name', many((i) => `function f${i}() {}\ntele('job', f${i})`)],
    ['metadata by name', many((i) => `const m${i} = {}\nconst s${i} = tele('job', m${i})\ns${i}.end()`)],
    ['conditions', many(() => 'if (tele.enabled) log(1)')],
    ['nested blocks', nest("tele('job', (span) => { log(1); ", '})')],
    [
      'nested returns',
      `log(${nest("tele('job', (span) => { span.end(); return ", '})').replace('return }', 'return 1 }')})`,
    ],
    ['nested conditions', `${'if (tele.enabled) log(0); else '.repeat(1000)}log(1)`],
  ])('%s take no longer than their size', (_name, body) => {
    const start = performance.now()
    expect(erase(`import { tele } from 'telescopic'\n${body}`)).not.toContain('tele')
    // They take a fifth of a second; what is quadratic takes half a minute.
    expect(performance.now() - start).toBeLessThan(5000)
  })
})

function erase(code: string): string {
  const config = createConfig({ mode: 'off', catalog })
  const { code: off, diagnostics } = transformSource(code, 'input.ts', config)
  expect(diagnostics).toEqual([])
  return off
}

function print(code: string, { minify = false }: { minify?: boolean }): string {
  return transformSync(code, { loader: 'ts', minify, logLevel: 'silent' }).code
}

function transpile(code: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    removeComments: true,
  }
  return ts.transpileModule(code, { compilerOptions }).outputText
}

/** What a program logs, and the message of the error that it ends with. */
async function run(code: string, enabled: boolean): Promise<readonly string[]> {
  const { code: js } = transformSync(code.replace(/^import .*\n/, ''), {
    loader: 'ts',
    target: 'es2022',
    logLevel: 'silent',
  })
  const { tele } = createTestTelemetry()
  if (!enabled) tele.configure({ enabled })
  const trace: string[] = []
  const log = (...values: unknown[]): void => {
    trace.push(values.map(describeValue).join('|'))
  }
  const tap = (n: unknown, value: unknown): unknown => {
    log(n, value)
    return value
  }
  try {
    await new AsyncFunction('tele', 'log', 'tap', `'use strict';\n${js}`)(tele, log, tap)
  } catch (error) {
    trace.push(String(error))
  }
  return trace
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** Functions are told by their kind: their text and name are not the same in the two programs. */
function describeValue(value: unknown): string {
  return typeof value === 'function' ? 'function' : String(value)
}
