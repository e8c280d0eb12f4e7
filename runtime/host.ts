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
export function complain(level: 'warn' | 'error', text: string, detail?: unknown): void {
  try {
    if (detail === undefined) console[level](text)
    else console[level](text, detail)
  } catch {
    // Nowhere left to say it; the caller has counted it.
  }
}
