import root from 'otlp-transformer-decode/build/src/generated/root.js'
import { describe, expect, it, vi } from 'vitest'
import { createTelemetry, type TelemetryRecord, type TelemetryReporter } from '../../runtime/index.ts'
import { otlpReporter } from '../../runtime/reporters/otlp.ts'
import { offerSlots } from '../../runtime/slots.ts'
import type { Loose } from './catalog.ts'

/** Spans that a reporter writes away from the queue, without a record. */

/** An OTLP reporter, and the spans that it has sent. */
function makeOtlp() {
  const spans: Loose[] = []
  const type = (root as Loose).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest
  const fetch: Loose = async (_: string, { body }: Loose) => {
    const request = type.toObject(type.decode(body), { longs: String, bytes: String })
    for (const { scopeSpans } of request.resourceSpans) spans.push(...scopeSpans[0].spans)
    return new Response(null)
  }
  return { spans, reporter: otlpReporter({ service: 'shop', signals: ['traces'], fetch }) }
}

/** A reporter of records around another one. */
function recordsOnly(inner: TelemetryReporter): TelemetryReporter {
  return { ...inner, recordBatch: (records) => inner.recordBatch!(records) }
}

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const PROGRAMS: readonly (readonly [string, (tele: Loose) => void])[] = [
  ['a span without metadata', (tele) => tele.start('a').end()],
  ['one with all kinds of values', (tele) => tele.start('a', VALUES).end()],
  ['spans in each other', (tele) => tele.span('a', () => tele.span('b', () => tele.span('c', () => 1)))],
  ['a correlation', (tele) => tele.correlate('order-1', () => tele.span('a', () => tele.span('b', () => 1)))],
  ['a parent of another process', (tele) => tele.correlate({ traceparent: TRACEPARENT }, () => tele.start('a').end())],
  ['a failure', (tele) => expect(() => tele.span('a', fail)).toThrow('no')],
  ['keys that a record has by itself', (tele) => tele.start('a', { startWallTimeS: 7, depth: 'x', error: true }).end()],
  ['what is no instant', (tele) => tele.start('a', { startWallTimeS: 1e300 }).end()],
  ['a name that is long and not ASCII', (tele) => tele.start(`é${'x'.repeat(2000)}`).end()],
]
const VALUES = {
  text: 'flash',
  long: 'x'.repeat(130),
  foreign: 'é🙂',
  half: '\ud800',
  int: -42,
  double: 0.5,
  yes: true,
  none: null,
  list: [1, 'a', false],
  big: 2n ** 60n,
  ['k'.repeat(64)]: 'v'.repeat(80),
}
const fail = (): never => {
  throw new TypeError('no')
}

describe('a span that is written from the queue is the one that its record would have been', () => {
  it.each(PROGRAMS)('%s', async (_, run) => {
    const [direct, other] = [makeOtlp(), makeOtlp()]
    vi.useFakeTimers({ toFake: ['Date'], now: 1_790_000_000_000 })
    const reporters = [direct.reporter, recordsOnly(other.reporter)]
    const tele: Loose = createTelemetry({
      enabled: true,
      reporters,
      sampleRate: (scope) => (scope === 'c' ? 0.999 : 1),
    })
    run(tele)
    await tele.flush()
    vi.useRealTimers()
    expect(direct.spans.length).toBeGreaterThan(0)
    expect(direct.spans).toEqual(other.spans)
  })

  it('with its share, where it was sampled', async () => {
    const [direct, other] = [makeOtlp(), makeOtlp()]
    const reporters = [direct.reporter, recordsOnly(other.reporter)]
    const tele: Loose = createTelemetry({ enabled: true, reporters, sampleRate: 0.5 })
    for (let count = 0; count < 100; count++) tele.start('a').end()
    await tele.flush()
    expect(direct.spans).toEqual(other.spans)
    const rate = { key: 'telescopic.sample_rate', value: { doubleValue: 0.5 } }
    expect(direct.spans[0].attributes).toContainEqual(rate)
  })
})

/** A reporter that takes spans from the queue, and what it was given which way. */
function makeTaker(take: (scope: string) => void = () => {}) {
  const given: string[] = []
  const recordBatch = (records: readonly TelemetryRecord[]): void => {
    for (const record of records) given.push(`record ${record.kind}`)
  }
  const reporter: TelemetryReporter = { recordTiming: () => {}, recordMetric: () => {}, recordBatch }
  offerSlots(recordBatch, (ring, slot) => {
    const { scope } = ring.sites[slot]!
    take(scope)
    given.push(`slot ${scope}`)
  })
  return { given, reporter }
}

describe('who takes spans from the queue', () => {
  it('is given everything else as records', async () => {
    const { given, reporter } = makeTaker()
    const tele: Loose = createTelemetry({ enabled: true, reporters: [reporter] })
    tele.start('a').end()
    tele.count('n')
    tele.emit('e')
    await tele.flush()
    expect(given).toEqual(['slot a', 'record metric', 'record event'])
  })

  it('is given records by whoever stands before it', async () => {
    const { given, reporter } = makeTaker()
    const tele: Loose = createTelemetry({ enabled: true, reporters: [recordsOnly(reporter)] })
    tele.start('a').end()
    await tele.flush()
    expect(given).toEqual(['record timing'])
  })

  it('is given nothing by the queue when its method was replaced later', async () => {
    const { given, reporter } = makeTaker()
    const tele: Loose = createTelemetry({ enabled: true, reporters: [reporter] })
    const seen = vi.spyOn(reporter, 'recordBatch')
    tele.start('a').end()
    await tele.flush()
    expect([given, seen.mock.calls.length]).toEqual([['record timing'], 1])
  })

  it('is counted as any other: what it threw at, and what it was spared in quarantine', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { reporter } = makeTaker(fail)
    const tele: Loose = createTelemetry({ enabled: true, reporters: [reporter] })
    for (let count = 0; count < 7; count++) tele.start('a').end()
    await tele.flush()
    // The event that tells of it is one of them.
    expect(tele.stats().reporters[0].droppedBy).toMatchObject({ failed: 5, quarantined: 3 })
    expect(error).toHaveBeenCalled()
    error.mockRestore()
  })
})
