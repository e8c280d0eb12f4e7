/**
 * What the modules of the runtime export beside types: the names that `export *` passes on. `test/api.test.ts` holds
 * it against the modules.
 */
export const EXPORTED_VALUES: Readonly<Record<string, readonly string[]>> = {
  telescopic: ['NOOP', 'createTelemetry', 'isTelemetryReporter', 'tele'],
  'telescopic/beacon': ['beaconReporter'],
  'telescopic/chrome-trace': ['chromeTraceReporter'],
  'telescopic/console': ['consoleReporter'],
  'telescopic/diagnostics-channel': ['diagnosticsChannelReporter', 'subscribeToTelemetry'],
  'telescopic/memory': ['defaultReporter', 'memoryReporter'],
  'telescopic/otel': ['activeTraceparent', 'otelMetricsReporter', 'otelSpansReporter'],
  'telescopic/otlp': ['otlpReporter'],
  'telescopic/pino': ['loggingReporter', 'pinoReporter'],
  'telescopic/preview': ['previewRaw', 'wantsRawPreview'],
  'telescopic/prometheus': ['prometheusReporter'],
  'telescopic/statsd': ['statsdReporter'],
  'telescopic/testing': ['createTestTelemetry', 'expectEvents', 'fakeClock', 'recordTelemetry'],
  'telescopic/user-timing': ['userTimingReporter'],
}
