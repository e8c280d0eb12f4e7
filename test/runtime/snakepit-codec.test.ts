import { fileURLToPath } from 'node:url'
import { loadSync } from '@grpc/proto-loader'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ControlMessage } from '../../runtime/control/command.ts'
import { type ControlState, decodeControl, encodeControl } from '../../runtime/wire/control-messages.ts'
import type { WireEvent } from '../../runtime/wire/event.ts'
import { decodeBatch, decodeEvent, encodeBatch, encodeEvent, textOf } from '../../runtime/wire/messages.ts'
import { readVectors } from './snakepit.ts'

/** Rows S10 to S12: values and messages, against the vectors and against protobufjs. */

const PROTO = fileURLToPath(new URL('../../runtime/wire/telescopic.proto', import.meta.url))
const loaded = loadSync(PROTO, { keepCase: true, longs: String, defaults: false, oneofs: false })
const service = loaded['snakepit.bridge.BridgeService'] as Record<
  string,
  {
    responseDeserialize(bytes: Buffer): Foreign
    responseSerialize(value: object): Buffer
    requestDeserialize(bytes: Buffer): Foreign
    requestStream: boolean
    responseStream: boolean
  }
>
const stream = service.StreamTelemetry!
type Foreign = Record<string, unknown>

function eventOf(measurements: Record<string, unknown>, metadata: Record<string, unknown> = {}): WireEvent {
  return { name: 'a.b', measurements, metadata, timestampNs: 1_700_000_000_123_456_789n, correlationId: 'c' }
}

function decodeForeign(event: WireEvent): Foreign {
  return stream.responseDeserialize(Buffer.from(encodeEvent(event)))
}

describe('S12 the .proto', () => {
  interface Facts {
    readonly messages: Record<string, { name: string; type: string; number: number; label?: string }[]>
  }
  const { messages } = readVectors<Facts>('proto-facts')
  it.each(Object.entries(messages))('S12 %s has the fields of the original, by number and type', (name, fields) => {
    const { type } = loaded[`snakepit.bridge.${name}`] as unknown as {
      type: { field: { name: string; number: number; type: string; typeName: string; label: string }[] }
    }
    for (const { name: field, type: kind, number, label } of fields) {
      const found = type.field.find((one) => one.name === field)
      expect(found?.number).toBe(number)
      const isRepeated = label === 'repeated' || kind.startsWith('map')
      expect(found?.label === 'LABEL_REPEATED').toBe(isRepeated)
      if (/^[a-z0-9]+$/.test(kind)) expect(found?.type).toBe(`TYPE_${kind.toUpperCase()}`)
    }
  })

  it('S12 has the method, with streams both ways', () => {
    expect([stream.requestStream, stream.responseStream]).toEqual([true, true])
  })
})

describe('S12 commands', () => {
  const { cases } = readVectors<{
    cases: { name: string; json: Record<string, Record<string, unknown>>; wire_hex: string }[]
  }>('control-wire')

  function commandOf({ toggle, sampling, filter }: Record<string, Record<string, unknown>>): ControlMessage['command'] {
    const list = (value: unknown): string[] => (value as string[]) ?? []
    if (toggle) return { kind: 'toggle', enabled: toggle.enabled === true }
    if (sampling)
      return { kind: 'sampling', rate: Number(sampling.sampling_rate ?? 0), patterns: list(sampling.event_patterns) }
    return filter && { kind: 'filter', allow: list(filter.allow), deny: list(filter.deny) }
  }

  it.each(cases.map(({ name, json, wire_hex }) => [name, json, wire_hex] as const))(
    'S12 S21 %s is the bytes of the original, both ways',
    (_, json, hex) => {
      const command = commandOf(json)
      expect(Buffer.from(encodeControl({ command, epoch: 0, ttlMs: 0 })).toString('hex')).toBe(hex)
      expect(decodeControl(Buffer.from(hex, 'hex'))).toEqual({ command, epoch: 0, ttlMs: 0 })
    },
  )

  it('S12 epoch and time to live come back, and a peer that does not know them reads the rest', () => {
    const message: ControlMessage = {
      command: { kind: 'toggle', enabled: true },
      epoch: 1_700_000_000_123,
      ttlMs: 60_000,
    }
    expect(decodeControl(encodeControl(message))).toEqual(message)
    expect(stream.requestDeserialize(Buffer.from(encodeControl(message)))).toMatchObject({ toggle: { enabled: true } })
  })

  it('S12 a state comes back with its event', () => {
    const control: ControlState = {
      accepted: true,
      reason: '',
      epoch: 5,
      expiresInMs: 900_000,
      enabled: true,
      rate: 0.5,
      patterns: ['a.*'],
      allow: ['b'],
      deny: ['c', 'd'],
    }
    expect(decodeEvent(encodeEvent(eventOf({}), control)).control).toEqual(control)
  })
})

