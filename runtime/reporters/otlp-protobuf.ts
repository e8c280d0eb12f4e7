import { joinBytes } from '../join-bytes.ts'
import * as pb from '../wire/protobuf.ts'
import type { Exact } from './attributes.ts'
import {
  type Field,
  type ItemKind,
  KEY_VALUE,
  type OtlpWriter,
  REQUEST,
  RESOURCE_ITEMS,
  SCOPE_ITEMS,
  type TraceWords,
  writeAttribute,
  writePlain,
  writeSpanHead,
} from './otlp-fields.ts'

/**
 * Gives writers of protobuf. Items stand in one buffer, one after the other, and what is the same in every request is written once: what
 * stands around the items is put before them when a request is taken.
 */
export function protobufWriters(
  writeResource: (writer: OtlpWriter) => void,
  writeScope: (writer: OtlpWriter) => void,
): () => OtlpWriter {
  const draft = new ProtobufWriter(NOTHING, NOTHING)
  writeResource(draft)
  const resource = draft.take().slice()
  writeScope(draft)
  const scope = draft.take().slice()
  return () => new ProtobufWriter(resource, scope)
}

// A buffer that has grown beyond this is not kept.
const MAX_KEPT = 1024 * 1024
const NOTHING = new Uint8Array(0)
/** Where in the head of a span stands what differs from span to span: after a tag, and of an id its length. */
const HEAD = { traceId: 2, spanId: 20, start: 29, end: 38 }
const TAG_KEY = (KEY_VALUE.key[0] << 3) | pb.BYTES
const TAG_VALUE = (KEY_VALUE.value[0] << 3) | pb.BYTES
const MAX_HEADS = 1000
const TWO_16 = 2 ** 16
const TWO_32 = 2 ** 32

class ProtobufWriter implements OtlpWriter {
  readonly #resource: Uint8Array
  readonly #scope: Uint8Array
  #to = pb.createWriter()
  readonly #open: number[] = []
  /** Heads of spans by their names. */
  readonly #heads = new Map<string, Uint8Array>()
  /** End of the last finished item. */
  #finished = 0

  constructor(resource: Uint8Array, scope: Uint8Array) {
    this.#resource = resource
    this.#scope = scope
  }

