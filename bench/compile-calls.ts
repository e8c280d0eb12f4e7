import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { parseCatalog } from '../catalog/index.ts'
import { resolveOptimizations } from '../transformer/optimize.ts'
import { createConfig } from '../transformer/options.ts'
import { transformSource } from '../transformer/transform.ts'

const CATALOG = `telescopic: 1
attributes:
  tier: { type: string, brief: Part of the cache. }
  size: { type: int, brief: How much of it. }
scopes:
  work: { kind: span, brief: Work., attributes: { tier: opt_in, size: opt_in } }
  hits: { kind: counter, brief: Hits., attributes: { tier: opt_in, size: opt_in } }
  silenced: { kind: counter, brief: Not recorded., attributes: { tier: opt_in } }
`

/** Compiles `prepared-calls.ts` as a build with telemetry. */
export function compileCalls(root: string): Plugin {
  const { catalog } = parseCatalog(CATALOG, 'scopes.yaml')
  return {
    name: 'prepared calls',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^telescopic$/ }, () => ({ path: `${root}runtime/index.ts` }))
      onResolve({ filter: /^telescopic\/site$/ }, () => ({ path: `${root}runtime/compiled.ts` }))
      onLoad({ filter: /prepared-calls\.ts$/ }, ({ path }) => {
        const config = createConfig({ mode: 'on', catalog, optimize: resolveOptimizations() })
        const { code, diagnostics } = transformSource(readFileSync(path, 'utf8'), path, config)
        if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
        return { contents: code, loader: 'ts' }
      })
    },
  }
}
