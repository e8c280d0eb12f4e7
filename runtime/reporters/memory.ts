import { takeOver } from '../default.ts'
import { type MemoryReporterOptions, type MemoryStore, memoryStore } from '../memory.ts'
import { renderReport } from '../text-report.ts'

export type { MemoryContents, MemoryReporterOptions, MetricEntry, Tally, TimingEntry } from '../memory.ts'

/** Keeps records in memory, the newest of each scope. */
export interface MemoryReporter extends MemoryStore {
  /** Renders a text for people: spans as a tree, then metrics. Counts and sums include entries that are no longer kept. */
  report(): string
}

/** Makes a reporter that keeps records in memory. */
export function memoryReporter(options?: MemoryReporterOptions): MemoryReporter {
  return withReport(memoryStore(options))
}

/** The reporter that `tele` has by itself, as long as a flag is set and nobody configured reporters. */
export const defaultReporter: MemoryReporter = /* @__PURE__ */ takeOver(memoryReporter())

// Onto the store itself: a copy would lose the getter, and be another reporter than the one `tele` calls.
function withReport(store: MemoryStore): MemoryReporter {
  return Object.assign(store, { report: () => renderReport(store.timingTallies, store.metricTallies) })
}
