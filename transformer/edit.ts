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
