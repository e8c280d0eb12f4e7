import { lookAtCalendar } from './calendar.ts'
import type { Frame, TraceFrame } from './context.ts'
import type { Bag } from './metadata.ts'
import { frameOf, type Site } from './site.ts'

/** What a span does when it opens, whether or not there is an object for it. */

/** Gives what a span keeps of what is around it; where it belongs to a trace, what is its own. */
export function openFrame(site: Site, outer: Frame | undefined, bag: Bag | undefined): Frame | undefined {
  return site.plain && outer?.trace === undefined ? outer : openInTrace(site, outer, bag)
}

function openInTrace(site: Site, outer: Frame | undefined, bag: Bag | undefined): Frame | undefined {
  const tracing = outer?.trace?.tracing ?? site.recorder.tracing
  return tracing === undefined ? outer : tracing.openTraceFrame(site, outer, bag)
}

/** Gives what code inside of a span has around it; `frame` is what the span keeps. */
export function frameInside(site: Site, frame: Frame | undefined): Frame {
  return frame?.trace === undefined ? frameOf(site, frame) : frame
}

/** Reads the clock, and tells that a span has opened to whom that may interest. */
export function startSpan(site: Site, frame: Frame | undefined, bag: Bag | undefined): number {
  const { recorder } = site
  const startS = recorder.clock.monotonic()
  lookAtCalendar(recorder, startS)
  if (recorder.starts) recorder.tracing?.recordStart(site, frame as TraceFrame, startS, bag)
  return startS
}
