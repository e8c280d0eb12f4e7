import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import * as sdk3 from '@opentelemetry/sdk-trace'
import * as sdk2 from '@opentelemetry/sdk-trace-base'
import { afterAll, describe, expect, it } from 'vitest'
import type { TelemetryRecord } from '../../runtime/reporter.ts'
import { activeTraceparent, type OtelTracer, otelSpansReporter } from '../../runtime/reporters/otel.ts'
import { event, hostileRecords, TRACE, timing } from './contract/hostile-records.ts'

interface Exported {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parent: { readonly spanId: string; readonly isRemote: boolean | undefined } | undefined
  readonly startTime: readonly number[]
  readonly endTime: readonly number[]
  readonly attributes: object
  readonly status: object
  readonly events: readonly { readonly name: string; readonly attributes?: object }[]
}

type Sdk = () => { readonly tracer: OtelTracer; readonly spans: () => Exported[] }

const SDKS: [string, Sdk][] = [
  [
    'SDK 2',
    () => {
      const exporter = new sdk2.InMemorySpanExporter()
      const provider = new sdk2.BasicTracerProvider({ spanProcessors: [new sdk2.SimpleSpanProcessor(exporter)] })
      return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans().map(describeSpan) }
    },
  ],
  [
    'SDK 3',
    () => {
      const exporter = new sdk3.InMemorySpanExporter()
      const provider = new sdk3.TracerProvider({ spanProcessors: [new sdk3.SimpleSpanProcessor({ exporter })] })
      return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans().map(describeSpan) }
    },
  ],
]

function describeSpan(span: sdk2.ReadableSpan | sdk3.ReadableSpan): Exported {
  const { name, startTime, endTime, attributes, status, events, parentSpanContext: parent } = span
  const { traceId, spanId } = span.spanContext()
  const above = parent && { spanId: parent.spanId, isRemote: parent.isRemote }
  return { name, traceId, spanId, parent: above, startTime, endTime, attributes, status, events }
}

const OUTER = { ...TRACE, parentSpanId: undefined }
const INNER = { ...TRACE, spanId: '1'.repeat(16), parentSpanId: TRACE.spanId }

function start(scope: string, trace: object): TelemetryRecord {
  const metadata = { depth: 0, parentScope: undefined }
  return { kind: 'start', scope, metadata, timeS: 1_790_000_000.125, trace: { ...TRACE, ...trace } }
}

describe.each(SDKS)('with %s', (_, make) => {
  it('spans are nested as ours are, at their times, with metadata, failures and events', () => {
    const { tracer, spans } = make()
    const reporter = otelSpansReporter({ tracer, api })
    reporter.recordBatch!([
      start('outer', OUTER),
      start('inner', INNER),
      event('tool.size', { bytes: 7 }, { tool: 'x' }, INNER),
      timing('inner', 0.25, { model: 'm', list: [1, 'a'] }, INNER),
      timing('outer', 0.25, { error: true, errorType: 'TypeError', errorMessage: 'no' }, OUTER),
    ])
    const [inner, outer] = spans()
    expect([inner!.name, outer!.name, outer!.parent]).toEqual(['inner', 'outer', undefined])
    expect(inner!.parent!.spanId).toBe(outer!.spanId)
    expect(inner!.traceId).toBe(outer!.traceId)
    expect([inner!.startTime, inner!.endTime]).toEqual([
      [1_790_000_000, 125_000_000],
      [1_790_000_000, 375_000_000],
    ])
    expect(inner!.attributes).toEqual({ model: 'm', list: ['1', 'a'] })
    expect(inner!.events).toMatchObject([{ name: 'tool.size', attributes: { bytes: 7, tool: 'x' } }])
    expect(outer!.status).toEqual({ code: 2, message: 'no' })
    expect(reporter.dropped).toBe(0)
  })

  it('the parent of a root is the span of elsewhere that the trace names', () => {
    const { tracer, spans } = make()
    otelSpansReporter({ tracer, api }).recordBatch!([start('a', TRACE), timing('a', 0.25, {}, TRACE)])
    expect(spans()).toMatchObject([{ traceId: TRACE.traceId, parent: { spanId: TRACE.parentSpanId, isRemote: true } }])
  })

  it('without a start a span is made when it ends', () => {
    const { tracer, spans } = make()
    otelSpansReporter({ tracer, api }).recordBatch!([timing('a', 0.25), timing('b', 0.25, {}, INNER)])
    expect(spans()).toMatchObject([{ parent: undefined }, { parent: { spanId: INNER.parentSpanId } }])
  })

  it('spans that never end are forgotten beyond a number, and counted', () => {
    const { tracer } = make()
    const reporter = otelSpansReporter({ tracer, api, maxOpen: 10 })
    for (let index = 0; index < 25; index++) {
      reporter.recordBatch!([start('a', { spanId: String(index).padStart(16, '0'), parentSpanId: undefined })])
    }
    reporter.recordBatch!([event('outside', {}, {}, undefined)])
    expect(reporter.losses).toEqual({ invalid: 0, unreadable: 0, forgotten: 15, eventsOutside: 1 })
  })

  it('hostile names and values are its spans like any others', () => {
    const { tracer, spans } = make()
    const reporter = otelSpansReporter({ tracer, api })
    const records = hostileRecords()
    expect(() => reporter.recordBatch!(records)).not.toThrow()
    expect(spans()).toHaveLength(records.filter(({ kind }) => kind === 'timing').length)
  })
})

describe('the active span of OpenTelemetry', () => {
  const manager = new AsyncLocalStorageContextManager().enable()
  api.context.setGlobalContextManager(manager)
  afterAll(() => {
    api.context.disable()
  })

  it('is told as a traceparent, to be given to tele.correlate', () => {
    const provider = new sdk3.TracerProvider()
    provider.getTracer('test').startActiveSpan('request', (span) => {
      const { traceId, spanId } = span.spanContext()
      expect(activeTraceparent(api)).toBe(`00-${traceId}-${spanId}-01`)
      span.end()
    })
    expect(activeTraceparent(api)).toBe(undefined)
  })
})
