import type { Diagnostic } from '../report/index.ts'
import { checkCatalog } from './checks.ts'
import type { Catalog } from './model.ts'
import { readCatalog } from './read.ts'

/** A catalog, as far as it could be read, and everything that is wrong with it. */
export interface ParseResult {
  readonly catalog: Catalog
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads and checks the text of a catalog. Pure; never throws on a user's text. */
export function parseCatalog(text: string, file: string): ParseResult {
  const read = readCatalog(text, file)
  const diagnostics = [...read.diagnostics, ...checkCatalog(read.catalog, read)]
  return { catalog: read.catalog, diagnostics: diagnostics.toSorted(compareByPlace) }
}

function compareByPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.place?.start ?? -1) - (b.place?.start ?? -1)
}
