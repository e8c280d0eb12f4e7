import type {
  CounterScope,
  EventScope,
  GaugeScope,
  HistogramScope,
  SpanScope,
  Telemetry,
  TelemetryReporter,
} from '../../runtime/index.ts'

// The catalog of all tests of the runtime and its types. One place: declarations merge over the whole program.
declare module '../../runtime/index.ts' {
  interface Catalog {
    'pipeline.plan': SpanScope<{ readonly batch_size: number }>
    'pipeline.plan.token_efficiency': GaugeScope
    'pipeline.plan.retries': CounterScope
    'pipeline.plan.bytes': HistogramScope<{ readonly codec: 'gzip' | 'br' }>
    'api.generate': SpanScope<{ readonly model?: string; readonly cached?: boolean }>
    'db.query': SpanScope
    'cache.hit': CounterScope<{ readonly tier: 'l1' | 'l2' }>
    'cache.miss': CounterScope
    'queue.depth': GaugeScope
    'payload.bytes': HistogramScope
    'tool.size': EventScope<{ readonly bytes: number }, { readonly tool: string }>
    'tool.started': EventScope
  }
}

/** The instrument as JavaScript sees it: tests of behaviour use names that are in no catalog, and hostile arguments. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
export type Loose = any

export function loosen(tele: Telemetry): Loose {
  return tele
}

/** A reporter that writes a line into a list for every call. */
export function listReporter(lines: string[], name = ''): TelemetryReporter {
  return {
    recordTiming: (scope) => lines.push(`${name}timing ${scope}`),
    recordMetric: (scope, value) => lines.push(`${name}metric ${scope} ${value}`),
    recordEvent: ({ name: event }) => lines.push(`${name}event ${event}`),
  }
}
