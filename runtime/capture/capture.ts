import { joinBytes } from '../join-bytes.ts'
import type { WireEvent } from '../wire/event.ts'
import { PREFIX, readEventLine } from './read-line.ts'

export interface CaptureOptions {
  /** Is given every event, in the order of the lines. */
  readonly onEvent: (event: WireEvent) => void
  /** Is given all other bytes, as they came and in order: a prompt without a line feed too. @default they are left out */
  readonly onText?: (bytes: Uint8Array) => void
}

/** What was read so far. */
export interface CaptureStats {
  readonly events: number
  /** Lines that began as telemetry and were none: they passed as text. */
  readonly malformed: number
  /** Lines of a sender that could not encode an event; they passed as text too. */
  readonly senderErrors: number
  readonly textBytes: number
}

/** Takes telemetry out of a stream of bytes. */
export interface Capture {
  /** Takes a chunk, which may end anywhere, within a character too. */
  readonly write: (chunk: Uint8Array) => void
  /** Lets pass what is left of a last line without a line feed. */
  readonly end: () => void
  readonly stats: () => CaptureStats
}

/** The sender keeps to 4096; beyond this it is a stranger's line, and waiting for its end would cost memory. */
const MAX_LINE_BYTES = 16_384
const LINE_FEED = 10
const PREFIX_BYTES = new TextEncoder().encode(PREFIX)
const ERROR_BYTES = new TextEncoder().encode('TELEMETRY_ERROR:')
const decoder = new TextDecoder()

/** Reads the stderr of a process that reports by `telescopic/stderr` or Snakepit's stderr backend. */
export function captureLines({ onEvent, onText }: CaptureOptions): Capture {
  const counts = { events: 0, malformed: 0, senderErrors: 0, textBytes: 0 }
  /** A line so far that is telemetry, or may yet be. */
  let held: Uint8Array = new Uint8Array(0)
  /** Within a line that is none. */
  let inText = false
  const pass = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return
    counts.textBytes += bytes.length
    onText?.(bytes)
  }
  const events = giveAll(onEvent)
  const takeLine = (line: Uint8Array): void => {
    if (inText) {
      inText = false
      return pass(line)
    }
    const event = beginsLike(line, PREFIX_BYTES) ? readEventLine(decoder.decode(line).trimEnd()) : undefined
    if (event === undefined) {
      if (beginsLike(line, PREFIX_BYTES)) counts.malformed++
      else if (beginsLike(line, ERROR_BYTES)) counts.senderErrors++
      return pass(line)
    }
    counts.events++
    events.give(event)
  }
  /** What comes after the last line feed: held while it may become telemetry, let go at once otherwise. */
  const takeRest = (rest: Uint8Array): void => {
    if (rest.length === 0) return
    if (!inText && mayBegin(rest) && rest.length <= MAX_LINE_BYTES) {
      held = rest.slice()
      return
    }
    if (!inText && beginsLike(rest, PREFIX_BYTES)) counts.malformed++
    inText = true
    pass(rest)
  }
  return {
    write: (chunk) => {
      let bytes = held.length === 0 ? chunk : joinBytes([held, chunk])
      held = held.subarray(0, 0)
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED)) {
        takeLine(bytes.subarray(0, end + 1))
        bytes = bytes.subarray(end + 1)
      }
      takeRest(bytes)
      events.tellThrown()
    },
    end: () => {
      const rest = held
      held = held.subarray(0, 0)
      if (rest.length > 0) takeLine(rest)
      inText = false
      events.tellThrown()
    },
    stats: () => ({ ...counts }),
  }
}

// --- internal ---

/** Gives the program one event after the other; what it throws, first of all, is told when all at hand have been given. */
function giveAll(onEvent: (event: WireEvent) => void): { give(event: WireEvent): void; tellThrown(): void } {
  let thrown: { readonly error: unknown } | undefined
  return {
    give: (event) => {
      try {
        onEvent(event)
      } catch (error) {
        thrown ??= { error }
      }
    },
    tellThrown: () => {
      const first = thrown
      thrown = undefined
      if (first !== undefined) throw first.error
    },
  }
}

/** Whether bytes begin a line that is looked at, or are the first ones of its prefix. */
function mayBegin(bytes: Uint8Array): boolean {
  return [PREFIX_BYTES, ERROR_BYTES].some((prefix) =>
    beginsLike(bytes, prefix.subarray(0, Math.min(bytes.length, prefix.length))),
  )
}

function beginsLike(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, index) => bytes[index] === byte)
}
