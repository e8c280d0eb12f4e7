import { describe, expect, it } from 'vitest'
import { createTestTelemetry, type TelemetryRecord } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

const throwing = {
  ok: 1,
  get bad(): never {
    throw new Error('trap')
  },
  after: 2,
}
const sealed = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error('trap')
    },
  },
)
const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

/** Every way in, and where it comes out. */
const WAYS: [string, (tele: Loose, metadata: unknown) => unknown, (record: TelemetryRecord) => object][] = [
  ['a handle', (t, md) => t('a', md).end(), (record) => record.metadata],
  ['start', (t, md) => t.start('a', md).end(), (record) => record.metadata],
  ['a bound counter', (t, md) => t.counter('a', md).add(), (record) => record.metadata],
  ['a call of a bound histogram', (t, md) => t.histogram('a').record(1, md), (record) => record.metadata],
  ['a function', (t, md) => t('a', md, () => {}), (record) => record.metadata],
  ['set', (t, md) => t('a', (span: Loose) => span.set(md)), (record) => record.metadata],
  ['count', (t, md) => t.count('a', 1, md), (record) => record.metadata],
  ['a relative gauge', (t, md) => t('a').gauge('b', 1, md), (record) => record.metadata],
  ['wrap', (t, md) => t.wrap('a', md, () => {})(), (record) => record.metadata],
  ['emit', (t, md) => t.emit('a', {}, md), (record) => record.metadata],
  ['measurements', (t, md) => t.emit('a', md), (record) => (record as Loose).measurements],
]

describe.each(WAYS)('metadata of %s', (_, record, out) => {
  const recorded = (metadata: unknown): Loose => {
    const { tele, records, lost } = createTestTelemetry()
    record(loosen(tele), metadata)
    expect(records.length).toBe(1)
    return { ...out(records[0]!), lost: lost().unreadable, prototype: Object.getPrototypeOf(out(records[0]!)) }
  }

  it('is copied: a later change does not show', () => {
    const { tele, records } = createTestTelemetry()
    const metadata = { x: 1 }
    record(loosen(tele), metadata)
    metadata.x = 2
    expect(out(records[0]!)).toMatchObject({ x: 1 })
  })

  it('is frozen, so that one reporter cannot change what the next is given', () => {
    const { tele, records } = createTestTelemetry({ reporters: [{ recordTiming() {}, recordMetric() {} }] })
    record(loosen(tele), { x: 1 })
    expect(Object.isFrozen(out(records[0]!))).toBe(true)
  })

  it('with a getter that throws keeps the rest, marks the place and counts', () => {
    expect(recorded(throwing)).toMatchObject({ ok: 1, bad: '[unreadable]', after: 2, lost: 1 })
  })

  it('with keys of prototypes changes no prototype', () => {
    const evil = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2, "x": 3}')
    const seen = recorded(evil)
    expect(seen).toMatchObject({ constructor: 1, toString: 2, x: 3 })
    // Not `toEqual`: that compares own keys, and a prototype that was replaced has them elsewhere.
    expect(seen.prototype).toBe(Object.prototype)
    expect(({} as Loose).polluted).toBeUndefined()
  })

  const HARMLESS: [string, unknown][] = [
    ['a proxy whose traps throw', sealed],
    ['null', null],
    ['a number', 5],
    ['a text', 'text'],
    ['a frozen object', Object.freeze({ x: 1 })],
    ['an object without a prototype', Object.assign(Object.create(null), { x: 1 })],
    ['a class instance', new Date(Number.NaN)],
    ['a map', new Map([['x', 1]])],
    ['a cycle', cyclic],
    ['exotic values', { a: 1n, b: Symbol('s'), c: () => {}, d: Number.NaN, e: '\ud800', f: undefined, 1: 2 }],
    ['ten million characters', { text: 'x'.repeat(10_000_000) }],
  ]
  it.each(HARMLESS)('may be %s', (_name, metadata) => {
    expect(() => recorded(metadata)).not.toThrow()
  })
})

it('symbols and inherited keys are not metadata', () => {
  const { tele, records } = createTestTelemetry()
  loosen(tele).count('a', 1, Object.assign(Object.create({ inherited: 1 }), { [Symbol('s')]: 1, own: 1 }))
  expect(Reflect.ownKeys(records[0]!.metadata)).toEqual(['depth', 'parentScope', 'metricType', 'own'])
})

it('user metadata overrides what is built in, but for what a metric is', () => {
  const { tele, records } = createTestTelemetry()
  loosen(tele)('a', { depth: 99, callCount: 'mine' }, () => {})
  loosen(tele).count('b', 1, { metricType: 'mine', parentScope: 'mine' })
  expect(records).toMatchObject([
    { metadata: { depth: 99, callCount: 'mine', startMonotonicS: 0 } },
    { metadata: { metricType: 'counter', parentScope: 'mine', depth: 0 } },
  ])
})
