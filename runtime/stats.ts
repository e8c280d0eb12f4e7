import { measureResolution } from './clock.ts'
import type { Dropped, Recorder } from './recorder.ts'
import { SLOT_BYTES } from './ring.ts'

/** What an instrument knows of itself, in plain numbers, since its start. */
export interface TelemetryStats {
  /** Records that were taken in. */
  readonly recorded: number
  /** Records that wait for delivery. */
  readonly waiting: number
  readonly dropped: Readonly<Dropped>
  readonly reporters: readonly ReporterStats[]
  /** Distinct names, of at most 10,000. */
  readonly scopes: number
  /** Fixed size of the queue, in bytes; 0 until something is recorded. */
  readonly queueBytes: number
  /** How often the calendar was found more than 50 ms away from where the monotonic clock said it was. */
  readonly clockSteps: number
  /** Smallest step of the monotonic clock, in seconds: shorter spans may come out as 0. */
  readonly clockResolutionS: number
}

/** One reporter's part. */
export interface ReporterStats {
  readonly name: string
  readonly delivered: number
  readonly failures: number
  /** Records it failed at, or was not given. */
  readonly dropped: number
  readonly waiting: number
  /** Left in peace after failures in a row; tried again by itself. */
  readonly quarantined: boolean
}

export function readStats(recorder: Recorder): TelemetryStats {
  const { ring, lanes, clock } = recorder
  const nowS = clock.monotonic()
  return {
    recorded: recorder.recorded,
    waiting: ring?.size ?? 0,
    dropped: { ...recorder.dropped },
    reporters: lanes.map(({ name, delivered, failures, dropped, pending, queue, closedUntilS }) => ({
      name,
      delivered,
      failures,
      dropped,
      waiting: pending + queue.length,
      quarantined: closedUntilS > nowS,
    })),
    scopes: recorder.sites.size,
    queueBytes: (ring?.capacity ?? 0) * SLOT_BYTES,
    clockSteps: recorder.clockSteps,
    clockResolutionS: measureResolution(clock),
  }
}
