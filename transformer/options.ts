import type { Catalog } from '../catalog/model.ts'
import type { WeaveTarget } from './instrument.ts'
import type { KindAt } from './kinds.ts'
import { listNeedles, type ModuleConfig } from './modules.ts'
import { NO_OPTIMIZATIONS, type Optimizations } from './optimize.ts'
import { EVERYTHING, type Selection } from './selection.ts'
import type { Severities } from './severities.ts'

/** What the core is told about a file. Hosts resolve their options to this once; nothing is optional here. */
export interface TransformConfig extends ModuleConfig {
  /** `on` checks and keeps the calls, `off` checks and removes them. */
  readonly mode: Mode
  readonly catalog: Catalog
  /** Which scopes stay in a build with the mode `on`. */
  readonly selection: Selection
  /** Words of which a file that uses us holds at least one. */
  readonly needles: readonly string[]
  /** Whether TypeScript files lose imports that only removed code used, as they do without `verbatimModuleSyntax`. */
  readonly elideImports: boolean
  /** Weights of faults, where they are not those of the table of codes. */
  readonly severities: Severities
  /** What is done to calls that stay. */
  readonly optimize: Optimizations
  /** Says of expressions of the file what a compiler with types knows of them; `undefined` where there is none. */
  readonly kindAt: KindAt | undefined
  /** Functions that get a span around them in a build with telemetry. */
  readonly instrument: readonly WeaveTarget[]
  /** The folder that places in the program are told from; `undefined` where they are not put into it. */
  readonly provenance: string | undefined
  /** How removed code is left: `blank` keeps every offset where it can, `cut` takes whole lines away. */
  readonly renderer: Renderer
}

export type Mode = 'on' | 'off'

export type Renderer = 'blank' | 'cut'

/** The folder of generated files, unless told otherwise. */
export const GENERATED_FOLDER = 'telescopic.gen'

/** Completes a configuration with what a project has that sets nothing. */
export function createConfig(
  given: Pick<TransformConfig, 'catalog' | 'mode'> & Partial<TransformConfig>,
): TransformConfig {
  const { generated = GENERATED_FOLDER, barrels = new Map() } = given
  return {
    generated,
    barrels,
    needles: listNeedles({ generated, barrels }),
    resolveAlias: () => undefined,
    selection: EVERYTHING,
    severities: {},
    optimize: NO_OPTIMIZATIONS,
    instrument: [],
    kindAt: undefined,
    provenance: undefined,
    elideImports: true,
    renderer: 'blank',
    ...given,
  }
}
