import { describe, expect, test } from 'vitest'
import { createConfig } from '../../transformer/options.ts'
import type { Severities } from '../../transformer/severities.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from './spec.ts'

/** Instruments that come from elsewhere. What is said of them, `test/faults/transform/injected.txt` has. */

const CLASS = `class Service {
  constructor(private readonly tele: Telemetry) {}
  answer(): number {
    return this.tele('job', () => 42)
  }
}
`

function erase(text: string, severities: Severities = {}) {
  const result = transformSource(text, 'a.ts', createConfig({ mode: 'off', catalog, renderer: 'cut', severities }))
  return { ...result, codes: result.diagnostics.map(({ code }) => code) }
}

describe('an instrument that comes from elsewhere', () => {
  test('keeps its calls, and those of `tele` go', () => {
    const { code, codes } = erase(`import { tele, type Telemetry } from 'telescopic'\ntele.count('hit')\n${CLASS}`)
    expect(codes).toEqual(['instrument-kept'])
    expect(code).toContain("return this.tele('job', () => 42)")
    expect(code).not.toContain("tele.count('hit')")
    expect(code).toContain("import type { Telemetry } from 'telescopic'")
  })

  test('has the weight that the project gives it', () => {
    const text = `import type { Telemetry } from 'telescopic'\n${CLASS}`
    expect(erase(text, { 'instrument-kept': 'off' }).codes).toEqual([])
    expect(erase(text, { 'instrument-kept': 'error' }).diagnostics).toMatchObject([{ severity: 'error' }])
  })

  test('is shown with its calls, which are kept', () => {
    const { uses } = erase(`import type { Telemetry } from 'telescopic'\n${CLASS}`)
    expect(uses).toMatchObject([{ method: 'span', scope: 'job', verdict: 'kept', place: { line: 5 } }])
  })

  test.each([
    ['a type of that name from elsewhere', "import type { Telemetry } from './own.js'\n"],
    ['a type of ours that is no instrument', "import type { Span as Telemetry } from 'telescopic'\n"],
    ['a type that hides ours', "import type { Telemetry as Other } from 'telescopic'\ninterface Telemetry {}\n"],
  ])('%s is none', (_, head) => {
    expect(erase(head + CLASS)).toMatchObject({ codes: [], uses: [] })
  })

  test.each([
    ['a parameter with a default', "(t: Telemetry = given) => t.count('hit')"],
    ['a variable', "const t: Telemetry = given\nt.count('hit')"],
    ['an optional one', "(t?: Telemetry) => t?.count('hit')"],
    ['one that may be nothing', "(t: Telemetry | undefined) => t!.count('hit')"],
    ['a static property', "class A { static t: Telemetry = given; static run() { this.t.count('hit') } }"],
    ['a span that it gives', "(t: Telemetry) => { using s = t('job'); s.count('retries') }"],
  ])('%s', (_, text) => {
    const { codes, uses } = erase(`import type { Telemetry } from 'telescopic'\n${text}\n`)
    expect(codes).toEqual(['instrument-kept'])
    expect(uses.at(-1)?.scope).toMatch(/^(?:hit|job\.retries)$/)
  })

  test.each([
    ['another `this`', "class A { t: Telemetry; run() { return function () { this.t.count('hti') } } }"],
    ['another class', "class A { t: Telemetry; B = class { run() { this.t.count('hti') } } }"],
    ['another variable', "const f = (t: Telemetry) => { { const t = other; t.count('hti') } }"],
  ])('%s is not asked about', (_, text) => {
    expect(erase(`import type { Telemetry } from 'telescopic'\n${text}\n`)).toMatchObject({ codes: [], uses: [] })
  })
})
