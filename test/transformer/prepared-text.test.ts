import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { CATALOG, generateModule } from '../../bench/transform/corpus.ts'
import { parseCatalog } from '../../catalog/index.ts'
import { createPlaceFinder } from '../../report/index.ts'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { findTokens } from '../../transformer/tokens.ts'
import { transformSource } from '../../transformer/transform.ts'
import { readFences, readPageCatalog } from '../fences.ts'
import { catalog, configOf, pairsOf, readSpecs } from './spec.ts'

/** The text of a build with telemetry: what the page shows, what stays as it is, what it weighs, where its maps lead. */

const optimize = resolveOptimizations()
const HEAD = "import { tele } from 'telescopic'\n"

function prepare(code: string, given: Partial<Parameters<typeof createConfig>[0]> = {}): string {
  const result = transformSource(code, 'src/input.ts', createConfig({ mode: 'on', catalog, optimize, ...given }))
  expect(result.diagnostics).toEqual([])
  return result.code
}

describe('docs/optimizations.md', () => {
  const fences = readFences(readFileSync(new URL('../../docs/optimizations.md', import.meta.url), 'utf8'))
  const programs = fences.filter(({ language }) => language === 'ts')
  const pairs = programs.flatMap((fence, index) => (index % 2 === 0 ? [[fence, programs[index + 1]!] as const] : []))

  test('has pairs', () => {
    expect(pairs.length).toBeGreaterThan(3)
    for (const [{ info }, other] of pairs) expect([info, other.info]).toEqual(['written', 'prepared'])
  })

  test.each(pairs)('line $line', (written, prepared) => {
    expect(prepare(written.text, { catalog: readPageCatalog(fences) })).toBe(prepared.text)
  })
})

test.each([
  ["const { tele } = require('telescopic')", "const { tele } = require('telescopic');"],
  ["const tele = require('telescopic').tele;", "const tele = require('telescopic').tele;"],
  ["import T = require('telescopic')", "import T = require('telescopic');"],
])('%s loads sites in the same way', (load, behind) => {
  const name = load.includes('T =') ? 'T.tele' : 'tele'
  expect(prepare(`'use strict'\n${load}\n${name}.count('hit')\n`)).toBe(
    `'use strict'\n${behind}var{site:_tsite,count:_tcount}=require('telescopic/site');var _t1:any;\n` +
      "void((_t1??=_tsite('hit')).interest&&_tcount(_t1))\n",
  )
})

describe('what stays as it is', () => {
  test.each([
    ['a call to the left of **', "log(tele.count('hit') ** 2)"],
    ['a call that is marked as pure', "/* @__PURE__ */ tele.count('hit')"],
    ['what could be a function', "{ using s = tele('job', given); log(1) }"],
    ['a set-up by an optional call', 'tele?.flush?.()'],
    ['a superclass', "class A extends tele.count('hit') {}"],
  ])('%s', (_name, code) => {
    expect(prepare(HEAD + code)).toBe(HEAD + code)
  })

  test.each([
    ['a wrapper', "export const f = tele.wrap('job', () => 1)", "export const f = _twrap('job', () => 1)"],
    ['a bound counter', "const hits = tele.counter('hit'); hits.add()", "const hits = _tcounter('hit'); hits.add()"],
    ['the switch', 'if (tele.enabled) log(1)', 'if (_tenabled()) log(1)'],
    ['the set-up', "tele.configure({}); tele['flush']()", '_tconfigureWith({}); _tflush()'],
    [
      'a set-up with options',
      "tele.configure({ reporters, 'enabled': on(), errorMessages, filter() { return true } },)",
      "_tconfigureWith({ reporters, 'enabled': on(), errorMessages, filter() { return true } },{reporters:_ttakeReporters,enabled:_ttakeFlag,errorMessages:_ttakeFlag},)",
    ],
    ['a set-up whose options are elsewhere', 'tele.configure(options)', '_tconfigure(options)'],
    ['a set-up with more than can be seen', 'tele.configure({ ...options })', '_tconfigure({ ...options })'],
    ['a set-up with a name that is put together', 'tele.configure({ [x]: 1 })', '_tconfigure({ [x]: 1 })'],
    ['a set-up with a getter', 'tele.configure({ get enabled() {} })', '_tconfigure({ get enabled() {} })'],
    ['a set-up with a prototype', 'tele.configure({ __proto__: x })', '_tconfigure({ __proto__: x })'],
    [
      'a using of another kind',
      "{ await using s = tele.wrap('job', open)(); }",
      "{ await using s = _twrap('job', open)(); }",
    ],
  ])('%s is a function of its own', (_name, code, prepared) => {
    const names = [...new Set(prepared.match(/(?<=_t)[a-zA-Z]+/g))].map((name) => `${name} as _t${name}`)
    expect(prepare(HEAD + code)).toBe(`${HEAD.trimEnd()};import{${names}}from'telescopic/site';\n${prepared}`)
  })

  test.each([
    ['[]', 'takeOwnReporters'],
    ['[memory, (consoleReporter() as any)]', 'takeOwnReporters'],
    ['[other()]', 'takeReporters'],
    ['[...[memoryReporter()]]', 'takeReporters'],
    ['[consoleReporter(), ,]', 'takeReporters'],
    ['[chromeTraceReporter()]', 'takeReporters'],
    ['(() => [consoleReporter()])()', 'takeReporters'],
    ['((consoleReporter) => [consoleReporter()])(other)', 'takeReporters'],
  ])('a set-up with the reporters %s', (list, taker) => {
    const code = `${HEAD}import { chromeTraceReporter } from 'telescopic/chrome-trace'
import { consoleReporter } from 'telescopic/console'
import { memoryReporter } from 'telescopic/memory'
const memory = memoryReporter()
tele.configure({ reporters: ${list} })`
    expect(prepare(code)).toContain(`_tconfigureWith({ reporters: ${list} },{reporters:_t${taker}})`)
  })

  test.each([
    ['loaded when it is needed', "const { tele } = await import('telescopic')\ntele.count('hit')\nexport {}\n"],
    ['loaded by a function', "function f() { const { tele } = require('telescopic'); tele.count('hit') }\n"],
  ])('a file in which tele is %s', (_name, code) => {
    expect(prepare(code)).toBe(code)
  })

  test('what a metric becomes whose span a selection has taken out', () => {
    const code = `${HEAD}tele('job', (span) => span.count('retries'))\ntele.gauge('depth', 1)\n`
    const text = prepare(code, { selection: { level: 'trace', keep: [], drop: ['job'] } })
    expect(text).toContain("tele.count('job.retries')")
    expect(text).toContain('_tgauge(')
  })

  test('what has been prepared by another host', () => {
    const once = prepare(`${HEAD}tele.count('hit')\ntele('job', () => log(1))\n`)
    expect(prepare(once)).toBe(once)
  })
})

