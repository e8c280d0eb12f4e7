import type { ItemKind, OtlpWriter } from './otlp-fields.ts'

/** A request with so many items, ready to be sent. */
export interface OtlpRequest {
  readonly body: Uint8Array<ArrayBuffer>
  readonly count: number
}

/** Items of one kind that wait for the collector. They are written as they come: bytes wait, and no records. */
export interface Queue {
  /** How many wait. */
  readonly size: number
  /**
   * Writes an item; `false` where there is no room. Throws what `write` throws, and is then as it was. An item is up to two
   * things, for which nobody has to make an object.
   */
  add<A, B>(write: (writer: OtlpWriter, a: A, b: B) => void, a: A, b: B): boolean
  /** Takes the oldest out, in a request; `undefined` when nothing waits. */
  take(): OtlpRequest | undefined
}

/** Makes one of at most `maxItems`, `perRequest` of them in each request. */
export function createQueue(writer: OtlpWriter, kind: ItemKind, maxItems: number, perRequest: number): Queue {
  const full: OtlpRequest[] = []
  let size = 0
  /** In the request that is being written. */
  let count = 0
  const finish = (): OtlpRequest | undefined => {
    if (count === 0) return undefined
    const request = { body: writer.finish(kind), count }
    count = 0
    return request
  }
  return {
    get size() {
      return size
    },
    add: (write, a, b) => {
      if (size >= maxItems) return false
      try {
        write(writer, a, b)
      } catch (error) {
        writer.abandon()
        throw error
      }
      size++
      count++
      if (count === perRequest) full.push(finish()!)
      return true
    },
    take: () => {
      const request = full.shift() ?? finish()
      size -= request?.count ?? 0
      return request
    },
  }
}
