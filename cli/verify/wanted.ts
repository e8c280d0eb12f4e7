import type { Catalog } from '../../catalog/index.ts'

/** What must not be in an output, as tables to look strings up in. */
export interface Wanted {
  /** Names of scopes with a dot: as a string literal they are nobody else's. */
  readonly scopes: ReadonlySet<string>
  /** Names of scopes without one. `job` is also an ordinary word. */
  readonly words: ReadonlySet<string>
  /** Metadata keys, measurements and constants that are spelled like nothing but a name of the catalog: with `.` or `_`. */
  readonly names: ReadonlySet<string>
  /** Name of the folder of generated files. */
  readonly generated: string
  /** Names that the program has by itself. */
  readonly allowed: ReadonlySet<string>
}

/** Strings of the runtime that no minifier changes. Whatever is taken of it, one of them comes along; a test holds that. */
export const RUNTIME_MARKS: ReadonlySet<string> = new Set([
  'TELESCOPIC_STRICT',
  'telescopic.off',
  'recordTiming',
  'startMonotonicS',
  'maxEntriesPerScope',
])

/** Makes the tables from a catalog. */
export function listWanted(catalog: Catalog, generated: string, allowed: Iterable<string> = []): Wanted {
  const scopes = [...catalog.scopes.values()]
  const names = [
    ...catalog.attributes.keys(),
    ...scopes.flatMap(({ measurements, constName }) => [...measurements.map(({ name }) => name), constName]),
  ]
  return {
    scopes: new Set(scopes.map(({ name }) => name).filter((name) => name.includes('.'))),
    words: new Set(scopes.map(({ name }) => name).filter((name) => !name.includes('.'))),
    names: new Set(names.filter((name) => /[._]/.test(name))),
    generated,
    allowed: new Set(allowed),
  }
}
