import root from 'otlp-transformer-decode/build/src/generated/root.js'
import { describe, expect, it } from 'vitest'
import { beaconReporter } from '../../runtime/reporters/beacon.ts'
import { otlpReporter } from '../../runtime/reporters/otlp.ts'
import { createTestTelemetry, type TelemetryRecord } from '../../runtime/testing.ts'
import { toWireEvent } from '../../runtime/wire/event.ts'
import { encodeLine } from '../../runtime/wire/json-line.ts'
import { decodeEvent, encodeEvent } from '../../runtime/wire/messages.ts'
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

describe('bigints', () => {
  const [small, most, least, beyond] = [7n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n]
  const given = { small, most, least, beyond, list: [small, most] }
  const { tele, records } = createTestTelemetry()
  loosen(tele).emit('e', given, given)
  const record = records[0]! as Extract<TelemetryRecord, { readonly kind: 'event' }>

  it('are numbers where they are exact as such, themselves within 64 bits, and texts beyond', () => {
    const kept = { small: 7, most, least, beyond: String(beyond), list: [7, most] }
    expect(record.measurements).toEqual(kept)
    expect(record.metadata).toMatchObject(kept)
  })

  it('are whole numbers in a line of JSON', () => {
    const line =
      '"small": 7, "most": 9223372036854775807, "least": -9223372036854775808, "beyond": "9223372036854775808"'
    expect(encodeLine(toWireEvent(record, 0)).line).toContain(`"measurements": {${line}`)
  })

  it('are whole numbers as measurements of a stream', () => {
    const { measurements } = decodeEvent(encodeEvent(toWireEvent(record, 0)))
    expect(measurements).toMatchObject({ small: 7, most, least, beyond: String(beyond) })
  })

  it.each(['protobuf', 'json'] as const)('are whole numbers in OTLP as %s', async (encoding) => {
    let body = new Uint8Array()
    const fetch: Loose = async (_: string, init: Loose) => {
      body = init.body
      return new Response(null)
    }
    const reporter = otlpReporter({ service: 'shop', encoding, fetch })
    reporter.recordBatch!([record])
    await reporter.flush()
    const { ExportLogsServiceRequest: type } = (root as Loose).opentelemetry.proto.collector.logs.v1
    const read =
      encoding === 'json'
        ? JSON.parse(new TextDecoder().decode(body))
        : type.toObject(type.decode(body), { longs: String })
    const { attributes } = read.resourceLogs[0].scopeLogs[0].logRecords[0]
    const value = (key: string): Loose => attributes.find((one: Loose) => one.key === key).value
    expect(['small', 'most', 'least', 'beyond'].map(value)).toEqual([
      { intValue: '7' },
      { intValue: String(most) },
      { intValue: String(least) },
      { stringValue: String(beyond) },
    ])
    expect(value('list')).toEqual({ arrayValue: { values: [{ intValue: '7' }, { intValue: String(most) }] } })
  })

  it('stop no reporter that has no number for them', () => {
    const bodies: string[] = []
    const beacon = beaconReporter({ url: '/t', send: (_, body) => bodies.push(body) > 0 })
    beacon.recordBatch!([record])
    beacon.flush()
    expect([JSON.parse(bodies[0]!).measurements.most, beacon.dropped]).toEqual([String(most), 0])
  })
})
