import type { Place } from './diagnostic.ts'

/** Finds lines and columns of one text. Made once a file: the table of line starts is built on the first question. */
export type PlaceFinder = (start: number, end?: number) => Place

/**
 * Makes the function that turns UTF-16 offsets of `text` into places.
 * Lines end as in ECMAScript without U+2028/2029, which no editor shows as a line end: LF, CRLF, or a lone CR.
 */
export function createPlaceFinder(file: string, text: string): PlaceFinder {
  let lineStarts: number[] | undefined
  return (start, end = start) => {
    lineStarts ??= findLineStarts(text)
    const line = findLine(lineStarts, start)
    return { file, start, end, line: line + 1, column: start - lineStarts[line]! + 1 }
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  return starts
}

function findLine(lineStarts: readonly number[], offset: number): number {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
