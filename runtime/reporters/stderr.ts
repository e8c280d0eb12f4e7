import { systemClock } from '../clock.ts'
import { allowOnce } from '../once.ts'
import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { toNs, toWireEvent, type WireEvent } from '../wire/event.ts'
import { encodeLine } from '../wire/json-line.ts'
import { takeRecords } from './intake.ts'
import { type LineWriter, openLineWriter } from './stderr-writer.ts'

export interface StderrReporterOptions {
  /** Bytes that may wait for a reader; lines beyond are dropped, counted and told of. @default 262144 */
  readonly maxBytes?: number
  /** Is given each line, with its line feed, in place of stderr; `false` says that it was not taken. @default stderr */
  readonly write?: (line: string) => unknown
}

/** What became of the lines of a reporter. */
export interface StderrStats {
  /** Written, or waiting for room. */
  readonly written: number
  /** Nobody read, or the reader is gone. */
  readonly dropped: number
  /** Written, with less metadata. */
  readonly cut: number
  /** A `TELEMETRY_ERROR:` line was written instead. */
  readonly unencodable: number
  /** The reader is gone, and nothing more is written. */
  readonly closed: boolean
}

/** Writes a line for each record. */
export interface StderrReporter extends TelemetryReporter {
  readonly stats: () => StderrStats
}

/**
 * Makes a reporter that writes a line of JSON after `TELEMETRY:` for each record, for a parent process to read
 * (`telescopic/capture`). It never waits for the reader, and never keeps the process from ending.
 */
export function stderrReporter({ maxBytes = 262_144, write }: StderrReporterOptions = {}): StderrReporter {
  const writer = write === undefined ? openLineWriter(maxBytes) : callWriter(write)
  const counts = { written: 0, dropped: 0, cut: 0, unencodable: 0 }
  const isNewType = allowOnce()
  /** Of the dropped, those that nobody has been told of. */
  let untold = 0
  const tellDrops = (): void => {
    if (untold > 0 && writer.write(encodeLine(droppedEvent(untold)).line)) untold = 0
  }
  const send = (event: WireEvent): void => {
    tellDrops()
    const { line, fault, type } = encodeLine(event)
    if (fault === 'cut') counts.cut++
    else if (fault !== undefined) counts.unencodable++
    if (writer.write(line)) counts.written++
    else {
      counts.dropped++
      untold++
    }
    if (type !== undefined && isNewType(type)) writer.write(encodeLine(markerEvent(type)).line)
  }
  const take = (record: TelemetryRecord): void => send(toWireEvent(record, systemClock.wall()))
  return {
    // Refused is a record made by hand, whose getters throw; those of the runtime are plain data.
    ...takeRecords(take, () => counts.unencodable++),
    wants: { starts: true, traces: true },
    flush: () => {
      const written = writer.flush()
      tellDrops()
      return written
    },
    stats: () => {
      const { lost, closed } = writer
      return { ...counts, written: counts.written - lost, dropped: counts.dropped + lost, closed }
    },
  }
}

// --- internal ---

function callWriter(write: (line: string) => unknown): LineWriter {
  return { closed: false, lost: 0, write: (line) => write(line) !== false, flush: () => undefined }
}

/** A drop is told on the same way as what was not dropped, when there is room again. */
function droppedEvent(count: number): WireEvent {
  return ownEvent('telescopic.dropped', { count }, { transport: 'stderr' })
}

function markerEvent(type: string): WireEvent {
  return ownEvent('telescopic.unserializable', { count: 1 }, { type: type.slice(0, 128) })
}

function ownEvent(name: string, measurements: WireEvent['measurements'], metadata: WireEvent['metadata']): WireEvent {
  return { name, measurements, metadata, timestampNs: toNs(systemClock.wall()), correlationId: undefined }
}
