import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkFaults, checkRuns, checkSpec, checkTrace, checkTwin } from './check-spec.ts'
import { readSpecs, type Spec } from './spec.ts'

/** The cases that rows of `test/specs` must stand for: the first word of each line. */
const cases = readFileSync(new URL('../fixtures/erasure-cases.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ')[0]!)

/** Every row of `test/specs`: what is compiled without telemetry is the twin, byte for byte, and does what the twin does. */

for (const { file, specs } of readSpecs()) {
  const done = specs.filter((spec) => !spec.todo)
  const pairs = done.filter((spec) => !spec.faults)
  const faulty = done.filter((spec) => spec.faults)
  const todo = specs.filter((spec) => spec.todo)

  describe.concurrent(file, () => {
    if (pairs.length > 0) {
      test.each(pairs)('$name: off is the twin', checkTwin)
      test.each(pairs)('$name: the three programs do the same', async (spec) => void (await checkRuns(spec)))
    }
    if (faulty.length > 0) test.each(faulty)('$name: the faults are told', checkFaults)
    if (todo.length > 0) {
      test.each(todo)('$name: still fails ($todo)', async (spec) => {
        if (!spec.faults) await checkTrace(spec)
        // Not `rejects`, whose failure Vitest may lay at the door of another test that runs at the same time.
        const fails = await checkSpec(spec).then(
          () => false,
          () => true,
        )
        expect(fails, 'the row passes: take its `todo` away').toBe(true)
      })
    }
  })
}

describe('the guard is awake', () => {
  const spec: Spec = {
    name: 'planted',
    code: "import { tele } from 'telescopic'\ntele.count('hit')\nlog('kept')\n",
    twin: "log('kept')\n",
    trace: ['kept'],
  }

  test('a true row passes', async () => checkSpec(spec))

  test.each([
    ['another twin', { twin: "log('other')\n", trace: ['other'] }],
    ['a program that does something else with telemetry', { code: `${spec.code}tele.enabled && log('on')\n` }],
    ['another trace', { trace: ['other'] }],
    ['an error that nobody expected', { code: `${spec.code}throw 1\n`, twin: `${spec.twin}throw 1\n` }],
    ['a fault', { code: spec.code.replace('hit', 'hti') }],
    ['a fault at another place', { code: spec.code.replace('hit', 'hti'), faults: ['scope-unknown 3:12'] }],
    ['faults that are not told', { faults: ['scope-unknown 2:12'] }],
    ['a module of the program that is not its twin', { files: { './other.js': { code: '1', twin: '2' } } }],
  ])('%s', async (_name, change) => {
    await expect(checkSpec({ ...spec, ...change })).rejects.toThrow()
  })

  test('every row has a twin or faults, and none has both', () => {
    const rows = readSpecs().flatMap(({ specs }) => specs)
    expect(rows.filter(({ twin, faults }) => (twin === undefined) === (faults === undefined))).toEqual([])
  })

  test('no two rows of a file have one name', () => {
    for (const { file, specs } of readSpecs()) {
      const names = specs.map(({ name }) => name)
      expect({ file, names: names.filter((name, index) => names.indexOf(name) !== index) }).toEqual({ file, names: [] })
    }
  })
})

describe('the list of cases', () => {
  const covered = readSpecs().flatMap(({ specs }) => specs.flatMap(({ covers = [] }) => covers))

  test('names T01 to T30, T50 to T54 and 68 forms', () => {
    expect(cases.filter((name) => /^T\d\d$/.test(name))).toHaveLength(35)
    expect(cases).toHaveLength(35 + 68)
    expect(new Set(cases).size).toBe(cases.length)
  })

  test('has a row for every case', () => expect(findUncovered(cases, covered)).toEqual([]))

  test('has every case that a row names', () => expect(findUncovered(covered, cases)).toEqual([]))

  test('the guard is awake', () => expect(findUncovered([...cases, 'T99'], covered)).toEqual(['T99']))
})

function findUncovered(wanted: readonly string[], covered: readonly string[]): string[] {
  return wanted.filter((name) => !covered.includes(name))
}
