import { describe, expect, it } from 'vitest'
import type { Clock } from '../../runtime/testing.ts'
import { createTestTelemetry, type TelemetryRecord } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

/** `scope depth parent`, in the order of recording. */
function shape(records: readonly TelemetryRecord[]): string[] {
  return records.map((record) => {
    const { depth, parentScope } = record.metadata
    return `${record.kind === 'event' ? record.name : record.scope} ${depth} ${parentScope ?? '-'}`
  })
}

const NESTING: [string, (tele: Loose) => void, string[]][] = [
  ['single', (t) => t('a', () => {}), ['a 0 -']],
  ['children close first', (t) => t('a', () => t('b', () => t('c', () => {}))), ['c 2 b', 'b 1 a', 'a 0 -']],
  ['names are absolute, never joined', (t) => t('a.b', () => t('c.d', () => {})), ['c.d 1 a.b', 'a.b 0 -']],
  ['siblings', (t) => t('a', () => [t('b', () => {}), t('b', () => {})]), ['b 1 a', 'b 1 a', 'a 0 -']],
  [
    'a metric counts the spans around the call',
    (t) => t('a', () => t('b', () => t.count('n'))),
    ['n 2 b', 'b 1 a', 'a 0 -'],
  ],
  ['metrics at the root', (t) => [t.count('n'), t.gauge('g', 1), t.record('h', 1)], ['n 0 -', 'g 0 -', 'h 0 -']],
  ['an event knows its span', (t) => t('a', () => t.emit('e', {})), ['e 1 a', 'a 0 -']],
  ['time and span are the same', (t) => t.time('a', () => t.span('b', () => {})), ['b 1 a', 'a 0 -']],
  [
    'a handle is around its own metrics and around nothing else',
    (t) => {
      const handle = t('a')
      handle.count('n')
      t.count('m')
      t('b', () => {})
      handle.end()
    },
    ['a.n 1 a', 'm 0 -', 'b 0 -', 'a 0 -'],
  ],
  [
    'handles that close out of order leave nothing behind',
    (t) => {
      const a = t('a')
      const b = t('b')
      a.end()
      b.end()
      t('c', () => {})
    },
    ['a 0 -', 'b 0 -', 'c 0 -'],
  ],
  [
    'the span of a callback is around its relative metrics, wherever they are called',
    (t) => t('a', (a: Loose) => t('b', () => a.gauge('g', 1))),
    ['a.g 1 a', 'b 1 a', 'a 0 -'],
  ],
  [
    'after a throw the context is what it was',
    (t) => {
      try {
        t('a', () => {
          throw new Error()
        })
      } catch {}
      t.count('n')
    },
    ['a 0 -', 'n 0 -'],
  ],
]

describe('nesting', () => {
  it.each(NESTING)('%s', (_, run, expected) => {
    const { tele, records } = createTestTelemetry()
    run(loosen(tele))
    expect(shape(records)).toEqual(expected)
  })

  it("calls functions with what they were promised: the span, nothing, or the caller's arguments", () => {
    const tele = loosen(createTestTelemetry().tele)
    const count = (...args: unknown[]): number => args.length
    function self(this: unknown): unknown {
      return this
    }
    const bound = tele('a', () => tele.bind(count))
    expect([tele('a', count), tele('a').run(count), tele.wrap('a', count)(1, 2), bound(1, 2, 3)]).toEqual([1, 0, 2, 3])
    expect([tele('a', self), tele('a').run(self), tele.wrap('a', self).call(7)]).toEqual([undefined, undefined, 7])
  })

  it('is shared by instruments', () => {
    const one = createTestTelemetry()
    const two = createTestTelemetry()
    loosen(one.tele)('a', () => loosen(two.tele)('b', () => {}))
    expect([shape(one.records), shape(two.records)]).toEqual([['a 0 -'], ['b 1 a']])
  })
})

describe('timings', () => {
  it('carry four times in seconds, and nothing that was not asked for', () => {
    const { tele, records, clock } = createTestTelemetry()
    clock.advance(5)
    loosen(tele)('a', () => clock.advance(0.25))
    expect(records).toEqual([
      {
        kind: 'timing',
        scope: 'a',
        durationS: 0.25,
        metadata: {
          depth: 0,
          parentScope: undefined,
          callCount: 1,
          startMonotonicS: 5,
          endMonotonicS: 5.25,
          startWallTimeS: 1_000_005,
          endWallTimeS: 1_000_005.25,
        },
      },
    ])
  })

  it('read the monotonic clock twice and the calendar once, in this order', () => {
    const reads: string[] = []
    const clock: Clock = { monotonic: () => reads.push('monotonic'), wall: () => reads.push('wall') }
    loosen(createTestTelemetry({ clock }).tele)('a', () => reads.push('body'))
    expect(reads).toEqual(['monotonic', 'wall', 'body', 'monotonic'])
  })

  it.each([-86_400, 3600])('do not notice that the calendar was set by %d s', (seconds) => {
    const { tele, records, clock } = createTestTelemetry()
    loosen(tele)('a', () => {
      clock.advance(1)
      clock.stepWall(seconds)
    })
    expect(records[0]).toMatchObject({
      durationS: 1,
      metadata: { startWallTimeS: 1_000_000, endWallTimeS: 1_000_001 },
    })
  })

  it('are never negative', () => {
    let now = 10
    const clock: Clock = { monotonic: () => now--, wall: () => 0 }
    const { tele, records } = createTestTelemetry({ clock })
    loosen(tele)('a', () => {})
    expect(records[0]).toMatchObject({ durationS: 0 })
  })

  it('number the closings of a scope from 1, whatever their depth', () => {
    const { tele, records } = createTestTelemetry()
    const t = loosen(tele)
    t('a', () => t('a', () => t('b', () => {})))
    t('a').end()
    expect(records.map((record) => [record.kind === 'timing' && record.scope, record.metadata.callCount])).toEqual([
      ['b', 1],
      ['a', 1],
      ['a', 2],
      ['a', 3],
    ])
  })

  it('stop numbering new scopes after 10,000 of them, and go on with the old ones', () => {
    const { tele, records, reset } = createTestTelemetry()
    for (let i = 0; i < 10_001; i++) loosen(tele)(`s${i}`).end()
    reset()
    for (const scope of ['s0', 's9999', 's10000', 's10001']) loosen(tele)(scope).end()
    expect(records.map((record) => record.metadata.callCount)).toEqual([2, 2, 0, 0])
  })
})

