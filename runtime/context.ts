import { builtin } from './host.ts'

/**
 * Which span is around the running code. Holds a name and a number, never the span: a timer that outlives
 * its request keeps its frame alive, and a frame with a parent chain and metadata would be a leak (dd-trace #9227).
 */
export interface Frame {
  readonly scope: string
  /** How many spans are open here, this one included. */
  readonly depth: number
}

interface Storage {
  getStore(): Frame | undefined
  run<T>(frame: Frame | undefined, call: (...args: never) => T, ...args: unknown[]): T
}

/** The frame of code that runs on behalf of a reporter: what it records is not recorded, or it would never end. */
export const SUPPRESSED: Frame = Object.freeze({ scope: '', depth: 0 })

// The only one of the library: from Node 24 on, each further one makes every `run` of the program about 110 ns slower.
const storage = openStorage()

// The frame of synchronous code: all there is where there is no AsyncLocalStorage (browsers), and what spans use that are
// known to be synchronous. Set for the length of a call only, so that what continues after an await never meets it.
let current: Frame | undefined

/** Gives the span around the running code. */
export function currentFrame(): Frame | undefined {
  return current ?? storage?.getStore()
}

/** Calls a function so that it, and everything it starts, sees `frame` as the span around it. */
export function applyInside<T>(
  frame: Frame | undefined,
  fn: (...args: never) => T,
  self: unknown,
  args: readonly unknown[],
): T {
  const outer = current
  current = storage === undefined ? frame : undefined
  try {
    return storage === undefined
      ? Reflect.apply(fn, self, args as never)
      : (storage.run(frame, Reflect.apply, fn, self, args) as T)
  } finally {
    current = outer
  }
}

/**
 * Calls a function that has done all it does when it returns: what it starts for later sees the span around `frame`.
 * For compilers that have proved so; it spares `AsyncLocalStorage.run`, which is most of what a span costs since Node 24.
 */
export function applySync<T>(frame: Frame, fn: () => T): T {
  const outer = current
  current = frame
  try {
    return fn()
  } finally {
    current = outer
  }
}

function openStorage(): Storage | undefined {
  const hooks = builtin<{ AsyncLocalStorage?: new () => Storage }>('node:async_hooks')
  return hooks?.AsyncLocalStorage && new hooks.AsyncLocalStorage()
}
