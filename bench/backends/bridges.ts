import { openSync, writeSync } from 'node:fs'
import { StatsD } from 'hot-shots'
import { measure } from 'mitata'
import pino from 'pino'
import type { TelemetryRecord, TelemetryReporter } from '../../runtime/index.ts'
import { chromeTraceReporter } from '../../runtime/reporters/chrome-trace.ts'
import { diagnosticsChannelReporter } from '../../runtime/reporters/diagnostics-channel.ts'
import { otlpReporter } from '../../runtime/reporters/otlp.ts'
import { pinoReporter } from '../../runtime/reporters/pino.ts'
import { prometheusReporter } from '../../runtime/reporters/prometheus.ts'
import { statsdReporter } from '../../runtime/reporters/statsd.ts'
import { accept, SPANS as RECORDS, startOurs, startSdk } from './otlp.ts'

/**
 * What a record costs on its way into each bridge: cases for whoever measures back-ends, and a table by
 * `node bench/backends/bridges.ts`. Compare ratios: nanoseconds are those of the machine.
 */

// biome-ignore lint/suspicious/noExplicitAny: names here are in no catalog
type Loose = any

export interface BridgeCase {
  readonly name: string
  /** Makes the function that is measured. */
  readonly make: () => () => unknown
  /** How many records one call of it is about. */
  readonly records: number
  /** The case that it is held against. */
  readonly against?: string
}

const TRACE = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  correlationId: undefined,
  sampleRate: 1,
}

const SPANS = Array.from({ length: RECORDS }, (_, index): TelemetryRecord => {
  const startMonotonicS = index / 1000
  const times = { startMonotonicS, endMonotonicS: startMonotonicS + 0.0005, callCount: index + 1 }
  const walls = { startWallTimeS: 1_790_000_000 + startMonotonicS, endWallTimeS: 1_790_000_000.0005 + startMonotonicS }
  const metadata = { depth: 0, parentScope: undefined, ...times, ...walls, model: 'flash', cached: true }
  return { kind: 'timing', scope: 'api.generate', durationS: 0.0005, metadata, trace: TRACE }
})

const COUNTS = SPANS.map((): TelemetryRecord => {
  const metadata = { depth: 0, parentScope: undefined, metricType: 'counter', zone: 'a', tier: 'l1' } as const
  return { kind: 'metric', scope: 'cache.hit', value: 1, metadata }
})

const nothing = (): void => {}
const devNull = (): number => openSync('/dev/null', 'w')

function delivering(make: () => TelemetryReporter, records: readonly TelemetryRecord[]): () => () => unknown {
  return () => {
    const reporter = make()
    return () => reporter.recordBatch!(records)
  }
}

function flushing(make: () => TelemetryReporter): () => () => unknown {
  return () => {
    const reporter = make()
    return () => {
      void reporter.recordBatch!(SPANS)
      return reporter.flush!()
    }
  }
}

const SDK = 'OpenTelemetry SDK 2, spans by BatchSpanProcessor to protobuf'
const LINE = 'JSON.stringify of a span'

export const BRIDGE_CASES: readonly BridgeCase[] = [
  { name: LINE, records: RECORDS, make: () => () => SPANS.map((record) => JSON.stringify(record)) },
  {
    name: 'Prometheus, counter of 2 labels',
    records: RECORDS,
    make: delivering(() => prometheusReporter(), COUNTS),
  },
  { name: 'Prometheus, span', records: RECORDS, make: delivering(() => prometheusReporter(), SPANS) },
  {
    name: 'hot-shots, increment of 2 tags',
    records: RECORDS,
    make: () => {
      const client = new StatsD({ mock: true, bufferFlushInterval: 0 })
      return () => {
        for (let count = 0; count < RECORDS; count++) client.increment('cache.hit', 1, { zone: 'a', tier: 'l1' })
        client.mockBuffer!.length = 0
      }
    },
  },
  {
    name: 'DogStatsD, counter of 2 tags',
    records: RECORDS,
    against: 'hot-shots, increment of 2 tags',
    make: delivering(() => statsdReporter({ dialect: 'dogstatsd', send: nothing }), COUNTS),
  },
  {
    name: 'StatsD, counter',
    records: RECORDS,
    make: delivering(() => statsdReporter({ send: nothing }), COUNTS),
  },
  {
    name: 'OTLP, span to protobuf',
    records: RECORDS,
    against: LINE,
    make: flushing(() => otlpReporter({ service: 'bench', fetch: accept as Loose })),
  },
  {
    name: 'OTLP, span to JSON',
    records: RECORDS,
    against: LINE,
    make: flushing(() => otlpReporter({ service: 'bench', fetch: accept as Loose, encoding: 'json' })),
  },
  { name: SDK, records: RECORDS, make: () => startSdk() },
  { name: 'ours, spans by OTLP to protobuf', records: RECORDS, against: SDK, make: () => startOurs() },
  {
    name: 'Chrome trace, span, to /dev/null',
    records: RECORDS,
    against: LINE,
    make: delivering(() => chromeTraceReporter({ path: '/dev/null', maxBytes: Number.MAX_SAFE_INTEGER }), SPANS),
  },
  {
    name: 'pino, a span by itself, to /dev/null',
    records: RECORDS,
    make: () => {
      const file = devNull()
      const logger = pino({}, { write: (line: string) => void writeSync(file, line) })
      return () => {
        for (let count = 0; count < RECORDS; count++)
          logger.info({ scope: 'api.generate', model: 'flash' }, 'telemetry')
      }
    },
  },
  {
    name: 'pino, span, to /dev/null',
    records: RECORDS,
    against: 'pino, a span by itself, to /dev/null',
    make: delivering(() => {
      const file = devNull()
      return pinoReporter({ logger: pino({}, { write: (line: string) => void writeSync(file, line) }) })
    }, SPANS),
  },
  {
    name: 'diagnostics_channel, nobody subscribed',
    records: RECORDS,
    make: delivering(() => diagnosticsChannelReporter(), SPANS),
  },
]

/** Prints a row a case: nanoseconds a record, and how it compares. */
export async function printBridges(): Promise<string> {
  const measured = new Map<string, number>()
  const rows: string[] = ['| | ns a record | |', '| --- | ---: | --- |']
  for (const { name, make, records, against } of BRIDGE_CASES) {
    const { p50 } = await measure(make(), {})
    measured.set(name, p50 / records)
    const other = against === undefined ? undefined : measured.get(against)
    const ratio = other === undefined ? '' : `×${(p50 / records / other).toFixed(2)} of ${against}`
    rows.push(`| ${name} | ${(p50 / records).toFixed(0)} | ${ratio} |`)
  }
  return rows.join('\n')
}

if (import.meta.filename === process.argv[1]) {
  console.log(await printBridges())
  process.exit()
}
