import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer'
import root from 'otlp-transformer-decode/build/src/generated/root.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TelemetryRecord } from '../../runtime/reporter.ts'
import { type OtlpReporter, type OtlpReporterOptions, otlpReporter } from '../../runtime/reporters/otlp.ts'
import { post } from '../../runtime/reporters/otlp-http.ts'
import type { Loose } from './catalog.ts'
import { openPage } from './chromium.ts'
import { event, metric, TEXTS, TRACE, timing } from './contract/hostile-records.ts'

type Encoding = 'protobuf' | 'json'

/** Sends records to a `fetch` that keeps them; gives the bodies by signal. */
async function send(records: readonly TelemetryRecord[], options: Partial<OtlpReporterOptions> = {}) {
  const bodies: Record<string, Uint8Array> = {}
  const answer: Loose = async (url: string, { body }: Loose) => {
    bodies[url.split('/').at(-1)!] = body
    return new Response(null)
  }
  const reporter = otlpReporter({ service: 'shop', fetch: answer, ...options })
  reporter.recordBatch!(records)
  await reporter.flush()
  return { bodies, reporter }
}

// --- the official serializers are given the same data ---

const RESOURCE = {
  attributes: { 'service.name': 'shop', 'telemetry.sdk.name': 'telescopic', 'telemetry.sdk.language': 'nodejs' },
  asyncAttributesPending: false,
}
const SCOPE = { name: 'telescopic' }
const START: [number, number] = [1_790_000_000, 125_000_000]
const END: [number, number] = [1_790_000_000, 375_000_000]

const ATTRIBUTES: Record<string, Loose> = {
  text: 'é🙂"\\\n',
  empty: '',
  long: 'x'.repeat(300),
  int: 42,
  negative: -42,
  zero: 0,
  safe: Number.MAX_SAFE_INTEGER,
  least: Number.MIN_SAFE_INTEGER,
  double: 0.1,
  tiny: 1e-300,
  yes: true,
  no: false,
  list: ['a', 1, true, 0.5],
  none: [],
}

function officialSpan(more: object = {}): Loose {
  return {
    name: 'pipeline.plan',
    kind: 0,
    spanContext: () => ({ traceId: TRACE.traceId, spanId: TRACE.spanId, traceFlags: 1 }),
    parentSpanContext: { traceId: TRACE.traceId, spanId: TRACE.parentSpanId, traceFlags: 1 },
    startTime: START,
    endTime: END,
    status: { code: 0 },
    attributes: { ...ATTRIBUTES, 'telescopic.correlation_id': 'order-1' },
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedLinksCount: 0,
    droppedEventsCount: 0,
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    ...more,
  }
}

function officialLog(): Loose {
  return {
    hrTime: [1_790_000_000, 500_000_000],
    hrTimeObserved: [1_790_000_000, 500_000_000],
    severityNumber: 9,
    eventName: 'tool.size',
    attributes: { ...ATTRIBUTES, bytes: 7, 'telescopic.correlation_id': 'order-1' },
    droppedAttributesCount: 0,
    spanContext: { traceId: TRACE.traceId, spanId: TRACE.spanId, traceFlags: 1 },
    resource: RESOURCE,
    instrumentationScope: SCOPE,
  }
}

const collectors = (root as Loose).opentelemetry.proto.collector

/** Bytes as the generated code reads them, with every default filled in. */
function decode(signal: 'trace' | 'logs' | 'metrics', bytes: Uint8Array): Loose {
  const name = { trace: 'Trace', logs: 'Logs', metrics: 'Metrics' }[signal]
  const type = collectors[signal].v1[`Export${name}ServiceRequest`]
  return type.toObject(type.decode(bytes), { defaults: true, longs: String, bytes: String })
}

const parse = (bytes: Uint8Array): Loose => JSON.parse(new TextDecoder().decode(bytes))

