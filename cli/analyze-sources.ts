import { readFileSync } from 'node:fs'
import type { Catalog } from '../catalog/index.ts'
import { createConfig } from '../transformer/options.ts'
import { type Analysis, analyzeSource } from '../transformer/transform.ts'
import { showPath } from './files.ts'

/** What was found in one source, by its path as it is shown. */
export interface AnalyzedSource extends Pick<Analysis, 'uses' | 'diagnostics'> {
  readonly file: string
}

/** Finds the calls in sources, by binding, as the compiler of telemetry does. Only a file with a word of ours is parsed. */
export function analyzeSources(sources: readonly string[], catalog: Catalog, generated: string): AnalyzedSource[] {
  const config = createConfig({ mode: 'on', catalog, generated })
  return sources.map((source) => {
    const file = showPath(source)
    const { uses, diagnostics } = analyzeSource(readFileSync(source, 'utf8'), file, config)
    return { file, uses, diagnostics }
  })
}