describe('a handle', () => {
  it('closes with its block', () => {
    const { tele, records } = createTestTelemetry()
    {
      using span = tele('pipeline.plan', { batch_size: 16 })
      span.gauge('token_efficiency', 0.92)
      expect(records.length).toBe(1)
    }
    expect(shape(records)).toEqual(['pipeline.plan.token_efficiency 1 pipeline.plan', 'pipeline.plan 0 -'])
  })

  it('ends once, however often it is ended', () => {
    const { tele, records } = createTestTelemetry()
    const span = loosen(tele)('a')
    span.end()
    span.end()
    span[Symbol.dispose]()
    expect(records.length).toBe(1)
  })

  it('ended inside its function, it is not closed again, not even by a throw', () => {
    const { tele, records } = createTestTelemetry()
    const run = (): void =>
      loosen(tele)('a', (span: Loose) => {
        span.end()
        throw new Error('late')
      })
    expect(run).toThrow('late')
    expect(records.map((record) => record.metadata.error)).toEqual([undefined])
  })

  it('records metrics after its end, and ignores metadata', () => {
    const { tele, records } = createTestTelemetry()
    const span = loosen(tele)('a')
    span.end()
    span.set({ late: true })
    span.count('n', 2)
    expect(records).toMatchObject([{ scope: 'a' }, { scope: 'a.n', value: 2 }])
    expect(records[0]!.metadata).not.toHaveProperty('late')
  })

  it('merges metadata over what it was opened with', () => {
    const { tele, records } = createTestTelemetry()
    const span = loosen(tele)('a', { x: 1, y: 1 })
    span.set({ y: 2 })
    span.set({ z: 3 })
    span.end()
    expect(records[0]!.metadata).toMatchObject({ x: 1, y: 2, z: 3 })
  })
})

describe('metrics', () => {
  const CALLS: [string, (tele: Loose) => void, object][] = [
    ['count', (t) => t.count('n'), { value: 1, metadata: { metricType: 'counter' } }],
    ['count by', (t) => t.count('n', -2.5), { value: -2.5, metadata: { metricType: 'counter' } }],
    ['count 0', (t) => t.count('n', 0, { a: 1 }), { value: 0, metadata: { a: 1 } }],
    ['count, default and metadata', (t) => t.count('n', undefined, { a: 1 }), { value: 1, metadata: { a: 1 } }],
    ['gauge', (t) => t.gauge('n', 7), { value: 7, metadata: { metricType: 'gauge' } }],
    ['histogram', (t) => t.record('n', 7), { value: 7, metadata: { metricType: 'histogram' } }],
    ['a bigint', (t) => t.gauge('n', 2n ** 53n), { value: 2 ** 53 }],
    ['minus zero', (t) => t.gauge('n', -0), { value: -0 }],
    ['count of a span', (t) => t('s').count('n'), { scope: 's.n', value: 1, metadata: { metricType: 'counter' } }],
    ['gauge of a span', (t) => t('s').gauge('n', 2, { a: 1 }), { scope: 's.n', value: 2, metadata: { a: 1 } }],
    ['histogram of a span', (t) => t('s').record('n', 2), { scope: 's.n', metadata: { metricType: 'histogram' } }],
  ]
  it.each(CALLS)('%s', (_, call, expected) => {
    const { tele, records } = createTestTelemetry()
    call(loosen(tele))
    expect(records).toMatchObject([{ kind: 'metric', scope: 'n', ...expected }])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '1', true, null, {}, Symbol('s'), () => 1])(
    '%o is no value: one would spoil a sum for ever',
    (value) => {
      const { tele, records, lost } = createTestTelemetry()
      loosen(tele).gauge('n', value)
      loosen(tele).counter('n').add(value)
      expect([records, lost().invalidValue]).toEqual([[], 2])
    },
  )
})

describe('events', () => {
  it('carry measurements, metadata, correlation and time', () => {
    const { tele, records } = createTestTelemetry()
    tele.emit('tool.size', { bytes: 42 }, { tool: 'grep' }, 'sp-1')
    tele.emit('tool.started', {})
    expect(records).toEqual([
      {
        kind: 'event',
        name: 'tool.size',
        measurements: { bytes: 42 },
        metadata: { depth: 0, parentScope: undefined, tool: 'grep' },
        correlationId: 'sp-1',
        timeS: 1_000_000,
      },
      {
        kind: 'event',
        name: 'tool.started',
        measurements: {},
        metadata: { depth: 0, parentScope: undefined },
        correlationId: undefined,
        timeS: 1_000_000,
      },
    ])
  })
})
