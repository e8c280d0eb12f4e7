import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Catalog, type LoadResult, lintCatalog, loadCatalog } from '../../catalog/index.ts'
import { type Diagnostic, hasErrors } from '../../report/index.ts'
import { showPath } from '../files.ts'
import { findUses } from './uses.ts'

export interface LintOptions {
  /** Absolute path of the catalog. */
  readonly catalog: string
  /** Absolute path of a folder of sources, to hold their calls against the catalog. */
  readonly sources: string | undefined
}

/** A catalog, if it has no errors, and everything that is wrong with it or had better be otherwise. */
export interface LintResult {
  readonly loaded: (LoadResult & { readonly catalog: Catalog }) | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a catalog and holds it against the rules. */
export function runLint({ catalog: path, sources }: LintOptions): LintResult {
  const loaded = loadCatalog(path, showPath(path))
  // Rules draw conclusions from the whole: from a part of a catalog they would be wrong.
  if (!loaded.catalog || hasErrors(loaded.diagnostics)) return { loaded: undefined, diagnostics: loaded.diagnostics }
  const uses = sources === undefined ? undefined : findUses(sources, loaded.catalog)
  const findings = lintCatalog(loaded.catalog, {
    ...loaded.context,
    today: findToday(process.env.SOURCE_DATE_EPOCH),
    version: findVersion(dirname(path)),
    used: uses?.names,
  })
  return { loaded, diagnostics: [...loaded.diagnostics, ...findings, ...(uses?.diagnostics ?? [])] }
}

/** The day of the build, which `SOURCE_DATE_EPOCH` fixes so that one input gives one output. */
export function findToday(epoch: string | undefined): string {
  const seconds = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? Number(epoch) : Date.now() / 1000
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** Version of the nearest package around a folder; undefined where there is none. */
function findVersion(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof version === 'string' ? version : undefined
  } catch {
    const parent = dirname(folder)
    return parent === folder ? undefined : findVersion(parent)
  }
}
