import type { PackageReport } from './report.ts'

/** Reports as a table in Markdown, as it stands in docs/corpus.md. */
export function printTable(reports: readonly PackageReport[]): string {
  const rows = reports.map((one) => [
    one.name,
    ...[one.files, one.lines, one.insertions].map(formatNumber),
    `${Math.round((100 * one.plainTwins) / Math.max(1, one.files))} %`,
    ...[one.comparisons, one.answers, one.records, one.differences.length].map(formatNumber),
  ])
  const sum = (read: (one: PackageReport) => number): number => reports.reduce((total, one) => total + read(one), 0)
  const total = [
    'all',
    ...[sum((one) => one.files), sum((one) => one.lines), sum((one) => one.insertions)].map(formatNumber),
    `${Math.round(
      (100 * sum((one) => one.plainTwins)) /
        Math.max(
          1,
          sum((one) => one.files),
        ),
    )} %`,
    ...[
      sum((one) => one.comparisons),
      sum((one) => one.answers),
      sum((one) => one.records),
      sum((one) => one.differences.length),
    ].map(formatNumber),
  ]
  const head = [
    'package',
    'files',
    'lines',
    'insertions',
    'twin is plain',
    'comparisons',
    'answers',
    'records',
    'differences',
  ]
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
    line(total),
  ].join('\n')
}

/** Counts of all reports by name, the largest first. */
export function printCounts(title: string, counts: readonly Readonly<Record<string, number>>[]): string {
  const all = new Map<string, number>()
  for (const one of counts) for (const [name, count] of Object.entries(one)) all.set(name, (all.get(name) ?? 0) + count)
  const rows = [...all].sort((a, b) => b[1] - a[1]).map(([name, count]) => `| ${name} | ${formatNumber(count)} |`)
  return [`| ${title} | |`, '| --- | ---: |', ...rows].join('\n')
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US')
}
