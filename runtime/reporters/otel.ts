import { BUILT_IN_KEYS } from '../built-in-keys.ts'
import type { RecordMetadata, TelemetryReporter } from '../reporter.ts'

export {
  activeTraceparent,
  type OtelApi,
  type OtelContext,
  type OtelSpan,
  type OtelSpanContext,
  type OtelSpansLoss,
  type OtelSpansReporter,
  type OtelSpansReporterOptions,
  type OtelTime,
  type OtelTracer,
  otelSpansReporter,
} from './otel-spans.ts'

/** What is used of a `Meter` of `@opentelemetry/api`, 1.4 or later. */
export interface OtelMeter {
  createCounter(name: string): { add(value: number, attributes?: OtelAttributes): void }
  createHistogram(
    name: string,
    options?: { readonly unit?: string },
  ): { record(value: number, attributes?: OtelAttributes): void }
}

export type OtelAttributes = Record<string, string | number | boolean>

/** How many instruments are made; records of further names are left out, since OpenTelemetry keeps every instrument for ever. */
const MAX_INSTRUMENTS = 2000

/**
 * Makes a reporter that records into a meter of OpenTelemetry: timings as histograms in seconds, counters as counters,
 * gauges and histograms as histograms. Its counters cannot go down: negative increments are left out.
 */
export function otelMetricsReporter({ meter }: { readonly meter: OtelMeter }): TelemetryReporter {
  const counters = new Map<string, ReturnType<OtelMeter['createCounter']>>()
  const histograms = new Map<string, ReturnType<OtelMeter['createHistogram']>>()
  return {
    recordTiming: (scope, durationS, metadata) =>
      find(histograms, scope, () => meter.createHistogram(scope, { unit: 's' }))?.record(
        durationS,
        attributes(metadata),
      ),
    recordMetric: (scope, value, metadata) => {
      if (metadata.metricType !== 'counter') {
        find(histograms, scope, () => meter.createHistogram(scope))?.record(value, attributes(metadata))
      } else if (value >= 0) {
        find(counters, scope, () => meter.createCounter(scope))?.add(value, attributes(metadata))
      }
    },
  }
}

function find<T>(instruments: Map<string, T>, scope: string, create: () => T): T | undefined {
  const known = instruments.get(scope)
  if (known !== undefined || instruments.size >= MAX_INSTRUMENTS) return known
  const made = create()
  instruments.set(scope, made)
  return made
}

function attributes(metadata: RecordMetadata): OtelAttributes {
  const kept: OtelAttributes = {}
  for (const [key, value] of Object.entries(metadata)) {
    if (value === undefined || value === null || (key !== 'parentScope' && BUILT_IN_KEYS.has(key))) continue
    kept[key] = typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
  }
  return kept
}