describe('what is sent is what the official serializer makes of it', () => {
  const records = [timing('pipeline.plan', 0.25, ATTRIBUTES, TRACE)]

  it('as a span in protobuf', async () => {
    const { bodies } = await send(records)
    const official = ProtobufTraceSerializer.serializeRequest([officialSpan()])!
    const ours = decode('trace', bodies.traces!)
    // What is unset we leave out, and it writes.
    ours.resourceSpans[0].scopeSpans[0].spans[0].status = { code: 0, message: '' }
    expect(ours).toEqual(decode('trace', official))
  })

  it('as a span that failed, at the root, in protobuf', async () => {
    const failure = { error: true, errorType: 'TypeError', errorMessage: 'no' }
    const { bodies } = await send([timing('pipeline.plan', 0.25, failure, { ...TRACE, parentSpanId: undefined })])
    const attributes = { ...failure, 'telescopic.correlation_id': 'order-1' }
    const status = { code: 2, message: 'no' }
    const span = officialSpan({ attributes, status, parentSpanContext: undefined })
    expect(decode('trace', bodies.traces!)).toEqual(decode('trace', ProtobufTraceSerializer.serializeRequest([span])!))
  })

  it('as a span in JSON', async () => {
    const { bodies } = await send(records, { encoding: 'json' })
    const ours = parse(bodies.traces!)
    // Ours says nothing that is a default, and not whether the parent was remote, which it does not know.
    expect(officialJson(JsonTraceSerializer.serializeRequest([officialSpan()])!)).toMatchObject(withoutFlags(ours))
    expect(ours.resourceSpans[0].scopeSpans[0].spans[0].flags).toBe(1)
  })

  it('as an event, which is a log record', async () => {
    const events = [event('tool.size', { bytes: 7 }, ATTRIBUTES, TRACE)]
    const binary = await send(events)
    const official = decode('logs', ProtobufLogsSerializer.serializeRequest([officialLog()])!)
    expect(decode('logs', binary.bodies.logs!)).toEqual(official)
    const json = await send(events, { encoding: 'json' })
    const text = officialJson(JsonLogsSerializer.serializeRequest([officialLog()])!)
    expect(text).toMatchObject(withoutFlags(parse(json.bodies.logs!)))
  })

  it('as metrics', async () => {
    const { bodies } = await send(
      [
        metric('counter', 'cache.hit', 2, { tier: 'l1' }),
        metric('counter', 'cache.hit', 3, { tier: 'l1' }),
        metric('gauge', 'queue.depth', -2.5),
        metric('histogram', 'payload.bytes', 100, {}, { ...TRACE, sampleRate: 0.5 }),
        metric('histogram', 'payload.bytes', 5000),
      ],
      { buckets: { 'payload.bytes': [100, 1000] } },
    )
    const ours = decode('metrics', bodies.metrics!)
    const points = ours.resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0]
    const startTime = nanos(points.startTimeUnixNano)
    const endTime = nanos(points.timeUnixNano)
    const point = { startTime, endTime, attributes: {} }
    const named = (name: string): object => ({ descriptor: { name, unit: '', description: '', valueType: 1 } })
    const official = ProtobufMetricsSerializer.serializeRequest({
      resource: RESOURCE,
      scopeMetrics: [
        {
          scope: SCOPE,
          metrics: [
            {
              ...named('cache.hit'),
              aggregationTemporality: 1,
              dataPointType: 3,
              isMonotonic: true,
              dataPoints: [{ ...point, attributes: { tier: 'l1' }, value: 5 }],
            },
            { ...named('queue.depth'), dataPointType: 2, dataPoints: [{ ...point, value: -2.5 }] },
            {
              ...named('payload.bytes'),
              aggregationTemporality: 1,
              dataPointType: 0,
              dataPoints: [
                {
                  ...point,
                  value: {
                    buckets: { boundaries: [100, 1000], counts: [2, 0, 1] },
                    sum: 5200,
                    count: 3,
                    min: 100,
                    max: 5000,
                  },
                },
              ],
            },
          ],
        },
      ],
    } as Loose)!
    const theirs = decode('metrics', official)
    // A gauge has no start: the official serializer writes one all the same.
    theirs.resourceMetrics[0].scopeMetrics[0].metrics[1].gauge.dataPoints[0].startTimeUnixNano = '0'
    expect(ours).toEqual(theirs)
  })

  it('in both encodings, whatever the names and values', async () => {
    const hostile = TEXTS.flatMap((text) => [
      timing(text, 0.25, { value: text }, TRACE),
      timing('keyed', 0.25, Object.fromEntries([[text, 1]]), TRACE),
    ])
    const [binary, json] = await Promise.all([send(hostile), send(hostile, { encoding: 'json' })])
    const spansOf = (request: Loose): Loose[] => request.resourceSpans[0].scopeSpans[0].spans
    const type = collectors.trace.v1.ExportTraceServiceRequest
    const fromJson = type.toObject(type.fromObject(withBytes(parse(json.bodies.traces!))), {
      defaults: true,
      longs: String,
      bytes: String,
    })
    expect(spansOf(decode('trace', binary.bodies.traces!))).toHaveLength(hostile.length)
    expect(spansOf(fromJson)).toEqual(spansOf(decode('trace', binary.bodies.traces!)))
  })

  it.each([0, 0.1, 1_790_000_000.123457, 4_294_967_295.999999, 8_999_999_999])(
    'the instant %d',
    async (startWallTimeS) => {
      const { bodies } = await send([timing('a', 0, { startWallTimeS }, TRACE)])
      const [span] = decode('trace', bodies.traces!).resourceSpans[0].scopeSpans[0].spans
      const whole = BigInt(Math.floor(startWallTimeS))
      const fraction = BigInt(Math.round((startWallTimeS - Math.floor(startWallTimeS)) * 1e9))
      expect(span.startTimeUnixNano).toBe(String(whole * 1_000_000_000n + fraction))
    },
  )

  it('with ids of its own where a span has none, or none that is fit', async () => {
    const broken = { ...TRACE, traceId: '0'.repeat(32), spanId: 'XYZ', parentSpanId: '"' }
    const { bodies } = await send([timing('a'), timing('b', 0.1, {}, broken)], { encoding: 'json' })
    for (const span of parse(bodies.traces!).resourceSpans[0].scopeSpans[0].spans) {
      expect(span.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
      expect(span.spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/)
      expect(span).not.toHaveProperty('parentSpanId')
    }
  })

  it('with the rate of what was sampled', async () => {
    const { bodies } = await send([timing('a', 0.1, {}, { ...TRACE, sampleRate: 0.1 })], { encoding: 'json' })
    const [{ attributes }] = parse(bodies.traces!).resourceSpans[0].scopeSpans[0].spans
    expect(attributes).toContainEqual({ key: 'telescopic.sample_rate', value: { doubleValue: 0.1 } })
  })
})

