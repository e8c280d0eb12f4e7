/** What is done to the calls of a build with telemetry, each by a name of its own, so that each can be tested alone. */
export interface Optimizations {
  /** A call becomes a use of a site, which is looked up once; one that is silenced evaluates no argument. */
  readonly sites: boolean
  /** What stands in the callback of a span is told which span that is. Needs `sites`. */
  readonly parents: boolean
  /** `using` becomes `try … finally`. */
  readonly using: boolean
  /** A callback that starts nothing for later runs without `AsyncLocalStorage`. Needs `sites`. */
  readonly sync: boolean
}

/** The option as users write it: all, none, or by name; a name that is left out is on. */
export type Optimize = boolean | Partial<Optimizations>

export const OPTIMIZATIONS = ['sites', 'parents', 'using', 'sync'] as const

/** Calls stay as they were written. */
export const NO_OPTIMIZATIONS: Optimizations = { sites: false, parents: false, using: false, sync: false }

/** Completes the option. */
export function resolveOptimizations(given: Optimize = true): Optimizations {
  const all = given !== false
  return { sites: all, parents: all, using: all, sync: all, ...(typeof given === 'object' && given) }
}

/** Whether any of them is on. */
export function optimizes({ sites, using }: Optimizations): boolean {
  return sites || using
}
