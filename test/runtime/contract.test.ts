import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TelemetryRecord, TelemetryReporter } from '../../runtime/reporter.ts'
import { deepFreeze } from './contract/freeze.ts'
import { event, handMadeRecords, hostileRecords, methodCalls, metric, timing } from './contract/hostile-records.ts'
import { MAKERS, type Subject } from './contract/makers.ts'

/** What every reporter has to stand, whatever it makes of its records. */

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A million, where there is time for it. */
const ROUNDS = process.env.TELESCOPIC_REAL === '1' ? 1000 : 100

describe.each(Object.entries(MAKERS))('%s', (_, make) => {
  it.each([
    ['in batches', feedBatches],
    ['one by one', feedSingly],
  ] as const)(
    'takes hostile records %s, says nothing wrong in its format, and changes none of them',
    async (_, feed) => {
      const subject = await make(true)
      const records = deepFreeze(recordsFor(subject))
      expect(() => feed(subject.reporter, records)).not.toThrow()
      await subject.reporter.flush?.()
      const output = await subject.output()
      expect(subject.findFaults(output).slice(0, 10)).toEqual([])
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('value')
      await subject.reporter.shutdown?.()
    },
  )

  it('tells records of before and after a hostile one', async () => {
    const subject = await make(true)
    for (const record of recordsFor(subject)) {
      const probe = (name: string): TelemetryRecord => (subject.onlySpans ? timing(name) : metric('counter', name))
      feedBatches(subject.reporter, [probe('first.seen'), record, probe('last.seen')])
    }
    await subject.reporter.flush?.()
    const output = await subject.output()
    expect(output).toMatch(/first.seen/)
    expect(output).toMatch(/last.seen/)
    await subject.reporter.shutdown?.()
  })

  it('flushes and shuts down as often as it is asked to, with nothing and with something, and takes records afterwards', async () => {
    const { reporter } = await make(true)
    for (const round of [0, 1]) {
      await reporter.flush?.()
      await Promise.all([reporter.flush?.(), reporter.flush?.()])
      if (round === 0) feedSingly(reporter, [timing('a.span'), metric('counter', 'a.count'), event('an.event')])
    }
    await Promise.all([reporter.shutdown?.(), reporter.shutdown?.()])
    await reporter.shutdown?.()
    const records = [timing('late'), metric('gauge', 'late'), event('late')]
    expect(() => feedSingly(reporter, records)).not.toThrow()
    expect(() => feedBatches(reporter, records)).not.toThrow()
    await reporter.flush?.()
    await reporter.shutdown?.()
  })

  it(`holds a bounded amount of ${ROUNDS}000 names and labels, and counts what it does not hold`, async () => {
    const subject = await make(false)
    const heapAfter = (): number => {
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const before = heapAfter()
    for (let round = 0; round < ROUNDS; round++) {
      const batch = Array.from({ length: 1000 }, (_, index) => manyRecords(round * 1000 + index))
      feedSome(subject.reporter, batch)
    }
    expect(heapAfter() - before).toBeLessThan(40_000_000)
    if (subject.dropped !== undefined) expect(subject.dropped()).toBeGreaterThan(0)
    await subject.reporter.shutdown?.()
  })
})

function recordsFor({ trusts }: Subject): TelemetryRecord[] {
  return trusts ? hostileRecords() : [...hostileRecords(), ...handMadeRecords()]
}

/** By turns a new name and a new label, in each kind of record. */
function manyRecords(index: number): TelemetryRecord {
  const name = index % 2 === 0 ? `name.n${index}` : 'one.name'
  const more = index % 2 === 0 ? {} : { label: `value ${index}`, [`key${index % 50_000}`]: 1 }
  switch (index % 10) {
    case 0:
    case 1:
      return timing(name, 0.01, more)
    case 2:
    case 3:
      return metric('gauge', name, index, more)
    case 4:
    case 5:
      return metric('histogram', name, index, more)
    case 6:
    case 7:
      return event(name, { bytes: index }, more)
    default:
      return metric('counter', name, 1, more)
  }
}

/** As the runtime does: batches to who takes them, else one by one. */
function feedSome(reporter: TelemetryReporter, records: readonly TelemetryRecord[]): void {
  if (reporter.recordBatch) feedBatches(reporter, records)
  else feedSingly(reporter, records)
}

function feedBatches(reporter: TelemetryReporter, records: readonly TelemetryRecord[]): void {
  if (reporter.recordBatch) void reporter.recordBatch(records)
  else feedSingly(reporter, records)
}

function feedSingly(reporter: TelemetryReporter, records: readonly TelemetryRecord[]): void {
  for (const record of records) {
    const [method, ...args] = methodCalls(record) ?? []
    if (method !== undefined) Reflect.apply(Reflect.get(reporter, method) ?? (() => {}), reporter, args)
  }
}
