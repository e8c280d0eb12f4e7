import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../cli/prove/builds.ts'
import type { Claim } from '../cli/prove/claims.ts'
import { prove } from '../cli/prove/prove.ts'

/** The proof itself, and for each of its claims a planted mistake that it must see. */

const root = fileURLToPath(new URL('../', import.meta.url))
const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

/** A change of one file of the example: its path, and what becomes of its text. */
type Plant = readonly [path: string, change: (text: string) => string]

async function proveWith(...plants: readonly Plant[]): Promise<readonly Claim[]> {
  const project = copyProject()
  for (const [path, change] of plants) {
    const file = join(project, path)
    const before = readFileSync(file, 'utf8')
    const after = change(before)
    expect(after, `the mistake is planted in ${path}`).not.toBe(before)
    writeFileSync(file, after)
  }
  return await prove({ project, packages: root, onClaim: () => {} })
}

function copyProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'telescopic-planted-'))
  folders.push(project)
  cpSync(join(root, 'scopes.yaml'), join(project, 'scopes.yaml'))
  cpSync(join(root, 'examples', 'pipeline'), join(project, 'examples', 'pipeline'), { recursive: true })
  return project
}

function failures(claims: readonly Claim[]): string[] {
  return claims.filter((claim) => !claim.ok).map((claim) => claim.name)
}

const main = 'examples/pipeline/src/main.ts'
const plainMain = 'examples/pipeline/plain/main.ts'
const wrongMap = Buffer.from('{"version":3,"sources":["elsewhere.ts"],"names":[],"mappings":"AAAA"}').toString('base64')

describe('a planted mistake in each claim is seen', () => {
  test.each<[claim: Claim['name'], mistake: string, plants: readonly Plant[]]>([
    ['generated', 'a catalog with a fault', [['scopes.yaml', (text) => text.replace('kind: span', 'kind: spam')]]],
    [
      'typed',
      'the misspelt scope exists',
      [['scopes.yaml', (text) => `${text}\n  cache.mis: { kind: counter, brief: Not a mistake. }\n`]],
    ],
    [
      'answered',
      'the plain program gives another answer',
      [[plainMain, (text) => text.replace('undefined, 2', 'undefined, 3')]],
    ],
    ['received', 'nobody configures a reporter', [[main, (text) => text.replace(/^tele\.configure.*$/m, '')]]],
    [
      'erased',
      'the plain program has a statement more',
      [[plainMain, (text) => `${text}\nprocess.emitWarning.name\n`]],
    ],
    [
      'erased',
      'the name of the package is left in both',
      [
        [main, (text) => `${text}\nprocess.title = 'telescopic'\n`],
        [plainMain, (text) => `${text}\nprocess.title = 'telescopic'\n`],
      ],
    ],
    [
      'mapped',
      'a source brings a map that leads elsewhere',
      [
        [
          'examples/pipeline/src/retry.ts',
          (text) => `${text}//# sourceMappingURL=data:application/json;base64,${wrongMap}\n`,
        ],
      ],
    ],
  ])('%s: %s', async (claim, _, plants) => {
    expect(failures(await proveWith(...plants))).toContain(claim)
  })

  test('rewritten: nothing is instrumented', async () => {
    const project = copyProject()
    cpSync(join(project, 'examples/pipeline/plain'), join(project, 'examples/pipeline/src'), { recursive: true })
    const claims = await prove({ project, packages: root, onClaim: () => {} })
    expect(failures(claims)).toEqual(expect.arrayContaining(['rewritten', 'received']))
  })
})

describe('the command', () => {
  test('prints its claims as JSON and ends with 0', async () => {
    const { code, stdout } = await run(process.execPath, [join(root, 'dist/cli/main.js'), 'prove', '--json'], root, {})
    const { ok, claims } = JSON.parse(stdout) as { ok: boolean; claims: Claim[] }
    expect({ code, ok }).toEqual({ code: 0, ok: true })
    expect(claims.map(({ name, ok }) => [name, ok])).toEqual(
      ['generated', 'typed', 'rewritten', 'answered', 'received', 'erased', 'mapped'].map((name) => [name, true]),
    )
  })

  test('refuses a flag it does not know', async () => {
    const { code, stderr } = await run(process.execPath, [join(root, 'dist/cli/main.js'), 'prove', '--jsno'], root, {})
    expect(code).toBe(2)
    expect(stderr).toContain('--json')
  })
})
