import type { Edit } from './edit.ts'
import { type Node, nodeOf, type Path } from './syntax.ts'

/** Comments that say something to a tool about the code next to them, and must not say it about other code. */

/** `/* #__PURE__ *\/ tele('x', () => f())`: the call may be dropped if unused, which nobody has said of `f()`. */
const BUNDLER_NOTE = /\/\*\s*[#@]__(?:PURE|NO_SIDE_EFFECTS|INLINE|NOINLINE)__\s*\*\/\s*$/

/** Edits that take the annotation of a call away, when the call is what it stands before. */
export function removeBundlerNote(text: string, expression: Path): Edit[] {
  const { start } = nodeOf(expression)
  const isLarger = (node: Node): boolean => /^(Call|New)Expression$/.test(node.type) && node.start === start
  if (expression.slice(0, -1).some(isLarger) || text[start - 1] === undefined) return []
  const note = BUNDLER_NOTE.exec(text.slice(Math.max(0, start - 200), start))
  return note ? [{ start: start - note[0].length, end: start, text: '' }] : []
}

const DIRECTIVE =
  '(?:@ts-(?:expect-error|ignore)|eslint-disable-next-line|oxlint-disable-next-line|biome-ignore|prettier-ignore|(?:istanbul|v8|c8) ignore next)\\b'
const BEFORE = new RegExp(
  `(?:^|[\\n\\r])[ \\t]*(?:\\/\\/[ \\t]*${DIRECTIVE}.*|\\/\\*[ \\t]*${DIRECTIVE}(?:(?!\\*\\/).)*\\*\\/)[ \\t]*\\r?\\n[ \\t]*$`,
)
const BEHIND =
  /[ \t]*(?:\/\/[ \t]*(?:eslint|oxlint)-disable-line\b.*|\/\*[ \t]*(?:eslint|oxlint)-disable-line\b(?:(?!\*\/).)*\*\/)/y

/** Edits that take away what was said to compilers and linters about a statement that goes: it would be about the next one. */
export function removeDirectives(text: string, { start, end }: Node): Edit[] {
  const edits: Edit[] = []
  let at = start
  for (;;) {
    const from = Math.max(0, at - 1000)
    const before = BEFORE.exec(text.slice(from, at))
    if (!before) break
    const comment = from + before.index + before[0].search(/\/[/*]/)
    edits.push({ start: comment, end: at - /\s*$/.exec(before[0])![0].length, text: '' })
    at = comment
  }
  BEHIND.lastIndex = end
  const behind = BEHIND.exec(text)
  if (behind) edits.push({ start: end + behind[0].search(/\S/), end: BEHIND.lastIndex, text: '' })
  return edits
}
