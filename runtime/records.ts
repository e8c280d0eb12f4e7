import { type Around, type Frame, scopeOf } from './context.ts'
import type { Bag } from './metadata.ts'
import type { MetricMetadata, RecordMetadata, TelemetryRecord, TimingMetadata } from './reporter.ts'
import type { EventBag, Ring } from './ring.ts'

/** The kinds of records, and how each is read from its slot when it is delivered. */

type ReadRecord = (
  scope: string,
  frame: Frame | undefined,
  bag: Bag | undefined,
  ring: Ring,
  slot: number,
) => TelemetryRecord

const readers: ReadRecord[] = []

/** Gives a kind its number. Pure but for the table: what a program never records is neither in its bundle nor in there. */
function addKind(read: ReadRecord): number {
  return readers.push(read) - 1
}

export const TIMING: number = /* @__PURE__ */ addKind(readTiming)
export const START: number = /* @__PURE__ */ addKind(readStart)
export const EVENT: number = /* @__PURE__ */ addKind(readEvent)
export const COUNTER: number = /* @__PURE__ */ addKind(/* @__PURE__ */ readMetricAs('counter'))
export const GAUGE: number = /* @__PURE__ */ addKind(/* @__PURE__ */ readMetricAs('gauge'))
export const HISTOGRAM: number = /* @__PURE__ */ addKind(/* @__PURE__ */ readMetricAs('histogram'))

/** Reads the record in a slot. */
export function readRecord(ring: Ring, slot: number): TelemetryRecord {
  const frame = ring.frames[slot]
  const bag = ring.bags[slot]
  const record = readers[ring.kinds[slot]!]!(ring.sites[slot]!.scope, frame, bag, ring, slot)
  // A trace says itself what it is: a program that opens none, inside of one of another copy, has nothing to say it with.
  return frame?.trace ? Object.assign(record, { trace: frame.trace.tracing.describe(frame, record.kind, bag) }) : record
}

function readTiming(
  scope: string,
  frame: Frame | undefined,
  bag: Bag | undefined,
  { starts, ends, walls, ordinals }: Ring,
  slot: number,
): TelemetryRecord {
  const around = aroundSpan(frame)
  const startMonotonicS = starts[slot]!
  const endMonotonicS = ends[slot]!
  const startWallTimeS = walls[slot]!
  const durationS = Math.max(0, endMonotonicS - startMonotonicS)
  const metadata: TimingMetadata = {
    depth: around?.depth ?? 0,
    parentScope: scopeOf(around),
    callCount: ordinals[slot]!,
    startMonotonicS,
    endMonotonicS,
    startWallTimeS,
    endWallTimeS: startWallTimeS + durationS,
  }
  return { kind: 'timing', scope, durationS, metadata: merge(metadata, bag) }
}

function readStart(
  scope: string,
  frame: Frame | undefined,
  bag: Bag | undefined,
  { walls }: Ring,
  slot: number,
): TelemetryRecord {
  return { kind: 'start', scope, metadata: merge(placeIn(aroundSpan(frame)), bag), timeS: walls[slot]! }
}

function readEvent(
  name: string,
  frame: Frame | undefined,
  bag: Bag | undefined,
  { walls }: Ring,
  slot: number,
): TelemetryRecord {
  const { measurements, metadata, correlationId } = bag as EventBag
  const timeS = walls[slot]!
  return { kind: 'event', name, measurements, metadata: merge(placeIn(frame), metadata), correlationId, timeS }
}

function readMetricAs(metricType: MetricMetadata['metricType']): ReadRecord {
  return (scope, frame, bag, { starts }, slot) => {
    const metadata: MetricMetadata = { depth: frame?.depth ?? 0, parentScope: scopeOf(frame), metricType }
    // What it is no key of the user's says: a counter that calls itself a gauge would spoil both.
    const merged = bag === undefined ? metadata : Object.assign(merge(metadata, bag), { metricType })
    return { kind: 'metric', scope, value: starts[slot]!, metadata: merged }
  }
}

/** What was around a span: where it belongs to a trace, the frame is its own. */
function aroundSpan(frame: Frame | undefined): Around {
  return frame?.trace ? { scope: frame.outerScope ?? '', depth: frame.depth - 1 } : frame
}

function placeIn(around: Around): RecordMetadata {
  return { depth: around?.depth ?? 0, parentScope: scopeOf(around) }
}

function merge<T extends object>(builtIn: T, bag: Bag | undefined): T {
  if (bag === undefined) return builtIn
  try {
    return Object.assign(builtIn, bag)
  } catch {
    // A key of the user's is one that all objects have, and the program has frozen those.
    return { ...builtIn, ...bag }
  }
}
