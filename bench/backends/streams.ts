import * as grpc from '@grpc/grpc-js'
import { type Method, STREAM, STREAM_BATCHES } from '../../runtime/grpc/service.ts'
import type { TelemetryRecord } from '../../runtime/index.ts'
import { grpcReporter } from '../../runtime/reporters/grpc.ts'
import { encodeControl } from '../../runtime/wire/control-messages.ts'
import { decodeBatch } from '../../runtime/wire/messages.ts'
import type { Comparison } from '../backends.ts'
import { median } from './turns.ts'

const EVENTS = 20_000
const records: TelemetryRecord[] = Array.from({ length: 500 }, () => ({
  kind: 'event',
  name: 'tool.result_size',
  measurements: { bytes: 42 },
  metadata: { depth: 0, parentScope: undefined, tool: 'predict' },
  correlationId: undefined,
  timeS: 1_700_000_000,
}))

/** Nanoseconds an event, over loopback, from the record to the receiver that counts it. */
async function measureStream(method: Method): Promise<number> {
  const reporter = grpcReporter({ capacity: EVENTS + 1000 })
  const client = new grpc.Client(await reporter.address, grpc.credentials.createInsecure())
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize)
  call.on('error', () => {})
  call.write(encodeControl({ command: { kind: 'toggle', enabled: true }, epoch: 0, ttlMs: 0 }))
  await new Promise((resolve) => call.once('data', resolve))
  let received = 0
  const start = process.hrtime.bigint()
  await new Promise<void>((resolve) => {
    call.on('data', (bytes: Uint8Array) => {
      received += method === STREAM_BATCHES ? decodeBatch(bytes).length : 1
      if (received >= EVENTS) resolve()
    })
    for (let sent = 0; sent < EVENTS; sent += records.length) reporter.recordBatch?.(records)
  })
  const ns = Number(process.hrtime.bigint() - start) / EVENTS
  call.cancel()
  client.close()
  await reporter.shutdown?.()
  return ns
}

async function measureBoth(): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < 5; round++) {
    times[0].push(await measureStream(STREAM_BATCHES))
    times[1].push(await measureStream(STREAM))
  }
  return [median(times[0]), median(times[1])]
}

export const STREAMS: readonly Comparison[] = [
  { name: 'gRPC, 200 events a message, against one', target: { least: 4 }, measure: measureBoth },
]
