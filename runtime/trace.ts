import { currentFrame, type Frame, nextSpan, scopeOf, spanBase, type Trace, type TraceFrame } from './context.ts'
import { hash } from './hash.ts'
import type { Bag } from './metadata.ts'
import { draw, hex, readWord } from './random-hex.ts'
import { type Recorder, type RecorderTracing, recordStart } from './recorder.ts'
import type { TelemetryRecord, TelemetryReporter, TraceContext } from './reporter.ts'
import type { EventBag } from './ring.ts'
import type { Site } from './site.ts'

/** Which trace code belongs to, and which of its spans are recorded. */

/** What `tele.correlate` takes beside a plain id. */
export interface Correlation {
  /** Opaque text of at most 128 characters. @default the id of the trace */
  readonly correlationId?: string | undefined
  /** The header of W3C Trace Context, as it came. One that is malformed is none. */
  readonly traceparent?: string | undefined
}

const MAX_CORRELATION_ID = 128

/** Cuts an id that came from outside, more often than not; blank or no text is none. */
export function readCorrelationId(given: unknown): string | undefined {
  return typeof given === 'string' && given.trim() !== '' ? given.slice(0, MAX_CORRELATION_ID) : undefined
}

/** Gives what code that runs for a correlation has around it: the spans that are open stay its parents. */
export function openTrace(given: unknown, outer: Frame | undefined): TraceFrame {
  const { id, remote } = readCorrelation(given)
  const scope = outer?.scope ?? ''
  const depth = outer?.depth ?? 0
  const base = remote?.trace ?? outer?.trace ?? createTrace(id)
  // Its id is made before it is copied: each copy would make one of its own.
  const traceId = idOf(base)
  const trace = { ...base, correlationId: id ?? traceId }
  // Within a trace only the id changes: whether it is recorded was decided at its root.
  if (outer?.trace && !remote) return { ...outer, trace }
  return { scope, depth, trace, span: 0, outerScope: undefined, outerSpan: 0, kept: remote?.sampled ?? true, rate: 1 }
}

/** What is given comes from a request, as often as not: what cannot be read is none, and the program goes on. */
function readCorrelation(given: unknown): {
  readonly id?: string | undefined
  readonly remote?: ReturnType<typeof readTraceparent>
} {
  if (typeof given !== 'object' || given === null) return { id: readCorrelationId(given) }
  try {
    const { correlationId, traceparent } = given as Record<string, unknown>
    return { id: readCorrelationId(correlationId), remote: readTraceparent(traceparent) }
  } catch {
    return {}
  }
}

/** What a recorder has where somebody may want traces or sampling. Of a trace, that of the copy that has opened it. */
export const TRACING: RecorderTracing = { openTraceFrame, takeEventShare, describe, recordStart, readWants }

function readWants(recorder: Recorder, reporters: readonly TelemetryReporter[]): void {
  recorder.starts = reporters.some(({ wants }) => wants?.starts === true)
  recorder.traced = recorder.starts || reporters.some(({ wants }) => wants?.traces === true)
}

function openTraceFrame(site: Site, outer: Frame | undefined, metadata: Bag | undefined): TraceFrame {
  const trace = outer?.trace ?? createTrace(undefined)
  const share = takeShare(site, outer, trace, metadata)
  return {
    scope: site.scope,
    depth: (outer?.depth ?? 0) + 1,
    trace,
    span: nextSpan(),
    outerScope: scopeOf(outer),
    outerSpan: outer?.trace ? outer.span : 0,
    kept: share > 0,
    rate: share,
  }
}

function takeEventShare(site: Site, outer: Frame | undefined, metadata: Bag | undefined, id?: string): number {
  if (!outer?.trace && site.rate === 1) return 1
  return takeShare(site, outer, outer?.trace ?? createTrace(id), metadata)
}

/** The header for a request that goes out now; `undefined` where nothing belongs to a trace. */
export function printTraceparent(): string | undefined {
  const frame = currentFrame()
  if (!frame?.trace) return undefined
  const span = idOfSpan(frame.trace, frame.span) ?? spanIdOf(nextSpan())
  return `00-${idOf(frame.trace)}-${span}-${frame.kept ? '01' : '00'}`
}

