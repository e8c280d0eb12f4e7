import { fstatSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { later } from '../host.ts'

/** Writes lines to stderr, none of which makes the process wait. */
export interface LineWriter {
  /** The reader is gone. */
  readonly closed: boolean
  /** Lines that were taken and then could not be written: the reader went away first. */
  readonly lost: number
  /** Takes a line, to write it now or soon; `false` says that it was dropped. */
  write(line: string): boolean
  /** Tries once more to write what waits; resolves when it is written, or when the reader has taken nothing for a while. */
  flush(): Promise<void> | undefined
}

const RETRY_MS = 5
/** A reader that takes nothing for so long does not hold up the end of the program. */
const PATIENCE_MS = 250

/**
 * `process.stderr.write` has two faults: what a stalled reader leaves behind is kept without bound, and libuv does not let a
 * process end while a write is under way (a child whose parent did not read hung for ever). So lines are written by `writeSync`
 * to the same descriptor, which libuv has made non-blocking: a full pipe then answers EAGAIN, and the line waits here, where
 * there is a bound, and where nothing waits for it.
 */
export function openLineWriter(maxBytes: number): LineWriter {
  const stream = process.stderr
  if (!isMainThread || !isPipe()) return openStreamWriter(stream, maxBytes)
  // What others have written by the stream comes first: half of it may be in the pipe already.
  return openPipeWriter(maxBytes, tryWrite, () => stream.writableLength > 0)
}

/** Writes what there is room for; tells how much that was. */
type Put = (line: string) => number | 'gone'

/** Nothing is written while others are at it (`isTaken`). */
export function openPipeWriter(maxBytes: number, put: Put, isTaken: () => boolean): LineWriter {
  let closed = false
  let lost = 0
  let waiting: string[] = []
  let waitingBytes = 0
  let cancelRetry: (() => void) | undefined
  /** Writes as much as there is room for; a line is written whole or not at all, unless the descriptor is odd. */
  const flush = (): void => {
    if (isTaken()) return retry()
    let written = 0
    while (written < waiting.length) {
      const line = waiting[written]!
      const bytes = put(line)
      if (bytes === 'gone') {
        closed = true
        lost += waiting.length - written
        waiting = []
        waitingBytes = 0
        return
      }
      waitingBytes -= bytes
      if (bytes < line.length) {
        // The rest of a line that was written in part goes before all others.
        waiting = [line.slice(bytes), ...waiting.slice(written + 1)]
        return retry()
      }
      written++
    }
    waiting = []
  }
  const retry = (): void => {
    cancelRetry ??= later(RETRY_MS, () => {
      cancelRetry = undefined
      flush()
    })
  }
  return {
    get closed() {
      return closed
    },
    get lost() {
      return lost
    },
    write: (line) => {
      if (closed || waitingBytes + line.length > maxBytes) return false
      waiting.push(line)
      waitingBytes += line.length
      // While a retry is due the pipe was full a moment ago.
      if (cancelRetry === undefined) flush()
      return true
    },
    flush: () => {
      if (closed) return undefined
      flush()
      return waitingBytes > 0 ? whenWritten(() => (closed ? 0 : waitingBytes)) : undefined
    },
  }
}

// --- internal ---

function whenWritten(countWaiting: () => number): Promise<void> {
  return new Promise((resolve) => {
    let last = countWaiting()
    let idleMs = 0
    const look = (): void => {
      const left = countWaiting()
      idleMs = left === last ? idleMs + RETRY_MS : 0
      last = left
      if (left === 0 || idleMs > PATIENCE_MS) resolve()
      else later(RETRY_MS, look)
    }
    look()
  })
}

function isPipe(): boolean {
  try {
    const stat = fstatSync(2)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

/** Lines are ASCII: as many bytes as characters. */
function tryWrite(line: string): ReturnType<Put> {
  try {
    return writeSync(2, line)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EAGAIN' || code === 'EINTR' ? 0 : 'gone'
  }
}

/** A file, a terminal, or the stream of a worker thread: these take what they are given. */
function openStreamWriter(stream: NodeJS.WriteStream, maxBytes: number): LineWriter {
  let closed = false
  // Without a listener the error would end the program. It stays: an error may come long after the write.
  stream.on('error', () => {
    closed = true
  })
  return {
    get closed() {
      return closed
    },
    lost: 0,
    write: (line) => {
      if (closed || stream.writableLength + line.length > maxBytes) return false
      stream.write(line)
      return true
    },
    flush: () => undefined,
  }
}
