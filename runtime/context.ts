import { builtin } from './host.ts'
import type { Bag } from './metadata.ts'
import type { TelemetryRecord, TraceContext } from './reporter.ts'
import type { Site } from './site.ts'

/**
 * Which span is around the running code. Holds a name and a number, never the span: a timer that outlives
 * its request keeps its frame alive, and a frame with a parent chain and metadata would be a leak (dd-trace #9227).
 */
export type Frame = PlainFrame | TraceFrame

/** Of code that belongs to no trace: most, since it costs something and nobody gets it unasked. */
interface PlainFrame {
  readonly scope: string
  /** How many spans are open here, this one included. */
  readonly depth: number
  readonly trace: undefined
}

/** Of code that belongs to one: its span and, by their names and numbers, the span around that. */
export interface TraceFrame {
  readonly scope: string
  readonly depth: number
  readonly trace: Trace
  /** Number of the span in this process; 0 is none. */
  readonly span: number
  readonly outerScope: string | undefined
  readonly outerSpan: number
  /** Whether spans and events are recorded here, and which share of their kind they are. */
  readonly kept: boolean
  readonly rate: number
}

/** Spans that belong together, in one process or several. */
export interface Trace {
  /** `undefined` until somebody asks. */
  id: string | undefined
  /** Number of the trace among the spans of this process: what its id is made of. */
  readonly number: number
  readonly correlationId: string | undefined
  /** Above 0, up to 1: recorded is what has a rate at least as high. */
  readonly lot: number
  /** The span of another process that this one continues. */
  readonly remoteSpan: string | undefined
  readonly tracing: Tracing
}

/**
 * What is done inside of a trace. A trace brings it along, so that a program which opens none need not know how, even inside of one
 * that another copy has opened.
 */
export interface Tracing {
  /** Gives what code inside a span has around it: made for this span, with its place in the trace. */
  readonly openTraceFrame: (site: Site, outer: Frame | undefined, metadata: Bag | undefined) => TraceFrame
  /** Gives the share of its kind that an event stands for; 0 where it is left out. */
  readonly takeEventShare: (site: Site, outer: Frame | undefined, metadata: Bag | undefined, id?: string) => number
  /** Gives what a record of that kind is told of its trace. */
  readonly describe: (frame: TraceFrame, kind: TelemetryRecord['kind'], bag: Bag | undefined) => TraceContext
}

interface Storage {
  getStore(): Frame | undefined
  run<T>(frame: Frame | undefined, call: (...args: never) => T, ...args: unknown[]): T
}

/** What all copies of the library in one process have in common: an ESM and a CJS one, or two versions. */
interface Shared {
  /**
   * The frame of synchronous code: all there is where there is no AsyncLocalStorage (browsers), and what spans use that are
   * known to be synchronous. Set for the length of a call only, so that what continues after an await never meets it.
   */
  current: Frame | undefined
  /** The only one: from Node 24 on, each further one makes every `run` of the program about 110 ns slower. */
  readonly storage: Storage | undefined
  /** The frame of code that runs on behalf of a reporter: what it records is not recorded, or it would never end. */
  readonly suppressed: Frame
  /** Number of the last span of a trace, and what is counted on from. */
  spans: number
  base: readonly [number, number] | undefined
  /** How many copies have joined, and whether somebody has said so. */
  copies: number
  told: boolean
}

const shared: Shared = /* @__PURE__ */ joinShared()
const { storage } = shared

export const SUPPRESSED: Frame = shared.suppressed

/** How often the library was loaded in this process. */
export function countCopies(): number {
  return shared.copies
}

/** Tells whether there is more than one copy and nobody has said so yet. Once: a test runner may load it for every test. */
export function mustTellCopies(): boolean {
  if (shared.copies === 1 || shared.told) return false
  shared.told = true
  return true
}

/** Gives the next number of a span, which no other copy gives. */
export function nextSpan(): number {
  return ++shared.spans
}

/** Gives the two random numbers that numbers of spans are made ids with, in every copy. */
export function spanBase(draw: () => number): readonly [number, number] {
  shared.base ??= [draw(), draw()]
  return shared.base
}

/** What is said of a span by those inside of it. */
export type Around = Pick<Frame, 'scope' | 'depth'> | undefined

/** The scope of the span around; a correlation outside of any span is none. */
export function scopeOf(around: Around): string | undefined {
  return around === undefined || around.depth === 0 ? undefined : around.scope
}

/** Gives the span around the running code. */
export function currentFrame(): Frame | undefined {
  return shared.current ?? storage?.getStore()
}

/** Calls a function with up to three arguments so that it, and everything it starts, sees `frame` as the span around it. */
export function applyInside<T>(
  frame: Frame | undefined,
  fn: (...args: never) => T,
  a?: unknown,
  b?: unknown,
  c?: unknown,
): T {
  const outer = shared.current
  shared.current = storage === undefined ? frame : undefined
  try {
    return storage === undefined ? (fn as (...args: unknown[]) => T)(a, b, c) : storage.run(frame, fn, a, b, c)
  } finally {
    shared.current = outer
  }
}

/**
 * Calls a function that has done all it does when it returns: what it starts for later sees the span around `frame`.
 * For compilers that have proved so; it spares `AsyncLocalStorage.run`, which is most of what a span costs since Node 24.
 */
export function applySync<T, A = undefined>(frame: Frame, fn: (argument: A) => T, argument?: A): T {
  const outer = shared.current
  shared.current = frame
  try {
    return fn(argument as A)
  } finally {
    shared.current = outer
  }
}

/**
 * Joins what an earlier copy has put down, or puts it down. The number at the end is that of the shape above: whoever changes
 * the shape counts on, and the two then have a context each, which costs time and parents but breaks nothing.
 */
function joinShared(): Shared {
  const key = Symbol.for('telescopic.context.3')
  const all = globalThis as { [key]?: Shared }
  const found = all[key]
  if (found?.suppressed) {
    found.copies++
    return found
  }
  const hooks = builtin<{ AsyncLocalStorage?: new () => Storage }>('node:async_hooks')
  const made: Shared = {
    copies: 1,
    spans: 0,
    base: undefined,
    told: false,
    current: undefined,
    storage: hooks?.AsyncLocalStorage && new hooks.AsyncLocalStorage(),
    suppressed: Object.freeze({ scope: '', depth: 0, trace: undefined }),
  }
  // A global object that may not be added to (hardened JavaScript): this copy is then alone.
  Reflect.defineProperty(globalThis, key, { value: made })
  return made
}
