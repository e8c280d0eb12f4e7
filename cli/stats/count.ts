import type { Catalog, Kind } from '../../catalog/index.ts'
import { analyzeSources } from '../analyze-sources.ts'

/** A place of the sources that has to do with the catalog. */
export interface CountedCall {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The method of the call, or what is wrong with it. */
  readonly what: string
}

/** A scope with its calls. */
export interface CountedScope {
  readonly name: string
  readonly kind: Kind
  readonly calls: readonly CountedCall[]
}

/** A catalog held against the sources that call it. */
export interface Counted {
  /** Every scope of the catalog by name, those without calls too. */
  readonly scopes: readonly CountedScope[]
  /** Calls of names that the catalog does not have. */
  readonly unknown: readonly CountedCall[]
  /** How many files were looked at. */
  readonly files: number
}

/** Counts the calls of each scope. */
export function countCalls(sources: readonly string[], catalog: Catalog, generated: string): Counted {
  const calls = new Map<string, CountedCall[]>([...catalog.scopes.keys()].map((name) => [name, []]))
  const unknown: CountedCall[] = []
  for (const { file, uses, diagnostics } of analyzeSources(sources, catalog, generated)) {
    for (const { scope, place, method } of uses) {
      if (scope !== undefined) calls.get(scope)?.push({ file, line: place.line, column: place.column, what: method })
    }
    for (const { code, message, place } of diagnostics) {
      if (code === 'scope-unknown' && place)
        unknown.push({ file, line: place.line, column: place.column, what: message })
    }
  }
  const scopes = [...catalog.scopes.values()].map(({ name, kind }) => ({ name, kind, calls: calls.get(name)! }))
  return { scopes, unknown, files: sources.length }
}
