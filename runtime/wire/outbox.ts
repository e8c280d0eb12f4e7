/** Events that wait for one receiver: bounded, in order. What comes when it is full is dropped and counted; what is there has been promised. */
export interface Outbox {
  readonly size: number
  /** Of all that was dropped, also what has been told. */
  readonly dropped: number
  /** Takes an event unless it is full. */
  readonly push: (event: Uint8Array) => void
  /** Takes what must not be lost, such as the answer to a command: there is room for a few beyond the bound. */
  readonly pushUrgent: (event: Uint8Array) => void
  /** Gives the oldest, as many as fit into a message. */
  readonly take: (maxEvents: number, maxBytes: number) => Uint8Array[]
  /** Has drops of another one to tell of. */
  readonly owe: (drops: number) => void
  /** Moves everything into another one, of the same capacity, that is empty. */
  readonly moveTo: (other: Outbox) => void
}

const MAX_URGENT = 16

/** Makes one. `describeDrops` gives the event that says how many were dropped; it stands where they would have stood. */
export function createOutbox(capacity: number, describeDrops: (count: number) => Uint8Array): Outbox {
  let events: Uint8Array[] = []
  let dropped = 0
  let untold = 0
  const tellDrops = (): void => {
    if (untold === 0) return
    events.push(describeDrops(untold))
    untold = 0
  }
  return {
    get size() {
      return events.length + Number(untold > 0)
    },
    get dropped() {
      return dropped
    },
    push: (event) => {
      // With drops to tell of it takes two places.
      if (events.length + Number(untold > 0) >= capacity) {
        dropped++
        untold++
        return
      }
      tellDrops()
      events.push(event)
    },
    pushUrgent: (event) => {
      if (events.length < capacity + MAX_URGENT) events.push(event)
    },
    take: (maxEvents, maxBytes) => {
      if (events.length === 0) tellDrops()
      let bytes = 0
      let count = 0
      while (count < events.length && count < maxEvents && (count === 0 || bytes + events[count]!.length <= maxBytes)) {
        bytes += events[count++]!.length
      }
      // Cut off at once: to shift one by one would move all others each time.
      const taken = events.slice(0, count)
      events = events.slice(count)
      return taken
    },
    owe: (drops) => {
      untold += drops
    },
    moveTo: (other) => {
      for (const event of events) other.pushUrgent(event)
      other.owe(untold)
      events = []
      untold = 0
    },
  }
}