test('lines stay where they are', () => {
  const code = `${HEAD}tele.count(\n  'hit',\n  1\n)\ntele('job', (span) => {\n  span\n    .count(\n'retries')\n})\nlog('end')\n`
  const lines = prepare(code).split('\n')
  expect(lines).toHaveLength(code.split('\n').length)
  expect(lines.findIndex((line) => line.includes("'end'"))).toBe(
    code.split('\n').findIndex((line) => line.includes("'end'")),
  )
})

describe('using', () => {
  test.each([
    [
      'a name behind it that a function before it mentions',
      'const f = () => late; using s = tele("job"); const late = 1; log(f())',
    ],
    ['a function behind it', 'using s = tele("job"); function f() {}; log(f)'],
    ['an enum behind it', 'using s = tele("job"); enum E { a }; log(E.a)'],
    ['another resource beside it', 'using r = open(), s = tele("job"); log(r)'],
    ['a name behind it in its own metadata', 'using s = tele("job", { size: late }); const late = 1'],
    ['an eval before it', 'eval("1"); using s = tele("job"); log(1)'],
  ])('stays where there is %s', (_name, body) => {
    expect(prepare(`${HEAD}function f() { ${body} }\n`)).toContain('using ')
  })

  test('stays at the top of a module', () => {
    expect(prepare(`${HEAD}using s = tele('job')\nexport const a = 1\n`)).toContain('using s')
  })

  test('goes where there is no space between statements', () => {
    const text = prepare(
      `${HEAD}function f() {using s = tele('job');tele.count('hit');{using r = tele('job');r.count('retries')}}tele.count('hit')`,
    )
    expect(text.split('\n')[1]).toBe(
      "function f() {const s = _tenter(_t3??=_tsite('job'));try{void((_t1??=_tsite('hit')).interest&&_tcount(_t1));" +
        "{const r = _topen(_t3??=_tsite('job'));try{void((_t2??=_tsite('job.retries')).interest&&_tcountOf(r,_t2))}finally{r.end()}}" +
        "}finally{_tleave(_t3,s)}}void((_t1??=_tsite('hit')).interest&&_tcount(_t1))",
    )
  })

  test('goes where nothing is in its way', () => {
    const text = prepare(`${HEAD}function f() { log(0); using s = tele('job'); let a = 1; class B {}; log(a, B) }\n`)
    expect(text).toContain("const s = _tenter(_t1??=_tsite('job'));try{ let a = 1")
    expect(text).toContain('}finally{_tleave(_t1,s)}}')
  })
})

