/** Says what a command is doing, on one line that is overwritten. Only where somebody watches: logs get nothing. */
export interface Progress {
  readonly step: (what: string) => void
  /** Takes the line away. */
  readonly done: () => void
}

/** What progress is written to; a test gives one that remembers. */
export interface Terminal {
  readonly isTTY?: boolean
  readonly write: (text: string) => unknown
}

/** How large a catalog is before anybody could wonder: about 2,500 scopes, a third of a second. */
const LARGE = 1_000_000

/** Starts to tell steps for work on so many characters. Small work is over before its first step could be read. */
export function startProgress(size: number, terminal: Terminal = process.stderr): Progress {
  if (!terminal.isTTY || size < LARGE) return { step: () => {}, done: () => {} }
  return {
    step: (what) => void terminal.write(`\r\u001b[2K${what} …`),
    done: () => void terminal.write('\r\u001b[2K'),
  }
}
