import { describe, expect, test } from 'vitest'
import { type Erase, erase } from './corpus/check.ts'
import { PACKAGES } from './corpus/packages.ts'
import { reportPackage } from './corpus/report.ts'
import { parseProgram } from './corpus/tree.ts'
import { weave } from './corpus/unit.ts'
import { reportWoven } from './corpus/woven.ts'

/** A fixed slice of the corpus, and the guard against a corpus that would not see a mistake. `pnpm corpus` runs all. */

const packageOf = (name: string) => PACKAGES.find((one) => one.name === name)!

/** One file in so many, so that each style of code is met: no semicolons, generators, JSX, decorators. */
const SLICES: readonly (readonly [name: string, slice: number])[] = [
  ['mobx', 3],
  ['@tanstack/query-core', 4],
  ['rxjs', 12],
  ['zod', 24],
  ['@blueprintjs/core', 20],
  ['@theia/core', 40],
  ['effect', 80],
]

describe('a slice of the corpus', () => {
  test.each(SLICES)('%s, one file in %i', async (name, slice) => {
    const report = await reportPackage(packageOf(name), { seed: 7, slice, whole: false })
    expect(report.differences).toEqual([])
    expect(report.insertions).toBeGreaterThan(50)
    expect(report.comparisons).toBeGreaterThan(20)
  })

  test('mobx as a whole: bundles, and functions called with telemetry and without', async () => {
    const report = await reportPackage(packageOf('mobx'), { seed: 8, slice: 1, whole: true })
    expect(report.differences).toEqual([])
    expect(report.answers).toBeGreaterThan(300)
    expect(report.records).toBeGreaterThan(1000)
  })

  test('tests of zod pass alike on the plain program, without telemetry, and with it', async () => {
    const zod = { ...packageOf('zod'), tests: /v4\/classic\/tests\/(union|record|recursive-types)\.test/ }
    const report = await reportPackage(zod, { seed: 9, slice: 1, whole: true, suiteOnly: true })
    expect(report.differences).toEqual([])
    expect(report.answers).toBeGreaterThan(100)
    expect(report.records).toBeGreaterThan(1000)
  })
})

describe('a span around every function that can be named', () => {
  test.each(['mobx', 'rxjs'])('%s', async (name) => {
    const report = await reportWoven(packageOf(name))
    expect(report.differences).toEqual([])
    expect(report.functions).toBeGreaterThan(300)
    expect(report.answers).toBeGreaterThan(300)
    expect(report.records).toBeGreaterThan(1000)
  })

  test('a callback with a `this` of its own is seen', async () => {
    const lose = (code: string): string => code.replaceAll('void 0,()=>{', 'void 0,function(){')
    // Its workload does not come to its end.
    await expect(reportWoven(packageOf('mobx'), lose)).rejects.toThrow('Command failed')
  })
})

describe('the corpus is awake', () => {
  /** Makes a mistake wherever a program has the text. */
  const failAt =
    (text: string, mistake: (code: string) => string): Erase =>
    (code, path, elideImports) => {
      const right = erase(code, path, elideImports)
      return code.includes(text) ? { blank: mistake(right.blank), cut: mistake(right.cut) } : right
    }

  test('a wrong edit is seen, and reduced to the form that it is about', async () => {
    const eraser = failAt('.wrap(', (code) => `${code}\nexport const planted = 1`)
    const report = await reportPackage(packageOf('mobx'), { seed: 7, slice: 1, whole: false, eraser })
    expect(report.differences.length).toBeGreaterThan(0)
    for (const difference of report.differences) {
      expect(difference).toMatch(/: tele\.wrap\(fn\) at \S+\n/)
      expect(difference).toContain('planted = 1')
    }
  })

  test('a letter too many in a name is seen after minification', async () => {
    const eraser = failAt('tele', (code) => code.replace(/\bconst (\w+)\b/, 'const zz$1'))
    const report = await reportPackage(packageOf('mobx'), { seed: 7, slice: 3, whole: false, eraser })
    expect(report.differences.length).toBeGreaterThan(0)
  })

  test('texts are put around each other in order', () => {
    const around = (at: number, end: number, name: string) => ({
      form: name,
      place: '',
      insertions: [
        { at, code: `<${name}>` },
        { at: end, code: `</${name}>`, closes: true },
      ],
    })
    const alone = { form: '!', place: '', insertions: [{ at: 3, code: '!', twin: '?' }] }
    const units = [around(0, 3, 'a'), around(0, 3, 'b'), around(1, 3, 'c'), alone, around(3, 4, 'd')]
    expect(weave('xyzw', units)).toEqual({ code: '<a><b>x<c>yz</c></b></a>!<d>w</d>', twin: 'xyz?w' })
  })

  test('a file that the parser refuses is left out', () => {
    expect(parseProgram('a.ts', 'let a = ;')).toBeUndefined()
  })
})
