import { readCell, type SeriesStats } from './cells.ts'
import { measureResolution } from './clock.ts'
import { countCopies } from './context.ts'
import type { Dropped, Recorder } from './recorder.ts'
import { SLOT_BYTES } from './ring.ts'

/** What an instrument knows of itself, in plain numbers, since its start. */
export interface TelemetryStats {
  /** Records that were taken in. */
  readonly recorded: number
  /** Records that wait for delivery. */
  readonly waiting: number
  readonly dropped: Readonly<Dropped>
  /** Spans and events that sampling left out: asked for, so not among the dropped. */
  readonly sampledOut: number
  readonly reporters: readonly ReporterStats[]
  /** What was recorded through `tele.counter` and `tele.histogram`, summed; also what the queue had no room for. At most 1000. */
  readonly series: readonly SeriesStats[]
  /** Values that are in none of the series, since there are 1000. They were recorded. */
  readonly seriesOverflow: number
  /** How often this library was loaded in the process. The copies have the context in common; each is configured by itself. */
  readonly copies: number
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
  readonly droppedBy: Readonly<LaneDropped>
  readonly waiting: number
  /** Left in peace after failures in a row; tried again by itself. */
  readonly quarantined: boolean
}

/** Why records did not reach a reporter. */
export interface LaneDropped {
  /** It threw, rejected, or did not answer in time. */
  failed: number
  /** It was left in peace. */
  quarantined: number
  /** It was owed as much as it can be: 8192 records. */
  overloaded: number
}

export function readStats(recorder: Recorder): TelemetryStats {
  const { recorded, sampledOut, ring, dropped, lanes, sites, cells, clockSteps, clock } = recorder
  return {
    recorded,
    waiting: ring?.size ?? 0,
    dropped: { ...dropped },
    sampledOut,
    reporters: lanes.map((lane) => lane.stats()),
    series: cells?.all.map(readCell) ?? [],
    seriesOverflow: cells?.overflow.count ?? 0,
    copies: countCopies(),
    scopes: sites.size,
    queueBytes: (ring?.capacity ?? 0) * SLOT_BYTES,
    clockSteps,
    clockResolutionS: measureResolution(clock),
  }
}
