import { describe, expect, it } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { createTestTelemetry, expectEvents } from '../../runtime/testing.ts'
import { listReporter, loosen } from './catalog.ts'

describe('bound handles', () => {
  it('record as the calls themselves do, under the span of the call', () => {
    const { tele, records } = createTestTelemetry()
    const misses = tele.counter('cache.miss')
    const bytes = tele.histogram('payload.bytes')
    tele('db.query', () => {
      misses.add()
      misses.add(3)
      bytes.record(12)
    })
    const around = { parentScope: 'db.query', depth: 1 }
    expect(records.slice(0, 3)).toEqual([
      { kind: 'metric', scope: 'cache.miss', value: 1, metadata: { ...around, metricType: 'counter' } },
      { kind: 'metric', scope: 'cache.miss', value: 3, metadata: { ...around, metricType: 'counter' } },
      { kind: 'metric', scope: 'payload.bytes', value: 12, metadata: { ...around, metricType: 'histogram' } },
    ])
  })

  it('merge metadata: that of the call wins, for that call', () => {
    const { tele, records } = createTestTelemetry()
    const hits = loosen(tele).counter('cache.hit', { tier: 'l1', a: 1 })
    hits.add(1, { tier: 'l2' })
    hits.add()
    const bytes = loosen(tele).histogram('payload.bytes', { codec: 'br' })
    bytes.record(1, { level: 3 })
    expectEvents(records, [
      { metadata: { tier: 'l2', a: 1 } },
      { metadata: { tier: 'l1', a: 1 } },
      { metadata: { codec: 'br', level: 3 } },
    ])
  })

  it('copy what is bound when it is bound', () => {
    const { tele, records } = createTestTelemetry()
    const metadata = { tier: 'l1' as 'l1' | 'l2' }
    const hits = tele.counter('cache.hit', metadata)
    metadata.tier = 'l2'
    hits.add()
    expect(records).toMatchObject([{ metadata: { tier: 'l1' } }])
  })

  it('record once telemetry is on: handles are made while modules load', () => {
    const lines: string[] = []
    const tele = createTelemetry()
    const { add } = tele.counter('cache.miss')
    add()
    tele.configure({ enabled: true, reporters: [listReporter(lines)], delivery: 'sync' })
    add()
    tele.configure({ enabled: false })
    add()
    expect(lines).toEqual(['metric cache.miss 1'])
  })
})

describe('start', () => {
  it('opens what `tele` opens, and never calls a function', () => {
    const { tele, records, clock } = createTestTelemetry()
    const span = tele.start('pipeline.plan', { batch_size: 16 })
    clock.advance(2)
    span.count('retries')
    span.end()
    span.end()
    loosen(tele)
      .start('a', () => expect.unreachable())
      .end()
    expectEvents(records, [
      { scope: 'pipeline.plan.retries', metadata: { parentScope: 'pipeline.plan', depth: 1 } },
      { scope: 'pipeline.plan', durationS: 2, metadata: { batch_size: 16, depth: 0 } },
      { scope: 'a' },
    ])
  })

  it('closes with its block', () => {
    const { tele, records } = createTestTelemetry()
    {
      using _span = tele.start('db.query')
      expect(records).toEqual([])
    }
    expect(records).toMatchObject([{ scope: 'db.query' }])
  })
})
