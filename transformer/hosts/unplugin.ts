import { readFileSync } from 'node:fs'
import type { UnpluginFactory, UnpluginOptions } from 'unplugin'
import { COMPONENT_IDS, PACKAGE_IDS, SOURCE_IDS } from './module-ids.ts'
import type { TelescopicOptions } from './options.ts'
import { createSession, listFilterWords, type Session } from './session.ts'
import { addInputs, attachBun, attachFarm } from './unplugin-farm.ts'
import { type HookContext, tell } from './unplugin-messages.ts'
import { attachRollup, attachVite, findExternals } from './unplugin-rollup.ts'
import { attachWebpack, type Compiler } from './unplugin-webpack.ts'

/** The plugins of Rollup and its kin: one for sources, and one for components, which waits for their compiler. */
export const createPlugins: UnpluginFactory<TelescopicOptions | undefined, true> = (options = {}, { framework }) => {
  // Rolldown prints from a tree, so that blanks do not show and need no map. Vite would show them as the source.
  const session = createSession(options, framework === 'rolldown' ? 'blank' : 'cut')
  const hooks = framework === 'vite' ? attachVite(session) : attachRollup(session)
  return [
    { ...createSourcePlugin(session), [framework]: hooks },
    { name: 'telescopic:components', enforce: 'post', transform: createTransform(session, COMPONENT_IDS, 'post') },
  ]
}

/** The plugin of every other bundler. */
export const createPlugin: UnpluginFactory<TelescopicOptions | undefined, false> = (options = {}, { framework }) => {
  // Bun reads no maps of plugins. The others print too, but a map that shows contents would show the blanks.
  const session = createSession(options, framework === 'bun' ? 'blank' : 'cut')
  // webpack asks this when it chooses loaders; two plugins of one name would share the first one's.
  const plugin = { ...createSourcePlugin(session), transformInclude: () => !session.isIdle }
  if (framework === 'farm') return { ...plugin, farm: attachFarm(session) }
  if (framework === 'bun') return { ...plugin, bun: attachBun(session) }
  const apply = (compiler: unknown): void => attachWebpack(session, compiler as Compiler)
  const addTo: RsbuildSetup = (api) => api.modifyRspackConfig((config) => void config.plugins?.push({ apply }))
  return { ...plugin, webpack: apply, rspack: apply, rsbuild: { setup: addTo } }
}

type RsbuildSetup = NonNullable<NonNullable<UnpluginOptions['rsbuild']>['setup']>

function createSourcePlugin(session: Session): UnpluginOptions {
  return {
    name: 'telescopic',
    enforce: 'pre',
    buildStart() {
      if (session.isIdle) return
      const { diagnostics, readCatalogText, inputs } = session.load()
      addInputs(this, undefined, inputs)
      tell(this, diagnostics, { root: session.folder(), readText: readCatalogText })
    },
    transform: createTransform(session, SOURCE_IDS, 'pre'),
    buildEnd(...[error]: unknown[]) {
      if (error || session.isIdle) return
      const faults = [...findExternals(session, this), ...session.finish()]
      tell(this, faults, { root: session.folder(), readText: () => undefined })
    },
  }
}

/** The filter runs in the host where that can; elsewhere unplugin runs it. Plain words: a regexp is slow on large files. */
function createTransform(session: Session, include: RegExp, order: 'pre' | 'post'): UnpluginOptions['transform'] {
  const hook = {
    order,
    filter: createFilter(session, include),
    handler(this: HookContext, text: string, id: string) {
      const result = session.transform(text, id)
      if (!result) return undefined
      addInputs(this, id, result.inputs)
      const read = (file: string): string | undefined => (file === result.file ? text : readText(file))
      tell(this, result.diagnostics, { root: session.folder(), readText: read })
      return result.code === undefined ? undefined : { code: result.code, map: result.map }
    },
  }
  return hook as UnpluginOptions['transform']
}

/** What instruments functions must look at files without a word of ours, and into packages. */
function createFilter({ options }: Session, include: RegExp): object {
  if (options.instrument) return { id: { include } }
  return { id: { include, exclude: PACKAGE_IDS }, code: listFilterWords(options) }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A frame is a courtesy: the message says the place without it.
    return undefined
  }
}
