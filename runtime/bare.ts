import { applyInside, applySync, currentFrame, type Frame, SUPPRESSED } from './context.ts'
import { describeError } from './failure.ts'
import type { Bag } from './metadata.ts'
import { frameInside, openFrame, startSpan } from './opening.ts'
import { isPromise, type Watching, whenSettled } from './promise.ts'
import { copy, putTiming } from './recorder.ts'
import type { Site } from './site.ts'
import type { LiveSpan } from './span.ts'

/**
 * Spans that nobody asks anything of, as a compiler sees: a callback that takes none, a `using` whose name is never said again.
 * There is no object for one of them. What is recorded is the same.
 */

/** `tele(…, () => …)`. */
export function runBare<T>(site: Site, metadata: unknown, fn: () => T): T {
  return site.interest ? runFrom(site, metadata, fn, currentFrame()) : fn()
}

/** The same in the callback of a span, as for `runIn`. */
export function runBareIn<T>(span: Partial<LiveSpan>, site: Site, metadata: unknown, fn: () => T): T {
  return site.interest ? runFrom(site, metadata, fn, currentFrame() ?? span.frame) : fn()
}

/** `tele(…, () => …)` of a function that starts nothing for later. */
export function syncBare<T>(site: Site, metadata: unknown, fn: () => T): T {
  return site.interest ? syncFrom(site, metadata, fn, currentFrame()) : fn()
}

export function syncBareIn<T>(span: Partial<LiveSpan>, site: Site, metadata: unknown, fn: () => T): T {
  return site.interest ? syncFrom(site, metadata, fn, currentFrame() ?? span.frame) : fn()
}

function runFrom<T>(site: Site, metadata: unknown, fn: () => T, outer: Frame | undefined): T {
  if (outer === SUPPRESSED) return fn()
  const bag = copy(site, metadata)
  const frame = openFrame(site, outer, bag)
  const startS = startSpan(site, frame, bag)
  let result: T
  try {
    result = applyInside(frameInside(site, frame), call<T>, fn)
  } catch (error) {
    recordFailure(site, frame, startS, bag, error)
    throw error
  }
  if (isPromise(result)) return whenSettled(result, fn, new Waiting(site, frame, startS, bag)) as T
  putTiming(site, frame, startS, bag)
  return result
}

/** By itself: `AsyncLocalStorage` would give it a `this`. */
function call<T>(fn: () => T): T {
  return fn()
}

// `runFrom` over again: with what applies the function as a parameter, the engine no longer sees through the call, and keeps the
// closure of the callback (48 bytes for 16 on Node 26).
function syncFrom<T>(site: Site, metadata: unknown, fn: () => T, outer: Frame | undefined): T {
  if (outer === SUPPRESSED) return fn()
  const bag = copy(site, metadata)
  const frame = openFrame(site, outer, bag)
  const startS = startSpan(site, frame, bag)
  let result: T
  try {
    result = applySync(frameInside(site, frame), fn as (none: undefined) => T)
  } catch (error) {
    recordFailure(site, frame, startS, bag, error)
    throw error
  }
  if (typeof result === 'object' && isPromise(result))
    return whenSettled(result, fn, new Waiting(site, frame, startS, bag)) as T
  putTiming(site, frame, startS, bag)
  return result
}

// --- using ---

// What is open, the innermost last. Of functions that neither wait nor yield: each has closed its own when it goes.
const frames: (Frame | undefined)[] = []
const bags: (Bag | undefined)[] = []
const starts: number[] = []
let depth = 0

/** `using _ = tele(…)`: gives the place of what is open now, to be told to `leave`. */
export function enter(site: Site, metadata?: unknown): number {
  const outer = site.interest ? currentFrame() : SUPPRESSED
  if (outer === SUPPRESSED) return -1
  const bag = copy(site, metadata)
  const frame = openFrame(site, outer, bag)
  const place = depth++
  frames[place] = frame
  bags[place] = bag
  starts[place] = startSpan(site, frame, bag)
  return place
}

/** Closes what was opened there. */
export function leave(site: Site, place: number): void {
  if (place < 0) return
  const [frame, bag] = [frames[place], bags[place]]
  depth = place
  frames[place] = bags[place] = undefined
  putTiming(site, frame, starts[place]!, bag)
}

// --- how a span ends ---

function recordFailure(
  site: Site,
  frame: Frame | undefined,
  startS: number,
  bag: Bag | undefined,
  error: unknown,
): void {
  putTiming(site, frame, startS, { ...describeError(site, error), ...bag })
}

/** One that ends when a promise settles. */
class Waiting implements Watching {
  readonly #site: Site
  readonly #frame: Frame | undefined
  readonly #startS: number
  readonly #bag: Bag | undefined

  constructor(site: Site, frame: Frame | undefined, startS: number, bag: Bag | undefined) {
    this.#site = site
    this.#frame = frame
    this.#startS = startS
    this.#bag = bag
  }

  end(): void {
    putTiming(this.#site, this.#frame, this.#startS, this.#bag)
  }

  fail(error: unknown): void {
    recordFailure(this.#site, this.#frame, this.#startS, this.#bag, error)
  }
}
