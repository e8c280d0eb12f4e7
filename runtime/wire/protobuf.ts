/** As much of the wire format of Protocol Buffers as our messages, and those of OTLP, need. */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Writes into a piece of memory until it is full, then into the next one. What is written is handed out as a view: to copy each
 * message would cost as much as to write it.
 */
export interface Writer {
  bytes: Uint8Array
  view: DataView
  /** Where the message at hand begins. */
  start: number
  at: number
}

const PIECE_BYTES = 16_384

export function createWriter(): Writer {
  const bytes = new Uint8Array(PIECE_BYTES)
  return { bytes, view: new DataView(bytes.buffer), start: 0, at: 0 }
}

/** Forgets what was written of a message that could not be finished. */
export function beginMessage(writer: Writer): void {
  writer.at = writer.start
}

/** Gives what was written since the last time, as a view: nobody writes there again. */
export function takeBytes(writer: Writer): Uint8Array {
  const taken = writer.bytes.subarray(writer.start, writer.at)
  writer.start = writer.at
  return taken
}

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5

export function writeTag(writer: Writer, field: number, type: number): void {
  const tag = (field << 3) | type
  if (tag > 127) return writeVarint(writer, tag)
  reserve(writer, 1)
  writer.bytes[writer.at++] = tag
}

/** A whole number below 2³². */
export function writeVarint(writer: Writer, value: number): void {
  reserve(writer, 5)
  let rest = value
  while (rest > 127) {
    writer.bytes[writer.at++] = (rest & 127) | 128
    rest >>>= 7
  }
  writer.bytes[writer.at++] = rest
}

const TWO_32 = 2 ** 32
const halves = new DataView(new ArrayBuffer(8))

/** A safe integer, or a bigint within 64 bits; a negative one takes ten bytes. */
export function writeInt64(writer: Writer, value: number | bigint): void {
  let low: number
  let high: number
  if (typeof value === 'number') {
    low = value >>> 0
    high = Math.floor(value / TWO_32) >>> 0
  } else {
    // By way of memory: shifting a bigint makes new ones.
    halves.setBigInt64(0, value)
    high = halves.getUint32(0)
    low = halves.getUint32(4)
  }
  reserve(writer, 10)
  const { bytes } = writer
  while (high > 0 || low > 127) {
    bytes[writer.at++] = (low & 127) | 128
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  bytes[writer.at++] = low
}

/** A whole number of 32 bits without a sign. */
export function writeFixed32(writer: Writer, value: number): void {
  reserve(writer, 4)
  writer.view.setUint32(writer.at, value, true)
  writer.at += 4
}

/** A whole number of 64 bits, in two halves. */
export function writeFixed64(writer: Writer, low: number, high: number): void {
  reserve(writer, 8)
  writer.view.setUint32(writer.at, low, true)
  writer.view.setUint32(writer.at + 4, high, true)
  writer.at += 8
}

/** Four bytes of an id, the first one first. */
export function writeWord(writer: Writer, word: number): void {
  reserve(writer, 4)
  writer.view.setUint32(writer.at, word)
  writer.at += 4
}

export function writeDouble(writer: Writer, value: number): void {
  reserve(writer, 8)
  writer.view.setFloat64(writer.at, value, true)
  writer.at += 8
}

/** A part of a text, with its length before it. */
export function writeText(writer: Writer, text: string, from = 0, to: number = text.length): void {
  const length = to - from
  reserve(writer, length + 5)
  const start = writer.at
  // Nearly all texts are ASCII and short, and then this is several times faster than an encoder.
  if (length < 128 && putAscii(writer.bytes, start + 1, text, from, to)) {
    writer.bytes[start] = length
    writer.at = start + 1 + length
    return
  }
  const encoded = encoder.encode(text.slice(from, to))
  writeVarint(writer, encoded.length)
  reserve(writer, encoded.length)
  writer.bytes.set(encoded, writer.at)
  writer.at += encoded.length
}

/** Puts characters as bytes, where there has to be room; `false` at the first that is not ASCII. */
export function putAscii(bytes: Uint8Array, at: number, text: string, from: number, to: number): boolean {
  const shift = at - from
  for (let index = from; index < to; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 127) return false
    bytes[shift + index] = unit
  }
  return true
}

