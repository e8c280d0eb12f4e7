/**
 * Which modules are ours. By module, never by name: a `tele` from anywhere else is somebody else's. A module of the
 * project that passes our names on is ours as far as it does; the option `modules` names it.
 */

/**
 * - `main`: `telescopic` itself. `companion`: a subpath such as `telescopic/memory`, and the generated `describe.ts`.
 * - `scopes`, `names`: generated files; their constants are names of the catalog.
 * - `barrel`: a module of the project that re-exports some of these.
 */
export type ModuleRole = 'main' | 'companion' | 'scopes' | 'names' | 'barrel'

/** What a name that a module exports stands for: `{ role: 'main', imported: 'tele' }`. `*` is the module as a whole. */
export interface Origin {
  readonly role: ModuleRole
  readonly imported: string
}

/** A module that exports names of ours. */
export interface OurModule {
  readonly role: ModuleRole
  /** The specifier that it was found by. */
  readonly specifier: string
  /** `undefined` for a name that is not ours: a barrel may export more. */
  originOf(name: string): Origin | undefined
}

/** What a module of the project passes on, by the name it has there. */
export type Barrel = ReadonlyMap<string, Origin>

/** The part of the configuration that tells our modules from others. */
export interface ModuleConfig {
  /** Name of the folder of generated files, as it appears in import paths. */
  readonly generated: string
  /** Modules of the project that pass our names on, by path without extension. */
  readonly barrels: ReadonlyMap<string, Barrel>
  /** The path without extension that a specifier which is no path stands for, by `paths` of a tsconfig or by name. */
  readonly resolveAlias: (specifier: string) => string | undefined
}

/** The modules as one file sees them. */
export interface Modules {
  readonly isBarrel: boolean
  find(specifier: unknown): OurModule | undefined
}

/** Looks up specifiers from the file `id`. */
export function createModules(id: string, config: ModuleConfig): Modules {
  return {
    isBarrel: config.barrels.has(toModulePath(id)),
    find: (specifier) => (typeof specifier === 'string' ? findModule(specifier, id, config) : undefined),
  }
}

function findModule(specifier: string, id: string, config: ModuleConfig): OurModule | undefined {
  const role = roleOfSpecifier(specifier, config.generated)
  if (role) return { role, specifier, originOf: (imported) => ({ role, imported }) }
  if (config.barrels.size === 0) return undefined
  const path = /^\.{0,2}\//.test(specifier) ? joinPath(id, specifier) : config.resolveAlias(specifier)
  const barrel = path === undefined ? undefined : config.barrels.get(path)
  if (!barrel) return undefined
  return {
    role: 'barrel',
    specifier,
    originOf: (imported) => (imported === '*' ? { role: 'barrel', imported } : barrel.get(imported)),
  }
}

function roleOfSpecifier(specifier: string, generated: string): ModuleRole | undefined {
  if (specifier === 'telescopic') return 'main'
  // What compiled calls import is no use of ours: a program may come through two of our hosts.
  if (specifier === 'telescopic/site') return undefined
  if (specifier.startsWith('telescopic/')) return 'companion'
  const [folder, file] = specifier.split('/').slice(-2)
  if (folder !== generated) return undefined
  const base = file?.replace(EXTENSION, '')
  // What `describe.ts` exports is for `tele.configure`, and goes where that goes.
  if (base === 'describe') return 'companion'
  return base === 'scopes' || base === 'names' ? base : undefined
}

const EXTENSION = /\.[cm]?[jt]sx?$/

/** The path of a file as importers may spell it: without its ending, without `index`, with slashes, without a query. */
export function toModulePath(file: string): string {
  const path = file
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/')
    .replace(/^\.\//, '')
  return path.replace(EXTENSION, '').replace(/\/index$/, '')
}

/** Resolves a relative specifier. Not by `node:path`: the core runs wherever a bundler does. */
function joinPath(importer: string, specifier: string): string {
  if (specifier.startsWith('/')) return toModulePath(specifier)
  const segments = importer.replaceAll('\\', '/').split('/').slice(0, -1)
  for (const segment of specifier.split('/')) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') segments.pop()
    else if (segment !== '.') segments.push(segment)
  }
  return toModulePath(segments.join('/'))
}

/** Words of which a file that uses us holds at least one, unless it spells a specifier with escapes. */
export function listNeedles({ generated, barrels }: Pick<ModuleConfig, 'generated' | 'barrels'>): readonly string[] {
  const bases = [...barrels.keys()].map((path) => path.split('/').at(-1)!)
  return ['telescopic', generated, ...bases]
}
