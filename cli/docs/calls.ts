import type { Catalog, ScopeCall } from '../../catalog/index.ts'
import { analyzeSources } from '../analyze-sources.ts'

/** Finds the calls of each scope in the sources. */
export function findCalls(
  sources: readonly string[],
  catalog: Catalog,
  generated: string,
): ReadonlyMap<string, readonly ScopeCall[]> {
  const calls = new Map<string, ScopeCall[]>()
  for (const { file, uses } of analyzeSources(sources, catalog, generated)) {
    for (const { scope, place } of uses) {
      if (scope !== undefined) calls.set(scope, [...(calls.get(scope) ?? []), { file, line: place.line }])
    }
  }
  return calls
}
