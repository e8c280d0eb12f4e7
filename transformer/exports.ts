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
  'telescopic/preview': ['previewRaw', 'wantsRawPreview'],
  'telescopic/testing': ['createTestTelemetry', 'expectEvents', 'fakeClock', 'recordTelemetry'],
}
