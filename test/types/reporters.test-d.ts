/** What is a reporter to the compiler: anything with the two methods. Checked by `tsc --noEmit`; nothing runs. */
import { createTelemetry, isTelemetryReporter, type TelemetryReporter, tele } from '../../runtime/index.ts'
import { consoleReporter } from '../../runtime/reporters/console.ts'
import { type MemoryReporter, memoryReporter } from '../../runtime/reporters/memory.ts'
import { createTestTelemetry, type FakeClock, recordTelemetry } from '../../runtime/testing.ts'

class Structural {
  recordTiming(scope: string, durationS: number): string {
    return `${scope} ${durationS}`
  }
  async recordMetric(): Promise<void> {}
}

class Half {
  recordTiming(): void {}
}

export const accepted: readonly TelemetryReporter[] = [
  new Structural(),
  memoryReporter(),
  consoleReporter({ write: (_line: string) => {} }),
  { recordTiming() {}, recordMetric() {}, async flush() {}, shutdown() {} },
]

tele.configure({ reporters: accepted, enabled: true })
tele.configure({})

// @ts-expect-error recordMetric is missing
tele.configure({ reporters: [new Half()] })
// @ts-expect-error a list is wanted
tele.configure({ reporters: new Structural() })
// @ts-expect-error a text is not a switch
createTelemetry({ enabled: '1' })
// @ts-expect-error durations are numbers
export const wrong: TelemetryReporter = { recordTiming(_scope: string, _durationS: string) {}, recordMetric() {} }

export function narrowing(value: unknown): void {
  if (isTelemetryReporter(value)) tele.configure({ reporters: [value] })
  // @ts-expect-error unknown is not a reporter
  tele.configure({ reporters: [value] })
}

export async function helpers(reporter: MemoryReporter): Promise<void> {
  createTestTelemetry().clock satisfies FakeClock
  const { value, records } = await recordTelemetry(async () => 5)
  value satisfies number
  for (const record of records) {
    if (record.kind === 'timing') record.durationS satisfies number
    // @ts-expect-error only timings have a duration
    else record.durationS
  }
  // @ts-expect-error what it holds is not for writing
  reporter.timings.clear()
  // @ts-expect-error the record is not for writing
  reporter.events.get('x')![0]!.metadata.depth = 1
}
