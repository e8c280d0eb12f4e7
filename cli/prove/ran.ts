import { type Build, entryOf, run } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'
import type { Workspace } from './workspace.ts'

/** Runs every build on the texts: the same answer from all, and the records of those with telemetry. */
export async function proveRuns(
  workspace: Workspace,
  builds: readonly Build[],
  scopes: ReadonlySet<string>,
): Promise<{ answered: Claim; received: Claim }> {
  const runs = []
  for (const build of builds) runs.push({ build, ...(await runBuild(build, workspace, '1')) })
  const expected = runs.find(({ build }) => build.program === 'plain')!
  const same = runs.filter(({ code, stdout }) => code === 0 && stdout === expected.stdout && stdout !== '')
  const differing = runs.filter((one) => !same.includes(one)).map(({ build }) => `${build.host} ${build.program}`)
  const answered: Line = {
    ok: differing.length === 0,
    what: `${runs.length} programs run on the same texts`,
    result:
      differing.length === 0
        ? `the same ${expected.stdout.length} bytes of answer`
        : `other answers: ${differing.join(', ')}`,
  }
  const received = runs.filter(({ build }) => build.program === 'on').map((one) => describeReceived(one, scopes))
  return {
    answered: createClaim('answered', [answered]),
    received: createClaim('received', [...received, await proveSilence(workspace, builds)]),
  }
}

async function runBuild(build: Build, workspace: Workspace, flag: '0' | '1') {
  return await run(process.execPath, [entryOf(build), workspace.texts], workspace.root, { TELESCOPIC: flag })
}

/** What the example's memory reporter holds at the end, as it prints it on stderr. */
interface Recorded {
  readonly timings: Readonly<Record<string, readonly unknown[]>>
  readonly metrics: Readonly<Record<string, readonly unknown[]>>
  readonly events: Readonly<Record<string, readonly unknown[]>> | readonly { readonly name: string }[]
}

function describeReceived({ build, stderr }: { build: Build; stderr: string }, scopes: ReadonlySet<string>): Line {
  const counts = countRecords(stderr)
  const missing = [...scopes].filter((scope) => !counts.has(scope))
  const records = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    ok: records > 0 && missing.length === 0,
    what: `${build.host}, telemetry on`,
    result:
      missing.length === 0
        ? `${records} records of ${counts.size} scopes reached the reporter`
        : `nothing received of ${missing.length} scopes: ${missing.slice(0, 5).join(', ')}`,
  }
}

function countRecords(stderr: string): ReadonlyMap<string, number> {
  const line = stderr.split('\n').find((one) => one.startsWith('{'))
  if (!line) return new Map()
  const { timings, metrics, events } = JSON.parse(line) as Recorded
  const counts = new Map<string, number>()
  for (const table of [timings, metrics, Array.isArray(events) ? {} : events]) {
    for (const [scope, rows] of Object.entries(table)) counts.set(scope, (counts.get(scope) ?? 0) + rows.length)
  }
  if (Array.isArray(events)) for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** The same build without the runtime's flag records nothing. */
async function proveSilence(workspace: Workspace, builds: readonly Build[]): Promise<Line> {
  const build = builds.find(({ host, program }) => host === 'esbuild' && program === 'on')!
  const { stderr, code } = await runBuild(build, workspace, '0')
  const records = [...countRecords(stderr).values()].reduce((sum, count) => sum + count, 0)
  return { ok: code === 0 && records === 0, what: 'the same build without TELESCOPIC=1', result: `${records} records` }
}