describe('S10 measurements', () => {
  it.each([
    ['a truth', true, { int_value: '1' }],
    ['a lie', false, { int_value: '0' }],
    ['a whole number, which 1.0 is too', 1, { int_value: '1' }],
    ['a negative one', -5, { int_value: '-5' }],
    ['0', 0, { int_value: '0' }],
    ['-0, which an int could not say', -0, { float_value: -0 }],
    ['a fraction', 1.5, { float_value: 1.5 }],
    ['a number beyond 2^53, which may be none that was meant', 2 ** 53, { float_value: 2 ** 53 }],
    ['NaN', Number.NaN, { float_value: Number.NaN }],
    ['Infinity', Number.POSITIVE_INFINITY, { float_value: Number.POSITIVE_INFINITY }],
    ['the largest int', 2n ** 63n - 1n, { int_value: '9223372036854775807' }],
    ['the smallest', -(2n ** 63n), { int_value: '-9223372036854775808' }],
    ['one beyond, which the original throws at', 2n ** 63n, { string_value: '9223372036854775808' }],
    ['a text', '12', { string_value: '12' }],
    ['null', null, { string_value: 'null' }],
    ['a list', [1, 'a'], { string_value: '[1, a]' }],
    ["an object, whose content is nobody's business", new Map(), { string_value: '[Map]' }],
    ['a lone surrogate, which the original throws at', '\ud800', { string_value: '\ufffd' }],
  ])('S10 %s', (_, value, expected) => {
    expect(decodeForeign(eventOf({ value })).measurements).toEqual({ value: expected })
  })
})

describe('S11 metadata', () => {
  it.each([
    ['x', 'x'],
    [true, 'true'],
    [null, 'null'],
    [1.5, '1.5'],
    [10n, '10'],
    [[1, [2]], '[1, [2]]'],
    [{}, '[Object]'],
    [() => 1, '[function]'],
    [Symbol('s'), 'Symbol(s)'],
  ])('S11 %s is the text %s', (value, text) => {
    expect(textOf(value)).toBe(text)
    expect(decodeForeign(eventOf({}, { value })).metadata).toEqual({ value: text })
  })
})

describe('S12 events', () => {
  it.each([
    ['', ['']],
    ['a', ['a']],
    ['a..b', ['a', '', 'b']],
    ['.a.', ['', 'a', '']],
    ['é.ü', ['é', 'ü']],
  ])('S12 the name %j is the parts %j', (name, parts) => {
    const bytes = encodeEvent({ ...eventOf({}), name })
    expect(stream.responseDeserialize(Buffer.from(bytes)).event_parts).toEqual(parts)
    expect(decodeEvent(bytes).name).toBe(name)
  })

  const text = fc.string({ unit: 'grapheme', maxLength: 300 })
  const value = fc.oneof(
    text,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  )
  const events = fc.record({
    name: text,
    measurements: fc.dictionary(text, value, { maxKeys: 5, noNullPrototype: true }),
    metadata: fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true }),
    timestampNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    correlationId: fc.option(
      text.filter((id) => id !== ''),
      { nil: undefined },
    ),
  })
  const plain = (event: WireEvent): unknown => [
    event.name,
    Object.entries(event.measurements).sort().map(String),
    Object.entries(event.metadata).sort(),
    event.timestampNs,
    event.correlationId,
  ]

  it('S12 whatever is encoded comes back, alone and in a batch', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 4 }), (list) => {
        const encoded = list.map((event) => encodeEvent(event))
        expect(encoded.map((bytes) => plain(decodeEvent(bytes)))).toEqual(list.map(plain))
        expect(decodeBatch(encodeBatch(encoded)).map(plain)).toEqual(list.map(plain))
      }),
      { numRuns: 500 },
    )
  })

  it('S12 protobufjs reads what we write, and we what it writes', () => {
    fc.assert(
      fc.property(events, (event) => {
        const foreign = decodeForeign(event)
        expect(foreign.metadata ?? {}).toEqual(event.metadata)
        expect(foreign.timestamp_ns ?? '0').toBe(String(event.timestampNs))
        expect(plain(decodeEvent(stream.responseSerialize(foreign)))).toEqual(plain(decodeEvent(encodeEvent(event))))
      }),
      { numRuns: 500 },
    )
  })

  it('S25 a key `__proto__` is a key', () => {
    const metadata = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, unknown>
    const decoded = decodeEvent(encodeEvent(eventOf({}, metadata)))
    expect(Object.entries(decoded.metadata)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(Object.getPrototypeOf(decoded.metadata)).toBe(null)
  })

  it('bytes that are no message are refused, and never loop', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        for (const decode of [decodeEvent, decodeBatch, decodeControl]) {
          try {
            decode(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['0a05ff', '00', '0aff', '80808080808080808080', '0b', '12ffffffffffffffffff01'])('%s is refused', (hex) => {
    expect(() => decodeEvent(Buffer.from(hex, 'hex'))).toThrow(RangeError)
  })
})
