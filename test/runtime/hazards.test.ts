import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createTelemetry, type TelemetryReporter } from '../../runtime/index.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import rows from '../fixtures/runtime/hazards.json' with { type: 'json' }
import { loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

/**
 * What a runtime can meet, row by row: `hazards.json` has each with the tests that show what becomes of it, here or beside
 * this file, and with what is open. A row without a test, and a test that is not there, fail.
 */

interface Row {
  readonly id: string
  readonly hazard: string
  /** A file of this folder, and the title that it gives to a test or to a group of tests. */
  readonly tests: readonly string[]
  readonly open?: string
}

const GROUPS: Readonly<Record<string, number>> = { A: 11, B: 8, C: 8, D: 15, G: 5 }
const IDS = Object.entries(GROUPS).flatMap(([group, count]) =>
  Array.from({ length: count }, (_, at) => group + (at + 1)),
)

function findMissing({ tests }: Row): string[] {
  return tests.filter((named) => {
    const [file, title] = [named.slice(0, named.indexOf(': ')), named.slice(named.indexOf(': ') + 2)]
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    return !['`', "'", '"'].some((quote) => text.includes(quote + title + quote))
  })
}

describe('the table of hazards', () => {
  it('has a row for each', () => expect((rows as Row[]).map(({ id }) => id)).toEqual(IDS))
  it.each(rows as Row[])('$id, $hazard: has its tests', (row) => {
    expect(row.tests.length).toBeGreaterThan(0)
    expect(findMissing(row)).toEqual([])
  })
  it('a test that is not there is seen', () => {
    const tests = ['span.test.ts: are never negative', 'span.test.ts: are never']
    expect(findMissing({ id: 'X', hazard: '', tests })).toEqual(['span.test.ts: are never'])
  })
})

describe('what is recorded', () => {
  it('reporters that record through three instruments, and after an await, end', async () => {
    const calls: string[] = []
    const reporterOf = (name: string, next: () => unknown): TelemetryReporter => ({
      recordTiming() {},
      recordMetric: async (scope) => {
        calls.push(`${name} ${scope}`)
        next()
        await null
        next()
      },
    })
    const open = (name: string, next: () => unknown) =>
      loosen(createTelemetry({ enabled: true, delivery: 'sync', reporters: [reporterOf(name, next)] }))
    const third = open('third', () => first.count('again'))
    const second = open('second', () => third.count('next'))
    const first = open('first', () => second.count('next'))
    first.count('n')
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(calls).toEqual(['first n'])
  })

  it('a value that is 9000 levels deep', () => {
    const { tele, records } = createTestTelemetry()
    let deep: unknown[] = []
    for (let level = 0; level < 9000; level++) deep = [deep]
    loosen(tele).gauge('n', 1, { deep, object: { deep } })
    expect(records).toHaveLength(1)
    expect(JSON.stringify(records).length).toBeLessThan(1000)
  })

  it.each([-0, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 5e-324, Number.MAX_VALUE])('%d is recorded as it is', (value) => {
    const { tele, records } = createTestTelemetry()
    loosen(tele).gauge('n', value)
    expect(records).toMatchObject([{ value }])
  })

  it('classes that cannot be told: no value is', () => {
    const describe = (): never => {
      throw new Error('no catalog')
    }
    const { tele, records } = createTestTelemetry({ describe })
    loosen(tele).gauge('n', 1, { password: 'hunter2', card: 4000, plain: 'x' })
    const withheld = '[withheld]'
    expect(records).toMatchObject([{ value: 1, metadata: { password: withheld, card: withheld, plain: withheld } }])
  })
})

describe('context', () => {
  const open = () => {
    const parents: unknown[] = []
    const recordMetric = (_: string, __: number, { parentScope }: { parentScope?: unknown }): void =>
      void parents.push(parentScope ?? null)
    const tele = createTelemetry({ enabled: true, delivery: 'sync', reporters: [{ recordTiming() {}, recordMetric }] })
    return { tele: loosen(tele), parents }
  }

  it('synchronous spans in asynchronous ones, and the reverse', async () => {
    const { tele, parents } = open()
    await tele('outer', async () => {
      tele('sync', () => tele.count('n'))
      tele.count('n')
      await tele('async', async () => {
        await null
        tele('sync', () => tele.count('n'))
        tele.count('n')
      })
      tele.count('n')
    })
    tele('sync', () => void tele('async', async () => tele.count('n')))
    tele.count('n')
    expect(parents).toEqual(['sync', 'outer', 'sync', 'async', 'outer', 'async', null])
  })

  it('seventeen other storages of context keep their values, and spans their parents', async () => {
    const { tele, parents } = open()
    const others = Array.from({ length: 17 }, () => new AsyncLocalStorage<number>())
    const inAll = (fn: () => Promise<void>): Promise<void> =>
      others.reduce<() => Promise<void>>((inner, one, index) => () => one.run(index, inner), fn)()
    await tele('job', () =>
      inAll(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        tele.count('n')
        await tele('inner', async () => {
          await null
          tele.count('n')
          expect(others.map((one) => one.getStore())).toEqual([...others.keys()])
        })
        others[3]!.enterWith(-1)
        tele.count('n')
      }),
    )
    tele.count('n')
    expect(parents).toEqual(['job', 'inner', 'job', null])
  })

  it('after a throw, a rejection and an end out of order the context is what it was', async () => {
    const { tele, parents } = open()
    const fail = (): never => {
      throw new Error('x')
    }
    await tele('job', async () => {
      expect(() => tele('throws', fail)).toThrow('x')
      tele.count('n')
      await expect(tele('rejects', async () => fail())).rejects.toThrow('x')
      tele.count('n')
      const [first, second] = [tele.start('first'), tele.start('second')]
      first.end()
      second.end()
      tele.count('n')
    })
    tele.count('n')
    expect(parents).toEqual(['job', 'job', 'job', null])
  })
})

describe('processes', () => {
  const CHILD = ['n 1', 'child 0 undefined']
  const PROCESSES: [name: string, expected: object][] = [
    ['fork', { parent: ['waits.here 1', 'parent 0 undefined'], child: CHILD }],
    ['cluster', { parent: ['waits.here 1'], child: CHILD, other: CHILD }],
    ['blocked loop', { during: 0, lines: ['before 0 undefined', 'after 0 undefined'], stats: { queueFull: 0 } }],
    ['unref', { lines: ['n 1'] }],
    ['awaited flush', { lines: ['n 1'], flushed: true }],
    ['SIGTERM twice', { lines: ['n 1'], seen: 2 }],
  ]
  it.concurrent.each(PROCESSES)('%s', async (name, expected) => {
    expect(await runFixture('processes.ts', { args: [name] })).toMatchObject(expected)
  })

  it('exit code', async () => {
    const ended: { code?: number; stdout?: string } = await runFixture('processes.ts', { args: ['exit code'] }).then(
      () => ({}),
      (error) => error,
    )
    expect(ended.code).toBe(7)
    expect(JSON.parse(ended.stdout ?? '')).toEqual({ lines: ['n 1'], code: 7 })
  })
})
