import { execFileSync } from 'node:child_process'
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { BasicTracerProvider, BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import root from 'otlp-transformer-decode/build/src/generated/root.js'
import { createTelemetry } from '../../runtime/index.ts'
import { otlpReporter } from '../../runtime/reporters/otlp.ts'
import type { Comparison } from '../backends.ts'
import { median } from './turns.ts'

/**
 * Spans from the call that records them to the answer of a collector, against OpenTelemetry's SDK 2 with its batch processor.
 * Both record 512 spans of two attributes, each the root of a trace of its own, put them into one request of protobuf, hand it
 * to the same `fetch`, which accepts it at once, and read the answer.
 */

// biome-ignore lint/suspicious/noExplicitAny: names here are in no catalog
type Loose = any

export const SPANS = 512
const ATTRIBUTES = { model: 'flash', cached: true }

type Fetch = (url: string, init: { readonly body: Uint8Array<ArrayBuffer> }) => Promise<Response>

export const accept: Fetch = async () => new Response(null)

/** Records so many spans and sends them. */
export function startOurs(fetch: Fetch = accept): () => Promise<void> {
  const reporters = [otlpReporter({ service: 'bench', fetch: fetch as Loose, signals: ['traces'] })]
  const tele: Loose = createTelemetry({ enabled: true, reporters })
  return () => {
    for (let count = 0; count < SPANS; count++) tele.start('api.generate', ATTRIBUTES).end()
    return tele.flush()
  }
}

/** The same by the SDK. */
export function startSdk(fetch: Fetch = accept): () => Promise<void> {
  const deliver = async (spans: ReadableSpan[]): Promise<void> => {
    const body = ProtobufTraceSerializer.serializeRequest(spans as Loose) as Uint8Array<ArrayBuffer>
    const response = await fetch('http://127.0.0.1:4318/v1/traces', { body })
    await response.arrayBuffer()
  }
  const exporter = {
    export: (spans: ReadableSpan[], done: (result: { code: number }) => void) => {
      void deliver(spans).then(() => done({ code: 0 }))
    },
    shutdown: async () => {},
  }
  const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })
  const tracer = provider.getTracer('bench')
  return () => {
    for (let count = 0; count < SPANS; count++)
      tracer.startSpan('api.generate', { attributes: ATTRIBUTES }, ROOT_CONTEXT).end()
    return provider.forceFlush()
  }
}

/** What one turn of a side sends, as far as it has to be the same on both: a difference would make the ratio worth nothing. */
export async function describeTurn(start: (fetch: Fetch) => () => Promise<void>): Promise<unknown> {
  const bodies: Uint8Array[] = []
  await start(async (_, { body }) => {
    bodies.push(body)
    return new Response(null)
  })()
  const type = (root as Loose).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest
  const spans: Loose[] = bodies.flatMap((body) => type.toObject(type.decode(body)).resourceSpans[0].scopeSpans[0].spans)
  const ids = (key: string): number => new Set(spans.map((span) => Buffer.from(span[key]).toString('hex'))).size
  const described = spans.map(({ name, kind, attributes, parentSpanId = [] }) => ({
    name,
    kind,
    attributes,
    parent: parentSpanId.length,
  }))
  return { requests: bodies.length, traces: ids('traceId'), ids: ids('spanId'), spans: described }
}

const PROCESSES = 5
const ROUNDS = 25
const TURNS = 60

/** Nanoseconds a span, each side in processes of its own, by turns: in one process either would clear away the other's garbage. */
async function measureBoth(): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < PROCESSES; round++) {
    for (const [index, side] of (['ours', 'sdk'] as const).entries()) {
      times[index]!.push(Number(execFileSync(process.execPath, [import.meta.filename, side], { encoding: 'utf8' })))
    }
  }
  return [median(times[0]), median(times[1])]
}

/** The same of one side, here: the median of the rounds. */
async function measureSide(run: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS + 10; round++) {
    const start = process.hrtime.bigint()
    for (let turn = 0; turn < TURNS; turn++) await run()
    // The first rounds are those in which it is compiled.
    if (round >= 10) times.push(Number(process.hrtime.bigint() - start) / TURNS / SPANS)
  }
  return median(times)
}

export const OTLP: readonly Comparison[] = [
  { name: 'span to OTLP, delivered, against OpenTelemetry SDK 2', target: { most: 0.1 }, measure: measureBoth },
]

if (import.meta.filename === process.argv[1]) {
  // Telemetry holds no process, so something else has to hold this one.
  setInterval(() => {}, 1000)
  console.log(await measureSide(process.argv[2] === 'ours' ? startOurs() : startSdk()))
  process.exit()
}
