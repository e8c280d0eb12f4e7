import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** `telescopic stats`, as a command. */

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'telescopic-stats-'))

const FILES: Readonly<Record<string, string>> = {
  'scopes.yaml': [
    'telescopic: 1',
    'scopes:',
    '  job: { kind: span, brief: A job. }',
    '  job.retries: { kind: counter, brief: Retries. }',
    '  hit: { kind: counter, brief: A hit. }',
    '  idle: { kind: counter, brief: Nobody calls it. }',
  ].join('\n'),
  'src/a.ts':
    "import { tele } from 'telescopic'\ntele('job', (span) => {\n  span.count('retries')\n  tele.count('hit')\n})\n",
  'src/b.ts': "import * as T from 'telescopic'\nT.tele.count('hit')\n",
  'src/other.ts': "const tele = { count: (_: string) => 0 }\ntele.count('idle')\n",
  'woven.yaml': [
    'telescopic: 1',
    'scopes:',
    "  plan: { kind: span, brief: A plan., instrument: 'woven/plan.ts#Planner.*' }",
    "  query: { kind: span, brief: A query., instrument: 'database#query' }",
  ].join('\n'),
  'gone.yaml': [
    'telescopic: 1',
    'scopes:',
    "  plan: { kind: span, brief: A plan., instrument: 'woven/plan.ts#Planer.plan' }",
  ].join('\n'),
  'woven/plan.ts': 'export class Planner {\n  plan() {}\n}\n',
  'node_modules/database/package.json': '{}',
  'node_modules/database/index.js': 'exports.query = () => {}\n',
  'bad/c.ts': "import { tele } from 'telescopic'\ntele.count('hti')\n",
}
for (const [file, text] of Object.entries(FILES)) {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
const run = (...args: string[]) => runCommand('stats', ...args)

function runCommand(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { status, stdout, stderr }
}

describe('telescopic stats', () => {
  test('lists scopes with their calls, and those without', () => {
    expect(run()).toEqual({
      status: 0,
      stderr: '',
      stdout: [
        '4 scopes, 3 of them called: 4 calls in 3 files',
        '',
        'hit counter, 2 calls',
        '  src/a.ts:4:3 count',
        '  src/b.ts:2:1 count',
        '',
        'job span, 1 call',
        '  src/a.ts:2:1 span',
        '',
        'job.retries counter, 1 call',
        '  src/a.ts:3:3 count',
        '',
        'never called',
        '  idle counter',
        '',
      ].join('\n'),
    })
  })

  test('fails for calls of names that the catalog does not have', () => {
    const { status, stdout } = run('bad')
    expect(status).toBe(1)
    expect(stdout).toContain("not in the catalog\n  bad/c.ts:2:12 'hti' is not a scope of scopes.yaml\n")
  })

  test('prints JSON', () => {
    const result = JSON.parse(run('bad', '--json').stdout)
    expect(result).toMatchObject({ ok: false, files: 1, unused: ['hit', 'idle', 'job', 'job.retries'] })
    expect(result.unknown).toEqual([{ file: 'bad/c.ts', line: 2, column: 12, what: expect.stringContaining('hti') }])
  })

  test.each([
    [['nowhere'], 'There is no folder `nowhere`'],
    [['src', '--catalog', 'none.yaml'], 'none.yaml'],
    [['--jsn'], 'Did you mean `--json`?'],
  ])('%s is wrong usage', (args, sentence) => {
    const { status, stderr } = run(...args)
    expect({ status, told: stderr.includes(sentence) }).toEqual({ status: 2, told: true })
  })

  test('counts functions that the catalog instruments, in packages by their place in the catalog', () => {
    expect(run('woven', '--catalog', 'woven.yaml').stdout).toBe(
      [
        '2 scopes, 2 of them called: 2 calls in 1 file',
        '',
        'plan span, 1 call',
        '  woven/plan.ts:2:7 instrument',
        '',
        'query span, 1 call',
        '  woven.yaml:4:53 instrument',
        '',
      ].join('\n'),
    )
  })

  test('a reader that goes early is no fault', async () => {
    const child = spawn(process.execPath, [main, 'stats', 'bad'], { cwd: folder, env })
    child.stdout.destroy()
    let told = ''
    child.stderr.on('data', (chunk) => (told += chunk))
    const [code] = await once(child, 'close')
    expect({ code, told }).toEqual({ code: 1, told: '' })
  })

  test('has help', () => {
    expect(execFileSync(process.execPath, [main, 'stats', '--help'], { encoding: 'utf8' })).toContain('--catalog')
  })
})

test('telescopic check says of a function that is not there what the build would say', () => {
  const { status, stdout } = runCommand('check', 'gone.yaml')
  expect(status).toBe(1)
  expect(stdout).toContain('instrument-missing The scope `plan` instruments `woven/plan.ts#Planer.plan`')
  expect(stdout).toContain('did you mean `Planner.plan`?')
  expect(runCommand('check', 'woven.yaml').stdout).not.toContain('instrument-missing')
})
