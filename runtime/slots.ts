import type { Ring } from './ring.ts'

/** Takes a span as it lies in the queue. It is overwritten afterwards, so that nothing of it may be kept. */
export type TakeSlot = (ring: Ring, slot: number) => void

/**
 * Reporters that write spans away at once can do so from the queue: no record is made for them, which costs more than to write
 * it. Found by the very function that takes records, so that whoever puts another in its place, to leave out or to watch some,
 * is given records; and so is a reporter of another copy of the library, whose queue may have another shape.
 */
const takers = /* @__PURE__ */ new WeakMap<object, TakeSlot>()

/** Says that spans may be given to `take` in place of `recordBatch`. */
export function offerSlots(recordBatch: object, take: TakeSlot): void {
  takers.set(recordBatch, take)
}

/** Gives the function that takes spans in the place of this one. */
export function findTaker(recordBatch: object | undefined): TakeSlot | undefined {
  return recordBatch && takers.get(recordBatch)
}
