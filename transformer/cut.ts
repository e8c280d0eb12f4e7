import MagicString, { type SourceMap } from 'magic-string'
import type { Edit } from './edit.ts'

/**
 * Renders edits by taking the removed text away, whole lines where nothing else is on them, as a hand would. For hosts
 * that keep the text, and for edits that blanks cannot make, such as `(() => …)()` in place of `tele('x', () => …)`.
 * What is kept moves, so that there is a map; it is exact to the character.
 */
export function cutEdits(text: string, id: string, edits: readonly Edit[]): { code: string; map: SourceMap } {
  const result = new MagicString(text, { filename: id })
  for (const edit of mergeNeighbours(text, edits)) {
    const { start, end, text: replacement } = edit.text === '' ? widen(text, edit) : edit
    if (start === end) result.appendLeft(start, replacement)
    else if (replacement === '') result.remove(start, end)
    else result.update(start, end, replacement)
  }
  return {
    code: result.toString(),
    map: result.generateMap({ source: id, includeContent: true, hires: true }),
  }
}

/** Removals with nothing but spaces between them are one: a line may be empty without all of them only. */
function mergeNeighbours(text: string, edits: readonly Edit[]): readonly Edit[] {
  const merged: Edit[] = []
  for (const edit of edits) {
    const last = merged.at(-1)
    const isGap = last && last.text + edit.text === '' && /^[ \t]*$/.test(text.slice(last.end, edit.start))
    if (isGap) {
      merged[merged.length - 1] = { ...last, end: edit.end }
    } else merged.push(edit)
  }
  return merged
}

const SPACES = /[ \t]/
const BREAK = /[\n\r\u2028\u2029]/

/** The range that goes with a removal: its lines when they are empty without it, else the spaces on one side of it. */
function widen(text: string, { start, end }: Edit): Edit {
  let from = start
  while (from > 0 && SPACES.test(text[from - 1]!)) from--
  let to = end
  while (to < text.length && SPACES.test(text[to]!)) to++
  const startsLine = from === 0 || BREAK.test(text[from - 1]!)
  const endsLine = to === text.length || BREAK.test(text[to]!)
  if (startsLine && endsLine) return { start: from, end: skipBreak(text, to), text: '' }
  if (endsLine) return { start: from, end, text: '' }
  if (startsLine || from < start) return { start, end: to, text: '' }
  return { start, end, text: needsSpace(text[start - 1], text[end]) ? ' ' : '' }
}

function skipBreak(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : Math.min(at + 1, text.length)
}

/** Whether two characters would become one token, a comment, or another operator: `a⏎in b`, `1 /⏎/x/`. */
function needsSpace(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && !/[\s()[\]{},;]/.test(before) && !/[\s()[\]{},;]/.test(after)
}
