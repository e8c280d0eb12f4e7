import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { takeRecords } from './intake.ts'

/** What a browser offers for sending when a page goes away. */
type SendBeacon = (url: string, body: string) => boolean

export interface BeaconReporterOptions {
  /** Where records are posted, as JSON lines. */
  readonly url: string
  /** Records kept until they are sent; the oldest goes first. @default 1000 */
  readonly maxRecords?: number
  /** @default `navigator.sendBeacon` */
  readonly send?: SendBeacon
}

/** A reporter for pages. */
export interface BeaconReporter extends TelemetryReporter {
  /** Records that could not be kept, or that the browser would not take. */
  readonly dropped: number
  flush(): void
}

// Browsers take 64 KiB, of all beacons that are under way together, and then say no; measured: 70 KB no, 60 KB yes.
const BUDGET_BYTES = 60_000

/** Makes a reporter that posts records when it is flushed, which `tele` does when the page is hidden or left. */
export function beaconReporter({ url, maxRecords = 1000, send = sendBeacon }: BeaconReporterOptions): BeaconReporter {
  let lines: string[] = []
  let dropped = 0
  const add = (record: TelemetryRecord): void => {
    lines.push(JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
    if (lines.length > maxRecords) {
      lines.shift()
      dropped++
    }
  }
  return {
    get dropped() {
      return dropped
    },
    // Refused is what is not from the runtime, which copies plain values: a cycle, a getter that throws.
    ...takeRecords(add, () => dropped++),
    flush: () => {
      if (lines.length === 0) return
      const fitting = countFitting(lines)
      if (fitting === 0) {
        // One that no beacon can hold would stop all behind it.
        lines.shift()
        dropped++
        return
      }
      const body = `${lines.slice(0, fitting).join('\n')}\n`
      // Refused: another beacon of the page is under way. What is kept goes with the next flush, or not at all.
      if (send(url, body)) lines = lines.slice(fitting)
    },
  }
}

/** How many of the oldest lines fit into one beacon. */
function countFitting(lines: readonly string[]): number {
  const encoder = new TextEncoder()
  let bytes = 0
  for (const [index, line] of lines.entries()) {
    bytes += encoder.encode(line).length + 1
    if (bytes > BUDGET_BYTES) return index
  }
  return lines.length
}

function sendBeacon(url: string, body: string): boolean {
  const page = globalThis.navigator as { readonly sendBeacon?: SendBeacon } | undefined
  return page?.sendBeacon?.(url, body) ?? false
}
