import type { EventRecord, MetricMetadata, TelemetryReporter, TimingMetadata } from './reporter.ts'
import { renderReport, type Tally } from './text-report.ts'

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

/** Keeps records in memory, the newest of each scope. */
export interface MemoryReporter extends TelemetryReporter {
  readonly timings: ReadonlyMap<string, readonly TimingEntry[]>
  readonly metrics: ReadonlyMap<string, readonly MetricEntry[]>
  readonly events: ReadonlyMap<string, readonly EventRecord[]>
  /** Records of scopes beyond `maxScopes`, which were not kept. */
  readonly dropped: number
  recordEvent(event: EventRecord): void
  /** Gives everything as plain data. */
  toObject(): MemoryContents
  /** Renders a text for people: spans as a tree, then metrics. Calls and totals count what was dropped from the entries too. */
  report(): string
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
export function memoryReporter(options: MemoryReporterOptions = {}): MemoryReporter {
  const limits = {
    entries: wholeNumber('maxEntriesPerScope', options.maxEntriesPerScope ?? 1000),
    scopes: wholeNumber('maxScopes', options.maxScopes ?? 10_000),
  }
  const timings = createSeries<TimingEntry>(limits)
  const metrics = createSeries<MetricEntry>(limits)
  const events = createSeries<EventRecord>(limits)
  const all = [timings, metrics, events]
  return {
    timings: timings.entries,
    metrics: metrics.entries,
    events: events.entries,
    get dropped() {
      return all.reduce((sum, series) => sum + series.dropped, 0)
    },
    recordTiming: (scope, durationS, metadata) => addEntry(timings, scope, { durationS, metadata }, durationS),
    recordMetric: (scope, value, metadata) => addEntry(metrics, scope, { value, metadata }, value, metadata.metricType),
    recordEvent: (event) => addEntry(events, event.name, event, 1),
    toObject: () => ({
      timings: plainEntries(timings),
      metrics: plainEntries(metrics),
      events: plainEntries(events),
    }),
    report: () => renderReport(timings.tallies, metrics.tallies),
    reset: () => all.forEach(clearSeries),
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
    tallies.set(scope, { count: 0, total: 0, last: undefined, type: undefined })
  }
  const kept = entries.get(scope)!
  if (kept.length === limits.entries) kept.shift()
  kept.push(entry)
  addToTally(tallies.get(scope)!, value, type)
}

// Values are numbers by type; from JavaScript anything comes, and a text must not turn a sum into a text.
function addToTally(tally: Tally, value: unknown, type: unknown): void {
  tally.count++
  tally.type = type
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') return
  tally.last = Number(value)
  tally.total += tally.last
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
