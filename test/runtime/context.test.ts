import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTestTelemetry, type TelemetryRecord } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

const around = (record: TelemetryRecord): unknown[] => [record.metadata.parentScope, record.metadata.depth]

describe('Promise.all of 100 spans with random timers', () => {
  it('gives every child the parent it was started under', async () => {
    const { tele, records } = createTestTelemetry()
    const t = loosen(tele)
    const oracle = new Map<string, string | undefined>()
    const pause = (): Promise<void> => sleep(Math.random() * 4)
    // What the parent is, is passed along explicitly here, and must come out the same.
    const grow = async (name: string, parent: string | undefined, levels: number): Promise<void> => {
      oracle.set(name, parent)
      await t(name, async () => {
        await pause()
        if (levels > 0)
          await Promise.all([grow(`${name}.l`, name, levels - 1), pause(), grow(`${name}.r`, name, levels - 1)])
        await pause()
        t.count(`${name}.leaf`)
        oracle.set(`${name}.leaf`, name)
      })
    }
    await Promise.all(Array.from({ length: 100 }, (_, index) => grow(`s${index}`, undefined, 2)))
    const seen = new Map(records.map((record) => [(record as Loose).scope, record.metadata.parentScope]))
    expect(records.length).toBe(100 * 7 * 2)
    expect(seen).toEqual(oracle)
    for (const record of records) {
      const dots = (record as Loose).scope.split('.').length - 1
      expect(record.metadata.depth).toBe(dots)
    }
  })
})

describe('the context follows', () => {
  const FOLLOWED: [string, (count: () => void) => unknown][] = [
    ['an await', async (count) => [await null, count()]],
    ['a timer', (count) => new Promise<void>((resolve) => setTimeout(() => resolve(count()), 1))],
    ['setImmediate', (count) => new Promise<void>((resolve) => setImmediate(() => resolve(count())))],
    ['nextTick', (count) => new Promise<void>((resolve) => process.nextTick(() => resolve(count())))],
    ['a microtask', (count) => new Promise<void>((resolve) => queueMicrotask(() => resolve(count())))],
    ['then', (count) => Promise.resolve().then(count)],
    ['an emitter of the same call', (count) => new EventEmitter().on('x', count).emit('x')],
    [
      'for await',
      async (count) => {
        for await (const _ of [1]) count()
      },
    ],
    // biome-ignore lint/suspicious/noThenProperty: the case under test
    ['a thenable', async (count) => await ({ then: (resolve: Loose) => resolve(count()) } as Loose)],
  ]
  it.each(FOLLOWED)('%s', async (_, body) => {
    const { tele, records } = createTestTelemetry()
    await loosen(tele)('a', () => body(() => tele.count('cache.miss')))
    expect(records.map(around)).toEqual([
      ['a', 1],
      [undefined, 0],
    ])
  })

  it('a timer that fires after its span has ended', async () => {
    const { tele, records } = createTestTelemetry()
    let fired: Promise<void> | undefined
    loosen(tele)('a', () => {
      fired = sleep(1).then(() => tele.count('cache.miss'))
    })
    await fired
    expect(records.map(around)).toEqual([
      [undefined, 0],
      ['a', 1],
    ])
  })
})

describe('the context does not leak', () => {
  it('into the caller of an async function, before or after its first await', async () => {
    const { tele, records } = createTestTelemetry()
    const running = loosen(tele)('a', async () => {
      await sleep(1)
    })
    tele.count('cache.miss')
    await running
    tele.count('cache.miss')
    expect(records.map(around)).toEqual([
      [undefined, 0],
      [undefined, 0],
      [undefined, 0],
    ])
  })

  it('from a handle that is open', async () => {
    const { tele, records } = createTestTelemetry()
    using _open = tele('api.generate')
    tele.count('cache.miss')
    await sleep(1)
    tele.count('cache.miss')
    expect(records.map(around)).toEqual([
      [undefined, 0],
      [undefined, 0],
    ])
  })

  it('into a worker', async () => {
    expect(await runFixture('worker.ts')).toEqual([
      ['main.after', 1, 'main.job'],
      [['worker.job', 0, null]],
      ['main.job', 0, null],
    ])
  })
})
