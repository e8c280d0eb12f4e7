import { type Catalog, LEVELS, type Level } from '../../catalog/index.ts'
import { type Code, createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import { OPTIMIZATIONS, type Optimizations, type Optimize } from '../optimize.ts'
import { RE_GLOB } from '../selection.ts'
import { ADJUSTABLE, type Severities } from '../severities.ts'

/** Options that every host takes. */
export interface TelescopicOptions {
  /** Compiles telemetry in or out. @default what `TELESCOPIC` (`on`, `off`) says, else off when `NODE_ENV` is `production`, else on */
  readonly enabled?: boolean
  /** Path of the catalog, from the root, or a catalog that has been read. @default 'scopes.yaml' */
  readonly catalog?: string | Catalog
  /** Folder that paths start from. @default the host's own */
  readonly root?: string
  /** Name of the folder of generated files. @default 'telescopic.gen' */
  readonly generated?: string
  /**
   * Removes imports of TypeScript files that only removed code used, as TypeScript does. With `verbatimModuleSyntax`
   * TypeScript does not; set it to `false` there when such a module must still be loaded for its effects.
   * @default true
   */
  readonly elideImports?: boolean
  /**
   * Modules of the project that pass our names on (`export { tele } from 'telescopic'`): paths from the root, or
   * specifiers that `paths` of the tsconfig explains. @default []
   */
  readonly modules?: readonly string[]
  /** The most detailed level of scopes that a build with telemetry keeps. @default 'trace' */
  readonly level?: Level | 'off'
  /** Globs of scopes that stay whatever their level: `*` within a segment, `**` any segments. @default [] */
  readonly keep?: readonly string[]
  /** Globs of scopes that go whatever their level, unless `keep` names them. @default [] */
  readonly drop?: readonly string[]
  /** Weights of faults by code: `{ 'scope-deprecated': 'error', 'scope-dynamic': 'warning' }`. @default those of docs/errors.md */
  readonly severity?: Severities
  /**
   * What is done to the calls of a build with telemetry, by name: `sites`, `parents`, `using`, `sync`; docs/optimizations.md
   * says what each does. What is recorded is the same. @default true
   */
  readonly optimize?: Optimize
  /** Puts file and line of each call into a build with telemetry, from the root. Needs `optimize.sites`. @default false */
  readonly provenance?: boolean
  /**
   * Puts the spans of the catalog around the functions that its `instrument` names. Must be given once the catalog names one:
   * `true` also looks into the files of packages. @default undefined
   */
  readonly instrument?: boolean
  /** Does not print what was decided. @default false */
  readonly silent?: boolean
}

/** Every option with the test of its values. */
export const OPTIONS: Readonly<Record<keyof TelescopicOptions, (value: unknown) => boolean>> = {
  enabled: (value) => typeof value === 'boolean',
  catalog: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  root: (value) => typeof value === 'string',
  generated: (value) => typeof value === 'string' && !/[\\/]/.test(value),
  elideImports: (value) => typeof value === 'boolean',
  modules: (value) => isListOf(value, () => true),
  level: (value) => value === 'off' || LEVELS.includes(value as Level),
  keep: (value) => isListOf(value, (glob) => RE_GLOB.test(glob)),
  drop: (value) => isListOf(value, (glob) => RE_GLOB.test(glob)),
  severity: isSeverities,
  optimize: isOptimize,
  provenance: (value) => typeof value === 'boolean',
  instrument: (value) => typeof value === 'boolean',
  silent: (value) => typeof value === 'boolean',
}

function isSeverities(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const weights = ['error', 'warning', 'info', 'off']
  return Object.entries(value).every(([code, weight]) => ADJUSTABLE.has(code as Code) && weights.includes(weight))
}

function isOptimize(value: unknown): boolean {
  if (typeof value === 'boolean') return true
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(
    ([name, on]) => OPTIMIZATIONS.includes(name as keyof Optimizations) && typeof on === 'boolean',
  )
}

function isListOf(value: unknown, test: (item: string) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && test(item))
}

/** No option is ignored: a key that no host knows is a fault, as it would be in a catalog. */
export function checkOptions(options: TelescopicOptions): Diagnostic[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const check = Object.hasOwn(OPTIONS, key) ? OPTIONS[key as keyof TelescopicOptions] : undefined
    if (value === undefined || check?.(value)) return []
    if (check) return [reportValue(key, value)]
    const suggestion = suggestName(key, Object.keys(OPTIONS))
    const note = suggestion ? `did you mean '${suggestion}'?` : `the options are ${Object.keys(OPTIONS).join(', ')}`
    return [createDiagnostic('option-value', `there is no option '${key}'`, undefined, [note])]
  })
}

function reportValue(key: string, value: unknown): Diagnostic {
  const message = `the option '${key}' cannot be ${JSON.stringify(value)}`
  const hint = HINTS[key]
  return createDiagnostic('option-value', message, undefined, hint ? [hint] : [])
}

/** What an option takes, where a user who got it wrong could not guess. */
const HINTS: Readonly<Record<string, string>> = {
  level: `it is one of off, ${LEVELS.join(', ')}`,
  keep: 'it is a list of names of scopes, in which `*` stands for a part of a segment and `**` for segments',
  drop: 'it is a list of names of scopes, in which `*` stands for a part of a segment and `**` for segments',
  optimize: `it is true, false, or gives true or false to some of ${OPTIMIZATIONS.join(', ')}`,
  severity: `it gives error, warning, info or off to one of ${[...ADJUSTABLE].join(', ')}`,
}
