import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as api from '@opentelemetry/api'
import root from 'otlp-transformer-decode/build/src/generated/root.js'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { createControl } from '../../../runtime/control/control.ts'
import type { TelemetryRecord, TelemetryReporter } from '../../../runtime/reporter.ts'
import { backendReporter } from '../../../runtime/reporters/backend.ts'
import { beaconReporter } from '../../../runtime/reporters/beacon.ts'
import { chromeTraceReporter } from '../../../runtime/reporters/chrome-trace.ts'
import { consoleReporter } from '../../../runtime/reporters/console.ts'
import { diagnosticsChannelReporter, subscribeToTelemetry } from '../../../runtime/reporters/diagnostics-channel.ts'
import { memoryReporter } from '../../../runtime/reporters/memory.ts'
import { type OtelSpan, otelMetricsReporter, otelSpansReporter } from '../../../runtime/reporters/otel.ts'
import { otlpReporter } from '../../../runtime/reporters/otlp.ts'
import { loggingReporter, pinoReporter } from '../../../runtime/reporters/pino.ts'
import { prometheusReporter } from '../../../runtime/reporters/prometheus.ts'
import { type StatsdDialect, statsdReporter } from '../../../runtime/reporters/statsd.ts'
import { stderrReporter } from '../../../runtime/reporters/stderr.ts'
import { userTimingReporter } from '../../../runtime/reporters/user-timing.ts'
import { Hub } from '../../../runtime/wire/hub.ts'
import { MAX_LINE } from '../../../runtime/wire/json-line.ts'
import { decodeBatch } from '../../../runtime/wire/messages.ts'
import { findTraceFaults } from './chrome-trace.ts'
import { findExpositionFaults } from './exposition.ts'

/** A reporter under test. A new one is a row of `MAKERS`. */
export interface Subject {
  readonly reporter: TelemetryReporter
  /** All that has left it, or can be read from it, as text. Called after `flush`. */
  readonly output: () => string | Promise<string>
  /** What is wrong with that text by the rules of its format. */
  readonly findFaults: (output: string) => readonly string[]
  /** What it says that it lost. Left out by those who pass everything on at once, and so hold nothing. */
  readonly dropped?: () => number
  /** Relies on records being those of the runtime: is not given others. */
  readonly trusts?: true
  /** Shows spans and nothing else. */
  readonly onlySpans?: true
}

/** `keep` is false where a million records come: what leaves the reporter is then thrown away. */
export type Maker = (keep: boolean) => Subject | Promise<Subject>

