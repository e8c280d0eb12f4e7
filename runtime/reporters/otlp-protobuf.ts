import type { Field, OtlpWriter } from './otlp-fields.ts'

/**
 * Writes protobuf into one buffer that grows. The length in front of a message is known when it ends: one byte is left for it,
 * and a longer message is moved on by what its length takes more.
 */
export function protobufWriter(): OtlpWriter {
  return new ProtobufWriter()
}

const MAX_KEPT = 1024 * 1024

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const encoder = new TextEncoder()
const TWO_32 = 2 ** 32

class ProtobufWriter implements OtlpWriter {
  #bytes = new Uint8Array(4096)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  readonly #open: number[] = []

  begin(field: Field): void {
    this.#tag(field, BYTES)
    this.#open.push(this.#at++)
  }

  end(): void {
    const start = this.#open.pop()!
    const length = this.#at - start - 1
    if (length > 127) {
      const more = varintLength(length) - 1
      this.#reserve(more)
      this.#bytes.copyWithin(start + 1 + more, start + 1, this.#at)
      this.#at = start
      this.#varint(length)
      this.#at += length
    } else this.#bytes[start] = length
  }

  text(field: Field, value: string): void {
    this.#tag(field, BYTES)
    const { length } = value
    // A unit of UTF-16 is three bytes of UTF-8 at most.
    this.#reserve(length * 3 + 5)
    const start = this.#at + (length < 128 ? 1 : varintLength(length))
    const end = writeAscii(this.#bytes, start, value)
    if (end !== -1) {
      this.#varint(length)
      this.#at = end
      return
    }
    const encoded = encoder.encode(value)
    this.#varint(encoded.length)
    this.#bytes.set(encoded, this.#at)
    this.#at += encoded.length
  }

  id(field: Field, hex: string): void {
    this.#tag(field, BYTES)
    const bytes = this.#bytes
    const { length } = hex
    let at = this.#at
    bytes[at++] = length >> 1
    for (let index = 0; index < length; index += 2) bytes[at++] = (digit(hex, index) << 4) | digit(hex, index + 1)
    this.#at = at
  }

  time(field: Field, seconds: number): void {
    this.#tag(field, FIXED64)
    const whole = Math.floor(seconds)
    const nanos = Math.round((seconds - whole) * 1e9)
    // In two parts of which each is exact as a double: the product has more digits than one has.
    const high = Math.floor(whole / 65_536) * 1e9
    const low = (whole % 65_536) * 1e9 + nanos + (high % 65_536) * 65_536
    this.#fixed64(low % TWO_32, Math.floor(high / 65_536) + Math.floor(low / TWO_32))
  }

  double(field: Field, value: number): void {
    this.#tag(field, FIXED64)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  int(field: Field, value: number): void {
    this.#tag(field, VARINT)
    if (value >= 0) this.#varint(value)
    else this.#negativeVarint(value)
  }

  small(field: Field, value: number): void {
    this.#tag(field, VARINT)
    this.#varint(value)
  }

  bits(field: Field, value: number): void {
    this.#tag(field, FIXED32)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  flag(field: Field, value: boolean): void {
    this.#tag(field, VARINT)
    this.#bytes[this.#at++] = value ? 1 : 0
  }

  count(field: Field, value: number): void {
    this.#tag(field, FIXED64)
    this.#fixed64(value % TWO_32, Math.floor(value / TWO_32))
  }

  counts(field: Field, values: readonly number[]): void {
    this.#tag(field, BYTES)
    this.#reserve(values.length * 8 + 5)
    this.#varint(values.length * 8)
    for (const value of values) this.#fixed64(value % TWO_32, Math.floor(value / TWO_32))
  }

  doubles(field: Field, values: readonly number[]): void {
    this.#tag(field, BYTES)
    this.#reserve(values.length * 8 + 5)
    this.#varint(values.length * 8)
    for (const value of values) {
      this.#view.setFloat64(this.#at, value, true)
      this.#at += 8
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    const message = this.#bytes.slice(0, this.#at)
    // The buffer stays for the next message: growing it anew each time was a sixth of the whole cost.
    if (this.#bytes.length > MAX_KEPT) this.#use(new Uint8Array(4096))
    this.#at = 0
    return message
  }

  /** Before every field there is room for it, unless it says otherwise: a tag, an id, a number. */
  #tag(field: Field, type: number): void {
    this.#reserve(32)
    this.#varint(field[0] * 8 + type)
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count))
    grown.set(this.#bytes)
    this.#use(grown)
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }

  #varint(value: number): void {
    let rest = value
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#at++] = rest
  }

  // As if of 64 bits without a sign, which is ten bytes.
  #negativeVarint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 127n) | 128
    this.#bytes[this.#at++] = Number(rest)
  }

  #fixed64(low: number, high: number): void {
    this.#view.setUint32(this.#at, low, true)
    this.#view.setUint32(this.#at + 4, high, true)
    this.#at += 8
  }
}

function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++
  return length
}

/** Writes a text of ASCII and tells where it ends; -1 for any other. Short ones, of which most are, are faster so. */
function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  let at = start
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 127) return -1
    bytes[at++] = unit
  }
  return at
}

function digit(hex: string, index: number): number {
  const unit = hex.charCodeAt(index)
  return unit > 96 ? unit - 87 : unit - 48
}
