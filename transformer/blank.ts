import type { Edit } from './edit.ts'

/** ECMAScript's line terminators. */
const LINE_BREAK = /[\n\r\u2028\u2029]/

/**
 * Renders edits without moving anything: removed code becomes spaces, line breaks stay, a replacement is written over
 * the start of its range. Every kept token keeps its offset, so positions in messages and maps need no correction.
 * Returns `undefined` when some replacement does not fit into its range.
 */
export function blankEdits(text: string, edits: readonly Edit[]): string | undefined {
  let result = ''
  let position = 0
  for (const edit of edits) {
    const blanked = blankEdit(text, edit)
    if (blanked === undefined) return undefined
    result += text.slice(position, edit.start) + blanked
    position = edit.end
  }
  return result + text.slice(position)
}

/** The text that takes the place of one edit's range at the same length, if it fits. */
export function blankEdit(text: string, edit: Edit): string | undefined {
  const range = text.slice(edit.start, edit.end)
  if (edit.tight && LINE_BREAK.test(range)) return undefined
  const blanks = range.replace(/[^\n\r\u2028\u2029]/g, ' ')
  if (edit.text === '') return blanks
  const at = findRoom(range, edit)
  return at === undefined ? undefined : blanks.slice(0, at) + edit.text + blanks.slice(at + edit.text.length)
}

/** Where the replacement fits on one line of the range. A tight edit has one line only. */
function findRoom(range: string, edit: Edit): number | undefined {
  let lineStart = 0
  for (const line of range.split(LINE_BREAK)) {
    if (line.length >= edit.text.length) return lineStart
    lineStart += line.length + 1
  }
  return undefined
}