export const MAKERS: Readonly<Record<string, Maker>> = {
  memory: () => {
    const reporter = memoryReporter({ maxScopes: 100, maxEntriesPerScope: 100 })
    return {
      reporter,
      output: () => reporter.report(),
      findFaults: findLineFaults,
      dropped: () => reporter.dropped,
      trusts: true,
    }
  },
  console: (keep) => {
    const lines = collect(keep)
    const reporter = consoleReporter({ write: lines.add })
    return { reporter, output: lines.text, findFaults: findLineFaults, trusts: true }
  },
  stderr: (keep) => {
    const lines = collect(keep)
    const reporter = stderrReporter({ write: (line) => lines.add(line.trimEnd()) })
    return { reporter, output: lines.text, findFaults: findTelemetryLineFaults }
  },
  backend: (keep) => {
    const events = collect(keep)
    const emit = (...values: unknown[]): void => events.add(print(values))
    return { reporter: backendReporter({ emit }), output: events.text, findFaults: findJsonLineFaults, trusts: true }
  },
  grpc: (keep) => makeGrpc(keep),
  beacon: (keep) => {
    const bodies = collect(keep)
    const send = (_url: string, body: string): boolean => {
      bodies.add(body.trimEnd())
      return true
    }
    const reporter = beaconReporter({ url: '/t', send, maxRecords: 5000 })
    return { reporter, output: bodies.text, findFaults: findJsonLineFaults, dropped: () => reporter.dropped }
  },
  'otlp, protobuf': (keep) => makeOtlp(keep, 'protobuf'),
  'otlp, json': (keep) => makeOtlp(keep, 'json'),
  prometheus: () => {
    const reporter = prometheusReporter()
    const output = (): string => reporter.render('openmetrics')
    return { reporter, output, findFaults: findExpositionFaults, dropped: () => reporter.dropped }
  },
  'chrome-trace': () => {
    const folder = mkdtempSync(join(tmpdir(), 'telescopic-trace-'))
    const path = join(folder, 'trace.json')
    const reporter = chromeTraceReporter({ path, maxBytes: 10_000_000 })
    const output = (): string => readFileSync(path, 'utf8')
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
    return { reporter, output, findFaults: findTraceFaults, dropped: () => reporter.dropped }
  },
  pino: (keep) => {
    const lines = collect(keep)
    const logger = pino({ base: null }, { write: (line: string) => lines.add(line.trimEnd()) })
    return { reporter: pinoReporter({ logger }), output: lines.text, findFaults: findJsonLineFaults }
  },
  'any logger': (keep) => {
    const lines = collect(keep)
    const write = (message: string, fields: object): void => {
      if (keep) lines.add(JSON.stringify({ ...fields, message }))
    }
    const reporter = loggingReporter({ logger: { info: write, debug: write } })
    return { reporter, output: lines.text, findFaults: findJsonLineFaults }
  },
  'user-timing': (keep) => {
    const entries = collect(keep)
    const measure = (name: string, options: object): void =>
      entries.add(JSON.stringify({ name, ...structuredClone(options) }))
    const performance = { now: () => 1e6, measure, clearMeasures: () => {} }
    const reporter = userTimingReporter({ performance })
    return { reporter, output: entries.text, findFaults: findJsonLineFaults, onlySpans: true }
  },
  'diagnostics-channel': (keep) => {
    const lines = collect(keep)
    const kinds = ['timing', 'metric', 'event'] as const
    const add = (record: TelemetryRecord): void => lines.add(JSON.stringify({ name: nameOf(record) }))
    const stops = kinds.map((kind) => subscribeToTelemetry(kind, add))
    onTestFinished(() => {
      for (const stop of stops) stop()
    })
    return { reporter: diagnosticsChannelReporter(), output: lines.text, findFaults: findJsonLineFaults }
  },
  'otel, spans': (keep) => {
    const ended = collect(keep)
    const startSpan = (name: string): OtelSpan => ({
      spanContext: () => ({ traceId: '', spanId: '', traceFlags: 1 }),
      setAttributes: (attributes) => keep && ended.add(JSON.stringify({ name, attributes })),
      setStatus: () => {},
      addEvent: () => {},
      end: () => {},
    })
    const reporter = otelSpansReporter({ tracer: { startSpan }, api })
    const dropped = (): number => reporter.dropped
    return { reporter, output: ended.text, findFaults: findJsonLineFaults, dropped, onlySpans: true }
  },
  'otel, metrics': (keep) => {
    const lines = collect(keep)
    const add = (name: string) => (value: number, attributes?: object) =>
      lines.add(keep ? JSON.stringify({ name, value, attributes }) : '')
    const meter = {
      createCounter: (name: string) => ({ add: add(name) }),
      createHistogram: (name: string) => ({ record: add(name) }),
    }
    return {
      reporter: otelMetricsReporter({ meter }),
      output: lines.text,
      findFaults: findJsonLineFaults,
      trusts: true,
    }
  },
  statsd: (keep) => makeStatsd(keep, 'statsd', RE_STATSD_LINE),
  dogstatsd: (keep) => makeStatsd(keep, 'dogstatsd', RE_DOGSTATSD_LINE),
}

// --- what makers are made of ---

/** A collector that takes everything, and reads protobuf by generated code. */
function makeOtlp(keep: boolean, encoding: 'protobuf' | 'json'): Subject {
  const requests = collect(keep)
  const fetch = async (url: unknown, init: { body?: unknown } = {}): Promise<Response> => {
    try {
      if (keep) requests.add(readOtlp(String(url), init.body as Uint8Array, encoding))
    } catch (error) {
      // Not thrown: it would be a collector that is not there, and tried again.
      requests.add(`unreadable: ${error}`)
    }
    return new Response(null)
  }
  const reporter = otlpReporter({ service: 'shop', encoding, fetch: fetch as typeof globalThis.fetch, intervalS: 60 })
  return { reporter, output: requests.text, findFaults: findJsonLineFaults, dropped: () => reporter.dropped }
}