describe('what is deep', () => {
  const many = (write: (index: number) => string): string => Array.from({ length: 5000 }, (_, i) => write(i)).join('\n')

  test.each([
    ['functions that call each other', `${many((i) => `function f${i}() { return f${i + 1}() }`)}\ntele('job', f0)`],
    [
      'variables made of each other',
      `let a0 = 0\n${many((i) => `let a${i + 1} = a${i}`)}\ntele('job', () => a5000 + 1)`,
    ],
    ['spans in spans', `${"tele('job', (s) => { s.end(); ".repeat(300)}${'})'.repeat(300)}`],
  ])('%s are not looked through to the end', (_name, body) => {
    expect(/_t(?:run|sync)(?:Bare)?\(/.test(prepare(HEAD + body))).toBe(true)
  })

  test('a block full of resources stays as it is', () => {
    const body = many((i) => `using s${i} = tele('job'); let x${i} = 1`)
    expect(prepare(`${HEAD}function f() { ${body} }\n`)).toContain('using s0')
  })
})

describe('provenance', () => {
  test('is file and line of each call, from the root', () => {
    const config = createConfig({ mode: 'on', catalog, optimize, provenance: '/home/me/project' })
    const code = `${HEAD}tele.count('hit')\ntele('job', (s) => s.count('retries'))\ntele.count('hit')\n`
    const text = transformSource(code, '/home/me/project/src/a.ts', config).code
    for (const call of [
      '\'hit\',"src/a.ts:2"',
      '\'job\',"src/a.ts:3"',
      '\'job.retries\',"src/a.ts:3"',
      '\'hit\',"src/a.ts:4"',
    ])
      expect(text).toContain(`_tsite(${call})`)
  })
})

describe('weight', () => {
  const MODULES = 60
  const { catalog: own } = parseCatalog(CATALOG, 'scopes.yaml')

  /** A bundle of the modules of the benchmark, minified and compressed; the runtime is not in it. */
  async function weigh(isPrepared: boolean): Promise<{ bytes: number; calls: number }> {
    let calls = 0
    const load = (index: number): string => {
      const config = createConfig({ mode: 'on', catalog: own, ...(isPrepared && { optimize }) })
      const { code, uses } = transformSource(generateModule(index, true), `m${index}.ts`, config)
      calls += uses.length
      return code
    }
    const entry = Array.from({ length: MODULES }, (_, index) => `export * as m${index} from 'module:${index}'`).join(
      '\n',
    )
    const { outputFiles } = await build({
      stdin: { contents: entry },
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
      plugins: [
        {
          name: 'modules',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /^module:/ }, ({ path }) => ({ path: path.slice(7), namespace: 'module' }))
            onResolve({ filter: /.*/, namespace: 'module' }, ({ path }) => ({ path, external: true }))
            onLoad({ filter: /.*/, namespace: 'module' }, ({ path }) => ({
              contents: load(Number(path)),
              loader: 'ts',
            }))
          },
        },
      ],
    })
    return { bytes: gzipSync(outputFiles[0]!.text).length, calls }
  }

  test('a call costs at most 24 bytes more than as it is written', async () => {
    const [written, prepared] = [await weigh(false), await weigh(true)]
    const bytes = (prepared.bytes - written.bytes) / prepared.calls
    console.log(`${prepared.calls} calls, ${bytes.toFixed(1)} bytes more each`)
    expect(prepared.calls).toBeGreaterThan(400)
    expect(bytes).toBeGreaterThan(1)
    expect(bytes).toBeLessThanOrEqual(24)
  })
})

describe('maps', () => {
  const rows = readSpecs().flatMap(({ specs }) =>
    specs.filter(({ faults, todo, selection }) => !faults && !todo && !selection),
  )

  test('every name and string that is unique leads to its own place', () => {
    let followed = 0
    for (const spec of rows) {
      for (const [file, { code }] of pairsOf(spec)) {
        const result = transformSource(code, file, { ...configOf(spec, 'on'), optimize })
        if (!result.map) continue
        const [before, after] = [placesOf(code, file), placesOf(withoutLoad(result.code), file)]
        const map = new TraceMap(result.map as never)
        for (const [token, place] of after) {
          const original = before.get(token)
          if (!original) continue
          const segment = traceSegment(map, place.line - 1, place.column - 1)
          expect({ file, token, found: segment && [segment[2]! + 1, segment[3]! + 1] }).toEqual({
            file,
            token,
            found: [original.line, original.column],
          })
          followed++
        }
      }
    }
    expect(followed).toBeGreaterThan(1000)
  })

  /** What is put into the text is no name of its author's. */
  function withoutLoad(text: string): string {
    return text.replace(
      /var\{[^}]*\}(?==require\('telescopic\/site'\))/,
      (load) => `var _${' '.repeat(load.length - 5)}`,
    )
  }

  function placesOf(text: string, file: string) {
    const placeAt = createPlaceFinder(file, text)
    const tokens = findTokens(text, file)
    const counts = new Map<string, number>()
    for (const { text: token } of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
    return new Map(
      tokens
        .filter(({ text: token }) => counts.get(token) === 1)
        .map(({ text: token, start }) => [token, placeAt(start, start)]),
    )
  }
})
