import { contains } from './syntax.ts'

/**
 * A change to the text, as a value: the range `[start, end)` in UTF-16 units gives way to `text`.
 * Both renderers take the same list.
 */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /**
   * No line break of the range may stay. After `return`, `throw` or `yield` a line break ends the statement, so that
   * blanks in place of `tele.wrap(⏎` would make `return⏎ fn` return nothing.
   */
  readonly tight?: boolean
}

/**
 * Sorts edits and drops those that lie within another one: what is inside a removed range needs no edit of its own.
 * Edits that cross each other are a bug of the planner and throw.
 */
export function normalizeEdits(edits: readonly Edit[]): readonly Edit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const kept: Edit[] = []
  for (const edit of sorted) {
    const last = kept.at(-1)
    if (last && last.end > edit.start) {
      if (contains(last, edit)) continue
      throw new Error(`edits cross: [${last.start}, ${last.end}) and [${edit.start}, ${edit.end})`)
    }
    kept.push(edit)
  }
  return kept
}

/**
 * Edits that touch are one gap in the output, and are tight together: of `return tele('a', () => tele(⏎'b', () => x))`
 * the first one stands after `return`, and the second one has the line break.
 */
export function spreadTight(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = []
  let from = 0
  for (let index = 0; index < edits.length; index++) {
    if (edits[index]!.end === edits[index + 1]?.start) continue
    const group = edits.slice(from, index + 1)
    const tight = group.some((edit) => edit.tight)
    result.push(...group.map((edit) => (tight ? { ...edit, tight } : edit)))
    from = index + 1
  }
  return result
}

/** The last edit that starts at or before an offset, of a list that is sorted and disjoint. */
export function findEditBefore(edits: readonly Edit[], offset: number): Edit | undefined {
  let low = 0
  let high = edits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (edits[middle]!.start <= offset) low = middle + 1
    else high = middle
  }
  return edits[low - 1]
}
