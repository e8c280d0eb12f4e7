import type { Edit } from '../../transformer/edit.ts'
import type { Node } from '../../transformer/syntax.ts'

/** Adds an item to an object or a list the way that its others are written: in the line, or in a line of its own. */
export function insertItem(text: string, list: Node, item: string, at: 'first' | 'last' = 'first'): Edit {
  const items: readonly (Node | null)[] = list.properties ?? list.elements
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return fillEmpty(text, list, item)
  const isOnLines = /[\r\n]/.test(text.slice(list.start, first.start))
  const lead = isOnLines ? findBreak(text) + indentOf(text, first.start) : ' '
  if (at === 'last') return { start: last.end, end: last.end, text: `,${lead}${item}` }
  if (isOnLines) return { start: list.start + 1, end: list.start + 1, text: `${lead}${item},` }
  return { start: first.start, end: first.start, text: `${item}, ` }
}

/** The line break that a text uses. */
export function findBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** The blanks that the line of an offset begins with. */
function indentOf(text: string, offset: number): string {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1)
  return /^[ \t]*/.exec(line)![0]
}

function fillEmpty(text: string, list: Node, item: string): Edit {
  const [start, end] = [list.start + 1, list.end - 1]
  const inner = text.slice(start, end)
  const isObject = list.type === 'ObjectExpression'
  if (/^[ \t]*$/.test(inner)) return { start, end, text: isObject ? ` ${item} ` : item }
  // Line breaks or comments stand in it: they stay.
  const outer = indentOf(text, list.start)
  const unit = /^\t/m.test(text) ? '\t' : '  '
  return { start, end: start, text: findBreak(text) + outer + unit + item }
}