function readOtlp(url: string, body: Uint8Array, encoding: 'protobuf' | 'json'): string {
  if (encoding === 'json') return new TextDecoder('utf-8', { fatal: true }).decode(body)
  const [, signal = ''] = /v1\/(\w+)$/.exec(url) ?? []
  const room = signal === 'traces' ? 'trace' : signal
  const name = `${room[0]?.toUpperCase()}${room.slice(1)}`
  // biome-ignore lint/suspicious/noExplicitAny: generated code without types of its messages
  const type = (root as any).opentelemetry.proto.collector[room].v1[`Export${name}ServiceRequest`]
  return JSON.stringify(type.toObject(type.decode(body), { longs: String }))
}

const RE_STATSD_LINE = /^[\w.-]{1,220}:-?\d+(\.\d+)?\|(c|g|ms)(\|@0\.\d+)?$/
const RE_DOGSTATSD_LINE =
  /^[\w.-]{1,220}:-?\d+(\.\d+)?\|(c|g|ms|d)(\|@0\.\d+)?(\|#[^\s:|@#,]+(:[^\s:|@#,]+)?(,[^\s:|@#,]+(:[^\s:|@#,]+)?)*)?$/u

function makeStatsd(keep: boolean, dialect: StatsdDialect, line: RegExp): Subject {
  const packets = collect(keep)
  const reporter = statsdReporter({ dialect, send: packets.add })
  const findFaults = (output: string): string[] => output.split('\n').filter((text) => !line.test(text))
  return { reporter, output: packets.text, findFaults }
}

function collect(keep: boolean): { readonly add: (text: string) => void; readonly text: () => string } {
  const texts: string[] = []
  return { add: (text) => void (keep && texts.push(text)), text: () => texts.join('\n') }
}

// Control characters, and what else ends a line or turns it round in a terminal.
const RE_UNSAFE_LINE = /[\p{Cc}\u2028\u2029\u202e]/u

function findLineFaults(output: string): string[] {
  return output.split('\n').filter((line) => RE_UNSAFE_LINE.test(line))
}

function nameOf(record: TelemetryRecord): string {
  const name: unknown = record.kind === 'event' ? record.name : record.scope
  return String(name)
}

function findJsonLineFaults(output: string): string[] {
  return output.split('\n').filter((line) => {
    try {
      return typeof JSON.parse(line) !== 'object'
    } catch {
      return true
    }
  })
}

/** A bigint is a number that JSON has no word for. */
function print(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? ''
}

/** The hub behind the reporter, with a receiver that decodes; the sockets are tested elsewhere. */
function makeGrpc(keep: boolean): Subject {
  const events = collect(keep)
  const now = (): number => 0
  const hub = new Hub({ capacity: 1024, control: createControl({ now }), now, wall: () => 1e9, stallS: 60 })
  if (keep) {
    const write = (message: Uint8Array, done: () => void): boolean => {
      for (const event of decodeBatch(message)) events.add(print(event))
      done()
      return true
    }
    hub.attach({ write, end: () => {}, abort: () => {} }, true)
  }
  const send = (record: TelemetryRecord): void => hub.send([record])
  const reporter: TelemetryReporter = {
    recordTiming: (scope, durationS, metadata) => send({ kind: 'timing', scope, durationS, metadata }),
    recordMetric: (scope, value, metadata) => send({ kind: 'metric', scope, value, metadata }),
    recordEvent: (event) => send({ kind: 'event', ...event }),
    recordBatch: (records) => hub.send(records),
    shutdown: () => hub.close(),
  }
  return { reporter, output: events.text, findFaults: findJsonLineFaults, dropped: () => hub.stats().dropped }
}

/** Each line is telemetry that JSON can read, or says that it could not be; none is longer than a pipe takes in one piece. */
function findTelemetryLineFaults(output: string): string[] {
  return output.split('\n').filter((line) => {
    if (line === '' || line.startsWith('TELEMETRY_ERROR: ')) return false
    if (line.length > MAX_LINE || !line.startsWith('TELEMETRY:')) return true
    return findJsonLineFaults(line.slice('TELEMETRY:'.length)).length > 0
  })
}
