import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import { type Catalog, findMatches, type InstrumentTarget, type Scope } from '../../catalog/index.ts'
import { isGlob } from '../../catalog/wildcard.ts'
import { createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import { isNamed, type WeaveTarget } from '../instrument.ts'
import { createFunctionFiles, type FunctionFiles } from './function-files.ts'
import { PACKAGE_IDS } from './module-ids.ts'
import { findDefinitions, listExported } from './package-exports.ts'
import { findModuleFiles } from './package-files.ts'

/** What the targets of a catalog come to on disk. */
export interface ResolvedTargets {
  readonly targets: readonly WeaveTarget[]
  readonly diagnostics: readonly Diagnostic[]
  /** Absolute paths of the files that were looked into. */
  readonly files: readonly string[]
}

/**
 * Finds the functions that a catalog instruments, in both modes: a target that is not there is an error, and the two builds may not
 * differ. `root` is the folder that the path of the catalog is told from.
 */
export function resolveTargets({ scopes }: Catalog, root: string): ResolvedTargets {
  const resolver: Resolver = { root, files: createFunctionFiles() }
  const results = [...scopes.values()].flatMap((scope) =>
    scope.instrument.map((target) =>
      (target.package === undefined ? resolveFile : resolvePackage)(scope, target, resolver),
    ),
  )
  return {
    targets: results.flatMap((one) => ('targets' in one ? one.targets : [])),
    diagnostics: results.flatMap((one) => ('fault' in one ? one.fault : [])),
    files: resolver.files.list(),
  }
}

/** The same for a build, which says by its option whether it instruments. */
export function loadTargets(catalog: Catalog | undefined, option: boolean | undefined, root: string): ResolvedTargets {
  const none = { targets: [], diagnostics: [], files: [] }
  const first = catalog && [...catalog.scopes.values()].flatMap((scope) => scope.instrument)[0]
  if (!catalog || !first || option === false) return none
  if (option) return resolveTargets(catalog, root)
  const message = "the catalog instruments functions, and the option 'instrument' does not say whether this build does"
  const notes = ['`instrument: true` puts the spans around them, `instrument: false` leaves them as they are']
  return { ...none, diagnostics: [createDiagnostic('option-value', message, first.place, notes)] }
}

interface Resolver {
  readonly root: string
  readonly files: FunctionFiles
}

type Result = { readonly targets: readonly WeaveTarget[] } | { readonly fault: Diagnostic }

// --- files ---

function resolveFile(scope: Scope, target: InstrumentTarget, { root, files }: Resolver): Result {
  const folder = resolve(root, dirname(target.catalogFile))
  const path = target.file ?? ''
  const found = findMatches(path, folder)
  if (found.length === 0) return { fault: reportNoFile(scope, target, folder) }
  const fault = checkFiles(scope, target, target.name, found, files)
  if (fault) return { fault }
  const roots = isGlob(path) ? [folder, realpathSync(folder)] : []
  const globs = roots.map((one) => toSlashes(resolve(one, path)))
  const paths = [...globs, ...found.flatMap(listPaths)]
  return { targets: listTargets(scope, target, { file: found[0]!, paths, name: target.name }, root) }
}

function reportNoFile({ name }: Scope, { file = '', text, place }: InstrumentTarget, folder: string): Diagnostic {
  const parent = dirname(file)
  const near = suggestName(
    file,
    findMatches(`${parent}/*`, folder).map((path) => path.slice(folder.length + 1).replaceAll('\\', '/')),
  )
  const what = isGlob(file) ? `no file matches \`${file}\`` : `there is no file \`${file}\``
  return createDiagnostic('instrument-missing', `The scope \`${name}\` instruments \`${text}\`, and ${what}.`, place, [
    near ? `did you mean \`${near}\`?` : 'paths start at the folder of the catalog',
  ])
}

// --- packages ---

function resolvePackage(scope: Scope, target: InstrumentTarget, { root, files }: Resolver): Result {
  const folder = resolve(root, dirname(target.catalogFile))
  const specifier = target.package ?? ''
  if (findModuleFiles(specifier, folder).length === 0) return { fault: reportNoPackage(scope, target) }
  const definitions = findDefinitions(specifier, target.name, folder, files.parse)
  if (definitions.length === 0)
    return { fault: reportNoExport(scope, target, listExported(specifier, folder, files.parse)) }
  const fitting = definitions.filter(({ file, name }) => files.read(file).functions.some((one) => isNamed(one, name)))
  const [first] = fitting.length > 0 ? fitting : definitions
  const fault = checkFiles(scope, target, first!.name, [first!.file], files)
  if (fault) return { fault }
  return {
    targets: fitting.flatMap(({ file, name }) =>
      listTargets(scope, target, { file, paths: listPaths(file), name }, root),
    ),
  }
}

interface Found {
  readonly file: string
  /** By what it may be known to a host: by links, and by what they lead to. */
  readonly paths: readonly string[]
  readonly name: string
}

function listTargets({ name: scope }: Scope, { text }: InstrumentTarget, found: Found, root: string): WeaveTarget[] {
  const { file, paths, name } = found
  const isPackage = PACKAGE_IDS.test(file)
  const sites = isPackage ? findSites(file, root) : undefined
  return [...new Set(paths)].map((path) => ({ scope, text, isPackage, file: path, name, sites }))
}

function listPaths(file: string): readonly string[] {
  return [toSlashes(file), toReal(file)]
}

function reportNoPackage({ name }: Scope, { package: specifier, text, place }: InstrumentTarget): Diagnostic {
  const message = `The scope \`${name}\` instruments \`${text}\`, and \`${specifier}\` is no package that is installed.`
  return createDiagnostic('instrument-missing', message, place, [
    'add it to the dependencies; a file of the project is written with its folder: `./plan.ts#plan`',
  ])
}

function reportNoExport(
  { name }: Scope,
  { package: specifier, text, place, name: wanted }: InstrumentTarget,
  exported: readonly string[],
): Diagnostic {
  const [head = '', ...rest] = wanted.split('.')
  const says = `The scope \`${name}\` instruments \`${text}\``
  const file = `name the file that has the function: \`node_modules/${specifier}/lib/file.js#${wanted}\``
  if (exported.includes(head)) {
    const message = `${says}, and where \`${specifier}\` defines \`${head}\` cannot be found.`
    return createDiagnostic('instrument-missing', message, place, [file])
  }
  const near = suggestName(head, exported)
  const list = exported.length > 0 ? `it exports ${exported.slice(0, 12).join(', ')}` : file
  const note = near ? `did you mean \`${specifier}#${[near, ...rest].join('.')}\`?` : list
  return createDiagnostic('instrument-missing', `${says}, and \`${specifier}\` exports no \`${head}\`.`, place, [note])
}

// --- functions ---

/** What is wrong with a name, in view of the files that may have it. */
function checkFiles(
  { name: scope }: Scope,
  { text, place }: InstrumentTarget,
  name: string,
  paths: readonly string[],
  files: FunctionFiles,
): Diagnostic | undefined {
  const read = paths.map((path) => files.read(path))
  const fault = read.find((one) => one.fault)?.fault
  if (fault) return fault
  const functions = read.flatMap((one) => one.functions)
  const named = functions.filter((one) => isNamed(one, name))
  const says = `The scope \`${scope}\` instruments \`${text}\``
  const script = paths.find(
    (_, index) => read[index]!.isScript && read[index]!.functions.some((one) => isNamed(one, name)),
  )
  if (script)
    return createDiagnostic(
      'instrument-missing',
      `${says}, and \`${basename(script)}\` is a script, not a module.`,
      place,
      ['write `export {}` into it, where its names need not be global'],
    )
  if (named.some(({ obstacle }) => obstacle === undefined)) return undefined
  if (named.length > 0)
    return createDiagnostic('instrument-missing', `${says}, ${named[0]!.obstacle}.`, place, [
      'instrument the function that calls it, or write `tele` into it',
    ])
  const names = functions.filter(({ obstacle }) => obstacle === undefined).flatMap((one) => one.names)
  const members = names.filter((one) => one.startsWith(`${name}.`))
  const near = suggestName(name, names)
  const list =
    names.length > 0 ? `the functions there are ${names.slice(0, 12).join(', ')}` : 'there is no function there'
  const note = near ? `did you mean \`${near}\`?` : members.length > 0 ? `\`${name}.*\` names what it has` : list
  return createDiagnostic('instrument-missing', `${says}, and there is no function \`${name}\`.`, place, [note])
}

// --- sites ---

/** What a file of a package imports the sites from: it may not see ours by name, and must not load a second one. */
function findSites(file: string, root: string): string | undefined {
  const own = resolveSites(resolve(root, 'package.json'))
  return own === undefined || resolveSites(realpathSync(file)) === own ? undefined : own
}

function resolveSites(from: string): string | undefined {
  try {
    return toReal(createRequire(from).resolve('telescopic/site'))
  } catch {
    // Then the host says so of the import that it finds.
    return undefined
  }
}

function toReal(path: string): string {
  return toSlashes(realpathSync(path))
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}