describe('a collector', () => {
  let server: Server
  let url: string
  let requests: { path: string; headers: IncomingMessage['headers']; body: Buffer }[] = []
  let answers: ((response: ServerResponse) => void)[] = []
  const ok = (response: ServerResponse): void => void response.end()
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(code, headers).end()

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      requests.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks) })
      ;(answers.shift() ?? ok)(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    requests = []
    answers = []
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const reporterOf = (options: Partial<OtlpReporterOptions> = {}): OtlpReporter =>
    otlpReporter({ service: 'shop', url, intervalS: 60, ...options })

  it('is given each signal at its path, with the headers', async () => {
    const reporter = reporterOf({ url: `${url}/otlp/?x=1`, headers: { authorization: 'Bearer t' } })
    reporter.recordBatch!([timing('a'), metric('counter', 'n'), event('e')])
    await reporter.shutdown()
    expect(requests.map(({ path }) => path)).toEqual(
      ['traces', 'logs', 'metrics'].map((name) => `/otlp/v1/${name}?x=1`),
    )
    expect(requests[0]!.headers).toMatchObject({ authorization: 'Bearer t', 'content-type': 'application/x-protobuf' })
    expect([reporter.dropped, reporter.lastError]).toEqual([0, undefined])
  })

  it('is given only the signals that are asked for, and nothing when there is nothing', async () => {
    const reporter = reporterOf({ signals: ['metrics'] })
    await reporter.flush()
    reporter.recordBatch!([timing('a'), metric('counter', 'n'), event('e')])
    await reporter.flush()
    await reporter.flush()
    expect(requests.map(({ path }) => path)).toEqual(['/v1/metrics'])
    expect([reporter.wants, reporterOf().wants]).toEqual([{ traces: false }, { traces: true }])
  })

  it('is given what there is by itself, after an interval, or when there is a request full of it', async () => {
    const often = reporterOf({ intervalS: 0.01 })
    for (const record of [timing('a'), metric('gauge', 'g'), event('e')]) often.recordBatch!([record])
    await vi.waitFor(() => expect(requests.map(({ path }) => path)).toEqual(SENT))
    const seldom = reporterOf({ intervalS: 600 })
    seldom.recordBatch!(Array.from({ length: 512 }, () => timing('a')))
    await vi.waitFor(() => expect(requests).toHaveLength(4))
  })

  it('is given gzip', async () => {
    const reporter = reporterOf({ compression: 'gzip', encoding: 'json' })
    reporter.recordBatch!([timing('a')])
    await reporter.flush()
    expect(requests[0]!.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(String(gunzipSync(requests[0]!.body))).resourceSpans).toHaveLength(1)
  })

  it('is given 512 spans a request, and as many requests as it takes', async () => {
    const reporter = reporterOf()
    reporter.recordBatch!(Array.from({ length: 1200 }, () => timing('a', 0.1, {}, TRACE)))
    await reporter.flush()
    const counts = requests.map(({ body }) => decode('trace', body).resourceSpans[0].scopeSpans[0].spans.length)
    expect(counts).toEqual([512, 512, 176])
  })

  it.each([
    ['protobuf', 'application/x-protobuf', Buffer.from([10, 6, 8, 2, 18, 2, 110, 111])],
    ['json', 'application/json', Buffer.from('{"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}}')],
  ] as [Encoding, string, Buffer][])('may take a part, said in %s', async (encoding, type, body) => {
    answers = [(response) => response.writeHead(200, { 'content-type': type }).end(body)]
    const reporter = reporterOf({ encoding })
    reporter.recordBatch!([timing('a'), timing('b'), timing('c')])
    await reporter.flush()
    expect([reporter.losses.rejected, reporter.lastError]).toEqual([2, 'no'])
  })

  it.each([
    [
      'a bomb',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(50_000_000))),
    ],
    ['an answer without end', (response: ServerResponse) => response.writeHead(200).write('x'.repeat(100_000))],
    ['garbage', (response: ServerResponse) => response.end(Buffer.from([255, 255, 255, 255, 10, 200, 8, 255]))],
    [
      'JSON that is none',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    ],
  ])('may answer with %s, which says nothing', async (_, answer) => {
    answers = [answer]
    const reporter = reporterOf()
    reporter.recordBatch!([timing('a')])
    await reporter.flush()
    expect([requests.length, reporter.dropped]).toEqual([1, 0])
  })

  it.each([400, 401, 404, 413, 500, 301])('that says %d is not asked again', async (code) => {
    answers = [status(code, { location: '/elsewhere' })]
    const reporter = reporterOf()
    reporter.recordBatch!([timing('a'), timing('b')])
    await reporter.flush()
    expect([requests.length, reporter.losses.failed, reporter.lastError]).toEqual([1, 2, `status ${code}`])
  })

  it('keeps sums for the next time', async () => {
    answers = [status(400)]
    const reporter = reporterOf()
    reporter.recordBatch!([metric('counter', 'n', 5)])
    await reporter.flush()
    await reporter.flush()
    const [{ sum }] = decode('metrics', requests[1]!.body).resourceMetrics[0].scopeMetrics[0].metrics
    expect([sum.dataPoints[0].asDouble, reporter.dropped]).toEqual([5, 0])
  })

  it('that does not answer is left at the deadline, and what comes meanwhile is bounded and counted', async () => {
    answers = [() => {}]
    const reporter = reporterOf({ timeoutS: 0.2, maxQueue: 10 })
    reporter.recordBatch!(Array.from({ length: 30 }, () => timing('a')))
    await reporter.flush()
    // Ten are sent at once, ten wait.
    expect([reporter.losses.failed, reporter.losses.queueFull]).toEqual([10, 10])
    expect(requests).toHaveLength(2)
  })

  it('that is not there costs a count', async () => {
    const reporter = reporterOf({ url: 'http://127.0.0.1:1', timeoutS: 0.3 })
    reporter.recordBatch!([timing('a')])
    await reporter.flush()
    expect(reporter.losses.failed).toBe(1)
  })

  describe('that is busy', () => {
    const waits: number[] = []
    const retry = (timeoutMs = 60_000): ReturnType<typeof post> => {
      waits.length = 0
      const wait = async (ms: number): Promise<void> => void waits.push(ms)
      return post(`${url}/v1/traces`, new Uint8Array(1), { headers: {}, gzip: false, timeoutMs, fetch, wait })
    }

    it('is asked again, with pauses that grow, five times at most', async () => {
      answers = [status(503), status(429), status(502), status(504), status(503)]
      expect(await retry()).toEqual({ taken: false, reason: 'status 503' })
      expect(requests).toHaveLength(5)
      for (const [index, ms] of [1000, 1500, 2250, 3375].entries()) {
        expect(Math.abs(waits[index]! - ms)).toBeLessThanOrEqual(ms * 0.2)
      }
    })

    it('may say when, in seconds or as a date', async () => {
      const date = new Date(Date.now() + 7000).toUTCString()
      answers = [status(429, { 'retry-after': '3' }), status(503, { 'retry-after': date }), ok]
      expect(await retry()).toMatchObject({ taken: true, rejected: 0 })
      expect(waits[0]).toBe(3000)
      expect(Math.abs(waits[1]! - 6500)).toBeLessThan(1500)
    })

    it.each(['soon', '-5', '1e9', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
      'may say nonsense, case %#',
      async (text) => {
        answers = [status(503, { 'retry-after': text }), ok]
        const { taken } = await retry()
        // Too late is never; what is no time is as if it had said nothing.
        if (taken) expect(waits[0]).toBeLessThan(2000)
        else expect(waits).toEqual([])
      },
    )
  })

  it('that cuts the connection is asked again', async () => {
    answers = [(response) => response.destroy(), ok]
    const wait = async (): Promise<void> => {}
    const options = { headers: {}, gzip: false, timeoutMs: 5000, fetch, wait }
    expect(await post(`${url}/v1/traces`, new Uint8Array(1), options)).toMatchObject({ taken: true })
  })
})

