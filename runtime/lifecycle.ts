import { onEnd, within } from './host.ts'
import { callHook, type Lane, sendBatches, suppressed, whenIdle } from './lane.ts'
import { drain } from './pump.ts'
import type { Recorder } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { refreshSites } from './site.ts'

/** How long `flush` and `shutdown` wait for reporters, unless told otherwise. */
const DEADLINE_MS = 5000

/** Delivers what waits and asks every reporter to send what it holds back. Resolves by the deadline; never rejects. */
export function flush(recorder: Recorder, deadlineMs?: number): Promise<void> {
  if (recorder.closed) return recorder.closed
  drain(recorder)
  return callHooks(recorder.lanes, askToFlush, deadlineMs)
}

/** The second call waits for the first. A reporter without `shutdown` is flushed. */
export function shutdown(recorder: Recorder, deadlineMs?: number): Promise<void> {
  if (recorder.closed === undefined) {
    drain(recorder)
    recorder.enabled = false
    refreshSites(recorder)
    recorder.unwatch?.()
    recorder.closed = callHooks(
      recorder.lanes,
      (reporter) => (reporter.shutdown ? reporter.shutdown() : reporter.flush?.()),
      deadlineMs,
    )
  }
  return recorder.closed
}

/** Watches for the end of the process, or of the page, as long as there is somebody to deliver to. */
export function watchExit(recorder: Recorder): () => void {
  let flushed = recorder.recorded
  return onEnd({
    signals: recorder.handleSignals,
    // Only what a reporter does before it returns still gets done.
    now: () => {
      drain(recorder)
      suppressed(() => {
        for (const lane of recorder.lanes) {
          sendBatches(lane, true)
          void callHook(lane, askToFlush)
        }
      })
    },
    // Asked again each time the loop has run empty: without something new that would be for ever.
    late: () => {
      if (flushed === recorder.recorded) return
      flushed = recorder.recorded
      void flush(recorder)
    },
  })
}

function askToFlush(reporter: TelemetryReporter): unknown {
  return reporter.flush?.()
}

/** Asks every reporter once, also one that is listed twice; each when what was under way to it has arrived. */
function callHooks(
  lanes: readonly Lane[],
  hook: (reporter: TelemetryReporter) => unknown,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  const asked = new Set<TelemetryReporter>()
  const answers = suppressed(() =>
    lanes.map((lane) => {
      sendBatches(lane)
      if (asked.has(lane.reporter)) return undefined
      asked.add(lane.reporter)
      const idle = whenIdle(lane)
      return idle ? idle.then(() => callHook(lane, hook)) : callHook(lane, hook)
    }),
  )
  const awaited = answers.filter((answer) => answer !== undefined)
  return awaited.length === 0 ? Promise.resolve() : within(deadlineMs, Promise.all(awaited))
}
