import { relative } from 'node:path'
import type { OnResolveArgs, PluginBuild } from 'esbuild'
import type { Diagnostic } from '../../report/index.ts'
import type { WeaveTarget } from '../instrument.ts'
import type { TransformResult } from '../transform.ts'
import { toMessages } from './esbuild-messages.ts'
import { isInstrumented, RUNTIME_MODULE, reportNothingMatched, reportSurvivor, reportUnseen } from './leftovers.ts'
import type { Project } from './project.ts'

/** What is known of a build so far. */
export interface BuildWatch {
  start(project: Project): void
  /** A source without the word, or what became of one with it, and what the catalog instruments there. */
  see(result?: TransformResult, targets?: readonly WeaveTarget[]): void
}

/** Packages bring what they have compiled. */
export const PACKAGES: RegExp = /[\\/]node_modules[\\/]/

/**
 * Watches a build for what no single file shows: with telemetry off nothing may ask for our modules, and in either mode
 * somebody should. Files that other plugins load are seen here and nowhere else.
 */
export function watchBuild(build: PluginBuild, root: string, silent: boolean): BuildWatch {
  let project: Project | undefined
  let [files, instrumented] = [0, false]
  const seen = new Set<string>()
  const convert = (...faults: readonly Diagnostic[]) => toMessages(faults, { root, readText: () => undefined })
  // Without bundling nothing is resolved; what files import is then in the metafile only.
  const { bundle } = build.initialOptions
  if (!bundle) build.initialOptions.metafile = true

  build.onResolve({ filter: RUNTIME_MODULE }, ({ path, importer, namespace }: OnResolveArgs) => {
    if (PACKAGES.test(importer) || importer === '') return undefined
    instrumented = true
    if (project?.config?.mode !== 'off') return undefined
    return convert(reportSurvivor(namespace === 'file' ? relative(root, importer) : importer, path))
  })

  build.onEnd(({ errors, metafile }) => {
    if (errors.length > 0 || !project?.config) return undefined
    const survivors = project.config.mode === 'off' && !bundle && metafile ? findImports(metafile) : []
    if (survivors.length > 0) return convert(...survivors)
    if (silent) return undefined
    return convert(...(instrumented ? [] : [reportNothingMatched(files)]), ...reportUnseen(project.config, seen))
  })

  return {
    start(started) {
      project = started
      files = 0
      instrumented = started.instrumentedFiles.length > 0
      seen.clear()
    },
    see(result, targets = []) {
      files++
      for (const { text } of targets) seen.add(text)
      instrumented ||= result !== undefined && isInstrumented(result)
    },
  }
}

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly entryPoint?: string; readonly imports: readonly { path: string }[] }>
  >
}

/** A file that is compiled by itself imports in its output what it imported in its source. */
function findImports(metafile: Metafile): Diagnostic[] {
  return Object.values(metafile.outputs).flatMap(({ entryPoint = '', imports }) => {
    const ours = PACKAGES.test(`/${entryPoint}`) ? undefined : imports.find(({ path }) => RUNTIME_MODULE.test(path))
    return ours ? [reportSurvivor(entryPoint, ours.path)] : []
  })
}
