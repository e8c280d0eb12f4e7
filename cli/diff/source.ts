import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Catalog, findPackageCatalog, loadCatalog } from '../../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors } from '../../report/index.ts'

/** A catalog to compare, or what is wrong with it. */
export type DiffSource = { readonly catalog: Catalog } | { readonly faults: readonly Diagnostic[] }

/** Reads one side of a diff: a file, `revision:path` of git, or the name of a package that publishes a catalog. */
export function readDiffSource(given: string): DiffSource {
  if (existsSync(given)) return load(resolve(given), given)
  const match = RE_REVISION.exec(given)
  if (match) return readRevision(given, match[1]!, match[2]!.replace(/^\.\//, ''))
  const found = findPackageCatalog(given, process.cwd())
  return typeof found === 'string' ? load(found, given) : { faults: [describeMissing(given)] }
}

function load(path: string, shown: string): DiffSource {
  const { catalog, diagnostics } = loadCatalog(path, shown)
  // A catalog is compared for what it says: the warnings of an old one are of no use to anybody.
  const faults = diagnostics.filter(({ severity }) => severity === 'error')
  return catalog && !hasErrors(faults) ? { catalog } : { faults }
}

/** `HEAD:scopes.yaml`; a drive of Windows has one letter. */
const RE_REVISION = /^([^:]{2,}|@):(.+)$/

/**
 * Reads a catalog at a revision. Its imports are files of the same revision, so all YAML below its folder is laid out in
 * a temporary one; packages are those that are installed.
 */
function readRevision(given: string, revision: string, path: string): DiffSource {
  if (revision.startsWith('-')) return { faults: [describeMissing(given)] }
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-diff-'))
  try {
    const text = askGit('show', '--end-of-options', `${revision}:./${path}`)
    put(folder, path, text)
    if (/^imports:/m.test(text)) layOut(folder, revision, path)
    if (existsSync('node_modules')) symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    return load(join(folder, path), given)
  } catch (error) {
    if (!(error instanceof GitFault)) throw error
    return {
      faults: [createDiagnostic('diff-source', `\`${given}\` cannot be read.`, undefined, [`git: ${error.message}`])],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function layOut(folder: string, revision: string, path: string): void {
  const below = dirname(path) === '.' ? [] : [`${dirname(path)}/`]
  const names = askGit('ls-tree', '-rz', '--name-only', '--end-of-options', revision, ...below).split('\0')
  for (const name of names.filter((each) => /\.ya?ml$/.test(each))) {
    put(folder, name, askGit('show', '--end-of-options', `${revision}:./${name}`))
  }
}

function put(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, dirname(name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

class GitFault extends Error {}

function askGit(...args: readonly string[]): string {
  try {
    const stdio = ['ignore', 'pipe', 'pipe'] as const
    return execFileSync('git', [...args], { encoding: 'utf8', stdio: [...stdio], maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : ''
    throw new GitFault(told || 'it could not be started')
  }
}

function describeMissing(given: string): Diagnostic {
  const notes = ['give a file, `revision:path` of git such as `main:scopes.yaml`, or the name of an installed package']
  return createDiagnostic('diff-source', `\`${given}\` is no catalog that can be compared.`, undefined, notes)
}
