import MagicString, { type SourceMap } from 'magic-string'
import { blankEdit } from './blank.ts'
import type { Edit } from './edit.ts'

/**
 * Renders edits of which at least one cannot keep its length, such as `(() => …)()` in place of `tele('x', () => …)`.
 * Where blanks fit they are used, so that lines stay where they are; the map is exact to the character.
 */
export function cutEdits(text: string, id: string, edits: readonly Edit[]): { code: string; map: SourceMap } {
  const result = new MagicString(text, { filename: id })
  for (const edit of edits) {
    // Not nothing: `a⏎in b` must not become `ain b`, nor `1 /⏎/x/` a comment.
    const replacement = blankEdit(text, edit) ?? (edit.text || ' ')
    if (edit.start === edit.end) result.appendLeft(edit.start, replacement)
    else if (replacement === '') result.remove(edit.start, edit.end)
    else result.update(edit.start, edit.end, replacement)
  }
  return {
    code: result.toString(),
    map: result.generateMap({ source: id, includeContent: true, hires: true }),
  }
}
