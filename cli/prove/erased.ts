import { readFileSync } from 'node:fs'
import { type Catalog, parseCatalog } from '../../catalog/index.ts'
import { GENERATED_FOLDER } from '../../transformer/options.ts'
import { scanText } from '../verify/scan.ts'
import { listWanted } from '../verify/wanted.ts'
import { type Build, HOSTS } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'
import type { Workspace } from './workspace.ts'

/** Compares each build without telemetry with the plain twin, byte for byte, and looks for what must not be there. */
export function proveErased(workspace: Workspace, builds: readonly Build[]): Claim {
  const { catalog } = parseCatalog(readFileSync(workspace.catalog, 'utf8'), workspace.catalog)
  const find = (host: string, program: string): Build =>
    builds.find((build) => build.host === host && build.program === program)!
  return createClaim(
    'erased',
    HOSTS.map((host): Line => {
      const [off, plain, on] = [find(host, 'off'), find(host, 'plain'), find(host, 'on')]
      const fault = findDifference(off, plain) ?? findTrace(off, plain, catalog)
      const more = off.bytes - plain.bytes
      return {
        ok: fault === undefined,
        what: `${host}, telemetry off: ${off.bytes} bytes in ${off.files.size} ${off.files.size === 1 ? 'file' : 'files'} (on: ${on.bytes})`,
        result: fault ?? `${more} bytes more than the plain program, no byte different`,
      }
    }),
  )
}

function findDifference(off: Build, plain: Build): string | undefined {
  const names = new Set([...off.files.keys(), ...plain.files.keys()])
  for (const name of names) {
    const [ours, theirs] = [off.files.get(name), plain.files.get(name)]
    if (ours === undefined) return `${name} is missing`
    if (theirs === undefined) return `${name} is not in the plain program`
    if (ours !== theirs) return `${name} differs in line ${findLine(ours, theirs)}`
  }
  return undefined
}

function findLine(a: string, b: string): number {
  const [left, right] = [a.split('\n'), b.split('\n')]
  return left.findIndex((line, index) => line !== right[index]) + 1
}

/** What `telescopic verify` calls an error, and the names of scopes only where the plain program does not have them too. */
function findTrace(off: Build, plain: Build, catalog: Catalog): string | undefined {
  const wanted = listWanted(catalog, GENERATED_FOLDER)
  const own = [...plain.files.values()].flatMap((text) => scanText(text, wanted).filter(({ kind }) => kind === 'scope'))
  const allowed = new Set(own.map(({ value }) => value))
  for (const [name, text] of off.files) {
    const trace = scanText(text, { ...wanted, allowed }).find(({ kind }) => kind !== 'word' && kind !== 'name')
    if (trace) return `'${trace.value}' is left in ${name}`
  }
  return undefined
}
