/**
 * What the modules of the runtime export beside types: the names that `export *` passes on. `test/api.test.ts` holds
 * it against the modules.
 */
export const EXPORTED_VALUES: Readonly<Record<string, readonly string[]>> = {
  telescopic: ['NOOP', 'createTelemetry', 'isTelemetryReporter', 'tele'],
  'telescopic/backend': ['backendReporter', 'getBackend', 'isEnabled', 'setBackend'],
  'telescopic/beacon': ['beaconReporter'],
  'telescopic/capture': ['captureLines', 'catalogOf', 'createFold'],
  'telescopic/chrome-trace': ['chromeTraceReporter'],
  'telescopic/console': ['consoleReporter'],
  'telescopic/diagnostics-channel': ['diagnosticsChannelReporter', 'subscribeToTelemetry'],
  'telescopic/grpc': ['grpcReporter'],
  'telescopic/memory': ['defaultReporter', 'memoryReporter'],
  'telescopic/otel': ['activeTraceparent', 'otelMetricsReporter', 'otelSpansReporter'],
  'telescopic/otlp': ['otlpReporter'],
  'telescopic/pino': ['loggingReporter', 'pinoReporter'],
  'telescopic/preview': ['previewRaw', 'wantsRawPreview'],
  'telescopic/prometheus': ['prometheusReporter'],
  'telescopic/receiver': ['createReceiver'],
  'telescopic/register': [],
  'telescopic/site': (
    'bind configure configureWith correlate correlationId count countIn countOf counter emit emitIn enabled enter flush gauge gaugeIn gaugeOf histogram leave ' +
    'listCallSites open openIn plain record recordIn recordOf run runBare runBareIn runIn shutdown site stats sync syncBare syncBareIn syncIn takeCapacity takeDelivery takeDescribe takeFlag takeOwnReporters takePrivacy takeReporters takeSampleRate takeSignals ' +
    'traced traceparent wrap'
  ).split(' '),
  'telescopic/statsd': ['statsdReporter'],
  'telescopic/stderr': ['stderrReporter'],
  'telescopic/testing': ['createTestTelemetry', 'expectEvents', 'fakeClock', 'recordTelemetry'],
  'telescopic/user-timing': ['userTimingReporter'],
}
