import type { Catalog } from '../../catalog/index.ts'
import type { Diagnostic } from '../../report/index.ts'
import { GENERATED_FOLDER } from '../../transformer/options.ts'
import { analyzeSources } from '../analyze-sources.ts'
import { listSources } from '../sources.ts'

/** What the calls of a program say about its catalog. */
export interface Uses {
  /** Names that are called. */
  readonly names: ReadonlySet<string>
  /** Calls of names that the catalog does not have. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Looks through the sources below a folder. */
export function findUses(folder: string, catalog: Catalog): Uses {
  const analyzed = analyzeSources(listSources(folder, GENERATED_FOLDER), catalog, GENERATED_FOLDER)
  const names = analyzed.flatMap(({ uses }) => uses.flatMap(({ scope }) => scope ?? []))
  const diagnostics = analyzed.flatMap((source) => source.diagnostics)
  return { names: new Set(names), diagnostics: diagnostics.filter(({ code }) => code === 'scope-unknown') }
}
