import { later } from '../host.ts'
import type { EventRecord } from '../reporter.ts'
import { type Signal, type TimingRecord, writeLog, writeMetric, writeSpan } from './otlp-messages.ts'
import type { Sender, WriteItem } from './otlp-sender.ts'
import type { Family, SeriesStore } from './series.ts'

/** What waits for the collector. */
export interface Outbox {
  /** Keep what will be sent; tell whether there is room. */
  keepSpan(record: TimingRecord): boolean
  keepLog(event: EventRecord): boolean
  /** There is something new in the sums. */
  touchMetrics(): void
  /** Sends what there is. */
  flush(): Promise<void>
}

/** Items of one request. */
const MAX_ITEMS = 512

export function openOutbox(sender: Sender, metrics: SeriesStore, maxQueue: number, intervalS: number): Outbox {
  const startS = Date.now() / 1000
  const spans: TimingRecord[] = []
  const logs: EventRecord[] = []
  let hasNewMetrics = false
  let sending: Promise<void> | undefined
  let stopTimer: (() => void) | undefined

  const sendAll = async (): Promise<void> => {
    stopTimer?.()
    stopTimer = undefined
    const nowS = Date.now() / 1000
    await drainQueue(sender, 'traces', spans, writeSpan)
    await drainQueue(sender, 'logs', logs, (writer, event) => writeLog(writer, event, nowS))
    if (!hasNewMetrics) return
    const write: WriteItem<Family> = (writer, family) => writeMetric(writer, family, startS, nowS)
    // Sums go on: what did not arrive is in what is sent next.
    hasNewMetrics = !(await sender.send('metrics', metrics.families, write))
  }
  // One request at a time: a collector that is slow is not given more to be slow with.
  const send = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = undefined
      if (spans.length + logs.length > 0 || hasNewMetrics) schedule()
    })
    return sending
  }
  const schedule = (): void => {
    stopTimer ??= later(intervalS * 1000, () => void send())
  }
  const keep = <T>(queue: T[], item: T): boolean => {
    if (queue.length >= maxQueue) return false
    if (queue.push(item) === Math.min(MAX_ITEMS, maxQueue)) void send()
    else schedule()
    return true
  }
  return {
    keepSpan: (record) => keep(spans, record),
    keepLog: (event) => keep(logs, event),
    touchMetrics: () => {
      hasNewMetrics = true
      schedule()
    },
    flush: async () => {
      // What is under way left before the last records came.
      await sending
      await send()
    },
  }
}

// What fails is not followed by more of it: the rest waits for the next time.
async function drainQueue<T>(sender: Sender, signal: Signal, queue: T[], write: WriteItem<T>): Promise<void> {
  while (queue.length > 0) if (!(await sender.send(signal, queue.splice(0, MAX_ITEMS), write))) return
}
