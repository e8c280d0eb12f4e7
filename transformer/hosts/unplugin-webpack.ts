import { createCacheKey } from './cache-key.ts'
import { claimBuild, type Session } from './session.ts'
import { isFailing, tell } from './unplugin-messages.ts'

/** What webpack and Rspack ask for beside the common hooks. */

/** The part of a compiler that is used; webpack and Rspack have it alike. */
export interface Compiler {
  readonly context: string
  readonly options: { cache?: unknown }
  readonly hooks: {
    readonly compilation: { tap(name: string, callback: (compilation: Compilation) => void): void }
    readonly shouldEmit: { tap(name: string, callback: (compilation: Compilation) => boolean | undefined): void }
  }
}

interface Compilation {
  readonly errors: readonly unknown[]
  readonly moduleGraph: { getIssuer(module: Module): Module | null | undefined }
  readonly hooks: {
    readonly finishModules: { tap(name: string, callback: (modules: Iterable<Module>) => void): void }
  }
}

interface Module {
  readonly rawRequest?: string
  /** What an external module is asked for by. */
  readonly userRequest?: string
  readonly resource?: string
}

const NAME = 'telescopic'

/** Watches a compiler: nothing of ours may be imported with telemetry off, and nothing is written with an error of ours. */
export function attachWebpack(session: Session, compiler: Compiler): void {
  session.root = compiler.context
  claimBuild(compiler, session)
  if (session.isIdle) return
  session.seesAll = !keyCache(session, compiler.options.cache)
  compiler.hooks.compilation.tap(NAME, (compilation) => {
    compilation.hooks.finishModules.tap(NAME, (modules) => {
      for (const module of modules) {
        const importer = compilation.moduleGraph.getIssuer(module)?.resource
        const survivor = session.resolve(module.rawRequest ?? module.userRequest ?? '', importer)
        const context = { getNativeBuildContext: () => ({ compilation }) }
        if (survivor) tell(context, [survivor], { root: session.folder(), readText: () => undefined })
      }
    })
  })
  compiler.hooks.shouldEmit.tap(NAME, (compilation) => (isFailing(compilation) ? false : undefined))
}

/** Puts the build into the version of a cache on disk. */
function keyCache(session: Session, cache: unknown): boolean {
  const persistent = cache as { type?: string; version?: string } | undefined
  if (persistent?.type !== 'filesystem' && persistent?.type !== 'persistent') return false
  persistent.version = createCacheKey(session, persistent.version)
  return true
}
