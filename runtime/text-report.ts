import { formatFixed, oneLine, pad } from './format.ts'
import type { Tally } from './memory.ts'

/** Renders timings as a tree by the dots of their names, then metrics. */
export function renderReport(timings: ReadonlyMap<string, Tally>, metrics: ReadonlyMap<string, Tally>): string {
  const lines = ['=== Telescopic Report ===\n']
  if (timings.size > 0) lines.push('\n--- Timings ---', ...timingLines(timings))
  if (metrics.size > 0) lines.push('\n--- Metrics ---', ...metricLines(metrics))
  return lines.join('\n')
}

function timingLines(timings: ReadonlyMap<string, Tally>): string[] {
  const rows = new Set<string>()
  for (const scope of timings.keys()) {
    for (let dot = scope.indexOf('.'); dot !== -1; dot = scope.indexOf('.', dot + 1)) rows.add(scope.slice(0, dot))
    rows.add(scope)
  }
  return sortByWords(rows).map((row) => timingLine(row, timings.get(row)))
}

function timingLine(row: string, tally: Tally | undefined): string {
  const words = row.split('.')
  const indent = '  '.repeat(words.length - 1)
  const name = oneLine(words.at(-1)!)
  // A prefix that is no scope itself: a heading for those below it.
  if (tally === undefined) return `${indent}${name}:`
  const average = formatSeconds(tally.total / tally.count)
  return `${indent}${pad(name, 30)} | Calls: ${calls(tally)} | Avg: ${average} | Total: ${formatSeconds(tally.total)}`
}

function metricLines(metrics: ReadonlyMap<string, Tally>): string[] {
  return sortByWords(metrics.keys()).map((scope) => {
    const tally = metrics.get(scope)!
    return `${pad(oneLine(scope), 40)} | Count: ${calls(tally)}${summary(tally)}`
  })
}

function summary({ type, count, total, last }: Tally): string {
  if (last === undefined) return ''
  // A sum of gauge readings, or of a distribution, is a number without a meaning.
  if (type === 'gauge') return ` | Last: ${formatFixed(last, 2)}`
  if (type === 'histogram') return ` | Avg: ${formatFixed(total / count, 2)}`
  return ` | Total: ${formatFixed(total, 0)}`
}

function calls(tally: Tally): string {
  return pad(String(tally.count), 4)
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(4)}s`
}

// A dot sorts before every other character, so that nothing gets between a scope and those below it.
function sortByWords(scopes: Iterable<string>): string[] {
  const key = (scope: string): string => scope.replaceAll('.', '\0')
  return [...scopes].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
