import { closeSync, openSync, writeSync } from 'node:fs'
import type { EventRecord, TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { type Attribute, readAttributes } from './attributes.ts'
import { fitText } from './fit-text.ts'
import { takeRecords } from './intake.ts'
import { wholeNumber } from './limits.ts'
import { type Lossy, tellLosses } from './losses.ts'
import { isInstant, readTimes } from './times.ts'
import { createTracks } from './trace-tracks.ts'

export interface ChromeTraceReporterOptions {
  /** The file; what is in it goes. */
  readonly path: string
  /** Shown for the process. @default its id */
  readonly process?: string
  /** Where the file ends: later records are counted and dropped. @default 268435456 */
  readonly maxBytes?: number
}

/**
 * Why a record is not in the file: no finite number, or a name that is no text; metadata that cannot be read; more spans at the
 * same time than there are tracks; a file that is full, or cannot be written.
 */
export type ChromeTraceLoss = 'invalid' | 'unreadable' | 'tracks' | 'fileFull' | 'writeFailed'

export interface ChromeTraceReporter extends TelemetryReporter, Lossy<ChromeTraceLoss> {
  flush(): void
  shutdown(): void
}

/**
 * Makes a reporter that writes a file for `chrome://tracing`, Perfetto and speedscope. It can be opened at any time: the array
 * in it has no end until `shutdown`, which these programs do not mind.
 */
export function chromeTraceReporter(options: ChromeTraceReporterOptions): ChromeTraceReporter {
  const counts = { invalid: 0, unreadable: 0, tracks: 0, fileFull: 0, writeFailed: 0 }
  const file = openTrace(options.path, wholeNumber('maxBytes', options.maxBytes ?? 256 * 1024 * 1024), counts)
  const printer = createPrinter(counts)
  file.add(printMeta('process_name', 0, options.process ?? `process ${process.pid}`))
  const intake = takeRecords(
    (record) => printer.print(record).forEach(file.add),
    () => counts.unreadable++,
    () => file.write(),
  )
  return tellLosses(counts, {
    ...intake,
    wants: { starts: true, traces: true },
    flush: () => file.write(),
    shutdown: () => file.close(),
  })
}

// --- internal ---

type Counts = Record<ChromeTraceLoss, number>

type Line = Readonly<Record<string, unknown>>

const MAX_COUNTERS = 2000
const MAX_NAME = 1024

/** Everything lies on the monotonic clock, on which a child never ends after its parent by a rounding. */
function createPrinter(counts: Counts): { print(record: TelemetryRecord): readonly Line[] } {
  const tracks = createTracks()
  const totals = new Map<string, number>()
  const clockS = (): number => performance.now() / 1000
  const offsetS = Date.now() / 1000 - clockS()
  const printSpan = (record: Extract<TelemetryRecord, { readonly kind: 'timing' }>): readonly Line[] => {
    const args = printArgs(readAttributes(record.metadata))
    const [start, end] = readInterval(record, offsetS)
    const known = tracks.count
    const track = tracks.close(record.trace?.spanId, start, end)
    if (track === undefined) {
      counts.tracks++
      return []
    }
    const name = fitText(record.scope, MAX_NAME)
    const line = {
      ph: 'X',
      name,
      cat: 'span',
      pid: PID,
      tid: track + 1,
      ts: start / 1000,
      dur: (end - start) / 1000,
      args,
    }
    return tracks.count > known ? [printMeta('thread_name', track + 1, `track ${track + 1}`), line] : [line]
  }
  const printMetric = ({ scope, value, metadata }: Extract<TelemetryRecord, { readonly kind: 'metric' }>): Line => {
    const isCounter = metadata.metricType === 'counter'
    const total = isCounter ? (totals.get(scope) ?? 0) + value : value
    if (isCounter && (totals.size < MAX_COUNTERS || totals.has(scope))) totals.set(scope, total)
    // A metric does not say when it was: now is up to 200 ms later.
    const ts = toNanos(clockS()) / 1000
    return { ph: 'C', name: fitText(scope, MAX_NAME), cat: 'metric', pid: PID, tid: 0, ts, args: { value: total } }
  }
  const printEvent = (event: EventRecord): Line => {
    const args = printArgs([...readAttributes(event.metadata), ...readAttributes(event.measurements)])
    const ts = toNanos(Math.max(0, event.timeS - offsetS)) / 1000
    return { ph: 'i', s: 'p', name: fitText(event.name, MAX_NAME), cat: 'event', pid: PID, tid: 0, ts, args }
  }
  return {
    print: (record) => {
      if (record.kind === 'start') {
        if (record.trace?.spanId !== undefined) tracks.open(record.trace.spanId, record.trace.parentSpanId)
        return []
      }
      const [name, isFit] = checkNumber(record)
      if (typeof name !== 'string' || !isFit) {
        counts.invalid++
        return []
      }
      if (record.kind === 'timing') return printSpan(record)
      return [record.kind === 'metric' ? printMetric(record) : printEvent(record)]
    },
  }
}

const PID = 1

function checkNumber(record: Exclude<TelemetryRecord, { readonly kind: 'start' }>): [name: unknown, isFit: boolean] {
  if (record.kind === 'timing') return [record.scope, Number.isFinite(record.durationS)]
  return record.kind === 'metric'
    ? [record.scope, Number.isFinite(record.value)]
    : [record.name, isInstant(record.timeS)]
}

/** Begin and end in whole nanoseconds. */
function readInterval(
  record: Extract<TelemetryRecord, { readonly kind: 'timing' }>,
  offsetS: number,
): [start: number, end: number] {
  const { startMonotonicS: startS, endMonotonicS: endS } = record.metadata
  if (isTime(startS) && isTime(endS) && endS >= startS) return [toNanos(startS), toNanos(endS)]
  const times = readTimes(record)
  return [toNanos(Math.max(0, times.startS - offsetS)), toNanos(Math.max(0, times.endS - offsetS))]
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 9e6
}

function toNanos(seconds: number): number {
  return Math.round(seconds * 1e9)
}

function printMeta(name: string, tid: number, text: string): Line {
  return { ph: 'M', name, pid: PID, tid, args: { name: text } }
}

// JSON has no other numbers.
function printArgs(attributes: readonly Attribute[]): Line {
  return Object.fromEntries(
    attributes.map(([key, value]) => [
      key,
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ]),
  )
}

/** Writes at once what it is given: what is recorded before the process dies is in the file. */
function openTrace(path: string, maxBytes: number, counts: Counts) {
  let file: number | undefined = openSync(path, 'w')
  let bytes = 0
  let waiting: string[] = []
  const put = (text: string): void => {
    if (file === undefined) return
    try {
      writeSync(file, text)
    } catch {
      counts.writeFailed += Math.max(1, waiting.length)
      // Half a line may be in it: what came after would be unreadable with it.
      closeSync(file)
      file = undefined
    }
  }
  const write = (): void => {
    if (waiting.length > 0) put(waiting.join(''))
    waiting = []
  }
  put('[\n')
  return {
    add: (line: Line): void => {
      const text = `${JSON.stringify(line)},\n`
      if (file === undefined) counts.writeFailed++
      else if (bytes + text.length > maxBytes) counts.fileFull++
      else {
        bytes += Buffer.byteLength(text)
        waiting.push(text)
      }
    },
    write,
    close: (): void => {
      write()
      put(`${JSON.stringify(printMeta('trace_end', 0, 'end'))}\n]\n`)
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}
