import fc from 'fast-check'
import root from 'otlp-transformer-decode/build/src/generated/root.js'
import { describe, expect, it } from 'vitest'
import type { Exact } from '../../runtime/reporters/attributes.ts'
import { type OtlpWriter, SCOPE_ITEMS, SPAN } from '../../runtime/reporters/otlp-fields.ts'
import { writeScope } from '../../runtime/reporters/otlp-messages.ts'
import { protobufWriters } from '../../runtime/reporters/otlp-protobuf.ts'
import * as pb from '../../runtime/wire/protobuf.ts'
import type { Loose } from './catalog.ts'

/** The one writer of protobuf, against the generated code of OpenTelemetry. */

const { common, logs, collector } = (root as Loose).opentelemetry.proto
const EXACT = { longs: String, bytes: String, defaults: false } as const

/** What the generated code reads in a value that we wrote by hand. */
function readValue(write: (to: pb.Writer) => void): Loose {
  const to = pb.createWriter()
  write(to)
  const { AnyValue } = common.v1
  return AnyValue.toObject(AnyValue.decode(pb.takeBytes(to)), EXACT)
}

const bigints = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  // Around every length of a varint.
  fc
    .tuple(fc.integer({ min: 0, max: 62 }), fc.constantFrom(-1n, 0n, 1n), fc.constantFrom(-1n, 1n))
    .map(([bits, off, sign]) => sign * (2n ** BigInt(bits) + off)),
)

describe('numbers', () => {
  it('of 64 bits with their sign, as numbers and as bigints', () => {
    fc.assert(
      fc.property(bigints, (value) => {
        const readInt = (given: number | bigint): string =>
          readValue((to) => {
            pb.writeTag(to, 3, pb.VARINT)
            pb.writeInt64(to, given)
          }).intValue
        expect(readInt(value)).toBe(String(value))
        if (Number.isSafeInteger(Number(value))) expect(readInt(Number(value))).toBe(String(value))
      }),
    )
  })

  it('of 32 bits without one', () => {
    const { LogRecord } = logs.v1
    fc.assert(
      fc.property(fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 })), (value) => {
        const to = pb.createWriter()
        pb.writeTag(to, 8, pb.FIXED32)
        pb.writeFixed32(to, value)
        pb.writeTag(to, 7, pb.VARINT)
        pb.writeVarint(to, value)
        const log = LogRecord.toObject(LogRecord.decode(pb.takeBytes(to)), EXACT)
        expect([log.flags, log.droppedAttributesCount]).toEqual([value, value])
      }),
    )
  })

  it('with a fraction, to the bit', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const read = readValue((to) => {
          pb.writeTag(to, 4, pb.FIXED64)
          pb.writeDouble(to, value)
        })
        expect(Object.is(read.doubleValue, value)).toBe(true)
      }),
    )
  })
})

/** Around the lengths at which a length takes a byte more, and at which a piece of memory ends. */
const LENGTHS = [
  0, 1, 99, 100, 101, 126, 127, 128, 129, 16_200, 16_382, 16_383, 16_384, 16_385, 40_000, 2_097_150, 2_097_153,
]
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  // Halves of characters, anywhere.
  fc
    .array(fc.constantFrom('a', '\ud800', '\udc00', '\ud83d\ude42', 'é', '€'), { maxLength: 200 })
    .map((all) => all.join('')),
)

describe('texts', () => {
  it('of any characters, half ones as the replacement for them', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readValue((to) => {
          pb.writeTag(to, 1, pb.BYTES)
          pb.writeText(to, text)
        })
        expect(read.stringValue).toBe(text.toWellFormed())
      }),
    )
  })

  it.each(LENGTHS)('of %d characters', (length) => {
    for (const character of ['a', 'é', '€']) {
      const text = character.repeat(length)
      const read = readValue((to) => {
        pb.writeTag(to, 1, pb.BYTES)
        pb.writeText(to, text)
      })
      expect(read.stringValue === text).toBe(true)
    }
  })
})

describe('messages in messages', () => {
  it.each(LENGTHS)('around %d bytes, each of whose lengths moves what is in it', (length) => {
    for (const depth of [1, 2, 3, 4]) {
      const writeList = (to: pb.Writer, left: number): void => {
        if (left === 0) {
          pb.writeTag(to, 1, pb.BYTES)
          pb.writeText(to, 'x'.repeat(length))
          return
        }
        pb.writeTag(to, 5, pb.BYTES)
        const list = pb.openNested(to)
        pb.writeTag(to, 1, pb.BYTES)
        pb.writeNested(to, writeList, left - 1)
        pb.closeNested(to, list)
      }
      let value = readValue((to) => writeList(to, depth))
      for (let left = depth; left > 0; left--) value = value.arrayValue.values[0]
      expect(value.stringValue).toHaveLength(length)
    }
  })
})

const scalars: fc.Arbitrary<Exact> = fc.oneof(
  texts,
  fc.boolean(),
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  bigints,
)
const attributes = fc.array(fc.tuple(texts, fc.oneof(scalars, fc.array(scalars, { maxLength: 5 }))), { maxLength: 20 })

const openWriter = protobufWriters(() => {}, writeScope)

