import { type Build, HOSTS } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'

/** Compares each build without telemetry with the plain twin, byte for byte, and looks for what must not be there. */
export function proveErased(builds: readonly Build[], scopes: ReadonlySet<string>): Claim {
  const find = (host: string, program: string): Build =>
    builds.find((build) => build.host === host && build.program === program)!
  return createClaim(
    'erased',
    HOSTS.map((host): Line => {
      const [off, plain, on] = [find(host, 'off'), find(host, 'plain'), find(host, 'on')]
      const fault = findDifference(off, plain) ?? findTrace(off, plain, scopes)
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

/** The package's name, and every scope's name that the plain program does not happen to contain itself. */
function findTrace(off: Build, plain: Build, scopes: ReadonlySet<string>): string | undefined {
  const plainText = [...plain.files.values()].join('\n')
  for (const [name, text] of off.files) {
    if (text.includes('telescopic')) return `'telescopic' is left in ${name}`
    const scope = [...scopes].find((one) => one.includes('.') && text.includes(one) && !plainText.includes(one))
    if (scope) return `'${scope}' is left in ${name}`
  }
  return undefined
}
