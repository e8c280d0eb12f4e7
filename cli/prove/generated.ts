import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseCatalog, printCatalog, writeFiles } from '../../catalog/index.ts'
import { hasErrors } from '../../report/index.ts'
import { type Claim, createClaim } from './claims.ts'
import type { Workspace } from './workspace.ts'

/** Generates the catalog's files twice from nothing and demands the same bytes. */
export function proveGenerated(workspace: Workspace): Claim {
  const text = readFileSync(workspace.catalog, 'utf8')
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  if (hasErrors(diagnostics)) {
    const [first] = diagnostics
    const place = first?.place ? `scopes.yaml:${first.place.line}:${first.place.column} ` : ''
    return createClaim('generated', [{ ok: false, what: 'scopes.yaml', result: `${place}${first?.message}` }])
  }
  const once = writeOnce()
  const twice = writeOnce()
  const same =
    once.size > 0 && once.size === twice.size && [...once].every(([name, bytes]) => twice.get(name) === bytes)
  const line = {
    ok: same,
    what: `${catalog.scopes.size} scopes of scopes.yaml`,
    result: same ? `${once.size} files, the same bytes twice` : 'two runs wrote different bytes',
  }
  return createClaim('generated', [line])

  function writeOnce(): ReadonlyMap<string, string> {
    rmSync(workspace.generated, { recursive: true, force: true })
    mkdirSync(workspace.generated, { recursive: true })
    writeFiles(workspace.generated, printCatalog(catalog, { source: text, importExtension: '.js', enums: 'enum' }))
    const names = readdirSync(workspace.generated).sort()
    return new Map(names.map((name) => [name, readFileSync(join(workspace.generated, name), 'utf8')]))
  }
}
