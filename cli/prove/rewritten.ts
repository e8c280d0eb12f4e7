import { transform } from '../../transformer/hosts/transform.ts'
import { type Claim, createClaim } from './claims.ts'
import { readSources, type Workspace } from './workspace.ts'

/** Counts the call sites of the example, and those that are left once telemetry is compiled out. */
export function proveRewritten(workspace: Workspace): { claim: Claim; scopes: ReadonlySet<string> } {
  const scopes = new Set<string>()
  let [sites, left, files] = [0, 0, 0]
  for (const [name, text] of readSources(workspace.src)) {
    const on = transform(text, name, { enabled: true, catalog: workspace.catalog })
    const off = transform(text, name, { enabled: false, catalog: workspace.catalog })
    const again = transform(off.code, name, { enabled: false, catalog: workspace.catalog })
    for (const { scope } of on.uses) if (scope) scopes.add(scope)
    sites += on.uses.length
    left += again.uses.length
    if (on.uses.length > 0) files++
  }
  const line = {
    ok: sites > 0 && left === 0,
    what: `${sites} calls in ${files} files, ${scopes.size} scopes`,
    result: `${sites} checked and kept with telemetry on, ${left} left with it off`,
  }
  return { claim: createClaim('rewritten', [line]), scopes }
}
