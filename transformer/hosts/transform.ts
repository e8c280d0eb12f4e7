import { type TransformResult, transformSource } from '../transform.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject } from './project.ts'

export type { Diagnostic, Place } from '../../report/index.ts'
export type { CallSite, RawSourceMap, TransformResult } from '../transform.ts'
export type { TelescopicOptions } from './options.ts'

/**
 * Checks one file and, with telemetry off, takes its telemetry out; for hosts that have no plugin of ours, and for
 * plugins that load files themselves. `id` is the path of the file; its ending says which language it is.
 * Faults are returned, not thrown; with an error among them the code is returned as it was given.
 */
export function transform(code: string, id: string, options: TelescopicOptions = {}): TransformResult {
  const { config, diagnostics } = loadProject({ silent: true, ...options }, process.cwd())
  if (!config) return { code, map: null, diagnostics, uses: [], edits: [], keepsNames: false }
  const result = transformSource(code, id, config)
  return { ...result, diagnostics: [...diagnostics, ...result.diagnostics] }
}
