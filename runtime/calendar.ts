import type { Recorder } from './recorder.ts'

/** Where the calendar was when it was last looked at. */
export interface Calendar {
  /** Seconds from the monotonic clock to the calendar. */
  offsetS: number
  /** The instant of the monotonic clock at which it was looked at. */
  atS: number
  /** Its last steps, oldest first: where it was until then, for spans that were open. */
  readonly steps: { readonly offsetS: number; readonly untilS: number }[]
}

const MAX_AGE_S = 1
const STEP_S = 0.05
const MAX_STEPS = 8

/**
 * Sees to it that the calendar was looked at within the last second: to do so for every span would be a third read of a clock,
 * and cost half a span. A step of more than 50 ms (an operator, a leap second, a machine that slept) is followed and counted.
 */
export function lookAtCalendar(recorder: Recorder, atS: number): Calendar {
  const { calendar } = recorder
  return calendar !== undefined && atS - calendar.atS < MAX_AGE_S ? calendar : lookAgain(recorder, atS)
}

// Apart: what is rare should not make what is frequent too long to be inlined.
function lookAgain(recorder: Recorder, atS: number): Calendar {
  const offsetS = recorder.clock.wall() - atS
  recorder.calendar ??= { offsetS, atS, steps: [] }
  const { calendar } = recorder
  if (Math.abs(offsetS - calendar.offsetS) > STEP_S) {
    recorder.clockSteps++
    if (calendar.steps.push({ offsetS: calendar.offsetS, untilS: atS }) > MAX_STEPS) calendar.steps.shift()
  }
  calendar.offsetS = offsetS
  calendar.atS = atS
  return calendar
}

/** Where the calendar was at an instant of the monotonic clock: a span that was open during a step began before it. */
export function findOffset({ calendar }: Recorder, atS: number): number {
  if (calendar === undefined) return 0
  const { steps } = calendar
  const past = steps.length === 0 ? undefined : steps.find(({ untilS }) => atS < untilS)
  return (past ?? calendar).offsetS
}
