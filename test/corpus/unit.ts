/** Telemetry written into a program, and the same program when a hand has taken it out again. */

/** A text that is written at an offset of the plain program, in both programs. */
export interface Insertion {
  readonly at: number
  /** End of the plain text that it replaces. @default `at` */
  readonly until?: number
  readonly code: string
  /** What removal by hand leaves. @default '' */
  readonly twin?: string
  /** Whether the text closes what an earlier one of its unit has opened. */
  readonly closes?: boolean
  /** Start of the statement that the text belongs to, though nothing stands before it. */
  readonly from?: number
}

/** Modules that a unit's arguments take names from. */
export type Need = 'scopes' | 'names' | 'helper'

/** One piece of telemetry. Units are independent: without one of them the program is still a program. */
export interface Unit {
  readonly form: string
  readonly place: string
  readonly insertions: readonly Insertion[]
  readonly needs?: readonly Need[]
}

/** Writes both programs: `code` with the units, `twin` with what they leave. */
export function weave(text: string, units: readonly Unit[]): { code: string; twin: string } {
  const insertions = units
    .flatMap((unit, index) => {
      const [first, last] = [unit.insertions[0]!, unit.insertions.at(-1)!]
      const size = last.closes ? last.at - (last.from ?? first.at) : 0
      return unit.insertions.map((insertion) => ({ ...insertion, size, index }))
    })
    .sort(compareInsertions)
  let [code, twin, at] = ['', '', 0]
  for (const insertion of insertions) {
    const plain = text.slice(at, insertion.at)
    code += plain + insertion.code
    twin += plain + (insertion.twin ?? '')
    at = insertion.until ?? insertion.at
  }
  return { code: code + text.slice(at), twin: twin + text.slice(at) }
}

interface Placed extends Insertion {
  /** Length of what the unit is put around; 0 where it stands by itself. */
  readonly size: number
  readonly index: number
}

/** At one offset: what closes, the inner one first; what stands by itself; what opens, the outer one first. */
function compareInsertions(a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at - b.at
  const [first, second] = [rank(a), rank(b)]
  if (first !== second) return first - second
  if (first === CLOSES) return a.size - b.size || b.index - a.index
  return b.size - a.size || a.index - b.index
}

const CLOSES = 0

function rank({ closes, size, until }: Placed): number {
  if (closes) return CLOSES
  if (until !== undefined) return 3
  return size === 0 ? 1 : 2
}
