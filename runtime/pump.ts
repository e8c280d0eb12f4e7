import { type Frame, SUPPRESSED } from './context.ts'
import { complain, later } from './host.ts'
import { suppressed } from './lane.ts'
import type { Bag } from './metadata.ts'
import type { Recorder } from './recorder.ts'
import { readRecord } from './records.ts'
import type { TelemetryRecord } from './reporter.ts'
import { createRing, freeSlot, type Ring, takeSlot } from './ring.ts'
import type { Site } from './site.ts'

/** How long a record waits at most, while the event loop turns. */
const INTERVAL_MS = 200

// A turn of the pump ends after this long, so that slow reporters delay the program in slices and not by a whole ring.
const SLICE_S = 0.01

/**
 * Puts a record into the ring and sees to it that it gets delivered. Allocates nothing, and calls no reporter in the middle of
 * the program, unless told to. `value` is that of a metric or the start of a span; a metric has no time.
 */
export function putRecord(
  site: Site,
  kind: number,
  frame: Frame | undefined,
  bag: Bag | undefined,
  value: number,
  end: number,
  wall?: number,
): void {
  if (frame === SUPPRESSED) return
  const { recorder } = site
  // Made with the first record: most programs that import the library never record.
  recorder.ring ??= createRing(recorder.settings.capacity)
  const { ring } = recorder
  const slot = takeSlot(ring)
  if (slot === -1) return refuse(recorder)
  ring.kinds[slot] = kind
  ring.sites[slot] = site
  ring.frames[slot] = frame
  ring.bags[slot] = bag
  ring.starts[slot] = value
  if (wall !== undefined) {
    ring.ends[slot] = end
    ring.walls[slot] = wall
    ring.ordinals[slot] = site.calls
  }
  recorder.recorded++
  if (recorder.sync || ring.size === 1 || ring.size === ring.capacity >> 1) settle(recorder, ring)
}

// Both apart: what is rare should not make what is frequent too long to be inlined.
function refuse(recorder: Recorder): void {
  if (recorder.dropped.queueFull++ > 0) return
  complain('warn', 'Telemetry is recorded faster than it is delivered. Records are dropped; stats() counts them.')
}

function settle(recorder: Recorder, ring: Ring): void {
  if (recorder.sync) drain(recorder)
  else schedule(recorder, ring.size === 1 ? INTERVAL_MS : 0)
}

/** Delivers what waits: all of it, or what a slice of time allows. */
export function drain(recorder: Recorder, sliceS = 0): void {
  const { ring } = recorder
  // A reporter that flushes while it is given a record would start again with the record at hand.
  if (ring === undefined || ring.size === 0 || recorder.draining) return
  recorder.draining = true
  try {
    suppressed(() => drainSlice(recorder, ring, sliceS))
  } finally {
    recorder.draining = false
  }
}

function drainSlice(recorder: Recorder, ring: Ring, sliceS: number): void {
  const endS = sliceS && recorder.clock.monotonic() + sliceS
  let count = 0
  while (ring.size > 0) {
    deliverSlot(recorder, ring, ring.head)
    freeSlot(ring)
    if (sliceS && ++count % 64 === 0 && recorder.clock.monotonic() > endS) break
  }
  for (const lane of recorder.lanes) lane.sendBatches()
}

// A record is made when the first reporter needs one.
function deliverSlot({ lanes }: Recorder, ring: Ring, slot: number): void {
  let record: TelemetryRecord | undefined
  for (const lane of lanes) {
    if (lane.deliverSlot?.(ring, slot)) continue
    record ??= makeRecord(ring, slot, lanes.length > 1)
    lane.deliver(record)
  }
}

function makeRecord(ring: Ring, slot: number, isShared: boolean): TelemetryRecord {
  const record = readRecord(ring, slot)
  if (isShared) freeze(record)
  return record
}

// A timer that is running is left running, unless the ring got full sooner than it fires.
function schedule(recorder: Recorder, delayMs: number): void {
  if (recorder.timer && delayMs > 0) return
  recorder.timer?.()
  recorder.timer = later(delayMs, () => {
    recorder.timer = undefined
    drain(recorder, SLICE_S)
    if (recorder.ring && recorder.ring.size > 0) schedule(recorder, 0)
  })
}

// One object for all reporters: frozen, or the first could change what the second is given. Only then: it costs as much
// as all the rest of a delivery.
function freeze(record: TelemetryRecord): void {
  Object.freeze(record.metadata)
  if (record.kind === 'event') Object.freeze(record.measurements)
}
