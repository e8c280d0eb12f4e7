import type { Edit } from '../../transformer/edit.ts'

/** A line of a unified diff, without its line break. */
export interface DiffLine {
  readonly kind: 'hunk' | 'same' | 'removed' | 'added'
  readonly text: string
}

/** Lines `[from, to)` of the text before, and what stands in their place. */
interface Change {
  readonly from: number
  readonly to: number
  readonly after: readonly string[]
}

const CONTEXT = 2

/** Shows edits as a unified diff. The edits say what has changed, so that nothing needs to be searched for. */
export function diffEdits(text: string, edits: readonly Edit[]): readonly DiffLine[] {
  const starts = findLineStarts(text)
  const lines = starts.map((start, index) => trimBreak(text.slice(start, starts[index + 1])))
  const changes = listChanges(text, edits, starts)
  const result: DiffLine[] = []
  let shift = 0
  for (const hunk of groupChanges(changes)) {
    const from = Math.max(0, hunk[0]!.from - CONTEXT)
    const to = Math.min(lines.length, hunk.at(-1)!.to + CONTEXT)
    const grown = hunk.reduce((sum, change) => sum + change.after.length - (change.to - change.from), 0)
    const head = `@@ -${from + 1},${to - from} +${from + 1 + shift},${to - from + grown} @@`
    result.push({ kind: 'hunk', text: head }, ...printHunk(lines, hunk, from, to))
    shift += grown
  }
  return result
}

function printHunk(lines: readonly string[], changes: readonly Change[], from: number, to: number): DiffLine[] {
  const printed: DiffLine[] = []
  const take = (kind: DiffLine['kind'], texts: readonly string[]): void => {
    printed.push(...texts.map((text) => ({ kind, text })))
  }
  let next = from
  for (const change of changes) {
    take('same', lines.slice(next, change.from))
    take('removed', lines.slice(change.from, change.to))
    take('added', change.after)
    next = change.to
  }
  take('same', lines.slice(next, to))
  return printed
}

/** One change for all edits of lines that touch. Lines that an edit leaves blank are gone for a reader. */
function listChanges(text: string, edits: readonly Edit[], starts: readonly number[]): Change[] {
  const changes: Change[] = []
  for (let index = 0; index < edits.length; ) {
    const from = findLine(starts, edits[index]!.start)
    let to = findLine(starts, edits[index]!.end)
    const first = index++
    while (index < edits.length && findLine(starts, edits[index]!.start) <= to + 1) {
      to = findLine(starts, edits[index++]!.end)
    }
    const [start, end] = [starts[from]!, starts[to + 1] ?? text.length]
    const after = applyEdits(text, start, end, edits.slice(first, index))
      .split(/\r\n|\n|\r/)
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
    changes.push({ from, to: to + 1, after })
  }
  return changes
}

function applyEdits(text: string, start: number, end: number, edits: readonly Edit[]): string {
  let [from, result] = [start, '']
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return result + text.slice(from, end)
}

/** Changes whose contexts touch are shown in one hunk. */
function groupChanges(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = []
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1)
    if (last && change.from - last.to <= 2 * CONTEXT) hunks.at(-1)!.push(change)
    else hunks.push([change])
  }
  return hunks
}

/** Without the empty line that follows a last line break. */
function findLineStarts(text: string): readonly number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  if (starts.length > 1 && starts.at(-1) === text.length) starts.pop()
  return starts
}

function findLine(starts: readonly number[], offset: number): number {
  const after = starts.findIndex((start) => start > offset)
  return after === -1 ? starts.length - 1 : after - 1
}

function trimBreak(line: string): string {
  return line.replace(/(?:\r\n|\n|\r)$/, '')
}
