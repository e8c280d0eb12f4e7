import { relative, resolve } from 'node:path'
import { type Catalog, LEVELS, type Level, loadText, parseCatalog } from '../../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors, suggestName } from '../../report/index.ts'
import { createConfig, GENERATED_FOLDER, type TransformConfig } from '../options.ts'
import { matchesGlob, RE_GLOB, type Selection } from '../selection.ts'
import { type Decision, decideMode } from './mode.ts'
import { loadModules } from './modules.ts'

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
  /** Does not print what was decided. @default false */
  readonly silent?: boolean
}

/** What a host needs to transform files. */
export interface Project {
  /** `undefined` when the catalog or an option is at fault; `diagnostics` says why. */
  readonly config: TransformConfig | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Absolute path of the catalog, for the host to watch. */
  readonly catalogFile: string | undefined
  /** Text of the catalog, for code frames. */
  readonly catalogText: string | undefined
}

const OPTIONS: Readonly<Record<keyof TelescopicOptions, (value: unknown) => boolean>> = {
  enabled: (value) => typeof value === 'boolean',
  catalog: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  root: (value) => typeof value === 'string',
  generated: (value) => typeof value === 'string' && !/[\\/]/.test(value),
  elideImports: (value) => typeof value === 'boolean',
  modules: (value) => isListOf(value, () => true),
  level: (value) => value === 'off' || LEVELS.includes(value as Level),
  keep: (value) => isListOf(value, (glob) => RE_GLOB.test(glob)),
  drop: (value) => isListOf(value, (glob) => RE_GLOB.test(glob)),
  silent: (value) => typeof value === 'boolean',
}

function isListOf(value: unknown, test: (item: string) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && test(item))
}

/** Reads the options, the environment and the catalog. Never throws on what the user wrote. */
export function loadProject(options: TelescopicOptions, defaultRoot: string): Project {
  const faults = checkOptions(options)
  if (faults.length > 0) return refuse(faults)
  const decision = decideMode(options.enabled, process.env)
  if ('code' in decision) return refuse([decision])
  const root = resolve(defaultRoot, options.root ?? '.')
  const loaded = loadCatalog(options.catalog ?? 'scopes.yaml', root)
  if (!options.silent && loaded.catalog) announce(decision, loaded.catalog, root)
  const { generated = GENERATED_FOLDER, elideImports = true } = options
  const { barrels, resolveAlias, diagnostics: faultsOfModules } = loadModules(options.modules ?? [], root, generated)
  const selection = { level: options.level ?? 'trace', keep: options.keep ?? [], drop: options.drop ?? [] }
  const diagnostics = [...loaded.diagnostics, ...faultsOfModules, ...checkSelection(selection, loaded.catalog)]
  const { mode } = decision
  return {
    config:
      loaded.catalog && !hasErrors(diagnostics)
        ? createConfig({ mode, catalog: loaded.catalog, generated, elideImports, barrels, resolveAlias, selection })
        : undefined,
    diagnostics,
    catalogFile: loaded.file,
    catalogText: loaded.text,
  }
}

function refuse(diagnostics: readonly Diagnostic[]): Project {
  return { config: undefined, diagnostics, catalogFile: undefined, catalogText: undefined }
}

/** No option is ignored: a key that no host knows is a fault, as it would be in a catalog. */
function checkOptions(options: TelescopicOptions): Diagnostic[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const check = Object.hasOwn(OPTIONS, key) ? OPTIONS[key as keyof TelescopicOptions] : undefined
    if (value === undefined || check?.(value)) return []
    if (check) return [createDiagnostic('option-value', `the option '${key}' cannot be ${JSON.stringify(value)}`)]
    const suggestion = suggestName(key, Object.keys(OPTIONS))
    const note = suggestion ? `did you mean '${suggestion}'?` : `the options are ${Object.keys(OPTIONS).join(', ')}`
    return [createDiagnostic('option-value', `there is no option '${key}'`, undefined, [note])]
  })
}

/** A glob that matches nothing is a typo, and a scope would stay that was to go. */
function checkSelection({ keep, drop }: Selection, catalog: Catalog | undefined): Diagnostic[] {
  const names = [...(catalog?.scopes.keys() ?? [])]
  if (names.length === 0) return []
  return Object.entries({ keep, drop }).flatMap(([option, globs]) =>
    globs
      .filter((glob) => !names.some((name) => matchesGlob(name, glob)))
      .map((glob) => {
        const suggestion = suggestName(glob, names)
        const message = `the option '${option}' has '${glob}', which is no scope of the catalog`
        return createDiagnostic('option-value', message, undefined, suggestion ? [`did you mean '${suggestion}'?`] : [])
      }),
  )
}

interface LoadedCatalog {
  readonly catalog: Catalog | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly file: string | undefined
  readonly text: string | undefined
}

/** Catalogs by path; a text that has not changed is not read again, whichever host asks. */
const cache = new Map<string, LoadedCatalog>()

function loadCatalog(catalog: string | Catalog, root: string): LoadedCatalog {
  if (typeof catalog !== 'string') return { catalog, diagnostics: [], file: undefined, text: undefined }
  const file = resolve(root, catalog)
  const text = loadText(file, catalog)
  if (typeof text !== 'string') return { catalog: undefined, diagnostics: [text], file, text: undefined }
  const known = cache.get(file)
  if (known?.text === text) return known
  const loaded = { ...parseCatalog(text, file), file, text }
  cache.set(file, loaded)
  return loaded
}

const announced = new Set<string>()

/** Says once in a process what a build with these settings does, and why. */
function announce({ mode, reason }: Decision, catalog: Catalog, root: string): void {
  const line = `telescopic: telemetry is ${mode} (${reason}); ${catalog.scopes.size} scopes in ${relative(root, catalog.file) || catalog.file}\n`
  if (announced.has(line)) return
  announced.add(line)
  process.stderr.write(line)
}
