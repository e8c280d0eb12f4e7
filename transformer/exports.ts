/**
 * What the modules of the runtime export beside types: the names that `export *` passes on. `test/api.test.ts` holds
 * it against the modules.
 */
export const EXPORTED_VALUES: Readonly<Record<string, readonly string[]>> = {
  telescopic: ['NOOP', 'createTelemetry', 'isTelemetryReporter', 'tele'],
  'telescopic/backend': ['backendReporter', 'getBackend', 'isEnabled', 'setBackend'],
  'telescopic/beacon': ['beaconReporter'],
  'telescopic/capture': ['captureLines', 'catalogOf', 'createFold'],
  'telescopic/console': ['consoleReporter'],
  'telescopic/grpc': ['grpcReporter'],
  'telescopic/register': [],
  'telescopic/receiver': ['createReceiver'],
  'telescopic/memory': ['defaultReporter', 'memoryReporter'],
  'telescopic/otel': ['otelMetricsReporter'],
  'telescopic/stderr': ['stderrReporter'],
  'telescopic/otlp': ['otlpReporter'],
  'telescopic/preview': ['previewRaw', 'wantsRawPreview'],
  'telescopic/prometheus': ['prometheusReporter'],
  'telescopic/statsd': ['statsdReporter'],
  'telescopic/site': (
    'bind configure correlate correlationId count countIn countOf counter emit emitIn enabled flush gauge gaugeIn gaugeOf histogram ' +
    'listCallSites open openIn record recordIn recordOf run runIn shutdown site stats sync syncIn traced traceparent wrap'
  ).split(' '),
  'telescopic/testing': ['createTestTelemetry', 'expectEvents', 'fakeClock', 'recordTelemetry'],
}
