import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { measureResolution } from '../../runtime/clock.ts'
import { createRecorder } from '../../runtime/configure.ts'
import { createInstrument } from '../../runtime/instrument.ts'
import { createTestTelemetry, fakeClock } from '../../runtime/testing.ts'
import { type Loose, listReporter, loosen } from './catalog.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the calendar is set', () => {
  it.each([3600, -3600, 86_400, -86_400])(
    'by %d s: no duration notices, later spans follow, and it is counted',
    (step) => {
      const { tele, records, clock } = createTestTelemetry()
      const t = loosen(tele)
      t('before', () => clock.advance(2))
      t('during', () => {
        clock.stepWall(step)
        clock.advance(2)
      })
      t('after', () => clock.advance(2))
      expect(records.map((record) => (record as Loose).durationS)).toEqual([2, 2, 2])
      expect(records.map(({ metadata }) => metadata.startWallTimeS)).toEqual([1_000_000, 1_000_002, 1_000_004 + step])
      expect(tele.stats()).toMatchObject({ clockSteps: 1 })
    },
  )

  it('again and again: a span that was open all the time began when it began, as long as it was no more than eight times', () => {
    const { tele, records, clock } = createTestTelemetry()
    const span = loosen(tele).start('a')
    const late = loosen(tele).start('late')
    for (let step = 1; step <= 8; step++) {
      clock.stepWall(100)
      clock.advance(2)
      tele('db.query', () => {})
      if (step === 8) span.end()
    }
    clock.stepWall(100)
    clock.advance(2)
    tele('db.query', () => {})
    late.end()
    expect(records.map(({ metadata }) => metadata.startWallTimeS)).toEqual([
      ...Array.from({ length: 8 }, (_, step) => 1_000_102 + step * 102),
      1_000_000,
      1_000_918,
      1_000_100,
    ])
    expect(tele.stats()).toMatchObject({ clockSteps: 9 })
  })

  it('by less than 50 ms: followed, and no step', () => {
    const { tele, clock } = createTestTelemetry()
    tele('db.query', () => clock.advance(2))
    clock.stepWall(0.04)
    tele('db.query', () => clock.advance(2))
    expect(tele.stats()).toMatchObject({ clockSteps: 0 })
  })
})

describe('a coarse clock', () => {
  it('is told, so that a duration of 0 can be read as "shorter than that"', () => {
    let calls = 0
    // Steps of 100 µs, as in a browser; a span in between lasts no time at all.
    const clock = { monotonic: () => Math.floor(calls++ / 50) * 0.0001, wall: () => 0 }
    const { tele, records } = createTestTelemetry({ clock })
    tele('db.query', () => {})
    expect((records[0] as Loose).durationS).toBe(0)
    expect(tele.stats()!.clockResolutionS).toBeCloseTo(0.0001, 10)
  })

  it('that stands still has no step', () => expect(measureResolution(fakeClock())).toBe(0))
})

it('a slow reporter delays the program in slices, and no span is longer for it', async () => {
  let turns = 0
  let delivered = 0
  let nowS = 0
  const clock = { monotonic: () => nowS, wall: () => nowS }
  const durations: number[] = []
  const slow = {
    recordTiming: (_: string, durationS: number) => {
      nowS += 0.001
      delivered++
      durations.push(durationS)
    },
    recordMetric() {},
  }
  const recorder = createRecorder({ enabled: true, clock, detached: true, reporters: [slow] })
  const tele = loosen(createInstrument(recorder))
  for (let count = 0; count < 1000; count++) tele.start('a').end()
  while (delivered < 1000) {
    const before = delivered
    await sleep(1)
    if (delivered > before) turns++
    expect(delivered - before).toBeLessThan(1000)
  }
  expect(turns).toBeGreaterThan(1)
  expect(Math.max(...durations)).toBe(0)
})

describe('reporters that come and go', () => {
  it('one that removes itself while it is given a record does not disturb the others', () => {
    const lines: string[] = []
    const { tele } = createTestTelemetry()
    const others = [listReporter(lines, 'a '), listReporter(lines, 'c ')] as const
    const leaving = {
      recordTiming() {},
      recordMetric: () => {
        lines.push('b leaves')
        tele.configure({ reporters: others })
      },
    }
    tele.configure({ reporters: [others[0], leaving, others[1]] })
    tele.count('cache.miss')
    tele.count('cache.miss')
    expect(lines).toEqual([
      'a metric cache.miss 1',
      'b leaves',
      'c metric cache.miss 1',
      'a metric cache.miss 1',
      'c metric cache.miss 1',
    ])
  })

  it('one whose connect throws is called all the same', () => {
    const lines: string[] = []
    const reporter = {
      ...listReporter(lines),
      connect: () => {
        throw new Error('x')
      },
    }
    createTestTelemetry({ reporters: [reporter] }).tele.count('cache.miss')
    expect(lines).toEqual(['metric cache.miss 1'])
  })

  it('one that flushes while it is given a record is not given the next one inside of it', () => {
    let depth = 0
    const { tele, records } = createTestTelemetry({
      reporters: [
        {
          recordTiming() {},
          recordMetric: () => {
            expect(++depth).toBe(1)
            void tele.flush()
            depth--
          },
        },
      ],
    })
    tele.count('cache.miss')
    tele.count('cache.miss')
    expect([records.length, tele.stats()!.reporters.map(({ failures }) => failures)]).toEqual([2, [0, 0]])
  })
})

describe('spans that nobody treats well', () => {
  it('ended twice, ended before a child, never ended, ended in another span', () => {
    const { tele, records } = createTestTelemetry()
    const t = loosen(tele)
    const twice = t('twice')
    twice.end()
    twice.end()
    const outer = t('outer')
    const child = outer.run(() => t('child'))
    outer.end()
    child.end()
    t('never')
    const open = t('open')
    t('another', () => open.end())
    const seen = records.map((record) => [(record as Loose).scope, record.metadata.parentScope])
    expect(seen).toEqual([
      ['twice', undefined],
      ['outer', undefined],
      ['child', 'outer'],
      ['open', undefined],
      ['another', undefined],
    ])
  })

  it('used after their end: metrics are recorded, metadata is not', () => {
    const { tele, records } = createTestTelemetry()
    const span = loosen(tele)('a', { x: 1 })
    span.end()
    span.set({ y: 1 })
    span.count('n')
    expect(records).toHaveLength(2)
    expect(records[0]!.metadata).not.toHaveProperty('y')
  })
})

it('a correlation id from outside is a text of at most 128 characters', () => {
  const { tele, records } = createTestTelemetry()
  for (const id of ['x'.repeat(500), 5, {}, undefined]) loosen(tele).emit('e', {}, {}, id)
  expect(records.map((record) => (record as Loose).correlationId)).toEqual([
    'x'.repeat(128),
    undefined,
    undefined,
    undefined,
  ])
})
