import type { Edit } from './edit.ts'
import { type Node, nodeOf, type Path } from './syntax.ts'

/** Comments that say something to a tool about the code next to them, and must not say it about other code. */

/** `/* #__PURE__ *\/ tele('x', () => f())`: the call may be dropped if unused, which nobody has said of `f()`. */
const NOTE = '[#@]__(?:PURE|NO_SIDE_EFFECTS|INLINE|NOINLINE)__'
const CALL_NOTE = new RegExp(`/\\*\\s*${NOTE}\\s*\\*/\\s*$`)

/** Edits that take the annotation of a call away, when the call is what it stands before. */
export function removeCallNote(text: string, expression: Path): Edit[] {
  const { start } = nodeOf(expression)
  const isLarger = (node: Node): boolean => /^(Call|New)Expression$/.test(node.type) && node.start === start
  if (start === 0 || expression.slice(0, -1).some(isLarger)) return []
  const note = CALL_NOTE.exec(text.slice(Math.max(0, start - 200), start))
  return note ? [{ start: start - note[0].length, end: start, text: '' }] : []
}

/** Whether it is said of a call that it may be dropped: of an operator in its place nobody may say so. */
export function hasCallNote(text: string, { start }: Node): boolean {
  return CALL_NOTE.test(text.slice(Math.max(0, start - 200), start))
}

const DIRECTIVE = `(?:${NOTE}|@ts-(?:expect-error|ignore)|(?:eslint|oxlint)-disable-next-line|biome-ignore|prettier-ignore|(?:istanbul|v8|c8) ignore next)(?![\\w-])`
/** A comment in front of a statement: on the line above, alone there, or a block comment right before it. */
const BEFORE = new RegExp(
  `(?:(?<=^|[\\n\\r])[ \\t]*//[ \\t]*${DIRECTIVE}.*\\r?\\n|/\\*\\s*${DIRECTIVE}(?:(?!\\*/)[^])*\\*/)\\s*$`,
)
const BEHIND =
  /[ \t]*(?:\/\/[ \t]*(?:eslint|oxlint)-disable-line\b.*|\/\*[ \t]*(?:eslint|oxlint)-disable-line\b(?:(?!\*\/).)*\*\/)/y

/** Edits that take away what was said to tools about a statement that goes: it would be about the next one. */
export function removeDirectives(text: string, { start, end }: Node): Edit[] {
  const edits: Edit[] = []
  for (let at = start; ; ) {
    const from = Math.max(0, at - 1000)
    const before = endsWithComment(text, at) ? BEFORE.exec(text.slice(from, at)) : null
    if (!before) break
    const comment = from + before.index + before[0].search(/\S/)
    edits.push({ start: comment, end: from + before.index + before[0].trimEnd().length, text: '' })
    at = comment
  }
  BEHIND.lastIndex = end
  const behind = BEHIND.exec(text)
  if (behind) edits.push({ start: end + behind[0].search(/\S/), end: BEHIND.lastIndex, text: '' })
  return edits
}

/** A quick look: most statements have no comment before them. */
function endsWithComment(text: string, at: number): boolean {
  let index = at - 1
  while (index >= 0 && /\s/.test(text[index]!)) index--
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index + 1)
  return line.endsWith('*/') || line.includes('//')
}
