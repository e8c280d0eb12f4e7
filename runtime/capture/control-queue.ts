/** What came of a command. */
export interface ControlResult {
  /** It left this process. What it came to is in `listStreams()`, once the worker has answered. */
  readonly sent: boolean
  /** Why not. One that was not sent is kept and applied with the next stream, unless the worker is unknown. */
  readonly reason?: 'unknown_worker' | 'not_connected' | 'timeout'
}

/** Gives a message to a stream; `done` is called when it has left, or cannot. */
type Write = (message: Uint8Array, done: (error?: Error | null) => void) => void

/** Sends commands to one worker, one after the other: a worker that takes none holds up its own only, and each for a while. */
export interface ControlQueue {
  readonly send: (message: Uint8Array) => Promise<ControlResult>
  /** The stream is there, or gone. */
  readonly setStream: (write: Write | undefined) => void
}

export function createControlQueue(timeoutMs: number): ControlQueue {
  let write: Write | undefined
  let last: Promise<unknown> = Promise.resolve()
  const sendNow = (message: Uint8Array): Promise<ControlResult> =>
    new Promise((resolve) => {
      if (write === undefined) return resolve({ sent: false, reason: 'not_connected' })
      const timer = setTimeout(() => resolve({ sent: false, reason: 'timeout' }), timeoutMs)
      // The stream holds the process, or nothing does.
      timer.unref()
      write(message, (error) => {
        clearTimeout(timer)
        resolve(error ? { sent: false, reason: 'not_connected' } : { sent: true })
      })
    })
  return {
    send: (message) => {
      const result = last.then(() => sendNow(message))
      last = result
      return result
    },
    setStream: (next) => {
      write = next
    },
  }
}
