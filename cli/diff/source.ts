import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { type Catalog, loadText, parseCatalog } from '../../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors } from '../../report/index.ts'

/** A catalog to compare, with the text of it for code frames; or what is wrong with it. */
export type DiffSource =
  | { readonly catalog: Catalog }
  | { readonly faults: readonly Diagnostic[]; readonly text?: string }

/** Reads one side of a diff: a file, `revision:path` of git, or the name of a package that publishes a catalog. */
export function readDiffSource(given: string): DiffSource {
  const text = existsSync(given) ? loadText(resolve(given), given) : (readRevision(given) ?? readPackage(given))
  if (text === undefined) return { faults: [describeMissing(given)] }
  if (typeof text !== 'string') return { faults: [text] }
  const { catalog, diagnostics } = parseCatalog(text, given)
  // A catalog is compared for what it says: the warnings of an old one are of no use to anybody.
  return hasErrors(diagnostics)
    ? { faults: diagnostics.filter(({ severity }) => severity === 'error'), text }
    : { catalog }
}

const RE_REVISION = /^([^:]{2,}|[^:/\\.]):(.+)$/

/** Gives the text at a revision, a fault when git does not have it, or nothing when it does not look like one. */
function readRevision(given: string): string | Diagnostic | undefined {
  const match = RE_REVISION.exec(given)
  if (!match) return undefined
  const [, revision, path] = match as unknown as [string, string, string]
  if (revision.startsWith('-')) return describeMissing(given)
  try {
    // Paths are from the working folder, as for every other argument; git would start at the root.
    const spec = `${revision}:./${path.replace(/^\.\//, '')}`
    return execFileSync('git', ['show', '--end-of-options', spec], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : undefined
    return createDiagnostic('diff-source', `\`${given}\` cannot be read.`, undefined, told ? [`git: ${told}`] : [])
  }
}

/** The catalog that a package of `node_modules` names in its `package.json`, or its `scopes.yaml`. */
function readPackage(given: string): string | Diagnostic | undefined {
  const manifest = findManifest(given)
  if (!manifest) return undefined
  const { telescopic } = JSON.parse(readFileSync(manifest, 'utf8')) as { telescopic?: { catalog?: string } }
  return loadText(join(dirname(manifest), telescopic?.catalog ?? 'scopes.yaml'), given)
}

function findManifest(name: string): string | undefined {
  if (!/^(?:@[\w.-]+\/)?[\w.-]+$/.test(name)) return undefined
  const folders = createRequire(resolve('package.json')).resolve.paths(name) ?? []
  return folders.map((folder) => join(folder, name, 'package.json')).find(existsSync)
}

function describeMissing(given: string): Diagnostic {
  const notes = ['give a file, `revision:path` of git such as `main:scopes.yaml`, or the name of an installed package']
  return createDiagnostic('diff-source', `\`${given}\` is no catalog that can be compared.`, undefined, notes)
}