describe('options', () => {
  it.each([
    [{ url: 'http://collector:4318', headers: { Authorization: 'x' } }, "'Authorization'"],
    [{ url: 'http://collector:4318', headers: { 'x-api-key': 'x' } }, "'x-api-key'"],
    [{ url: 'http://127.0.0.1.evil.example', headers: { 'dd-token': 'x' } }, 'plain HTTP'],
    [{ url: 'https://u:p@collector' }, 'credentials'],
    [{ url: 'ftp://collector' }, "'ftp:'"],
    [{ service: '' }, 'service'],
    [{ maxQueue: 0 }, 'maxQueue'],
  ])('%j are refused', (options, words) => {
    expect(() => otlpReporter({ service: 'shop', ...options })).toThrow(words)
  })

  it.each([
    { url: 'https://collector', headers: { authorization: 'x' } },
    { url: 'http://[::1]:4318', headers: { authorization: 'x' } },
    { url: 'http://localhost:4318', headers: { authorization: 'x' } },
    { url: 'http://collector:4318', headers: { 'x-scope-orgid': 'tenant' } },
  ])('%j are taken', (options) => {
    expect(() => otlpReporter({ service: 'shop', ...options })).not.toThrow()
  })
})

/** `TELESCOPIC_REAL=1` opens a page in Chromium. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('a page in Chromium', () => {
  it('sends the same, with gzip too', async () => {
    const posted = await openPage(`
      import { createTelemetry } from './index.ts'
      import { otlpReporter } from './reporters/otlp.ts'
      for (const compression of ['none', 'gzip']) {
        const otlp = otlpReporter({ service: 'page', url: location.origin, compression })
        const tele = createTelemetry({ enabled: true, reporters: [otlp] })
        tele('page.load', { tab: 'é' }, () => tele.count('clicks', 2))
        tele.emit('page.seen', { pixels: 9 })
        await tele.shutdown()
        if (otlp.dropped > 0) await fetch('/lost', { method: 'POST', body: otlp.lastError })
      }
      await fetch('/done', { method: 'POST' })`)
    expect(posted.map(({ path }) => path)).toEqual([...SENT, ...SENT, '/done'])
    for (const [index, unpack] of [(body: Buffer) => body, gunzipSync].entries()) {
      const request = decode('trace', unpack(posted[index * 3]!.body))
      expect(request.resourceSpans[0].scopeSpans[0].spans).toMatchObject([
        { name: 'page.load', attributes: [{ key: 'tab', value: { stringValue: 'é' } }] },
      ])
    }
  })
})

const SENT = ['/v1/traces', '/v1/logs', '/v1/metrics']

function nanos(text: string): [number, number] {
  return [Number(text.slice(0, -9)), Number(text.slice(-9))]
}

/** It writes whole numbers as numbers; the mapping of protobuf to JSON says text, which keeps 64 bits. */
function officialJson(bytes: Uint8Array): Loose {
  return JSON.parse(new TextDecoder().decode(bytes), (key, value) => (key === 'intValue' ? String(value) : value))
}

function withoutFlags(value: Loose): Loose {
  return JSON.parse(JSON.stringify(value, (key, item) => (key === 'flags' ? undefined : item)))
}

/** Ids as bytes, for generated code that knows the JSON of protobuf and not that of OTLP. */
function withBytes(request: Loose): Loose {
  const bytes = (hex: unknown): unknown => (typeof hex === 'string' ? Buffer.from(hex, 'hex') : hex)
  for (const span of request.resourceSpans[0].scopeSpans[0].spans) {
    for (const key of ['traceId', 'spanId', 'parentSpanId']) span[key] = bytes(span[key])
  }
  return request
}
