/**
 * Which track of a trace viewer a span is drawn on. On one track spans may lie within each other or apart, never across each
 * other: those that run at the same time need tracks of their own.
 */
export interface TraceTracks {
  /** A span has begun: on the track of its parent, if that has no other open child, else on a free one. */
  open(spanId: string, parentSpanId: string | undefined): void
  /** A span has ended; gives its track, or nothing when there are too many. Spans are to be given in the order of their ends. */
  close(spanId: string | undefined, start: number, end: number): number | undefined
  readonly count: number
}

const MAX_TRACKS = 1000
const MAX_OPEN = 10_000

/** Ended spans that a track remembers; older ones are one block. */
const MAX_REMEMBERED = 1000

export function createTracks(): TraceTracks {
  const tracks: Track[] = []
  const openSpans = new Map<string, Track>()
  const add = (): Track | undefined => {
    if (tracks.length === MAX_TRACKS) return undefined
    const track: Track = { open: [], closed: [] }
    tracks.push(track)
    return track
  }
  return {
    get count() {
      return tracks.length
    },
    open: (spanId, parentSpanId) => {
      if (openSpans.size === MAX_OPEN) return
      const around = parentSpanId === undefined ? undefined : openSpans.get(parentSpanId)
      const isFree = around?.open.at(-1) === parentSpanId
      const track = isFree ? around : (tracks.find(({ open }) => open.length === 0) ?? add())
      if (track === undefined) return
      track.open.push(spanId)
      openSpans.set(spanId, track)
    },
    close: (spanId, start, end) => {
      const known = spanId === undefined ? undefined : openSpans.get(spanId)
      if (known !== undefined && spanId !== undefined) {
        openSpans.delete(spanId)
        known.open.splice(known.open.lastIndexOf(spanId), 1)
      }
      // One that outlives its parent lies across it, wherever it began.
      const track =
        known !== undefined && hasRoom(known, start) ? known : (tracks.find((one) => hasRoom(one, start)) ?? add())
      if (track === undefined) return undefined
      remember(track, { start, end })
      return tracks.indexOf(track)
    },
  }
}

// --- internal ---

interface Interval {
  readonly start: number
  readonly end: number
}

interface Track {
  /** Spans that have begun, each within the one before. */
  readonly open: string[]
  /** Spans that have ended and lie in no other, in the order of their ends. */
  readonly closed: Interval[]
}

/** Whether a span that ends now is apart from the last that began before it; later ones lie within it. */
function hasRoom({ closed }: Track, start: number): boolean {
  for (let index = closed.length - 1; index >= 0; index--) {
    const before = closed[index]!
    if (before.start < start) return before.end <= start
  }
  return true
}

function remember({ closed }: Track, span: Interval): void {
  while (closed.length > 0 && closed.at(-1)!.start >= span.start) closed.pop()
  closed.push(span)
  if (closed.length <= MAX_REMEMBERED) return
  const [first, second] = closed.splice(0, 2)
  closed.unshift({ start: first!.start, end: second!.end })
}
