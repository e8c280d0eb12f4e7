import { defaultRecorder, tele } from '../runtime/default.ts'
import type { Case } from './cases.ts'
import * as calls from './prepared-calls.ts'

/** What is left of calls in a build with telemetry. */

const nothing = (): void => {}

/** `tele` records and is not delivered: its queue is emptied by hand. */
function prepared(fn: () => unknown, records = 1): () => () => unknown {
  return () => {
    const reporters = [{ recordTiming: nothing, recordMetric: nothing }]
    tele.configure({ enabled: true, reporters, filter: (scope) => scope !== 'silenced' })
    return () => {
      const { ring } = defaultRecorder
      if (ring !== undefined && ring.size >= 4000 - records) {
        ring.size = 0
        ring.head = 0
      }
      return fn()
    }
  }
}

const one = async (): Promise<number> => 1
const COUNTS = 100

export const PREPARED: readonly Case[] = [
  { name: 'prepared: no call at all', group: 'prepared', make: prepared(nothing) },
  { name: 'prepared: silenced counter with metadata', group: 'prepared', make: prepared(() => calls.countSilenced(1)) },
  { name: 'prepared: counter', group: 'prepared', make: prepared(() => calls.count()) },
  { name: 'prepared: counter, 2 metadata', group: 'prepared', make: prepared(() => calls.countWith('l1', 2)) },
  {
    name: 'prepared: counter in the callback of a span, with its share of the span',
    group: 'prepared',
    operations: COUNTS,
    make: prepared(() => calls.countInSpan(COUNTS), COUNTS + 1),
  },
  { name: 'prepared: span around a function that is seen', group: 'prepared', make: prepared(() => calls.spanSync(1)) },
  { name: 'prepared: the same, 2 metadata', group: 'prepared', make: prepared(() => calls.spanWith('l1', 2)) },
  {
    name: 'prepared: span around a function that is not',
    group: 'prepared',
    make: prepared(() => calls.spanAround(() => 2)),
  },
  { name: 'prepared: using', group: 'prepared', make: prepared(() => calls.spanUsing(1)) },
  {
    name: 'prepared: the same async function without its span',
    group: 'prepared',
    make: prepared(async () => await calls.plainAsync(one)),
  },
  {
    name: 'prepared: span around an awaited async function',
    group: 'prepared',
    make: prepared(async () => await calls.spanAsync(one)),
  },
]
