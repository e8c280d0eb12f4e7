import { readFileSync } from 'node:fs'
import type { Catalog } from '../../catalog/index.ts'
import type { Diagnostic } from '../../report/index.ts'
import { createConfig, GENERATED_FOLDER } from '../../transformer/options.ts'
import { analyzeSource } from '../../transformer/transform.ts'
import { showPath } from '../files.ts'
import { listSources } from '../sources.ts'

/** What the calls of a program say about its catalog. */
export interface Uses {
  /** Names that are called. */
  readonly names: ReadonlySet<string>
  /** Calls of names that the catalog does not have. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Looks through the sources below a folder. Only a file with the word `telescopic` is parsed. */
export function findUses(folder: string, catalog: Catalog): Uses {
  const config = createConfig({ mode: 'on', catalog })
  const names = new Set<string>()
  const diagnostics: Diagnostic[] = []
  for (const path of listSources(folder, GENERATED_FOLDER)) {
    const analysis = analyzeSource(readFileSync(path, 'utf8'), showPath(path), config)
    for (const { scope } of analysis.uses) if (scope !== undefined) names.add(scope)
    diagnostics.push(...analysis.diagnostics.filter(({ code }) => code === 'scope-unknown'))
  }
  return { names, diagnostics }
}