export function writeBytes(writer: Writer, bytes: Uint8Array): void {
  reserve(writer, bytes.length)
  writer.bytes.set(bytes, writer.at)
  writer.at += bytes.length
}

/** Writes a message within a message. */
export function writeNested<T>(writer: Writer, write: (writer: Writer, value: T) => void, value: T): void {
  const begin = openNested(writer)
  write(writer, value)
  closeNested(writer, begin)
}

/**
 * Begins a message within a message, whose length is known when it ends: one byte is left for it, which is nearly always
 * enough. Gives where, counted from the begin of the whole message, which moves when a new piece is begun.
 */
export function openNested(writer: Writer): number {
  reserve(writer, 1)
  return writer.at++ - writer.start
}

export function closeNested(writer: Writer, offset: number): void {
  const length = writer.at - writer.start - offset - 1
  if (length < 128) writer.bytes[writer.start + offset] = length
  else widenLength(writer, offset, length)
}

/** Moves what was written to make room for a length of several bytes. */
function widenLength(writer: Writer, offset: number, length: number): void {
  const more = varintLength(length) - 1
  reserve(writer, more)
  const begin = writer.start + offset
  const end = writer.at
  writer.bytes.copyWithin(begin + 1 + more, begin + 1, end)
  writer.at = begin
  writeVarint(writer, length)
  writer.at = end + more
}

/** How many bytes a whole number below 2³² takes. */
function varintLength(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7))
}

/** Sees to it that there is room for so many bytes more. */
export function reserve(writer: Writer, more: number): void {
  if (writer.at + more > writer.bytes.length) growWriter(writer, more)
}

function growWriter(writer: Writer, more: number): void {
  const { bytes: old, start, at } = writer
  const bytes = new Uint8Array(Math.max(PIECE_BYTES, 2 * (at - start + more)))
  bytes.set(old.subarray(start, at))
  writer.bytes = bytes
  writer.view = new DataView(bytes.buffer)
  writer.start = 0
  writer.at = at - start
}

/** Where a field was found, and what it says: a number, eight bytes, or a range of bytes. */
export interface Field {
  readonly number: number
  readonly type: number
  /** Of a varint: its two halves. */
  readonly low: number
  readonly high: number
  /** Of everything else. */
  readonly bytes: Uint8Array
}

const NONE = new Uint8Array(0)

/** Gives the fields of a message in order. Throws on what is no message; skips nothing, so that the caller may. */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  let at = 0
  const readVarint = (): readonly [number, number] => {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('A message ends within a number.')
      if (shift < 28) low |= (byte & 127) << shift
      else if (shift === 28) {
        low |= (byte & 127) << 28
        high |= (byte & 127) >> 4
      } else high |= (byte & 127) << (shift - 32)
      if (byte < 128) return [low >>> 0, high >>> 0]
    }
    throw new RangeError('A number is longer than ten bytes.')
  }
  const readBytes = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('A message ends within a field.')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const [tag, beyond] = readVarint()
    if (beyond > 0) throw new RangeError('There is no field of so high a number.')
    const number = tag >>> 3
    const type = tag & 7
    if (number === 0) throw new RangeError('There is no field 0.')
    if (type === VARINT) {
      const [low, high] = readVarint()
      yield { number, type, low, high, bytes: NONE }
    } else {
      const length = type === FIXED64 ? 8 : type === FIXED32 ? 4 : type === BYTES ? readLength(readVarint()) : -1
      if (length === -1) throw new RangeError(`There is no type of field ${type}.`)
      yield { number, type, low: 0, high: 0, bytes: readBytes(length) }
    }
  }
}

function readLength([low, high]: readonly [number, number]): number {
  return high > 0 ? Number.POSITIVE_INFINITY : low
}

export function readText(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

export function readDouble(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true)
}

/** A whole number with its sign, exact. */
export function readInt64({ low, high }: Field): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))
}
