import { fileURLToPath } from 'node:url'
import { loadSync } from '@grpc/proto-loader'
import type { TelemetryRecord } from '../../runtime/index.ts'
import { toWireEvent, type WireEvent } from '../../runtime/wire/event.ts'
import { encodeLine } from '../../runtime/wire/json-line.ts'
import { encodeEvent } from '../../runtime/wire/messages.ts'
import type { Comparison } from '../backends.ts'
import { measureTurns } from './turns.ts'

/** An event as Snakepit's example has it: one measurement, two keys of metadata, an id. */
const record: TelemetryRecord = {
  kind: 'timing',
  scope: 'tool.execution',
  durationS: 0.012_345,
  metadata: {
    depth: 0,
    parentScope: undefined,
    callCount: 1,
    startMonotonicS: 1,
    endMonotonicS: 1.012_345,
    startWallTimeS: 1_700_000_000,
    endWallTimeS: 1_700_000_000.012_345,
    tool: 'predict',
    model: 'resnet-50',
  },
}
const event: WireEvent = { ...toWireEvent(record, 0), correlationId: '0af7651916cd43dd8448eb211c80319c' }

const proto = fileURLToPath(new URL('../../runtime/wire/telescopic.proto', import.meta.url))
type Encode = (value: object) => Buffer
const { StreamTelemetry } = loadSync(proto, { keepCase: true, longs: String })[
  'snakepit.bridge.BridgeService'
] as unknown as {
  StreamTelemetry: { responseSerialize: Encode }
}
/** The same event in the objects that protobufjs takes. */
const foreign = {
  event_parts: event.name.split('.'),
  measurements: { duration: { int_value: '12345000' } },
  metadata: { tool: 'predict', model: 'resnet-50' },
  timestamp_ns: String(event.timestampNs),
  correlation_id: event.correlationId,
}
/** And in one that JSON takes: nanoseconds as texts, since it has no numbers for them. */
const plain = {
  event: event.name,
  measurements: { duration: 12_345_000 },
  metadata: { tool: 'predict', model: 'resnet-50' },
  timestamp_ns: String(event.timestampNs),
  correlation_id: event.correlationId,
}

const pair = ([ours = 0, others = 0]: readonly number[]): readonly [number, number] => [ours, others]

export const ENCODERS: readonly Comparison[] = [
  {
    name: 'gRPC event, against @grpc/proto-loader',
    target: { most: 0.3 },
    measure: async () =>
      pair(measureTurns([() => encodeEvent(event), () => StreamTelemetry.responseSerialize(foreign)])),
  },
  {
    name: 'line of JSON, against JSON.stringify',
    target: { most: 1.3 },
    measure: async () => pair(measureTurns([() => encodeLine(event), () => `TELEMETRY:${JSON.stringify(plain)}\n`])),
  },
  {
    name: 'record to event and gRPC bytes, against 10 µs',
    target: { most: 1 },
    measure: async () => [measureTurns([() => encodeEvent(toWireEvent(record, 1))])[0]!, 10_000],
  },
]
