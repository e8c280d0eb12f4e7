import { applyInside, currentFrame, type Frame, SUPPRESSED } from './context.ts'
import { describeError } from './failure.ts'
import type { Bag } from './metadata.ts'
import { frameInside, openFrame, startSpan } from './opening.ts'
import { isPromise, whenSettled } from './promise.ts'
import { copy, recordMetric, recordTiming } from './recorder.ts'
import { COUNTER, GAUGE, HISTOGRAM } from './records.ts'
import { findChild, type Site } from './site.ts'

/** An open span as the runtime sees it; call sites see it as the typed `Span`. */
export interface LiveSpan extends Disposable {
  readonly scope: string
  /** What code inside the span has around it. */
  readonly frame: Frame
  run<T>(fn: () => T): T
  set(metadata: unknown): void
  count(name: string, increment?: unknown, metadata?: unknown): void
  gauge(name: string, value: unknown, metadata?: unknown): void
  record(name: string, value: unknown, metadata?: unknown): void
  end(): void
  /** Closes the span as one that failed. */
  fail(error: unknown): void
}

/** Opens a span. Its scope has been checked. */
export function openSpan(site: Site, metadata: unknown): LiveSpan {
  return new RecordedSpan(site, metadata)
}

/**
 * Runs a function in a span: gives back what it gives, throws what it throws. It is called by `call`, with `a` and `b`
 * before it says how: no list of arguments is made where there is none.
 */
export function runInSpan(
  span: LiveSpan,
  fn: unknown,
  call: (fn: never, a: never, b: never) => unknown,
  a?: unknown,
  b?: unknown,
): unknown {
  let result: unknown
  try {
    result = applyInside(span.frame, call, fn, a, b)
  } catch (error) {
    span.fail(error)
    throw error
  }
  if (isPromise(result)) return whenSettled(result, fn, span)
  span.end()
  return result
}

/** Calls a function with the span that is around it. */
export function callWith(fn: (span: unknown) => unknown, span: unknown): unknown {
  return fn(span)
}

// Where the symbol is missing, bundlers lower `using` to this one.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

/** In place of the metadata of a span that has ended: a handle that is kept must not keep it. */
const ENDED: Bag = {}

// Four fields: every span makes one.
class RecordedSpan implements LiveSpan {
  readonly #site: Site
  /** What is around it; where it belongs to a trace, its own. */
  readonly #frame: Frame | undefined
  readonly #startS: number
  #bag: Bag | undefined

  constructor(site: Site, metadata: unknown) {
    this.#site = site
    this.#bag = copy(site, metadata)
    this.#frame = openFrame(site, currentFrame(), this.#bag)
    // The clock last: copying the metadata is not part of the span.
    this.#startS = startSpan(site, this.#frame, this.#bag)
  }

  get scope(): string {
    return this.#site.scope
  }

  get frame(): Frame {
    return frameInside(this.#site, this.#frame)
  }

  run<T>(fn: () => T): T {
    // By `apply`, which gives it no arguments: `applyInside` always gives three.
    return applyInside(this.frame, Reflect.apply, fn, undefined, [])
  }

  set(metadata: unknown): void {
    if (this.#bag !== ENDED) this.#bag = { ...this.#bag, ...copy(this.#site, metadata) }
  }

  count(name: string, increment: unknown = 1, metadata?: unknown): void {
    this.#metric(COUNTER, name, increment, metadata)
  }

  gauge(name: string, value: unknown, metadata?: unknown): void {
    this.#metric(GAUGE, name, value, metadata)
  }

  record(name: string, value: unknown, metadata?: unknown): void {
    this.#metric(HISTOGRAM, name, value, metadata)
  }

  end(): void {
    this.#close()
  }

  fail(error: unknown): void {
    this.#close(describeError(this.#site, error))
  }

  [dispose](): void {
    this.#close()
  }

  #metric(kind: number, name: string, value: unknown, metadata: unknown): void {
    const site = findChild(this.#site, name)
    // Called by a reporter, it belongs to the reporter, whatever span it is a method of.
    if (site && currentFrame() !== SUPPRESSED) recordMetric(site, kind, value, copy(site, metadata), this.frame)
  }

  #close(failure?: Bag): void {
    const bag = this.#bag
    if (bag === ENDED) return
    this.#bag = ENDED
    recordTiming(this.#site, this.#frame, this.#startS, failure ? { ...failure, ...bag } : bag)
  }
}
