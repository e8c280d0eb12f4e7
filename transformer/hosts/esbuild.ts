import { readFileSync } from 'node:fs'
import type { OnLoadResult, Plugin } from 'esbuild'
import { selectTargets } from '../instrument.ts'
import { transformSource } from '../transform.ts'
import { PACKAGES, watchBuild } from './esbuild-leftovers.ts'
import { withMap } from './esbuild-map.ts'
import { toMessages } from './esbuild-messages.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject, type Project } from './project.ts'

export type { TelescopicOptions } from './options.ts'

/** Files that can hold calls, outside of packages: what those emit is their own build's business. */
const SOURCES = /\.[cm]?[jt]sx?$/

/** The esbuild plugin. Put it before plugins that load the same files, or call `telescopic/transform` from theirs. */
export function telescopic(options: TelescopicOptions = {}): Plugin {
  return {
    name: 'telescopic',
    setup(build) {
      const root = build.initialOptions.absWorkingDir ?? process.cwd()
      const watch = watchBuild(build, root, options.silent === true)
      let project: Project | undefined
      build.onStart(() => {
        project = loadProject(options, root)
        watch.start(project)
        return toMessages(project.diagnostics, { root, readText: project.readCatalogText })
      })
      build.onLoad({ filter: SOURCES, namespace: 'file' }, ({ path, with: attributes }) => {
        // `import text from './x.ts' with { type: 'text' }` asks for the file, not for the program in it.
        if (attributes.type || !project?.config) return undefined
        const targets = selectTargets(path, project.config.instrument)
        if (PACKAGES.test(path) && targets.length === 0) return undefined
        const bytes = readFileSync(path)
        // The bytes are handed back although nothing was found: esbuild would read the file a second time.
        const { needles } = project.config
        if (targets.length === 0 && !needles.some((needle) => bytes.includes(needle))) {
          watch.see()
          return { contents: bytes, loader: 'default' }
        }
        const text = bytes.toString('utf8')
        const result = transformSource(text, path, project.config)
        watch.see(result, targets)
        return {
          contents: withMap(text, path, result, build.initialOptions),
          loader: 'default',
          ...toMessages(result.diagnostics, {
            root,
            readText: (file) => (file === path ? text : project?.readCatalogText(file)),
          }),
          ...(project.catalogFile && { watchFiles: [path, ...project.inputs] }),
        } satisfies OnLoadResult
      })
    },
  }
}

export default telescopic