/** The correlation id around the running code. */
export function currentCorrelationId(): string | undefined {
  return currentFrame()?.trace?.correlationId
}

function describe(
  { trace, span, outerSpan, rate }: TraceFrame,
  kind: TelemetryRecord['kind'],
  bag: Bag | undefined,
): TraceContext {
  const isSpan = kind === 'timing' || kind === 'start'
  return {
    traceId: idOf(trace),
    spanId: idOfSpan(trace, span),
    parentSpanId: isSpan ? idOfSpan(trace, outerSpan) : undefined,
    correlationId: trace.correlationId,
    sampleRate: isSpan ? rate : kind === 'event' ? (bag as EventBag).sampleRate : 1,
  }
}

/** That of a span here, or of the span elsewhere that the trace continues. */
function idOfSpan(trace: Trace, span: number): string | undefined {
  return span === 0 ? trace.remoteSpan : spanIdOf(span)
}

/** 32 hexadecimal digits. Made when somebody asks. */
export function idOf(trace: Trace): string {
  trace.id ??= Array.from(makeWords(trace), hex).join('')
  return trace.id
}

/** The same as four words of 32 bits. They are overwritten by the next: a span that is written away at once makes no text of them. */
export function wordsOf(trace: Trace): Uint32Array {
  return trace.id === undefined ? makeWords(trace) : readWords(trace.id)
}

/** Of the last id that somebody asked for. */
const words = /* @__PURE__ */ new Uint32Array(4)

/**
 * Its number in this process, counted on from a random one, and the lot as its last 56 bits, as OpenTelemetry's samplers expect:
 * no further random bits have to be drawn for it.
 */
function makeWords({ number, lot }: Trace): Uint32Array {
  const base = spanBase(draw)
  const low = (1 - lot) * 2 ** 56
  words[0] = base[0]
  words[1] = base[1] + number
  words[2] = (base[0] << 24) | Math.floor(low / 2 ** 32)
  words[3] = low
  return words
}

/** The words of an id, as above. */
export function readWords(id: string): Uint32Array {
  for (let index = 0; index < 4; index++) words[index] = readWord(id, 8 * index)
  return words
}

/** 16 hexadecimal digits: a random number of the process, counted on. */
function spanIdOf(span: number): string {
  const [high, low] = spanBase(draw)
  return hex(high) + hex(low + span)
}

/** Whether this one of its kind is recorded: all of a trace alike, in every process that knows its id. */
function takeShare(site: Site, outer: Frame | undefined, trace: Trace, metadata: Bag | undefined): number {
  const around = outer?.trace ? (outer.kept ? outer.rate : 0) : 1
  const { rate, sampleBy } = site
  if (around === 0 || rate === 1) return around
  const value = sampleBy === undefined ? undefined : metadata?.[sampleBy]
  // By a lot of its own, the two shares multiply; by that of the trace, the smaller one holds for both.
  if (value !== undefined) return lotOf(String(value)) <= rate ? around * rate : 0
  return trace.lot <= rate ? Math.min(around, rate) : 0
}

function createTrace(correlationId: string | undefined): Trace {
  const lot = correlationId === undefined ? 1 - Math.random() : lotOf(correlationId)
  return { id: undefined, number: nextSpan(), correlationId, lot, remoteSpan: undefined, tracing: TRACING }
}

const RE_TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/

function readTraceparent(given: unknown): { readonly trace: Trace; readonly sampled: boolean } | undefined {
  if (typeof given !== 'string') return undefined
  const [, version, id, remoteSpan, flags] = RE_TRACEPARENT.exec(given.slice(0, 56)) ?? []
  // Later versions may append fields; this one may not.
  if (id === undefined || (version === '00' && given.length !== 55)) return undefined
  // 52 of the 56 bits: more would be rounded.
  const lot = 1 - Number.parseInt(id.slice(-14, -1), 16) / 2 ** 52
  return {
    trace: { id, number: 0, correlationId: undefined, lot, remoteSpan, tracing: TRACING },
    sampled: (Number.parseInt(flags!, 16) & 1) === 1,
  }
}

/** A number above 0, up to 1, that is the same for the same text everywhere: its hash, mixed by MurmurHash3's last step. */
export function lotOf(text: string): number {
  let mixed = hash(text)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 1) / 2 ** 32
}
