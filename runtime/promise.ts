import { builtin } from './host.ts'

/** What is told how a promise settled. */
export interface Watching {
  end(): void
  fail(reason: unknown): void
}

interface Types {
  isPromise(value: unknown): boolean
}

// Node's check reads an internal slot: no getter or proxy trap of the program runs, and promises of other realms count.
const nodeTypes = builtin<{ types?: Types }>('node:util')?.types

// The original method: a subclass that starts its work in `then` (a lazy query) must not be started by us.
const originalThen = Promise.prototype.then

// Where a bundler has lowered async functions this is plain `Function`, which tells nothing.
const AsyncFunction = (async () => {}).constructor

/** Whether a value is a real promise. Other thenables are left alone: calling `then` on them may start their work. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return nodeTypes === undefined ? value instanceof Promise : nodeTypes.isPromise(value)
}

/**
 * Closes a span when a promise settles, and gives the promise to hand to the caller.
 *
 * The promise of an async function is known to nobody but us, so a continuation of it is handed on: listening on the side
 * would mark a rejection as handled, and a rejection the program forgot would pass in silence; V8 would also cut
 * the callers off the error's stack (two listeners on one promise end its async trace).
 * A promise that any other function returned may be known to others: it is handed on itself, and we listen on the side.
 */
export function whenSettled(promise: Promise<unknown>, from: unknown, span: Watching): Promise<unknown> {
  if (isAsyncFunction(from)) {
    return originalThen.call(
      promise,
      (value) => {
        span.end()
        return value
      },
      (reason) => {
        span.fail(reason)
        throw reason
      },
    )
  }
  try {
    originalThen.call(
      promise,
      () => span.end(),
      (reason) => span.fail(reason),
    )
  } catch {
    // A subclass whose constructor cannot be called by `then`. It cannot be watched without touching it.
    span.end()
  }
  return promise
}

function isAsyncFunction(value: unknown): boolean {
  return AsyncFunction !== Function && value instanceof AsyncFunction
}
