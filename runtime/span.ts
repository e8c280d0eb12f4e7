import { applyInside, currentFrame, type Frame } from './context.ts'
import type { Bag } from './metadata.ts'
import { isPromise, whenSettled } from './promise.ts'
import { type Metric, merge, type Recorder, recordMetric, recordTiming } from './recorder.ts'
import { typeName } from './type-name.ts'

/** An open span as the runtime sees it; call sites see it as the typed `Span`. */
export interface LiveSpan extends Disposable {
  readonly scope: string
  /** What code inside the span has around it. */
  readonly frame: Frame
  set(metadata: unknown): void
  count(name: string, increment?: number, metadata?: unknown): void
  gauge(name: string, value: number, metadata?: unknown): void
  record(name: string, value: number, metadata?: unknown): void
  end(): void
  /** Closes the span as one that failed. */
  fail(error: unknown): void
}

/** Opens a span. Its scope has been checked. */
export function openSpan(recorder: Recorder, scope: string, metadata: unknown): LiveSpan {
  return new RecordedSpan(recorder, scope, metadata)
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
  readonly scope: string
  readonly frame: Frame
  readonly #recorder: Recorder
  readonly #parent: Frame | undefined
  readonly #startMonotonicS: number
  readonly #startWallTimeS: number
  /** `undefined` once the span has ended: a handle that is kept must not keep the metadata. */
  #metadata: Bag | undefined

  constructor(recorder: Recorder, scope: string, metadata: unknown) {
    this.scope = scope
    this.#recorder = recorder
    this.#parent = currentFrame()
    this.frame = { scope, depth: (this.#parent?.depth ?? 0) + 1 }
    this.#metadata = merge(recorder, {}, metadata)
    // The clocks last: copying the metadata is not part of the span.
    this.#startMonotonicS = recorder.clock.monotonic()
    this.#startWallTimeS = recorder.clock.wall()
  }

  set(metadata: unknown): void {
    if (this.#metadata !== undefined) merge(this.#recorder, this.#metadata, metadata)
  }

  count(name: string, increment = 1, metadata?: unknown): void {
    this.#metric('counter', name, increment, metadata)
  }

  gauge(name: string, value: number, metadata?: unknown): void {
    this.#metric('gauge', name, value, metadata)
  }

  record(name: string, value: number, metadata?: unknown): void {
    this.#metric('histogram', name, value, metadata)
  }

  end(): void {
    this.#close(undefined)
  }

  fail(error: unknown): void {
    // The class only. A message may hold what the user typed, a query, a key.
    this.#close({ error: true, errorType: typeName(error) })
  }

  [dispose](): void {
    this.#close(undefined)
  }

  #metric(type: Metric['type'], name: unknown, value: number, metadata: unknown): void {
    // An empty or non-string name is passed on as it is, to be refused like any other.
    const scope = typeof name === 'string' && name !== '' ? `${this.scope}.${name}` : (name as string)
    recordMetric(this.#recorder, { type, scope, value, metadata, parent: this.frame })
  }

  #close(failure: Bag | undefined): void {
    const metadata = this.#metadata
    if (metadata === undefined) return
    const endMonotonicS = this.#recorder.clock.monotonic()
    this.#metadata = undefined
    recordTiming(this.#recorder, {
      scope: this.scope,
      parent: this.#parent,
      startMonotonicS: this.#startMonotonicS,
      endMonotonicS,
      startWallTimeS: this.#startWallTimeS,
      metadata: failure ? { ...failure, ...metadata } : metadata,
    })
  }
}
