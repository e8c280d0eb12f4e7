import { onEnd, within } from './host.ts'
import { suppressed } from './lane.ts'
import { drain } from './pump.ts'
import type { Recorder } from './recorder.ts'
import type { TelemetryReporter } from './reporter.ts'
import { refreshSites } from './site.ts'

/** How long `flush` and `shutdown` wait for reporters, unless told otherwise. */
const DEADLINE_MS = 5000

/** Delivers what waits and asks every reporter to send what it holds back. Resolves by the deadline; never rejects. */
export function flush(recorder: Recorder, deadlineMs?: number): Promise<void> {
  if (recorder.closed) return recorder.closed
  return askAll(recorder, askToFlush, deadlineMs)
}

/** The second call waits for the first, also if a reporter makes it. A reporter without `shutdown` is flushed. */
export function shutdown(recorder: Recorder, deadlineMs?: number): Promise<void> {
  if (recorder.closed === undefined) {
    let resolve: (value: Promise<void>) => void
    recorder.closed = new Promise((given) => {
      resolve = given
    })
    drain(recorder)
    recorder.enabled = false
    refreshSites(recorder)
    recorder.unwatch?.()
    resolve!(askAll(recorder, askToEnd, deadlineMs))
  }
  return recorder.closed
}

/** Watches for the end of the process, or of the page, as long as there is somebody to deliver to. */
export function watchExit(recorder: Recorder): () => void {
  let flushed = recorder.recorded
  recorder.watchSignals?.()
  return onEnd({
    // Only what a reporter does before it returns still gets done.
    now: () => {
      drain(recorder)
      suppressed(() => {
        for (const lane of recorder.lanes) void lane.callHook(askToFlush, true)
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

function askToEnd(reporter: TelemetryReporter): unknown {
  return reporter.shutdown ? reporter.shutdown() : reporter.flush?.()
}

function nothing(): void {}

/** Delivers what waits and asks every reporter once, also one that is listed twice. */
function askAll(
  recorder: Recorder,
  hook: (reporter: TelemetryReporter) => unknown,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  drain(recorder)
  const asked = new Set<TelemetryReporter>()
  const answers = suppressed(() =>
    recorder.lanes.map((lane) => {
      const answer = lane.callHook(asked.has(lane.reporter) ? nothing : hook)
      asked.add(lane.reporter)
      return answer
    }),
  )
  return answers.some((answer) => answer !== undefined) ? within(deadlineMs, Promise.all(answers)) : Promise.resolve()
}
