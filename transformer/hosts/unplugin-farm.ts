import { createCacheKey } from './cache-key.ts'
import { claimBuild, type Session } from './session.ts'
import { type HookContext, tell } from './unplugin-messages.ts'

/** What Farm and Bun ask for beside the common hooks. */

/** Matches what `RUNTIME_MODULE` matches, and more: Farm's own engine for patterns lacks some of JavaScript's. */
const OURS = '^telescopic(/.*)?$'

interface FarmHooks {
  readonly configResolved: (config: FarmConfig) => void
  readonly resolve: {
    readonly filters: { readonly sources: string[]; readonly importers: string[] }
    readonly executor: (param: { readonly source: string; readonly importer?: unknown }) => Promise<null>
  }
}

/** The part of Farm's configuration that is read. */
interface FarmConfig {
  readonly root?: string
  readonly compilation?: { readonly persistentCache?: unknown }
}

/** The cache on disk, once Farm has filled in what the user left out: `envs` are names and values that it is kept by. */
type FarmCache = { envs?: Record<string, string> } | false | undefined

/** Hooks for Farm. */
export function attachFarm(session: Session): FarmHooks {
  return {
    configResolved(config) {
      if (config.root) session.root = config.root
      claimBuild(config, session)
      const cache = config.compilation?.persistentCache as FarmCache
      if (!cache || session.isIdle) return
      // Farm keeps modules by the times of their files, and has a cache unless it is told otherwise.
      cache.envs = { ...cache.envs, telescopic: createCacheKey(session) }
      session.seesAll = false
    },
    resolve: {
      filters: { sources: [OURS], importers: ['.*'] },
      async executor({ source, importer }) {
        refuseSurvivor(session, source, typeof importer === 'string' ? importer : undefined)
        return null
      },
    },
  }
}

/** How Farm itself is told that a module depends on a file. */
interface FarmContext {
  readonly framework?: string
  readonly context?: { addWatchFile(module: string, file: string): void }
}

/**
 * Tells a host what a module depends on besides its imports. Farm is told without unplugin, by which the two change
 * places: a catalog that is saved would then be built as if it were a module.
 */
export function addInputs(context: HookContext, module: string | undefined, files: readonly string[]): void {
  // Rolldown takes as long for a file to watch as for a small module.
  if (context.meta?.watchMode === false) return
  const native = (context.getNativeBuildContext?.() ?? {}) as FarmContext
  for (const file of files) {
    if (native.framework !== 'farm') context.addWatchFile?.(file)
    else if (module !== undefined) native.context?.addWatchFile(module, file)
  }
}

interface BunHooks {
  readonly setup: (build: {
    readonly config?: object
    onResolve(
      options: { filter: RegExp },
      callback: (args: { readonly path: string; readonly importer: string }) => undefined,
    ): unknown
  }) => void
}

/** Hooks for Bun. */
export function attachBun(session: Session): BunHooks {
  return {
    setup(build) {
      claimBuild(build.config ?? build, session)
      build.onResolve({ filter: new RegExp(OURS) }, ({ path, importer }) => {
        refuseSurvivor(session, path, importer)
        return undefined
      })
    },
  }
}

function refuseSurvivor(session: Session, specifier: string, importer: string | undefined): void {
  const survivor = session.resolve(specifier, importer)
  if (survivor) tell({}, [survivor], { root: session.folder(), readText: () => undefined })
}