  begin(field: Field): void {
    writeTag(this.#to, field, pb.BYTES)
    this.#open.push(pb.openNested(this.#to))
  }

  end(): void {
    pb.closeNested(this.#to, this.#open.pop()!)
    if (this.#open.length === 0) this.#finished = this.#to.at
  }

  /** By a copy of the first span of that name, in which all that differs is put over. */
  beginSpan(name: string, traceId: TraceWords, idHigh: number, idLow: number, startS: number, endS: number): void {
    const to = this.#to
    this.begin(SCOPE_ITEMS.spans)
    const { at } = to
    const head = this.#heads.get(name)
    if (head === undefined) {
      writeSpanHead(this, name, traceId, idHigh, idLow, startS, endS)
      if (this.#heads.size < MAX_HEADS) this.#heads.set(name, to.bytes.slice(at, to.at))
      return
    }
    pb.writeBytes(to, head)
    const { view } = to
    for (let index = 0; index < 4; index++) view.setUint32(at + HEAD.traceId + 4 * index, traceId[index]!)
    view.setUint32(at + HEAD.spanId, idHigh)
    view.setUint32(at + HEAD.spanId + 4, idLow)
    putTime(view, at + HEAD.start, startS)
    putTime(view, at + HEAD.end, endS)
  }

  attribute(field: Field, key: string, value: Exact | readonly Exact[]): void {
    const to = this.#to
    const begin = to.at
    if (typeof value !== 'object' && putKey(to, field[0], key)) {
      const valueAt = to.at
      writePlain(this, value)
      if (to.at - begin < 128) {
        to.bytes[begin + 1] = to.at - begin - 2
        to.bytes[valueAt - 1] = to.at - valueAt
        return
      }
    }
    to.at = begin
    writeAttribute(this, field, key, value)
  }

  text(field: Field, value: string): void {
    writeTag(this.#to, field, pb.BYTES)
    pb.writeText(this.#to, value)
  }

  traceId(field: Field, words: TraceWords): void {
    const to = this.#to
    writeTag(to, field, pb.BYTES)
    pb.writeVarint(to, 16)
    for (let index = 0; index < 4; index++) pb.writeWord(to, words[index]!)
  }

  spanId(field: Field, high: number, low: number): void {
    const to = this.#to
    writeTag(to, field, pb.BYTES)
    pb.writeVarint(to, 8)
    pb.writeWord(to, high)
    pb.writeWord(to, low)
  }

  time(field: Field, seconds: number): void {
    writeTag(this.#to, field, pb.FIXED64)
    pb.writeFixed64(this.#to, 0, 0)
    putTime(this.#to.view, this.#to.at - 8, seconds)
  }

  double(field: Field, value: number): void {
    writeTag(this.#to, field, pb.FIXED64)
    pb.writeDouble(this.#to, value)
  }

  int(field: Field, value: number | bigint): void {
    writeTag(this.#to, field, pb.VARINT)
    pb.writeInt64(this.#to, value)
  }

  small(field: Field, value: number): void {
    writeTag(this.#to, field, pb.VARINT)
    pb.writeVarint(this.#to, value)
  }

  bits(field: Field, value: number): void {
    writeTag(this.#to, field, pb.FIXED32)
    pb.writeFixed32(this.#to, value)
  }

  flag(field: Field, value: boolean): void {
    this.small(field, value ? 1 : 0)
  }

  count(field: Field, value: number): void {
    writeTag(this.#to, field, pb.FIXED64)
    writeCount(this.#to, value)
  }

  counts(field: Field, values: readonly number[]): void {
    writeTag(this.#to, field, pb.BYTES)
    pb.writeVarint(this.#to, values.length * 8)
    for (const value of values) writeCount(this.#to, value)
  }

  doubles(field: Field, values: readonly number[]): void {
    writeTag(this.#to, field, pb.BYTES)
    pb.writeVarint(this.#to, values.length * 8)
    for (const value of values) pb.writeDouble(this.#to, value)
  }

  abandon(): void {
    this.#open.length = 0
    this.#to.at = this.#finished
  }

  finish(items: ItemKind): Uint8Array<ArrayBuffer> {
    const written = this.take()
    // From the inside out: each length is that of what stands within.
    const list = nestedHead(RESOURCE_ITEMS[items], this.#scope.length + written.length)
    const inner = this.#resource.length + list.length + this.#scope.length + written.length
    return joinBytes([nestedHead(REQUEST[items], inner), this.#resource, list, this.#scope, written])
  }

  /** Gives the finished items alone; they are overwritten by the next. */
  take(): Uint8Array {
    const written = this.#to.bytes.subarray(0, this.#finished)
    if (this.#to.bytes.length > MAX_KEPT) this.#to = pb.createWriter()
    this.#to.at = 0
    this.#finished = 0
    return written
  }
}

/**
 * Writes what stands before the value of an attribute, if its key is a short text of ASCII, as most are: one byte is left for the
 * length of the whole, and one for that of the value. `false` for any other key.
 */
function putKey(to: pb.Writer, field: number, key: string): boolean {
  const { length } = key
  if (length > 100) return false
  pb.reserve(to, 128)
  const { bytes, at } = to
  if (!pb.putAscii(bytes, at + 4, key, 0, length)) return false
  bytes[at] = (field << 3) | pb.BYTES
  bytes[at + 2] = TAG_KEY
  bytes[at + 3] = length
  bytes[at + 4 + length] = TAG_VALUE
  to.at = at + 6 + length
  return true
}

function putTime(view: DataView, at: number, seconds: number): void {
  const whole = Math.floor(seconds)
  const nanos = Math.round((seconds - whole) * 1e9)
  // In parts of which each is exact as a double: the product has more digits than one has. Without `%`, which of doubles is
  // a call and took as long as all the rest of a span.
  const upper = Math.floor(whole / TWO_16)
  const product = upper * 1e9
  const high = Math.floor(product / TWO_16)
  const low = (product - high * TWO_16) * TWO_16 + (whole - upper * TWO_16) * 1e9 + nanos
  view.setUint32(at, low >>> 0, true)
  view.setUint32(at + 4, high + Math.floor(low / TWO_32), true)
}

function writeTag(to: pb.Writer, field: Field, type: number): void {
  pb.writeTag(to, field[0], type)
}

function writeCount(to: pb.Writer, value: number): void {
  pb.writeFixed64(to, value >>> 0, Math.floor(value / TWO_32))
}

const heads = pb.createWriter()

/** The tag and the length of a message. */
function nestedHead(field: Field, length: number): Uint8Array {
  writeTag(heads, field, pb.BYTES)
  pb.writeVarint(heads, length)
  return pb.takeBytes(heads)
}
