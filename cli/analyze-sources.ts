import { readFileSync } from 'node:fs'
import type { Catalog } from '../catalog/index.ts'
import { resolveTargets } from '../transformer/hosts/instrument.ts'
import { selectTargets } from '../transformer/instrument.ts'
import { createConfig } from '../transformer/options.ts'
import { type Analysis, analyzeSource, type CallSite } from '../transformer/transform.ts'
import { showPath } from './files.ts'

/** What was found in one source, by its path as it is shown. */
export interface AnalyzedSource extends Pick<Analysis, 'uses' | 'diagnostics'> {
  readonly file: string
}

/**
 * Finds the calls in sources, by binding, as the compiler of telemetry does, and the functions that the catalog instruments. Only
 * a file with a word of ours, or with such a function, is parsed.
 */
export function analyzeSources(sources: readonly string[], catalog: Catalog, generated: string): AnalyzedSource[] {
  const config = createConfig({ mode: 'on', catalog, generated })
  const { targets } = resolveTargets(catalog, process.cwd())
  const analyzed = sources.map((source) => {
    const file = showPath(source)
    const instrument = selectTargets(source, targets).map((target) => ({ ...target, file: file.replaceAll('\\', '/') }))
    const { uses, diagnostics } = analyzeSource(readFileSync(source, 'utf8'), file, { ...config, instrument })
    return { file, uses, diagnostics }
  })
  return [...analyzed, ...listPackageUses(catalog)]
}

/** What the catalog instruments in packages is in no source of the program: the catalog itself is the place. */
function listPackageUses({ scopes }: Catalog): AnalyzedSource[] {
  return [...scopes.values()].flatMap(({ name, instrument }) =>
    instrument
      .filter(({ file }) => file === undefined || file.includes('node_modules/'))
      .map(({ place }) => {
        const use: CallSite = { method: 'instrument', scope: name, place, verdict: 'kept' }
        return { file: place.file, uses: [use], diagnostics: [] }
      }),
  )
}
