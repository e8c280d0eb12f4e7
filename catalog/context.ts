import type { Place } from '../report/index.ts'

/** What checks know beside the catalog itself. */
export interface CheckContext {
  /** Finds the value of a key inside an entry, or one item of its list; the place of the entry when it is not there. */
  readonly locate: (entry: Placed, key: string, index?: number) => Place
  /** Entries of which a part was already reported: no conclusion is drawn from them. */
  readonly doubtful: ReadonlySet<object>
}

interface Placed {
  readonly place: Place
}

/** What is known of a catalog that was not read from a text. */
export const NO_CONTEXT: CheckContext = { locate: (entry) => entry.place, doubtful: new Set() }
