import { buildAll } from './builds.ts'
import { type Claim, createClaim } from './claims.ts'
import { proveErased } from './erased.ts'
import { proveGenerated } from './generated.ts'
import { proveMapped } from './mapped.ts'
import { proveRuns } from './ran.ts'
import { proveRewritten } from './rewritten.ts'
import { proveTyped } from './typed.ts'
import { createWorkspace, removeWorkspace, type Workspace } from './workspace.ts'

export interface ProveOptions {
  /** Folder with `scopes.yaml` and `examples/pipeline`. */
  readonly project: string
  /** Folder of the package telescopic. */
  readonly packages: string
  /** Called with each claim as soon as it is decided. */
  readonly onClaim: (claim: Claim) => void
}

/**
 * Shows the whole promise on the example: its catalog generates, mistakes are refused, all builds give the same answer,
 * the reporter receives, the build without telemetry is the plain program, and its maps lead to the sources.
 * A claim that depends on one that failed is not made.
 */
export async function prove({ project, packages, onClaim }: ProveOptions): Promise<readonly Claim[]> {
  const workspace = createWorkspace(project, packages)
  const claims: Claim[] = []
  try {
    for await (const claim of makeClaims(workspace)) {
      claims.push(claim)
      onClaim(claim)
    }
  } finally {
    removeWorkspace(workspace)
  }
  return claims
}

async function* makeClaims(workspace: Workspace): AsyncGenerator<Claim> {
  const generated = proveGenerated(workspace)
  yield generated
  if (!generated.ok) return
  yield await proveTyped(workspace)
  const { claim: rewritten, scopes } = proveRewritten(workspace)
  yield rewritten
  const builds = await buildAll(workspace).catch((error: unknown) => String(error))
  if (typeof builds === 'string') {
    yield createClaim('answered', [{ ok: false, what: 'the builds', result: builds }])
    return
  }
  const { answered, received } = await proveRuns(workspace, builds, scopes)
  yield answered
  yield received
  yield proveErased(workspace, builds)
  yield proveMapped(workspace, builds)
}
