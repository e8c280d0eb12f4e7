import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Catalog, parseCatalog } from '../../catalog/index.ts'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { readFences, readPageCatalog } from '../fences.ts'

/** The text that functions get which the catalog instruments. */

const optimize = resolveOptimizations()

/** Weaves what the catalog says of a file. */
function weave(text: string, catalog: Catalog, file: string, more: Partial<Parameters<typeof createConfig>[0]> = {}) {
  const instrument = [...catalog.scopes.values()].flatMap(({ name: scope, instrument }) =>
    instrument.map((target) => ({
      scope,
      text: target.text,
      isPackage: false,
      file,
      name: target.name,
      sites: undefined,
    })),
  )
  return transformSource(text, file, createConfig({ mode: 'on', catalog, optimize, instrument, ...more }))
}

describe('docs/instrument.md', () => {
  const fences = readFences(readFileSync(new URL('../../docs/instrument.md', import.meta.url), 'utf8'))
  const programs = fences.filter(({ language }) => /^[jt]s$/.test(language))
  const pairs = programs.flatMap((fence, index) => (index % 2 === 0 ? [[fence, programs[index + 1]!] as const] : []))
  const catalog = readPageCatalog(fences)

  test('has pairs', () => {
    expect(pairs.length).toBeGreaterThan(3)
    for (const [{ info }, other] of pairs) expect([info, other.info]).toEqual(['written', 'prepared'])
  })

  test.each(pairs)('line $line', (written, prepared) => {
    const { code, diagnostics } = weave(written.text, catalog, `src/plan.${written.language}`)
    expect({ code, diagnostics }).toEqual({ code: prepared.text, diagnostics: [] })
  })

  test.each(pairs)('line $line, with telemetry off, stays', (written) => {
    const { code } = weave(written.text, catalog, `src/plan.${written.language}`, { mode: 'off', instrument: [] })
    expect(code).not.toContain('_t')
  })
})

const { catalog } = parseCatalog(
  `telescopic: 1
scopes:
  a: { kind: span, brief: A span., instrument: './x.ts#*' }
  b: { kind: span, brief: A span., instrument: './x.ts#f?' }
  hit: { kind: counter, brief: A hit. }
`,
  'scopes.yaml',
)
const weaveAll = (text: string, file = 'x.ts') => weave(text, catalog!, file).code

describe('a function', () => {
  test('gets the spans of its scopes in their order', () => {
    expect(weaveAll('export function f1() { work() }').match(/_tsite\('\w'\)/g)).toEqual(["_tsite('a')", "_tsite('b')"])
  })

  test.each([
    ['export function f1() { work() }'],
    ['export const f1 = async () => await work()'],
    ['export function* f1() { yield 1 }'],
    ["import { tele } from 'telescopic'\nexport function f1(a: number) { var a = 1; tele.count('hit') }"],
  ])('is woven once, whoever comes: %s', (text) => {
    const once = weaveAll(text)
    expect(once).not.toBe(text)
    expect(weaveAll(once)).toBe(once)
  })

  test('that a hand has put into a span of the same name gets another one', () => {
    const text = "import { tele } from 'telescopic'\nexport function f1() { return tele('a', () => work()) }\n"
    expect(weaveAll(text).match(/_trunBare\(_t\d\?\?=_tsite\('\w'\)/g)).toHaveLength(3)
  })

  test('keeps its lines', () => {
    const text = "'use strict'\n\n/** Why. */\nexport function f1(\n  a: number,\n) {\n  'use strict'\n  return a\n}\n"
    expect(weaveAll(text).split('\n')).toHaveLength(text.split('\n').length)
  })

  test.each([
    ['inside of another one', 'export const make = memo(() => () => 1)'],
    ['that is a constructor', 'class A { constructor() { work() } }'],
    ['that is declared and not there', 'declare function f1(): void\nexport abstract class A { abstract f(): void }'],
    ['of a file that is not named', 'export function f1() {}', 'y.ts'],
  ])('%s is none', (_name, text, file = 'x.ts') => {
    const config = createConfig({
      mode: 'on',
      catalog: catalog!,
      instrument: [{ scope: 'a', text: 'x.ts#*', isPackage: false, file: 'x.ts', name: '*', sites: undefined }],
    })
    expect(transformSource(text, file, config).code).toBe(text)
  })

  test('has calls for `telescopic stats`', () => {
    const { uses } = weave('export function f1() {}', catalog!, 'x.ts')
    expect(uses.map(({ method, scope }) => [method, scope])).toEqual([
      ['instrument', 'a'],
      ['instrument', 'b'],
    ])
  })

  test('of a file that loses some of its scopes is woven all the same', () => {
    const text = "import { tele } from 'telescopic'\nexport function f1() { tele.count('hit'); return work() }\n"
    const selection = { level: 'trace', keep: [], drop: ['hit'] } as const
    const { code } = weave(text, catalog!, 'x.ts', { selection })
    expect(code).not.toContain('hit')
    expect(code).toContain("_tsite('a')")
  })

  test('has its place where places are put into a program', () => {
    const { code } = weave('\nexport function f1() {}', catalog!, '/p/x.ts', { provenance: '/p' })
    expect(code).toContain('_tsite(\'a\',"x.ts:2")')
  })
})

describe('the sites', () => {
  const text = 'export function f1() { return 1 }\n'
  test.each([
    ['first of all', "import { b } from './b'\nimport { tele } from 'telescopic'\n", /^import\{site as/],
    ['behind ours where it comes first', "import { tele } from 'telescopic'\nimport './b'\n", /^.*import\{site as/],
    ['behind what a module passes on', "export * from './b'\nimport { tele } from 'telescopic'\n", /^import\{site as/],
    ['behind directives', "'use client'\n'use strict'\nimport './b'\n", /^'use client'\n'use strict';import\{/],
    ['behind a hashbang', "#!/usr/bin/env node\nimport './b'\n", /^#!.*\nimport\{/],
    ['in front of decorators', '@dec export class A {}\n', /^import\{site as _tsite,.*\};?.*@dec export class A/],
    ['of a module by `import x = require()`', "import fs = require('fs')\n", /^import\{site as/],
  ])('are imported %s', (_name, before, expected) => {
    expect(weaveAll(before + text)).toMatch(expected)
  })

  test.each([
    ['x.js', "const a = require('./a')\nfunction f1() {}", /^var\{site:/],
    ['x.mjs', 'function f1() {}', /^import\{site as/],
    ['x.cjs', "'use strict'\nfunction f1() {}", /^'use strict';var\{site:/],
    ['x.ts', "import fs = require('fs')\nfunction f1() {}\nexport = f1", /^import\{site as/],
  ])('of %s are loaded as it loads others: %s', (file, text, expected) => {
    const { catalog } = parseCatalog(
      `telescopic: 1\nscopes:\n  a: { kind: span, brief: A., instrument: './${file}#f1' }\n`,
      'scopes.yaml',
    )
    expect(weave(text, catalog, file).code).toMatch(expected)
  })
})
