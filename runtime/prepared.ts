import { applyInside, applySync, currentFrame, SUPPRESSED } from './context.ts'
import { NOOP_SPAN } from './noop.ts'
import { isPromise, whenSettled } from './promise.ts'
import { copy, type Recorder, recordEvent, recordMetric } from './recorder.ts'
import { COUNTER, GAUGE, HISTOGRAM } from './records.ts'
import { addSite, type Site } from './site.ts'
import { callWith, type LiveSpan, openSpan, runInSpan } from './span.ts'

/**
 * What compiled calls call in the place of `tele`. The site has been looked up, its `interest` asked, and a scope of the
 * catalog has no faults: what is left of a call is recording. Whatever is recorded is what `tele` would have recorded.
 *
 * `…In` is for code that stands in the callback of a span: behind an `await` where there is no `AsyncLocalStorage`, the span is
 * known from the text alone. `…Of` is for the methods of a span.
 */

/** Finds or makes the site of a scope. It is made while telemetry is off, too, so that `interest` can be asked at any time. */
export function prepareSite(recorder: Recorder, scope: string): Site {
  const known = recorder.sites.get(scope)
  if (known) return known
  if (scope === '') throw new Error('no catalog can have the scope of this compiled call')
  const site = addSite(recorder, scope)
  // Beyond the cap of names too: what is compiled is as much as the text of the program, and must hear of `configure`.
  recorder.sites.set(scope, site)
  return site
}

/** What a compiled call has of a span: the inert one has no frame. */
type SomeSpan = Partial<LiveSpan>

// biome-ignore lint/suspicious/noExplicitAny: the compiler has checked what the callback does with its span
type Callback<T> = (span: any) => T

// --- spans ---

/** `tele.start(…)`, `using s = tele(…)`. */
export function open(site: Site, metadata?: unknown): LiveSpan {
  return opens(site) ? openSpan(site, metadata) : (NOOP_SPAN as unknown as LiveSpan)
}

/** `tele(…, fn)`. */
export function run<T>(site: Site, metadata: unknown, fn: Callback<T>): T {
  return opens(site) ? runOpened(openSpan(site, metadata), fn) : fn(NOOP_SPAN)
}

/** `tele(…, fn)` of a function that starts nothing for later. */
export function sync<T>(site: Site, metadata: unknown, fn: Callback<T>): T {
  return opens(site) ? runSync(openSpan(site, metadata), fn) : fn(NOOP_SPAN)
}

export function openIn(span: SomeSpan, site: Site, metadata?: unknown): LiveSpan {
  return opens(site) ? openInside(span, site, metadata) : (NOOP_SPAN as unknown as LiveSpan)
}

export function runIn<T>(span: SomeSpan, site: Site, metadata: unknown, fn: Callback<T>): T {
  return opens(site) ? runOpened(openInside(span, site, metadata), fn) : fn(NOOP_SPAN)
}

export function syncIn<T>(span: SomeSpan, site: Site, metadata: unknown, fn: Callback<T>): T {
  return opens(site) ? runSync(openInside(span, site, metadata), fn) : fn(NOOP_SPAN)
}

function opens(site: Site): boolean {
  return site.interest && currentFrame() !== SUPPRESSED
}

function runOpened<T>(span: LiveSpan, fn: Callback<T>): T {
  return runInSpan(span, fn, callWith, span) as T
}

// The promise of a synchronous function is one that was there before: the span still waits for it, as it would elsewhere.
function runSync<T>(span: LiveSpan, fn: Callback<T>): T {
  let result: T
  try {
    result = applySync(span.frame, fn, span)
  } catch (error) {
    span.fail(error)
    throw error
  }
  if (typeof result === 'object' && isPromise(result)) return whenSettled(result, fn, span) as T
  span.end()
  return result
}

function openInside(span: SomeSpan, site: Site, metadata: unknown): LiveSpan {
  const { frame } = span
  return frame !== undefined && currentFrame() === undefined
    ? applyInside(frame, openSpan, site, metadata)
    : openSpan(site, metadata)
}

// --- metrics and events ---

export function count(site: Site, increment: unknown = 1, metadata?: unknown): void {
  recordMetric(site, COUNTER, increment, copy(site, metadata), currentFrame())
}

export function gauge(site: Site, value: unknown, metadata?: unknown): void {
  recordMetric(site, GAUGE, value, copy(site, metadata), currentFrame())
}

export function record(site: Site, value: unknown, metadata?: unknown): void {
  recordMetric(site, HISTOGRAM, value, copy(site, metadata), currentFrame())
}

export function emit(site: Site, measurements: unknown, metadata?: unknown, correlationId?: unknown): void {
  recordEvent(site, measurements, metadata, correlationId)
}

export function countIn(span: SomeSpan, site: Site, increment: unknown = 1, metadata?: unknown): void {
  recordMetric(site, COUNTER, increment, copy(site, metadata), currentFrame() ?? span.frame)
}

export function gaugeIn(span: SomeSpan, site: Site, value: unknown, metadata?: unknown): void {
  recordMetric(site, GAUGE, value, copy(site, metadata), currentFrame() ?? span.frame)
}

export function recordIn(span: SomeSpan, site: Site, value: unknown, metadata?: unknown): void {
  recordMetric(site, HISTOGRAM, value, copy(site, metadata), currentFrame() ?? span.frame)
}

export function emitIn(span: SomeSpan, site: Site, measurements: unknown, metadata?: unknown, id?: unknown): void {
  const { frame } = span
  if (frame !== undefined && currentFrame() === undefined)
    applyInside(frame, () => recordEvent(site, measurements, metadata, id))
  else recordEvent(site, measurements, metadata, id)
}

export function countOf(span: SomeSpan, site: Site, increment: unknown = 1, metadata?: unknown): void {
  takeOf(span, site, COUNTER, increment, metadata)
}

export function gaugeOf(span: SomeSpan, site: Site, value: unknown, metadata?: unknown): void {
  takeOf(span, site, GAUGE, value, metadata)
}

export function recordOf(span: SomeSpan, site: Site, value: unknown, metadata?: unknown): void {
  takeOf(span, site, HISTOGRAM, value, metadata)
}

/** Called by a reporter, it belongs to the reporter, whatever span it is a method of. */
function takeOf(span: SomeSpan, site: Site, kind: number, value: unknown, metadata: unknown): void {
  const { frame } = span
  if (frame !== undefined && currentFrame() !== SUPPRESSED) recordMetric(site, kind, value, copy(site, metadata), frame)
}