function readSpans(writer: OtlpWriter): Loose[] {
  const type = collector.trace.v1.ExportTraceServiceRequest
  return type.toObject(type.decode(writer.finish('spans')), EXACT).resourceSpans?.[0].scopeSpans[0].spans ?? []
}

describe('items of a request', () => {
  it('have the attributes that went in', () => {
    const writer = openWriter()
    fc.assert(
      fc.property(fc.array(attributes, { minLength: 1, maxLength: 5 }), (spans) => {
        for (const given of spans) {
          writer.beginSpan('a', [1, 2, 3, 4], 5, 6, 7, 8)
          for (const [key, value] of given) writer.attribute(SPAN.attributes, key, value)
          writer.end()
        }
        const read = readSpans(writer).map((span) => span.attributes ?? [])
        expect(read).toEqual(spans.map((given) => given.map(describeAttribute)))
      }),
    )
  })

  it.each(LENGTHS)('may have a key or a value of %d characters', (length) => {
    const writer = openWriter()
    const text = 'x'.repeat(length)
    writer.beginSpan(text, [1, 2, 3, 4], 5, 6, 7, 8)
    for (const value of [text, true, -1]) writer.attribute(SPAN.attributes, text, value)
    writer.end()
    const [span] = readSpans(writer)
    expect(span.name === text).toBe(true)
    expect(span.attributes.map(({ key, value }: Loose) => [key === text, Object.keys(value)])).toEqual(
      ['stringValue', 'boolValue', 'intValue'].map((kind) => [true, [kind]]),
    )
  })

  it('that could not be finished are forgotten, and harm no other', () => {
    const writer = openWriter()
    const write = (name: string): void => {
      writer.beginSpan(name, [1, 2, 3, 4], 5, 6, 7, 8)
      writer.begin(SPAN.status)
    }
    write('half')
    writer.abandon()
    write('whole')
    writer.end()
    writer.end()
    write('half')
    writer.abandon()
    expect(readSpans(writer).map(({ name }) => name)).toEqual(['whole'])
    expect(readSpans(writer)).toEqual([])
  })

  it('have their ids and instants, to the nanosecond', () => {
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const instant = fc.oneof(fc.double({ min: 0, max: 9e9, noNaN: true }), fc.nat(9e9))
    const writer = openWriter()
    fc.assert(
      fc.property(fc.array(word, { minLength: 6, maxLength: 6 }), instant, instant, (words, startS, endS) => {
        writer.beginSpan('a', words, words[4]!, words[5]!, startS, endS)
        writer.spanId(SPAN.parentSpanId, words[5]!, words[4]!)
        writer.end()
        const [span] = readSpans(writer)
        const bytes = (...parts: number[]): string =>
          Buffer.from(parts.map((part) => part.toString(16).padStart(8, '0')).join(''), 'hex').toString('base64')
        expect(span).toMatchObject({
          traceId: bytes(...words.slice(0, 4)),
          spanId: bytes(words[4]!, words[5]!),
          parentSpanId: bytes(words[5]!, words[4]!),
          startTimeUnixNano: nanos(startS),
          endTimeUnixNano: nanos(endS),
        })
      }),
    )
  })

  it('are right the first time that their name comes, and every other time', () => {
    const writer = openWriter()
    const names = Array.from({ length: 1200 }, (_, index) => `${index}`.repeat(1 + (index % 40)))
    const spans = [...names, ...names].map((name, index) => {
      writer.beginSpan(name, [index, 2 ** 32 - 1, index, 1], index, 5, index, index + 1)
      writer.end()
      return { name, start: nanos(index), end: nanos(index + 1) }
    })
    const read = readSpans(writer)
    expect(read.map((one) => ({ name: one.name, start: one.startTimeUnixNano, end: one.endTimeUnixNano }))).toEqual(
      spans,
    )
    expect(read.every(({ kind, traceId, spanId }) => kind === 1 && traceId.length === 24 && spanId.length === 12)).toBe(
      true,
    )
  })

  it('may be more than a kept buffer holds', () => {
    const writer = openWriter()
    for (let count = 0; count < 600; count++) {
      writer.begin(SCOPE_ITEMS.spans)
      writer.text(SPAN.name, `${count}${'x'.repeat(4000)}`)
      writer.end()
    }
    const spans = readSpans(writer)
    expect(spans.map(({ name }) => Number.parseInt(name, 10))).toEqual(Array.from({ length: 600 }, (_, index) => index))
    writer.beginSpan('b', [1, 2, 3, 4], 5, 6, 7, 8)
    writer.end()
    expect(readSpans(writer)).toHaveLength(1)
  })
})

function nanos(seconds: number): string {
  const whole = Math.floor(seconds)
  return String(BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e9)))
}

function describeAttribute([key, value]: readonly [string, Exact | readonly Exact[]]): object {
  const list = typeof value === 'object' ? { arrayValue: listOf(value.map(describeScalar)) } : describeScalar(value)
  return { key: key.toWellFormed(), value: list }
}

const listOf = (values: object[]): object => (values.length === 0 ? {} : { values })

function describeScalar(value: Exact): object {
  if (typeof value === 'string') return { stringValue: value.toWellFormed() }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return { intValue: BigInt(value).toString() }
  return { doubleValue: value }
}
