import { applyInside, currentFrame, type Frame, SUPPRESSED } from './context.ts'
import { type Bag, copyInto } from './metadata.ts'
import { planPrivacy } from './privacy.ts'
import { isPromise, whenSettled } from './promise.ts'
import { type Anchor, copy, findAnchor, type Recorder, recordMetric, recordTiming } from './recorder.ts'
import { COUNTER, GAUGE, HISTOGRAM } from './ring.ts'
import { findChild, type Site } from './site.ts'
import { typeName } from './type-name.ts'

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
export function openSpan(recorder: Recorder, site: Site, metadata: unknown): LiveSpan {
  return new RecordedSpan(recorder, site, metadata)
}

/** Runs a function in a span: gives back what it gives, throws what it throws. Called with the span unless `args` are given. */
export function runInSpan(
  span: LiveSpan,
  fn: (...args: never) => unknown,
  self?: unknown,
  args: readonly unknown[] = [span],
): unknown {
  let result: unknown
  try {
    result = applyInside(span.frame, fn, self, args)
  } catch (error) {
    span.fail(error)
    throw error
  }
  if (!isPromise(result)) {
    span.end()
    return result
  }
  return whenSettled(
    result,
    fn,
    () => span.end(),
    (reason) => span.fail(reason),
  )
}

// Where the symbol is missing, bundlers lower `using` to this one.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

class RecordedSpan implements LiveSpan {
  readonly #recorder: Recorder
  readonly #site: Site
  readonly #parent: Frame | undefined
  readonly #startS: number
  readonly #anchor: Anchor
  #frame: Frame | undefined
  /** Gone once the span has ended: a handle that is kept must not keep the metadata. */
  #bag: Bag | undefined
  #open = true

  constructor(recorder: Recorder, site: Site, metadata: unknown) {
    this.#recorder = recorder
    this.#site = site
    this.#parent = currentFrame()
    this.#bag = copy(recorder, site, metadata)
    // The clock last: copying the metadata is not part of the span.
    this.#startS = recorder.clock.monotonic()
    this.#anchor = findAnchor(recorder, this.#startS)
  }

  get scope(): string {
    return this.#site.scope
  }

  // Made when asked for: most handles have no children.
  get frame(): Frame {
    this.#frame ??= { scope: this.#site.scope, depth: (this.#parent?.depth ?? 0) + 1 }
    return this.#frame
  }

  run<T>(fn: () => T): T {
    return applyInside(this.frame, fn, undefined, [])
  }

  set(metadata: unknown): void {
    if (this.#open) this.#bag = Object.assign(this.#bag ?? {}, copy(this.#recorder, this.#site, metadata))
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
    this.#close(undefined)
  }

  fail(error: unknown): void {
    this.#close(describeError(this.#recorder, error))
  }

  [dispose](): void {
    this.#close(undefined)
  }

  #metric(kind: number, name: string, value: unknown, metadata: unknown): void {
    const recorder = this.#recorder
    const site = findChild(recorder, this.#site, name)
    // Called by a reporter, it belongs to the reporter, whatever span it is a method of.
    const frame = currentFrame() === SUPPRESSED ? SUPPRESSED : this.frame
    if (site) recordMetric(recorder, kind, site, value, copy(recorder, site, metadata), frame)
  }

  #close(failure: Bag | undefined): void {
    if (!this.#open) return
    const endS = this.#recorder.clock.monotonic()
    const startS = this.#startS
    const bag = failure ? { ...failure, ...this.#bag } : this.#bag
    this.#open = false
    this.#bag = undefined
    recordTiming(this.#recorder, this.#site, this.#parent, startS, endS, startS + this.#anchor.offsetS, bag)
  }
}

// The class only, unless asked for. A message may hold what the user typed, a query, a key.
function describeError({ errorMessages, privacy, dropped }: Recorder, error: unknown): Bag {
  const bag: Bag = { error: true, errorType: typeName(error) }
  if (errorMessages) copyInto(bag, { errorMessage: messageOf(error) }, planPrivacy(privacy, undefined), dropped)
  return bag
}

function messageOf(error: unknown): unknown {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return '[unreadable]'
  }
}
