import { hex } from '../random-hex.ts'
import type { Exact } from './attributes.ts'
import {
  type Field,
  type ItemKind,
  type OtlpWriter,
  REQUEST,
  RESOURCE_ITEMS,
  SCOPE_ITEMS,
  type TraceWords,
  writeAttribute,
  writeSpanHead,
} from './otlp-fields.ts'

type Message = Record<string, unknown>

/** Gives writers of the JSON form: names in camel case, numbers of 64 bits as text, ids as hexadecimal digits. */
export function jsonWriters(
  writeResource: (writer: OtlpWriter) => void,
  writeScope: (writer: OtlpWriter) => void,
): () => OtlpWriter {
  const draft = new JsonWriter({}, {})
  writeResource(draft)
  const resource = draft.take()
  writeScope(draft)
  const scope = draft.take()
  return () => new JsonWriter(resource, scope)
}

const encoder = new TextEncoder()

class JsonWriter implements OtlpWriter {
  readonly #resource: Message
  readonly #scope: Message
  /** Messages that are not finished, each with the field that it is for; around them, the finished items. */
  readonly #open: (readonly [Message, Field])[] = []
  #items: Message = {}
  #current: Message = this.#items

  constructor(resource: Message, scope: Message) {
    this.#resource = resource
    this.#scope = scope
  }

  begin(field: Field): void {
    this.#open.push([this.#current, field])
    this.#current = {}
  }

  end(): void {
    const finished = this.#current
    const [outer, field] = this.#open.pop()!
    this.#current = outer
    this.#put(field, finished)
  }

  beginSpan(...head: Parameters<OtlpWriter['beginSpan']>): void {
    this.begin(SCOPE_ITEMS.spans)
    writeSpanHead(this, ...head)
  }

  attribute(field: Field, key: string, value: Exact | readonly Exact[]): void {
    writeAttribute(this, field, key, value)
  }

  text(field: Field, value: string): void {
    this.#put(field, value.toWellFormed())
  }

  traceId(field: Field, words: TraceWords): void {
    this.#put(field, hex(words[0]!) + hex(words[1]!) + hex(words[2]!) + hex(words[3]!))
  }

  spanId(field: Field, high: number, low: number): void {
    this.#put(field, hex(high) + hex(low))
  }

  time(field: Field, seconds: number): void {
    this.#put(field, printNanos(seconds))
  }

  double(field: Field, value: number): void {
    this.#put(field, printDouble(value))
  }

  int(field: Field, value: number | bigint): void {
    this.#put(field, printCount(value))
  }

  small(field: Field, value: number): void {
    this.#put(field, value)
  }

  bits(field: Field, value: number): void {
    this.#put(field, value)
  }

  flag(field: Field, value: boolean): void {
    this.#put(field, value)
  }

  count(field: Field, value: number): void {
    this.#put(field, printCount(value))
  }

  counts(field: Field, values: readonly number[]): void {
    this.#put(field, values.map(printCount))
  }

  doubles(field: Field, values: readonly number[]): void {
    this.#put(field, values.map(printDouble))
  }

  abandon(): void {
    this.#open.length = 0
    this.#current = this.#items
  }

  finish(items: ItemKind): Uint8Array<ArrayBuffer> {
    const list = { ...this.#resource, [RESOURCE_ITEMS[items][1]]: [{ ...this.#scope, ...this.take() }] }
    return encoder.encode(JSON.stringify({ [REQUEST[items][1]]: [list] }))
  }

  take(): Message {
    const taken = this.#items
    this.#items = {}
    this.#current = this.#items
    return taken
  }

  #put([, name, many]: Field, value: unknown): void {
    const into = this.#current
    if (!many) into[name] = value
    else if (Array.isArray(into[name])) into[name].push(value)
    else into[name] = [value]
  }
}

/** A whole number without an exponent. */
function printCount(value: number | bigint): string {
  return BigInt(value).toString()
}

function printNanos(seconds: number): string {
  const whole = Math.floor(seconds)
  return (BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e9))).toString()
}

// JSON has no others.
function printDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}
