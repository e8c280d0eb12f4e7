import { readFileSync } from 'node:fs'
import type { Catalog, ScopeCall } from '../../catalog/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { analyzeSource } from '../../transformer/transform.ts'

/** Finds the calls of each scope in the sources, by binding, as the compiler of telemetry does. */
export function findCalls(
  sources: readonly string[],
  catalog: Catalog,
  generated: string,
): ReadonlyMap<string, readonly ScopeCall[]> {
  const config = createConfig({ mode: 'on', catalog, generated })
  const calls = new Map<string, ScopeCall[]>()
  for (const file of sources) {
    for (const { scope, place } of analyzeSource(readFileSync(file, 'utf8'), file, config).uses) {
      if (scope !== undefined) calls.set(scope, [...(calls.get(scope) ?? []), { file, line: place.line }])
    }
  }
  return calls
}
