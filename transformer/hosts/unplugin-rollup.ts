import type { Diagnostic } from '../../report/index.ts'
import { createCacheKey } from './cache-key.ts'
import { RUNTIME_MODULE } from './leftovers.ts'
import { claimBuild, type Session } from './session.ts'
import { type HookContext, tell } from './unplugin-messages.ts'

/** What Rollup, Rolldown and Vite ask for beside the common hooks. */

interface RollupHooks {
  readonly options?: (options: object) => null
  readonly resolveId: object
}

interface ViteHooks extends RollupHooks {
  readonly configResolved: (config: ViteConfig) => void
  readonly configureVitest: (context: VitestContext) => void
}

/** What Vitest hands to plugins. From version 5 on it keeps modules on disk, by their texts and more. */
interface VitestContext {
  readonly defineCacheKeyGenerator?: (generate: () => string) => void
  /** The same in version 4. */
  readonly experimental_defineCacheKeyGenerator?: (generate: () => string) => void
}

/** The part of Vite's configuration that is read. */
interface ViteConfig {
  readonly root: string
  readonly command: 'build' | 'serve'
}

/** Hooks for Rollup and Rolldown. */
export function attachRollup(session: Session): RollupHooks {
  return {
    options(options: { readonly cwd?: string; readonly plugins?: unknown }) {
      if (options.cwd) session.root = options.cwd
      // Every plugin may give other options; the list of plugins is handed through.
      claimBuild(typeof options.plugins === 'object' && options.plugins ? options.plugins : options, session)
      return null
    },
    resolveId: createResolve(session),
  }
}

/** Hooks for Vite. */
export function attachVite(session: Session): ViteHooks {
  return {
    configResolved(config) {
      session.root = config.root
      session.seesAll = config.command === 'build'
      claimBuild(config, session)
    },
    configureVitest(context) {
      const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
      if (!session.isIdle) define?.(() => createCacheKey(session))
    },
    resolveId: createResolve(session),
  }
}

/** The part of the context that shows the graph of modules. */
interface Graph {
  getModuleIds?(): Iterable<string>
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** Modules of ours that are external are resolved by no plugin, so that the graph is asked for them at the end. */
export function findExternals(session: Session, context: object): Diagnostic[] {
  const graph = context as Graph
  const ids = [...(graph.getModuleIds?.() ?? [])]
  // Externals are listed too. To ask for every module takes a while.
  if (!ids.some((id) => RUNTIME_MODULE.test(id))) return []
  return ids.flatMap((id) => {
    const ours = graph.getModuleInfo(id)?.importedIds.find((imported) => RUNTIME_MODULE.test(imported))
    return (ours === undefined ? undefined : session.resolve(ours, id)) ?? []
  })
}

/** An import of ours that is still there when it is resolved was not taken out. Vite's scan looks at sources. */
function createResolve(session: Session): object {
  return {
    order: 'pre',
    filter: { id: RUNTIME_MODULE },
    handler(this: HookContext, specifier: string, importer: string | undefined, options: { readonly scan?: boolean }) {
      const survivor = options.scan ? undefined : session.resolve(specifier, importer)
      if (survivor) tell(this, [survivor], { root: session.folder(), readText: () => undefined })
      return null
    },
  }
}
