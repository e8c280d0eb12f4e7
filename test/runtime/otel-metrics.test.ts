import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { expect, it } from 'vitest'
import { otelMetricsReporter } from '../../runtime/reporters/otel.ts'
import type { Loose } from './catalog.ts'
import { metric, timing } from './contract/hostile-records.ts'

it('the SDK of OpenTelemetry holds the right numbers: seconds, no counter that goes down, no attribute that is null', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const reporter = otelMetricsReporter({ meter: provider.getMeter('test') })
  const records: Loose[] = [
    timing('pipeline.plan', 0.25, { model: 'm', nothing: null, list: ['a'] }),
    metric('counter', 'cache.hit', 2),
    metric('counter', 'cache.hit', -1),
    metric('gauge', 'queue.depth', 7),
  ]
  for (const record of records) {
    if (record.kind === 'timing') reporter.recordTiming(record.scope, record.durationS, record.metadata)
    else reporter.recordMetric(record.scope, record.value, record.metadata)
  }
  await provider.forceFlush()
  const [{ scopeMetrics }] = exporter.getMetrics() as Loose
  const found = scopeMetrics[0].metrics.map(({ descriptor, dataPoints }: Loose) => {
    const [{ value, attributes }] = dataPoints
    return [descriptor.name, descriptor.unit, value.sum ?? value, attributes]
  })
  expect(found).toEqual([
    ['pipeline.plan', 's', 0.25, { parentScope: 'pipeline.plan', model: 'm', list: 'a' }],
    ['cache.hit', '', 2, {}],
    ['queue.depth', '', 7, {}],
  ])
  await provider.shutdown()
})
