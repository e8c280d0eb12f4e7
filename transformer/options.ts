import type { Catalog } from '../catalog/model.ts'

/** What the core is told about a file. Hosts resolve their options to this once; nothing is optional here. */
export interface TransformConfig {
  /** `on` checks and keeps the calls, `off` checks and removes them. */
  readonly mode: Mode
  readonly catalog: Catalog
  /** Name of the folder of generated files, as it appears in import paths. */
  readonly generated: string
  /** Whether TypeScript files lose imports that only removed code used, as they do without `verbatimModuleSyntax`. */
  readonly elideImports: boolean
}

export type Mode = 'on' | 'off'

/** The folder of generated files, unless told otherwise. */
export const GENERATED_FOLDER = 'telescopic.gen'
