import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { offerSlots } from '../slots.ts'
import { type Attribute, attributeText, type Plain, readAttributes } from './attributes.ts'
import { type Buckets, resolveBuckets } from './buckets.ts'
import { takeRecords } from './intake.ts'
import { wholeNumber } from './limits.ts'
import { type Lossy, tellLosses } from './losses.ts'
import { readMeasures } from './measures.ts'
import type { Signal } from './otlp-messages.ts'
import { openOutbox } from './otlp-outbox.ts'
import { createSender } from './otlp-sender.ts'
import { createSeriesStore, type Label, type SeriesStore } from './series.ts'

export type { Signal } from './otlp-messages.ts'

export interface OtlpReporterOptions {
  /** `service.name` of everything that is sent. */
  readonly service: string
  /** Of the collector, without `/v1/traces`. @default http://127.0.0.1:4318 */
  readonly url?: string
  /** @default all three */
  readonly signals?: readonly Signal[]
  /** @default protobuf */
  readonly encoding?: 'protobuf' | 'json'
  /** @default none */
  readonly compression?: 'gzip' | 'none'
  /** Such as a token. Not by plain HTTP, unless the collector is on this machine. */
  readonly headers?: Readonly<Record<string, string>>
  /** Further attributes of the resource: `{ 'deployment.environment.name': 'production' }` */
  readonly resource?: Readonly<Record<string, Plain>>
  /** Upper bounds of histograms by scope. */
  readonly buckets?: Buckets
  /** Spans, and events, that wait at most; further ones are counted and dropped. @default 4096 */
  readonly maxQueue?: number
  /** Sets of labels kept of a metric. @default 2000 */
  readonly maxSeries?: number
  /** How often is sent what there is; 512 spans, or events, are sent at once. @default 5 */
  readonly intervalS?: number
  /** How long a request may take, repetitions included. @default 10 */
  readonly timeoutS?: number
  /** @default the `fetch` of the host */
  readonly fetch?: typeof fetch
}

/**
 * What was not taken in (no finite number, metadata that cannot be read, no room), and what was sent in vain: refused by the
 * collector, or given up.
 */
export type OtlpLoss = 'invalid' | 'unreadable' | 'queueFull' | 'overflow' | 'maxMetrics' | 'rejected' | 'failed'

export interface OtlpReporter extends TelemetryReporter, Lossy<OtlpLoss> {
  /** The last thing that went wrong on the way to the collector. */
  readonly lastError: string | undefined
  flush(): Promise<void>
  shutdown(): Promise<void>
}

/** Makes a reporter that sends spans as traces, metrics as metrics and events as logs to an OpenTelemetry Collector. */
export function otlpReporter(options: OtlpReporterOptions): OtlpReporter {
  const { signals = ['traces', 'metrics', 'logs'], intervalS = 5, maxQueue = 4096, maxSeries = 2000 } = options
  const wants = new Set(signals)
  const counts: Counts = { invalid: 0, unreadable: 0, queueFull: 0, overflow: 0, maxMetrics: 0, rejected: 0, failed: 0 }
  const metrics = createSeriesStore({
    maxMetrics: MAX_METRICS,
    maxSeries: wholeNumber('maxSeries', maxSeries),
    boundsOf: resolveBuckets(options.buckets),
  })
  const sender = createSender(options, counts)
  const refuse = (): void => void counts.unreadable++
  const outbox = openOutbox(sender, metrics, wholeNumber('maxQueue', maxQueue), intervalS, refuse)
  const take = (record: TelemetryRecord): void => {
    if (record.kind === 'metric' && wants.has('metrics')) {
      addMeasures(metrics, record, counts)
      outbox.touchMetrics()
    } else if (record.kind === 'timing' && wants.has('traces')) {
      if (typeof record.scope !== 'string' || !Number.isFinite(record.durationS)) counts.invalid++
      else if (!outbox.keepSpan(record)) counts.queueFull++
    } else if (record.kind === 'event' && wants.has('logs')) {
      if (typeof record.name !== 'string') counts.invalid++
      else if (!outbox.keepLog(record)) counts.queueFull++
    }
  }
  const intake = takeRecords(take, refuse)
  if (wants.has('traces')) {
    offerSlots(intake.recordBatch, (ring, slot) => {
      if (!outbox.keepSlot(ring, slot)) counts.queueFull++
    })
  }
  return tellLosses(counts, {
    ...intake,
    wants: { traces: wants.has('traces') || wants.has('logs') },
    get lastError() {
      return sender.lastError()
    },
    flush: outbox.flush,
    shutdown: outbox.flush,
  })
}

// --- internal ---

type Counts = Record<OtlpLoss, number>

const MAX_METRICS = 2000

function addMeasures(
  store: SeriesStore,
  record: Extract<TelemetryRecord, { readonly kind: 'metric' }>,
  counts: Counts,
): void {
  const invalid = readMeasures(record, (kind, name, value, rate) => {
    // A sum that only grows is what OpenTelemetry calls a counter.
    if (kind === 'counter' && value < 0) return void counts.invalid++
    const outcome = store.add(kind, name, value, rate, readAttributes(record.metadata).map(labelOf))
    if (outcome === 'overflow') counts.overflow++
    else if (outcome === 'refused') counts.maxMetrics++
  })
  counts.invalid += invalid
}

function labelOf([key, value]: Attribute): Label {
  return [key, typeof value === 'object' ? attributeText(value) : value]
}
