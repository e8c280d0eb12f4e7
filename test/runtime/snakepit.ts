import { readFileSync } from 'node:fs'
import type { MetricMetadata, TelemetryRecord, TimingMetadata, TraceContext } from '../../runtime/index.ts'
import type { Backend } from '../../runtime/reporters/backend.ts'
import { toWireEvent, type WireEvent } from '../../runtime/wire/event.ts'

/** What tests of the streams have in common: the vectors of the original, and records made by hand. */

export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/snakepit/${name}.json`, import.meta.url), 'utf8')) as T
}

export const NOW_S = 1_700_000_000

export function event(
  name: string,
  measurements: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
): TelemetryRecord {
  return eventWith(name, measurements, metadata, undefined)
}

export function eventWith(
  name: string,
  measurements: Record<string, unknown>,
  metadata: Record<string, unknown>,
  correlationId: string | undefined,
): TelemetryRecord {
  const all = { depth: 0, parentScope: undefined, ...metadata }
  return { kind: 'event', name, measurements, metadata: all, correlationId, timeS: NOW_S }
}

export function start(scope: string, metadata: Record<string, unknown> = {}, trace?: TraceContext): TelemetryRecord {
  return { kind: 'start', scope, metadata: { depth: 0, parentScope: undefined, ...metadata }, timeS: NOW_S, trace }
}

export function timing(
  scope: string,
  durationS: number,
  metadata: Record<string, unknown> = {},
  trace?: TraceContext,
): TelemetryRecord {
  const builtIn: TimingMetadata = {
    depth: 0,
    parentScope: undefined,
    callCount: 1,
    startMonotonicS: 5,
    endMonotonicS: 5 + durationS,
    startWallTimeS: NOW_S,
    endWallTimeS: NOW_S + durationS,
  }
  return { kind: 'timing', scope, durationS, metadata: { ...builtIn, ...metadata }, trace }
}

export function metric(
  scope: string,
  value: number,
  metricType: MetricMetadata['metricType'] = 'counter',
): TelemetryRecord {
  const metadata: MetricMetadata = { depth: 0, parentScope: undefined, metricType }
  return { kind: 'metric', scope, value, metadata }
}

export function traceOf(more: Partial<TraceContext> = {}): TraceContext {
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
  return { ...ids, parentSpanId: undefined, correlationId: undefined, sampleRate: 1, ...more }
}

export function wire(record: TelemetryRecord): WireEvent {
  return toWireEvent(record, NOW_S)
}

/** A back-end that keeps what it was given. */
export function listBackend(): Backend & { readonly events: unknown[][] } {
  const events: unknown[][] = []
  return { events, emit: (...values) => events.push(values) }
}
