import type { MeasureKind } from './measures.ts'
import { allSeries, type Family, type Label, type Series } from './series.ts'

/** A number of the exporter about itself. */
export interface OwnMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly values: readonly (readonly [labels: readonly Label[], value: number])[]
}

/** `text` is the format 0.0.4, which every version reads. */
export type PrometheusFormat = 'text' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<PrometheusFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** Prints metrics in one of the two formats. */
export function printMetrics(
  families: readonly Family[],
  nameOf: (family: Family) => string,
  own: readonly OwnMetric[],
  format: PrometheusFormat,
): string {
  const texts = families.map((family) => {
    const name = nameOf(family)
    const head = printHead(name, TYPES[family.kind], helpOf(family), format)
    const samples = allSeries(family).map((series) => printSeries(name, family, series))
    return head + samples.join('')
  })
  const ownTexts = own.map(
    ({ name, type, help, values }) =>
      printHead(name, type, help, format) +
      values.map(([labels, value]) => printSample(type === 'counter' ? `${name}_total` : name, labels, value)).join(''),
  )
  return [...texts, ...ownTexts, format === 'openmetrics' ? '# EOF\n' : ''].join('')
}

const TYPES: Readonly<Record<MeasureKind, string>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  timing: 'histogram',
}

const KINDS: Readonly<Record<MeasureKind, string>> = {
  counter: 'Counter',
  gauge: 'Last value of the gauge',
  histogram: 'Values of the histogram',
  timing: 'Durations of the span',
}

function helpOf({ kind, name }: Family): string {
  return `${KINDS[kind]} '${name.toWellFormed()}'.`
}

// In OpenMetrics a counter is called by its name, in the older format by that of its one sample.
function printHead(name: string, type: string, help: string, format: PrometheusFormat): string {
  const isOpen = format === 'openmetrics'
  const called = type === 'counter' && !isOpen ? `${name}_total` : name
  const escaped = isOpen ? escapeText(help) : help.replace(/[\\\n]/g, escapeChar)
  return `# HELP ${called} ${escaped}\n# TYPE ${called} ${type}\n`
}

function printSeries(name: string, { kind, bounds }: Family, series: Series): string {
  const { labels, buckets } = series
  if (kind === 'counter') return printSample(`${name}_total`, labels, series.sum)
  if (buckets === undefined) return printSample(name, labels, series.last)
  let text = ''
  let total = 0
  for (const [index, count] of buckets.entries()) {
    total += count
    const bound: Label = ['le', index < bounds.length ? printBound(bounds[index]!) : '+Inf']
    // A sampled span counts for more than one, and not always for a whole number of them.
    text += printSample(`${name}_bucket`, [...labels, bound], Math.round(total))
  }
  const count = printSample(`${name}_count`, labels, Math.round(total))
  return text + printSample(`${name}_sum`, labels, series.sum) + count
}

// The form of OpenMetrics in both formats: Prometheus takes `1` and `1.0` for two labels.
function printBound(bound: number): string {
  return Number.isInteger(bound) && Math.abs(bound) < 1e15 ? bound.toFixed(1) : String(bound)
}

function printSample(name: string, labels: readonly Label[], value: number): string {
  if (labels.length === 0) return `${name} ${printValue(value)}\n`
  const pairs = labels.map(([key, text]) => `${key}="${escapeText(String(text))}"`)
  return `${name}{${pairs.join(',')}} ${printValue(value)}\n`
}

// A sum of finite numbers may leave the range.
function printValue(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'
}

function escapeText(text: string): string {
  return text.replace(/[\\\n"]/g, escapeChar)
}

function escapeChar(char: string): string {
  return char === '\n' ? '\\n' : `\\${char}`
}
