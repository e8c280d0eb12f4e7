import type { Frame } from './context.ts'
import type { Bag } from './metadata.ts'
import type { Site } from './site.ts'

/**
 * Records that wait for delivery, in columns: numbers in typed arrays, the rest by reference in arrays of fixed length.
 * Pushing allocates nothing. Full means that what comes is refused; what is there has been promised.
 */
export interface Ring {
  readonly capacity: number
  readonly kinds: Uint8Array
  /** Start of a span in seconds; the value of a metric. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** Start of a span, or instant of an event, in seconds since 1970. */
  readonly walls: Float64Array
  /** Of a span: how many times its scope has closed. */
  readonly ordinals: Uint32Array
  readonly sites: (Site | undefined)[]
  readonly frames: (Frame | undefined)[]
  /** Metadata; of an event, an `EventBag`. */
  readonly bags: (Bag | undefined)[]
  /** Slot of the oldest. */
  head: number
  size: number
}

export interface EventBag extends Bag {
  readonly measurements: Bag
  readonly metadata: Bag | undefined
  readonly correlationId: string | undefined
  readonly sampleRate: number
}

/** Bytes of one slot: five columns of numbers, three of references. */
export const SLOT_BYTES: number = 1 + 3 * 8 + 4 + 3 * 8

export function createRing(capacity: number): Ring {
  const column = <T>(): (T | undefined)[] => new Array<T | undefined>(capacity).fill(undefined)
  return {
    capacity,
    kinds: new Uint8Array(capacity),
    starts: new Float64Array(capacity),
    ends: new Float64Array(capacity),
    walls: new Float64Array(capacity),
    ordinals: new Uint32Array(capacity),
    sites: column(),
    frames: column(),
    bags: column(),
    head: 0,
    size: 0,
  }
}

/** Gives the slot after the newest, or -1 when the ring is full. */
export function takeSlot(ring: Ring): number {
  if (ring.size === ring.capacity) return -1
  const slot = ring.head + ring.size++
  return slot < ring.capacity ? slot : slot - ring.capacity
}

/** Forgets the oldest. References are cut: an idle ring must not keep a request alive. */
export function freeSlot(ring: Ring): void {
  const slot = ring.head
  ring.sites[slot] = ring.frames[slot] = ring.bags[slot] = undefined
  ring.head = slot + 1 === ring.capacity ? 0 : slot + 1
  ring.size--
}
