/** Metadata on its way into a record. */
export type Bag = Record<string, unknown>

/**
 * Copies what the program gave us into a record: own enumerable keys, values by reference. Never throws: a getter that does
 * leaves a mark in its place. Returns how many values could not be read.
 */
export function copyInto(bag: Bag, source: unknown): number {
  if (typeof source !== 'object' || source === null) return 0
  let unreadable = 0
  for (const key of keysOf(source)) {
    // As an ordinary assignment this key would replace the prototype of the record, or of a reporter's copy of it.
    if (key === '__proto__') continue
    try {
      bag[key] = (source as Bag)[key]
    } catch {
      bag[key] = '[unreadable]'
      unreadable++
    }
  }
  return unreadable
}

function keysOf(source: object): readonly string[] {
  try {
    return Object.keys(source)
  } catch {
    return []
  }
}
