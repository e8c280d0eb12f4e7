import { expect, test } from 'vitest'
import { checkReporters } from '../../runtime/check-reporter.ts'
import type { TelemetryReporter } from '../../runtime/reporter.ts'
import { beaconReporter } from '../../runtime/reporters/beacon.ts'
import { chromeTraceReporter } from '../../runtime/reporters/chrome-trace.ts'
import { consoleReporter } from '../../runtime/reporters/console.ts'
import { memoryReporter } from '../../runtime/reporters/memory.ts'
import { otelMetricsReporter } from '../../runtime/reporters/otel.ts'
import { loggingReporter, pinoReporter } from '../../runtime/reporters/pino.ts'
import { prometheusReporter } from '../../runtime/reporters/prometheus.ts'
import { statsdReporter } from '../../runtime/reporters/statsd.ts'
import { userTimingReporter } from '../../runtime/reporters/user-timing.ts'
import { PLAIN_REPORTERS } from '../../transformer/own-reporters.ts'

/** What a compiled program is not asked again when it runs: these are reporters, and none wants traces. */
const nothing = (): void => {}
const logger = { info: nothing, debug: nothing }

const MADE: Readonly<Record<string, () => TelemetryReporter>> = {
  'telescopic/beacon beaconReporter': () => beaconReporter({ url: '/t', send: () => true }),
  'telescopic/console consoleReporter': () => consoleReporter(),
  'telescopic/memory memoryReporter': () => memoryReporter(),
  'telescopic/otel otelMetricsReporter': () => otelMetricsReporter({ meter: {} as never }),
  'telescopic/pino loggingReporter': () => loggingReporter({ logger }),
  'telescopic/pino pinoReporter': () => pinoReporter({ logger: logger as never }),
  'telescopic/prometheus prometheusReporter': () => prometheusReporter(),
  'telescopic/statsd statsdReporter': () => statsdReporter({ send: nothing } as never),
  'telescopic/user-timing userTimingReporter': () => userTimingReporter({ performance: { now: () => 0 } as never }),
}

test('each that the compiler knows is tried here', () => {
  const known = Object.entries(PLAIN_REPORTERS).flatMap(([module, names]) => names.map((name) => `${module} ${name}`))
  expect(Object.keys(MADE)).toEqual(known)
})

test.each(Object.entries(MADE))('%s', (_, make) => expect(findDoubts(make())).toEqual([]))

test('the guard is awake', () => {
  expect(findDoubts(chromeTraceReporter({ path: '/dev/null' }))).toEqual(['starts', 'traces'])
  expect(() => findDoubts({} as TelemetryReporter)).toThrow('Missing required method(s)')
})

function findDoubts(reporter: TelemetryReporter): string[] {
  checkReporters([reporter])
  return Object.entries(reporter.wants ?? {}).flatMap(([name, value]) => (value === true ? name : []))
}
