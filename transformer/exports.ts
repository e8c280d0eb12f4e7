/**
 * What the modules of the runtime export beside types: the names that `export *` passes on. `test/api.test.ts` holds
 * it against the modules.
 */
export const EXPORTED_VALUES: Readonly<Record<string, readonly string[]>> = {
  telescopic: ['NOOP', 'createTelemetry', 'isTelemetryReporter', 'tele'],
  'telescopic/beacon': ['beaconReporter'],
  'telescopic/console': ['consoleReporter'],
  'telescopic/memory': ['defaultReporter', 'memoryReporter'],
  'telescopic/otel': ['otelMetricsReporter'],
  'telescopic/preview': ['previewRaw', 'wantsRawPreview'],
  'telescopic/site': [
    ...[
      'count',
      'countIn',
      'countOf',
      'emit',
      'emitIn',
      'gauge',
      'gaugeIn',
      'gaugeOf',
      'listCallSites',
      'open',
      'openIn',
    ],
    ...['record', 'recordIn', 'recordOf', 'run', 'runIn', 'site', 'sync', 'syncIn'],
  ],
  'telescopic/testing': ['createTestTelemetry', 'expectEvents', 'fakeClock', 'recordTelemetry'],
}
