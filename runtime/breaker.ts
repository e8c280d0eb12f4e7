import { complain } from './host.ts'
import type { ReporterStats } from './stats.ts'
import { typeName } from './type-name.ts'

// As much as a whole queue of the default size, so that a flush loses nothing to a reporter that answers later.
const MAX_OWED = 8192
const MAX_STREAK = 5
const MAX_QUARANTINE_S = 60
const QUIET_S = 60

/** Counts what came of a reporter's calls. One that fails again and again is left in peace for a while, then tried again. */
export interface Breaker {
  readonly isClosed: () => boolean
  /** Whether a record is not to be given to it, which is then counted; `owed` are those it has not answered for. */
  readonly refuses: (owed: number) => boolean
  /** Told of a call that was about so many records. */
  readonly succeed: (count: number) => void
  readonly fail: (count: number, error: unknown) => void
  readonly stats: () => Omit<ReporterStats, 'waiting'>
}

/** What is told of a quarantine that begins. */
export interface Quarantine {
  readonly reporter: string
  readonly errorType: string
  readonly failures: number
}

export function openBreaker(reporter: string, now: () => number, tell: (quarantine: Quarantine) => void): Breaker {
  let delivered = 0
  let failures = 0
  const droppedBy = { failed: 0, quarantined: 0, overloaded: 0 }
  /** Failures in a row. */
  let streak = 0
  /** End of the quarantine, by the monotonic clock. */
  let closedUntilS = 0
  let quarantineS = 1
  let quietUntilS = 0
  /** Failures since something was printed. */
  let silent = 0
  const isClosed = (): boolean => closedUntilS > 0 && now() < closedUntilS
  return {
    isClosed,
    refuses: (owed) => {
      const cause = isClosed() ? 'quarantined' : owed >= MAX_OWED && 'overloaded'
      if (cause) droppedBy[cause]++
      return !!cause
    },
    succeed: (count) => {
      delivered += count
      // A hook that there is none of has succeeded in nothing.
      if (count === 0) return
      streak = 0
      quarantineS = 1
    },
    fail: (count, error) => {
      failures++
      droppedBy.failed += count
      const nowS = now()
      // The streak outlives the quarantine: one more failure is enough to close again, for twice as long.
      if (++streak >= MAX_STREAK) {
        closedUntilS = nowS + quarantineS
        quarantineS = Math.min(MAX_QUARANTINE_S, quarantineS * 2)
        if (streak === MAX_STREAK) tell({ reporter, errorType: typeName(error), failures })
      }
      if (failures > 1 && nowS < quietUntilS) {
        silent++
        return
      }
      const more = silent > 0 ? ` (and ${silent} more times since the last message)` : ''
      quietUntilS = nowS + QUIET_S
      silent = 0
      complain('error', `Telemetry reporter '${reporter}' failed${more}:`, error)
    },
    stats: () => ({
      name: reporter,
      delivered,
      failures,
      dropped: droppedBy.failed + droppedBy.quarantined + droppedBy.overloaded,
      droppedBy: { ...droppedBy },
      quarantined: isClosed(),
    }),
  }
}
