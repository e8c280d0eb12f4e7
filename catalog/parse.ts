import type { Diagnostic } from '../report/index.ts'
import { checkCatalog } from './checks.ts'
import type { CheckContext } from './context.ts'
import { putInOrder } from './in-order.ts'
import type { Catalog, CatalogFile } from './model.ts'
import { NO_SOURCES, readParts, type Sources } from './parts.ts'
import { report } from './read/fields.ts'
import { type Part, readPart, type Shared } from './read.ts'
import { resolveCatalog } from './resolve/catalog.ts'

/** A catalog, as far as it could be read, and everything that is wrong with it. */
export interface ParseResult {
  readonly catalog: Catalog
  /** File by file, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
  /** What checks and rules know beside the catalog. */
  readonly context: CheckContext
}

/** What reading gives: the part of the catalog that could be read, and every fault of its form. */
export interface ReadResult extends CheckContext {
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads and checks the text of a catalog. Pure; never throws on a user's text. */
export function parseCatalog(text: string, file: string, sources: Sources = NO_SOURCES): ParseResult {
  const { catalog, diagnostics, ...context } = readCatalog(text, file, sources)
  const all = [...diagnostics, ...checkCatalog(catalog, context)]
  return { catalog, diagnostics: putInOrder(all, catalog), context }
}

/** Turns the text of a catalog into its model, and reports whatever stands in the way. */
export function readCatalog(text: string, file: string, sources: Sources = NO_SOURCES): ReadResult {
  const shared: Shared = { nodes: new Map(), doubtful: new Set() }
  const root: CatalogFile = { file, packageName: undefined, text }
  const parts = readParts(root, sources, (source) => readPart(source, shared))
  const catalog = resolveCatalog(parts)
  if (parts.every((part) => part.hasNoScopes)) reportEmpty(parts[0])
  return {
    catalog,
    diagnostics: parts.flatMap((part) => part.reading.diagnostics),
    locate: createLocate(shared),
    doubtful: shared.doubtful,
  }
}

function reportEmpty({ reading, anchor }: Part): void {
  const note = 'a smallest scope: `scopes: { app.start: { kind: span, brief: Start of the program. } }`'
  report(reading, 'catalog-empty', 'The catalog declares no scope.', anchor, [note])
}

function createLocate({ nodes }: Shared): CheckContext['locate'] {
  return (entry, key, index) => {
    const located = nodes.get(entry)
    const value = located?.node.entries.get(key)?.value
    const node = index !== undefined && value?.kind === 'list' ? value.items[index] : value
    return node ? located!.findPlace(node.start, node.end) : entry.place
  }
}
