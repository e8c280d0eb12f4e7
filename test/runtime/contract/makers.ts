import root from 'otlp-transformer-decode/build/src/generated/root.js'
import type { TelemetryReporter } from '../../../runtime/reporter.ts'
import { beaconReporter } from '../../../runtime/reporters/beacon.ts'
import { consoleReporter } from '../../../runtime/reporters/console.ts'
import { memoryReporter } from '../../../runtime/reporters/memory.ts'
import { otlpReporter } from '../../../runtime/reporters/otlp.ts'
import { prometheusReporter } from '../../../runtime/reporters/prometheus.ts'
import { type StatsdDialect, statsdReporter } from '../../../runtime/reporters/statsd.ts'
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

function findJsonLineFaults(output: string): string[] {
  return output.split('\n').filter((line) => {
    try {
      return typeof JSON.parse(line) !== 'object'
    } catch {
      return true
    }
  })
}
