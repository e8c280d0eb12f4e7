/** What the host offers. The only file that knows of `process`: in a browser there is none, and all of this answers "nothing". */

/** Reads an environment variable. */
export function env(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name]
  } catch {
    // Deno throws here unless the program may read its environment: telemetry is then off, not a crash.
    return undefined
  }
}

/** Gives a built-in module without a static import, which a browser's loader would refuse. */
export function builtin<T>(name: string): T | undefined {
  try {
    return globalThis.process?.getBuiltinModule?.(name) as T | undefined
  } catch {
    return undefined
  }
}

/** Writes to the console. A console that throws (replaced, or its stream is gone) must not reach the program. */
export function complain(level: 'warn' | 'error', ...said: unknown[]): void {
  try {
    console[level](...said)
  } catch {
    // Nowhere left to say it; the caller has counted it.
  }
}

// Held from the start: fake timers of test runners replace `setTimeout`, and telemetry would stop with the clock.
const { setTimeout: wait, clearTimeout: stop } = globalThis

/** Whether there is a later. Without timers everything is done at once. */
export const canWait: boolean = typeof wait === 'function'

/** Calls a function later, without keeping the process alive for it. Gives the way to stop it. */
export function later(ms: number, fn: () => void): () => void {
  const timer: unknown = wait(fn, ms)
  ;(timer as { unref?(): void }).unref?.()
  return () => stop(timer as number)
}

/** Waits for a promise that never rejects, but no longer than this. Keeps the process alive meanwhile. */
export function within(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = canWait ? wait(resolve, ms) : undefined
    void promise.then(() => {
      if (timer !== undefined) stop(timer)
      resolve()
    })
  })
}

/** What is to be done at the end of a process or page. */
export interface Ending {
  /** Nothing that waits will be done any more. */
  readonly now: () => void
  /** The event loop has run empty: there is still time. */
  readonly late: () => void
}

// In a browser there is none, and elsewhere it may lack what Node has.
type Host = Partial<Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'kill' | 'pid'>> | undefined

interface Page {
  addEventListener?(event: string, listener: () => void): void
  readonly document?: Page & { readonly visibilityState?: string }
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const endings = new Set<Ending>()
let watchesExits = false
let watchesSignals = false

/** Watches for the end; gives the way to stop. One listener for all: eleven of them would make Node warn of a leak. */
export function onEnd(ending: Ending): () => void {
  endings.add(ending)
  if (!watchesExits) watchExits()
  return () => void endings.delete(ending)
}

function endNow(): void {
  for (const { now } of endings) now()
}

function watchExits(): void {
  watchesExits = true
  try {
    const host = globalThis.process as Host
    host?.on?.('exit', endNow)
    host?.on?.('beforeExit', () => {
      for (const { late } of endings) late()
    })
    // A page may be frozen or discarded after it is hidden without a further word.
    const page = globalThis as Page
    page.addEventListener?.('pagehide', endNow)
    page.document?.addEventListener?.('visibilitychange', () => {
      if (page.document?.visibilityState === 'hidden') endNow()
    })
  } catch {
    // A host that forbids listening: what waits is then lost at its end.
  }
}

/** Has signals that end the process do first what is to be done at its end. */
export function watchSignals(): void {
  if (watchesSignals) return
  watchesSignals = true
  const host = globalThis.process as Host
  for (const signal of SIGNALS) {
    const end = (): void => {
      endNow()
      host?.off?.(signal, end)
      // Raised again for the default action and the right exit code, unless the program handles it: then it decides.
      if (host?.listenerCount?.(signal) === 0 && host.pid !== undefined) host.kill?.(host.pid, signal)
    }
    host?.on?.(signal, end)
  }
}
