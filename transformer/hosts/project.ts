import { relative, resolve } from 'node:path'
import { type Catalog, loadText, loadCatalog as readCatalog } from '../../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors, suggestName } from '../../report/index.ts'
import type { WeaveTarget } from '../instrument.ts'
import { listNeedles } from '../modules.ts'
import { resolveOptimizations } from '../optimize.ts'
import { createConfig, GENERATED_FOLDER, type TransformConfig } from '../options.ts'
import { isDropped, matchesGlob, type Selection } from '../selection.ts'
import { loadTargets } from './instrument.ts'
import { type Decision, decideMode } from './mode.ts'
import { loadModules } from './modules.ts'
import { checkOptions, type TelescopicOptions } from './options.ts'

/** What a host needs to transform files. */
export interface Project {
  /** `undefined` when the catalog or an option is at fault; `diagnostics` says why. */
  readonly config: TransformConfig | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Absolute path of the catalog, for the host to watch. */
  readonly catalogFile: string | undefined
  /** The text of the catalog with all that it imports: what a cache depends on. */
  readonly catalogText: string | undefined
  /** Gives the text of a file of the catalog: its own, or one that it imports. */
  readonly readCatalogText: (file: string) => string | undefined
  /** Absolute paths of all that was read: the catalog and the modules that the option names. */
  readonly inputs: readonly string[]
  /** Files with functions that the catalog instruments: they may lose one. */
  readonly instrumentedFiles: readonly string[]
}

/** Reads the options, the environment and the catalog. Never throws on what the user wrote. */
export function loadProject(options: TelescopicOptions, defaultRoot: string): Project {
  const faults = checkOptions(options)
  if (faults.length > 0) return refuse(faults)
  const decision = decideMode(options.enabled, process.env)
  if ('code' in decision) return refuse([decision])
  const root = resolve(defaultRoot, options.root ?? '.')
  const loaded = loadCatalog(options.catalog ?? 'scopes.yaml', root)
  const { generated = GENERATED_FOLDER, elideImports = true } = options
  const modules = loadModules(options.modules ?? [], root, generated)
  const { barrels, resolveAlias, aliases } = modules
  const severities = options.severity ?? {}
  const selection = { level: options.level ?? 'trace', keep: options.keep ?? [], drop: options.drop ?? [] }
  const instrumented = loadTargets(loaded.catalog, options.instrument, root)
  const diagnostics = [
    ...[...loaded.diagnostics, ...modules.diagnostics, ...instrumented.diagnostics],
    ...checkSelection(selection, loaded.catalog),
  ]
  const { mode } = decision
  if (!options.silent && loaded.catalog) announce(decision, selection, loaded.catalog, root)
  return {
    config:
      loaded.catalog && !hasErrors(diagnostics)
        ? createConfig({
            mode,
            catalog: loaded.catalog,
            generated,
            elideImports,
            barrels,
            resolveAlias,
            needles: [...listNeedles({ generated, barrels }), ...aliases],
            selection,
            severities,
            optimize: resolveOptimizations(options.optimize),
            provenance: options.provenance ? root : undefined,
            instrument: mode === 'on' ? keepTargets(instrumented.targets, loaded.catalog, selection) : [],
          })
        : undefined,
    diagnostics,
    catalogFile: loaded.file,
    catalogText: loaded.text,
    readCatalogText: (file) => loaded.catalog?.files.find((each) => each.file === file)?.text,
    inputs: [...loaded.files, ...modules.files],
    instrumentedFiles: instrumented.files,
  }
}

function refuse(diagnostics: readonly Diagnostic[]): Project {
  return {
    config: undefined,
    diagnostics,
    catalogFile: undefined,
    catalogText: undefined,
    readCatalogText: () => undefined,
    inputs: [],
    instrumentedFiles: [],
  }
}

/** What is compiled out is not woven in. */
function keepTargets(
  targets: readonly WeaveTarget[],
  { scopes }: Catalog,
  selection: Selection,
): readonly WeaveTarget[] {
  return targets.filter(({ scope }) => !isDropped(scopes.get(scope)!, selection))
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
        return createDiagnostic('option-value', message, undefined, [
          suggestion ? `did you mean '${suggestion}'?` : 'write a name of the catalog, or `name.**` for all below it',
        ])
      }),
  )
}

interface LoadedCatalog {
  readonly catalog: Catalog | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly file: string | undefined
  readonly text: string | undefined
  /** Absolute paths of all files that the catalog is made of. */
  readonly files: readonly string[]
}

/** Catalogs of one file by path; a text that has not changed is not read again, whichever host asks. */
const cache = new Map<string, LoadedCatalog>()

function loadCatalog(catalog: string | Catalog, root: string): LoadedCatalog {
  if (typeof catalog !== 'string') return { catalog, diagnostics: [], file: undefined, text: undefined, files: [] }
  const file = resolve(root, catalog)
  const known = cache.get(file)
  if (known && loadText(file, catalog) === known.text) return known
  const loaded = readCatalog(file, file, catalog)
  if (!loaded.catalog) return { ...loaded, file, text: undefined, files: [file] }
  const result = { ...loaded, file, text: loaded.source }
  // Where further files have a say, only reading them tells whether they have changed.
  if (loaded.files.length === 1 && !hasErrors(loaded.diagnostics)) cache.set(file, result)
  else cache.delete(file)
  return result
}

const announced = new Set<string>()

/** Says once in a process what a build with these settings does, and why. */
function announce({ mode, reason }: Decision, selection: Selection, catalog: Catalog, root: string): void {
  const scopes = [...catalog.scopes.values()]
  const kept = scopes.filter((scope) => !isDropped(scope, selection))
  const count =
    mode === 'off' || kept.length === scopes.length ? `${scopes.length}` : `${kept.length} of ${scopes.length}`
  const file = relative(root, catalog.file) || catalog.file
  const line = `telescopic: telemetry is ${mode} (${reason}); ${count} scopes of ${file}\n`
  if (announced.has(line)) return
  announced.add(line)
  process.stderr.write(line)
}
