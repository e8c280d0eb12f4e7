import type { Breaker } from './breaker.ts'
import { TIMING } from './records.ts'
import type { Ring } from './ring.ts'

/** Takes a span as it lies in the queue. It is overwritten afterwards, so that nothing of it may be kept. */
export type TakeSlot = (ring: Ring, slot: number) => void

/** Hands a slot to a reporter; `false` where it is to be given a record. `countPending` says what it has not answered for. */
export type DeliverSlot = (breaker: Breaker, countPending: () => number, ring: Ring, slot: number) => boolean

/**
 * Reporters that write spans away at once can do so from the queue: no record is made for them, which costs more than to write
 * it. Found by the very function that takes records, so that whoever puts another in its place, to leave out or to watch some,
 * is given records; and so is a reporter of another copy of the library, whose queue may have another shape.
 */
const takers = /* @__PURE__ */ new WeakMap<object, DeliverSlot>()

/** Says that spans may be given to `take` in place of `recordBatch`. What that comes to is brought along by who offers it. */
export function offerSlots(recordBatch: object, take: TakeSlot): void {
  takers.set(recordBatch, ({ refuses, succeed, fail }, countPending, ring, slot) => {
    if (ring.kinds[slot] !== TIMING) return false
    if (refuses(countPending())) return true
    try {
      take(ring, slot)
      succeed(1)
    } catch (error) {
      fail(1, error)
    }
    return true
  })
}

/** Gives what hands slots on in the place of this function. */
export function findTaker(recordBatch: object | undefined): DeliverSlot | undefined {
  return recordBatch && takers.get(recordBatch)
}
