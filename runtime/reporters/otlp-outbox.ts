import { later } from '../host.ts'
import type { EventRecord } from '../reporter.ts'
import type { Ring } from '../ring.ts'
import type { ItemKind, OtlpWriter } from './otlp-fields.ts'
import { type TimingRecord, writeLog, writeMetric, writeSlot, writeSpan } from './otlp-messages.ts'
import { createQueue, type OtlpRequest, type Queue } from './otlp-queue.ts'
import type { Sender } from './otlp-sender.ts'
import type { Family, SeriesStore } from './series.ts'

/** What waits for the collector. */
export interface Outbox {
  /** Keep what will be sent; tell whether there is room. Throw where it cannot be read. */
  keepSpan(record: TimingRecord): boolean
  /** A span that lies in the queue of the runtime still. */
  keepSlot(ring: Ring, slot: number): boolean
  keepLog(event: EventRecord): boolean
  /** There is something new in the sums. */
  touchMetrics(): void
  /** Sends what there is. */
  flush(): Promise<void>
}

/** Items of one request. */
const MAX_ITEMS = 512

export function openOutbox(
  sender: Sender,
  metrics: SeriesStore,
  maxQueue: number,
  intervalS: number,
  unreadable: () => void,
): Outbox {
  const startS = Date.now() / 1000
  const perRequest = Math.min(MAX_ITEMS, maxQueue)
  const open = (kind: ItemKind): Queue => createQueue(sender.openWriter(), kind, maxQueue, perRequest)
  const spans = open('spans')
  const logs = open('logs')
  const metricsWriter = sender.openWriter()
  let hasNewMetrics = false
  let sending: Promise<void> | undefined
  let stopTimer: (() => void) | undefined

  const sendAll = async (): Promise<void> => {
    stopTimer?.()
    stopTimer = undefined
    await drainQueue(sender, 'traces', spans)
    await drainQueue(sender, 'logs', logs)
    if (!hasNewMetrics) return
    const request = writeSums(metricsWriter, metrics, startS, unreadable)
    // Sums go on: what did not arrive is in what is sent next.
    hasNewMetrics = request !== undefined && !(await sender.send('metrics', request))
  }
  // One request at a time: a collector that is slow is not given more to be slow with.
  const send = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = undefined
      if (spans.size + logs.size > 0 || hasNewMetrics) schedule()
    })
    return sending
  }
  const schedule = (): void => {
    stopTimer ??= later(intervalS * 1000, () => void send())
  }
  const tell = (queue: Queue, isKept: boolean): boolean => {
    if (isKept && queue.size === perRequest) void send()
    else if (isKept) schedule()
    return isKept
  }
  return {
    keepSpan: (record) => tell(spans, spans.add(writeSpan, record, undefined)),
    keepSlot: (ring, slot) => tell(spans, spans.add(writeSlot, ring, slot)),
    keepLog: (event) => tell(logs, logs.add(writeLog, event, Date.now() / 1000)),
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
async function drainQueue(sender: Sender, signal: 'traces' | 'logs', queue: Queue): Promise<void> {
  for (let request = queue.take(); request !== undefined; request = queue.take()) {
    if (!(await sender.send(signal, request))) return
  }
}

/** A request with all sums since `startS`. */
function writeSums(
  writer: OtlpWriter,
  { families }: SeriesStore,
  startS: number,
  unreadable: () => void,
): OtlpRequest | undefined {
  const nowS = Date.now() / 1000
  const queue = createQueue(writer, 'metrics', families.length, families.length)
  for (const family of families) {
    try {
      queue.add((to, one: Family) => writeMetric(to, one, startS, nowS), family, undefined)
    } catch {
      unreadable()
    }
  }
  return queue.take()
}
