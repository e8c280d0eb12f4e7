import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecorder } from '../../runtime/configure.ts'
import type { TelemetryOptions } from '../../runtime/index.ts'
import { createInstrument } from '../../runtime/instrument.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

const QUIET = { recordTiming() {}, recordMetric() {} }
const instrument = (options: TelemetryOptions = {}): Loose =>
  loosen(createInstrument(createRecorder({ enabled: true, detached: true, reporters: [QUIET], ...options })))
const series = (tele: Loose): Loose[] => tele.stats().series

describe('what handles record is summed', () => {
  it('per scope, kind and set of metadata, whatever the order of its keys', () => {
    const tele = instrument()
    tele.counter('hits', { zone: 'a', tier: 1 }).add()
    tele.counter('hits', { tier: 1, zone: 'a' }).add(2)
    tele.counter('hits').add(4)
    tele.counter('hits').add(8, { zone: 'a', tier: 1 })
    tele.histogram('hits', { zone: 'a', tier: 1 }).record(5)
    expect(series(tele).map(({ kind, metadata, count, sum }) => [kind, metadata, count, sum])).toEqual([
      ['counter', { zone: 'a', tier: 1 }, 3, 11],
      ['counter', {}, 1, 4],
      ['histogram', { zone: 'a', tier: 1 }, 1, 5],
    ])
  })

  it('under whatever keys and values: no two sets are one series', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, undefined, Number.NaN, '1', 1, true, 'true', 1024),
    )
    const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))
    const bags = fc.uniqueArray(
      fc.dictionary(fc.constantFrom('a', 'b', '1', 'NaN'), value, { noNullPrototype: true }),
      {
        // `undefined` is a value like any other, and -0 is 0.
        selector: (bag) => JSON.stringify(Object.entries(bag).sort(), tagged),
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(bags, (sets) => {
        const tele = instrument()
        for (const set of sets) tele.counter('n', set).add()
        expect(series(tele).map(({ count }) => count)).toEqual(sets.map(() => 1))
      }),
    )
  })

  it('and is right when the queue is full and the records are lost', () => {
    const tele = instrument({ capacity: 10 })
    const hits = tele.counter('hits')
    for (let count = 0; count < 1000; count++) hits.add()
    expect(tele.stats()).toMatchObject({
      recorded: 10,
      dropped: { queueFull: 990 },
      series: [{ count: 1000, sum: 1000 }],
    })
  })

  it('without what is no number, what a reporter records, and what is not wanted', () => {
    const tele = instrument({ delivery: 'sync', filter: (scope) => scope !== 'noisy' })
    const hits = tele.counter('hits')
    tele.configure({ reporters: [{ recordTiming() {}, recordMetric: () => hits.add(100) }] })
    for (const value of [Number.NaN, '1', {}, null, Number.POSITIVE_INFINITY]) hits.add(value)
    tele.counter('noisy').add()
    hits.add(-2n)
    expect(series(tele)).toEqual([{ scope: 'hits', kind: 'counter', metadata: {}, count: 1, sum: -2 }])
  })

  it('with what may be told of its metadata only', () => {
    const { tele } = createTestTelemetry()
    loosen(tele).counter('hits', { password: 'hunter2' }).add()
    loosen(tele).counter('hits').add(1, { token: 'hunter2' })
    expect(JSON.stringify(tele.stats())).not.toContain('hunter2')
    expect(tele.stats()!.series).toHaveLength(2)
  })

  it('in at most 1000 series; what comes beyond is recorded and counted', () => {
    const { tele, records } = createTestTelemetry()
    const hits = loosen(tele).counter('hits')
    for (let user = 0; user < 3000; user++) hits.add(1, { user })
    loosen(tele).counter('hits').add()
    hits.add(1, { user: 0 })
    const stats = tele.stats()!
    expect([stats.series.length, stats.seriesOverflow, records.length]).toEqual([1000, 2001, 3002])
    expect(stats.series[0]).toMatchObject({ metadata: { user: 0 }, count: 2 })
  })

  it('but not what the calls themselves record, which have no handle to hold a sum', () => {
    const tele = instrument()
    tele.count('hits')
    tele.record('bytes', 1)
    expect(series(tele)).toEqual([])
  })
})

describe('a distribution', () => {
  it('gives every quantile within 1/32 of the value that has that rank', () => {
    const value = fc.double({ min: 1e-9, max: 4e9, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        const tele = instrument()
        const bytes = tele.histogram('bytes')
        for (const one of values) bytes.record(one)
        const [{ p50, p90, p99, min, max, sum, count }] = series(tele)
        const sorted = values.toSorted((a, b) => a - b)
        for (const [got, part] of [
          [p50, 0.5],
          [p90, 0.9],
          [p99, 0.99],
        ]) {
          const exact = sorted[Math.ceil(part * sorted.length) - 1]!
          expect(Math.abs(got - exact)).toBeLessThanOrEqual(exact / 32)
        }
        expect([min, max, count]).toEqual([sorted[0], sorted.at(-1), values.length])
        expect(sum).toBeCloseTo(values.reduce((total, one) => total + one))
      }),
    )
  })

  it.each([0, -5, 1e-300, 1e300, -1e300])('of %d alone is that value', (value) => {
    const tele = instrument()
    tele.histogram('bytes').record(value)
    expect(series(tele)[0]).toMatchObject({ min: value, max: value, p50: value, p99: value })
  })
})

function tagged(_key: string, value: unknown): unknown {
  return typeof value === 'number' || value === undefined ? `${typeof value} ${Number(value) + 0}` : value
}
