/** The in-memory reporter without its text report, which is added where somebody asks for it (`telescopic/memory`). */

import type { EventRecord, MetricMetadata, TelemetryReporter, TimingMetadata } from './reporter.ts'

/** One closed span. */
export interface TimingEntry {
  readonly durationS: number
  readonly metadata: TimingMetadata
}

/** One value of a metric. */
export interface MetricEntry {
  readonly value: number
  readonly metadata: MetricMetadata
}

/** What a memory reporter holds, as plain data. */
export interface MemoryContents {
  readonly timings: Readonly<Record<string, readonly TimingEntry[]>>
  readonly metrics: Readonly<Record<string, readonly MetricEntry[]>>
  readonly events: Readonly<Record<string, readonly EventRecord[]>>
}

/** Running sums of one scope since the start, also of entries that are no longer kept. */
export interface Tally {
  readonly count: number
  /** Sum of the values that are numbers; of a timing, seconds. */
  readonly total: number
  /** The last value that was a number. */
  readonly last: number | undefined
  /** `metricType` of the last record. */
  readonly type: unknown
}

/** Keeps records in memory, the newest of each scope. */
export interface MemoryStore extends TelemetryReporter {
  readonly timings: ReadonlyMap<string, readonly TimingEntry[]>
  readonly metrics: ReadonlyMap<string, readonly MetricEntry[]>
  readonly events: ReadonlyMap<string, readonly EventRecord[]>
  readonly timingTallies: ReadonlyMap<string, Tally>
  readonly metricTallies: ReadonlyMap<string, Tally>
  /** Records of scopes beyond `maxScopes`, which were not kept. */
  readonly dropped: number
  recordEvent(event: EventRecord): void
  /** Gives everything as plain data. */
  toObject(): MemoryContents
  /** Forgets everything. */
  reset(): void
}

export interface MemoryReporterOptions {
  /** Entries kept of each scope; the oldest goes first. @default 1000 */
  readonly maxEntriesPerScope?: number
  /** Scopes kept of timings, of metrics and of events; records of further ones are counted and dropped. @default 10000 */
  readonly maxScopes?: number
}

/** Makes a reporter that keeps records in memory. */
export function memoryStore(options: MemoryReporterOptions = {}): MemoryStore {
  const limits = {
    entries: wholeNumber('maxEntriesPerScope', options.maxEntriesPerScope ?? 1000),
    scopes: wholeNumber('maxScopes', options.maxScopes ?? 10_000),
  }
  const timings = createSeries<TimingEntry>(limits)
  const metrics = createSeries<MetricEntry>(limits)
  const events = createSeries<EventRecord>(limits)
  const all = [timings, metrics, events]
  // Whoever reads wants what was recorded up to now, also what still waits for delivery.
  const sources = new Set<() => void>()
  const read = <T>(value: T): T => {
    for (const deliver of sources) deliver()
    return value
  }
  return {
    connect: (deliver) => void sources.add(deliver),
    get timings() {
      return read(timings.entries)
    },
    get metrics() {
      return read(metrics.entries)
    },
    get events() {
      return read(events.entries)
    },
    get timingTallies() {
      return read(timings.tallies)
    },
    get metricTallies() {
      return read(metrics.tallies)
    },
    get dropped() {
      return read(all).reduce((sum, series) => sum + series.dropped, 0)
    },
    recordTiming: (scope, durationS, metadata) => addEntry(timings, scope, { durationS, metadata }, durationS),
    recordMetric: (scope, value, metadata) => addEntry(metrics, scope, { value, metadata }, value, metadata.metricType),
    recordEvent: (event) => addEntry(events, event.name, event, 1),
    toObject: () => ({
      timings: plainEntries(read(timings)),
      metrics: plainEntries(metrics),
      events: plainEntries(events),
    }),
    reset: () => read(all).forEach(clearSeries),
  }
}

// --- internal ---

interface Limits {
  readonly entries: number
  readonly scopes: number
}

interface Series<Entry> {
  readonly limits: Limits
  readonly entries: Map<string, Entry[]>
  readonly tallies: Map<string, Tally>
  dropped: number
}

const NO_TALLY: Tally = { count: 0, total: 0, last: undefined, type: undefined }

function createSeries<Entry>(limits: Limits): Series<Entry> {
  return { limits, entries: new Map(), tallies: new Map(), dropped: 0 }
}

function addEntry<Entry>(series: Series<Entry>, scope: string, entry: Entry, value: unknown, type?: unknown): void {
  const { limits, entries, tallies } = series
  if (!entries.has(scope)) {
    if (entries.size >= limits.scopes) {
      series.dropped++
      return
    }
    entries.set(scope, [])
  }
  const kept = entries.get(scope)!
  if (kept.length === limits.entries) kept.shift()
  kept.push(entry)
  tallies.set(scope, addToTally(tallies.get(scope) ?? NO_TALLY, value, type))
}

// Values are numbers by type; from JavaScript anything comes, and a text must not turn a sum into a text.
function addToTally({ count, total, last }: Tally, value: unknown, type: unknown): Tally {
  const isNumber = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  return isNumber
    ? { count: count + 1, total: total + Number(value), last: Number(value), type }
    : { count: count + 1, total, last, type }
}

function plainEntries<Entry>(series: Series<Entry>): Record<string, readonly Entry[]> {
  // `fromEntries` defines its keys, so that a scope called `__proto__` is one like any other.
  return Object.fromEntries(Array.from(series.entries, ([scope, entries]) => [scope, [...entries]]))
}

function clearSeries(series: Series<unknown>): void {
  series.entries.clear()
  series.tallies.clear()
  series.dropped = 0
}

function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`${name} must be a whole number above 0, got ${String(value)}.`)
}
