import type { Frame } from './context.ts'
import { complain, later } from './host.ts'
import { deliver, sendBatches, suppressed } from './lane.ts'
import type { Bag } from './metadata.ts'
import type { Recorder } from './recorder.ts'
import type { EventRecord, MetricMetadata, TelemetryRecord, TimingMetadata } from './reporter.ts'
import { createRing, EVENT, freeSlot, type Ring, TIMING, takeSlot } from './ring.ts'
import type { Site } from './site.ts'

/** How long a record waits at most, while the event loop turns. */
const INTERVAL_MS = 200

// A turn of the pump ends after this long, so that slow reporters delay the program in slices and not by a whole ring.
const SLICE_S = 0.01

const FULL = 'Telemetry is recorded faster than it is delivered, and records are dropped.'

/** Takes a slot for a record, with what all records have; -1 when there is no room. Allocates nothing. */
export function reserve(
  recorder: Recorder,
  kind: number,
  site: Site,
  frame: Frame | undefined,
  bag: Bag | undefined,
): number {
  // Made with the first record: most programs that import the library never record.
  recorder.ring ??= createRing(recorder.capacity)
  const { ring } = recorder
  const slot = takeSlot(ring)
  if (slot === -1) {
    if (recorder.dropped.queueFull++ === 0) complain('warn', `${FULL} Said once; stats() counts them.`)
    return -1
  }
  ring.kinds[slot] = kind
  ring.sites[slot] = site
  ring.frames[slot] = frame
  ring.bags[slot] = bag
  recorder.recorded++
  return slot
}

/** Sees to it that what was just put into the ring gets delivered. Calls no reporter in the middle of the program, unless told to. */
export function settle(recorder: Recorder, ring: Ring): void {
  if (recorder.sync) drain(recorder)
  else if (ring.size === 1) schedule(recorder, INTERVAL_MS)
  else if (ring.size === ring.capacity >> 1) schedule(recorder, 0)
}

/** Delivers what waits: all of it, or what a slice of time allows. */
export function drain(recorder: Recorder, sliceS: number = Number.POSITIVE_INFINITY): void {
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
  const isWhole = sliceS === Number.POSITIVE_INFINITY
  const endS = isWhole ? 0 : recorder.clock.monotonic() + sliceS
  let count = 0
  while (ring.size > 0) {
    const record = readRecord(ring)
    if (recorder.lanes.length > 1) freeze(record)
    freeSlot(ring)
    for (const lane of recorder.lanes) deliver(lane, record)
    if (!isWhole && ++count % 64 === 0 && recorder.clock.monotonic() > endS) break
  }
  for (const lane of recorder.lanes) sendBatches(lane)
}

// A timer that is running is left running, unless the ring got full sooner than it fires.
function schedule(recorder: Recorder, delayMs: number): void {
  if (recorder.timer !== undefined && delayMs > 0) return
  recorder.timer?.()
  recorder.timer = later(delayMs, () => {
    recorder.timer = undefined
    drain(recorder, SLICE_S)
    if (recorder.ring && recorder.ring.size > 0) schedule(recorder, 0)
  })
}

function readRecord(ring: Ring): TelemetryRecord {
  const slot = ring.head
  const kind = ring.kinds[slot]!
  if (kind === TIMING) return readTiming(ring, slot)
  if (kind === EVENT) return readEvent(ring, slot)
  const frame = ring.frames[slot]
  const metricType = (['counter', 'gauge', 'histogram'] as const)[kind - 1]!
  const builtIn = { depth: frame?.depth ?? 0, parentScope: frame?.scope, metricType } satisfies MetricMetadata
  return {
    kind: 'metric',
    scope: ring.sites[slot]!.scope,
    value: ring.starts[slot]!,
    metadata: merge(builtIn, ring.bags[slot]),
  }
}

function readTiming(ring: Ring, slot: number): TelemetryRecord {
  const startMonotonicS = ring.starts[slot]!
  const endMonotonicS = ring.ends[slot]!
  const startWallTimeS = ring.walls[slot]!
  const durationS = Math.max(0, endMonotonicS - startMonotonicS)
  const frame = ring.frames[slot]
  const builtIn = {
    depth: frame?.depth ?? 0,
    parentScope: frame?.scope,
    callCount: ring.ordinals[slot]!,
    startMonotonicS,
    endMonotonicS,
    startWallTimeS,
    endWallTimeS: startWallTimeS + durationS,
  } satisfies TimingMetadata
  return { kind: 'timing', scope: ring.sites[slot]!.scope, durationS, metadata: merge(builtIn, ring.bags[slot]) }
}

function readEvent(ring: Ring, slot: number): TelemetryRecord {
  const frame = ring.frames[slot]
  const { measurements, correlationId } = ring.events[slot]!
  const event: EventRecord = {
    name: ring.sites[slot]!.scope,
    measurements,
    metadata: merge({ depth: frame?.depth ?? 0, parentScope: frame?.scope }, ring.bags[slot]),
    correlationId,
    timeS: ring.walls[slot]!,
  }
  return { kind: 'event', ...event }
}

function merge<T extends Bag>(builtIn: T, bag: Bag | undefined): T {
  return bag === undefined ? builtIn : Object.assign(builtIn, bag)
}

// One object for all reporters: frozen, or the first could change what the second is given. Only then: it costs as much
// as all the rest of a delivery.
function freeze(record: TelemetryRecord): void {
  Object.freeze(record.metadata)
  if (record.kind === 'event') Object.freeze(record.measurements)
}
