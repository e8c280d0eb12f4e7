import type { RecordMetadata, TelemetryReporter } from '../reporter.ts'
import type { TelemetryStats } from '../stats.ts'
import { attributeText, readAttributes } from './attributes.ts'
import { type Buckets, resolveBuckets } from './buckets.ts'
import { fitText } from './fit-text.ts'
import { takeMeasures } from './intake.ts'
import { wholeNumber } from './limits.ts'
import { type Lossy, tellLosses } from './losses.ts'
import type { MeasureKind } from './measures.ts'
import { createNames, type PrometheusNames } from './prometheus-names.ts'
import {
  answerScrapes,
  type PrometheusServer,
  type ScrapeRequest,
  type ScrapeResponse,
  serve,
} from './prometheus-server.ts'
import { type OwnMetric, type PrometheusFormat, printMetrics } from './prometheus-text.ts'
import { allSeries, createSeriesStore, type Family, type Label, type SeriesStore } from './series.ts'

export type { PrometheusServer, ScrapeRequest, ScrapeResponse } from './prometheus-server.ts'
export type { PrometheusFormat } from './prometheus-text.ts'

export interface PrometheusReporterOptions {
  /** Upper bounds by scope; of a span in seconds. @default 1 ms to 10 s for spans, 0 to 10,000 for histograms */
  readonly buckets?: Buckets
  /** Which keys of metadata become labels. @default all of them */
  readonly labels?: (key: string, scope: string) => boolean
  /** Sets of labels kept of a metric; values of further ones go to the series `overflow="true"`. @default 2000 */
  readonly maxSeries?: number
  /** Metrics kept; values of further ones are counted and dropped. @default 2000 */
  readonly maxMetrics?: number
  /** Shows what the runtime itself lost, as `telescopic_dropped_total`: `() => tele.stats()`. */
  readonly stats?: () => TelemetryStats
}

/** Why a value is not in its series: no finite number, or a counter that goes down; the limits; metadata that cannot be read. */
export type PrometheusLoss = 'invalid' | 'overflow' | 'maxMetrics' | 'unreadable'

/** Holds sums for a Prometheus to come and read. */
export interface PrometheusReporter extends TelemetryReporter, Lossy<PrometheusLoss> {
  /** Everything as text, with what still waits for delivery. @default `text`, the format 0.0.4 */
  render(format?: PrometheusFormat): string
  /** Answers a request, for a server that you have. */
  handler(request: ScrapeRequest, response: ScrapeResponse): void
  /** Starts a small server for `/metrics`, on the loopback interface unless `host` says otherwise. */
  listen(options: { readonly port: number; readonly host?: string }): Promise<PrometheusServer>
  shutdown(): Promise<void>
}

/** Makes a reporter that Prometheus scrapes. */
export function prometheusReporter(options: PrometheusReporterOptions = {}): PrometheusReporter {
  const counts = { invalid: 0, overflow: 0, maxMetrics: 0, unreadable: 0 }
  const names = createNames(OWN_NAMES)
  const store = createSeriesStore({
    maxMetrics: wholeNumber('maxMetrics', options.maxMetrics ?? 2000),
    maxSeries: wholeNumber('maxSeries', options.maxSeries ?? 2000),
    boundsOf: resolveBuckets(options.buckets),
  })
  const { labels: isLabel, stats } = options
  const sources = new Set<() => void>()
  const exportedNames = new Map<Family, string>()

  const add = (metadata: RecordMetadata, kind: MeasureKind, name: string, value: number, rate: number): void => {
    // A counter of Prometheus that goes down is one that was restarted: it would read the rest as new.
    if (kind === 'counter' && value < 0) return void counts.invalid++
    const labels = readLabels(metadata, names, isLabel && ((key) => isLabel(key, name)))
    const outcome = store.add(kind, name, value, rate, labels)
    if (outcome === 'overflow') counts.overflow++
    else if (outcome === 'refused') counts.maxMetrics++
  }
  const nameOf = (family: Family): string => {
    const name = exportedNames.get(family) ?? names.nameMetric(family.name, family.kind)
    exportedNames.set(family, name)
    return name
  }
  const render = (format: PrometheusFormat = 'text'): string => {
    for (const deliver of sources) deliver()
    // Named first: only then is it known how many names were taken.
    store.families.forEach(nameOf)
    const own = ownMetrics(store, counts, names.collisions, stats?.())
    return printMetrics(store.families, nameOf, own, format)
  }
  const handler = answerScrapes(render)
  return tellLosses(counts, {
    ...takeMeasures(counts, add),
    connect: (deliver) => void sources.add(deliver),
    render,
    handler,
    ...keepServers(handler),
  })
}

// --- internal ---

function keepServers(handler: PrometheusReporter['handler']): Pick<PrometheusReporter, 'listen' | 'shutdown'> {
  const servers = new Set<PrometheusServer>()
  return {
    listen: async ({ port, host = '127.0.0.1' }) => {
      const server = await serve(handler, port, host)
      servers.add(server)
      return server
    },
    shutdown: async () => {
      const open = [...servers]
      servers.clear()
      await Promise.all(open.map((server) => server.close()))
    },
  }
}

const MAX_LABEL_TEXT = 256

/** Labels under the names that Prometheus knows them by; nothing when one of them has no name. */
function readLabels(
  metadata: RecordMetadata,
  names: PrometheusNames,
  isLabel: ((key: string) => boolean) | undefined,
): Label[] | undefined {
  const labels: Label[] = []
  for (const [key, value] of readAttributes(metadata)) {
    if (isLabel?.(key) === false) continue
    const text = fitText(attributeText(value), MAX_LABEL_TEXT)
    // To Prometheus a label that is empty is one that is not there.
    if (text === '') continue
    const name = names.nameLabel(key)
    if (name === undefined) return undefined
    labels.push([name, text])
  }
  return labels
}

const OWN_NAMES = [
  'telescopic_exporter_dropped',
  'telescopic_exporter_series',
  'telescopic_exporter_renamed',
  'telescopic_recorded',
  'telescopic_dropped',
]

function ownMetrics(
  { families }: SeriesStore,
  counts: Readonly<Record<string, number>>,
  renamed: number,
  stats: TelemetryStats | undefined,
): OwnMetric[] {
  const series = families.reduce((sum, family) => sum + allSeries(family).length, 0)
  const causes = (losses: object): OwnMetric['values'] =>
    Object.entries(losses).map(([cause, count]) => [[['cause', cause]], Number(count)])
  const counter = (name: string, help: string, values: OwnMetric['values']): OwnMetric => ({
    name,
    type: 'counter',
    help,
    values,
  })
  return [
    counter('telescopic_exporter_dropped', 'Values that are not in a series of their own.', causes(counts)),
    counter('telescopic_exporter_renamed', 'Scopes and keys whose name was taken.', [[[], renamed]]),
    {
      name: 'telescopic_exporter_series',
      type: 'gauge',
      help: 'Sets of labels that are held.',
      values: [[[], series]],
    },
    ...(stats === undefined
      ? []
      : [
          counter('telescopic_recorded', 'Records that the runtime took in.', [[[], stats.recorded]]),
          counter('telescopic_dropped', 'What the runtime did not record as it was.', causes(stats.dropped)),
        ]),
  ]
}
