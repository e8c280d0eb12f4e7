import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../../cli/main.ts')
const GOOD = `telescopic: 1
defaults: { owners: ['@core'], expires: never }
scopes:
  app.start: { kind: span, brief: Start. }
`
const BAD = `${GOOD}  stop: { kind: span, brief: Stop. }
  app.end: { kind: span, brief: End., expires: 2026-06-02 }
`

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-lint-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, maxRetries: 10 })
})

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function run(args: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args.split(' ')], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1', SOURCE_DATE_EPOCH: '1780272000', ...env },
  })
  return { code: status, stdout, stderr }
}

describe('telescopic lint', () => {
  it('has nothing to say', () => {
    put('scopes.yaml', GOOD)
    expect(run('lint')).toEqual({ code: 0, stdout: 'scopes.yaml: nothing to say\n', stderr: '' })
  })

  it('tells findings with their places', () => {
    put('scopes.yaml', BAD)
    const { code, stdout } = run('lint')
    expect(code).toBe(1)
    expect(stdout).toBe(
      `scopes.yaml:5:3 error name-namespace The scope \`stop\` has no namespace.
  5 |   stop: { kind: span, brief: Stop. }
    |   ^^^^
  note: say what it belongs to: \`app.stop\`

scopes.yaml: 1 error
`,
    )
  })

  it('takes the day from SOURCE_DATE_EPOCH', () => {
    put('scopes.yaml', BAD)
    expect(run('lint').stdout).not.toContain('expires-past')
    expect(run('lint', { SOURCE_DATE_EPOCH: '1780358400' }).stdout).toContain('expires-past')
  })

  it('takes the version from package.json', () => {
    put('package.json', '{ "version": "2.5.0" }')
    put('scopes.yaml', GOOD.replace('expires: never', 'expires: v3'))
    expect(run('lint --fail-on warning').code).toBe(0)
    put('package.json', '{ "version": "3.0.0-beta.1" }')
    expect(run('lint --fail-on warning')).toMatchObject({ code: 1, stdout: expect.stringContaining('expires-past') })
    expect(run('lint').code).toBe(0)
  })

  it('compares the calls of a program', () => {
    put('scopes.yaml', BAD.replace('  stop:', '  app.stop:'))
    put('src/main.ts', "import { tele } from 'telescopic'\ntele('app.start', () => 1)\ntele('app.stopp', () => 2)\n")
    put('src/node_modules/x.ts', "import { tele } from 'telescopic'\ntele('app.stop', () => 1)\n")
    const { code, stdout } = run('lint --sources src')
    expect(code).toBe(1)
    expect(stdout).toContain('No call uses the scope `app.stop`.')
    expect(stdout).not.toContain('No call uses the scope `app.start`.')
    expect(stdout).toContain('src/main.ts:3:6 error scope-unknown')
  })

  it('prints JSON', () => {
    put('scopes.yaml', BAD)
    const value = JSON.parse(run('lint --json').stdout)
    expect(value).toMatchObject({ ok: false, catalog: 'scopes.yaml' })
    expect(value.diagnostics).toMatchObject([{ code: 'name-namespace', place: { line: 5, column: 3 } }])
  })

  it('prints SARIF', () => {
    put('a b.yaml', BAD)
    const { stdout } = spawnSync(process.execPath, [main, 'lint', 'a b.yaml', '--format', 'sarif'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const { version, runs } = JSON.parse(stdout)
    expect(version).toBe('2.1.0')
    const [{ tool, results }] = runs
    const [result] = results
    expect(tool.driver.rules[result.ruleIndex].id).toBe('name-namespace')
    expect(result).toMatchObject({
      ruleId: 'name-namespace',
      level: 'error',
      message: { text: 'The scope `stop` has no namespace.\nsay what it belongs to: `app.stop`' },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'a%20b.yaml' }, region: { startLine: 5, startColumn: 3 } } },
      ],
    })
  })

  it('prints annotations that a text cannot forge', () => {
    put('scopes.yaml', `${GOOD}  "s\\n::error::x%": { kind: span, brief: S. }\n`)
    expect(run('lint --format github').stdout).toBe(
      '::error file=scopes.yaml,line=5,col=3,title=name-format::The scope name `s ::error::x%25` contains ` `.%0A`s_::error::x%25` would be of the form\n'.replace(
        /%0A.*$/m,
        '%0Anames are lower-case words joined by dots, such as `job.queue_time`',
      ),
    )
  })

  it('shows ten of a kind, and how many more there are', () => {
    const many = Array.from({ length: 13 }, (_, index) => `  s${index}: { kind: span, brief: S. }\n`)
    put('scopes.yaml', GOOD + many.join(''))
    const { stdout } = run('lint')
    expect(stdout.match(/error name-namespace/g)).toHaveLength(10)
    expect(stdout).toContain('name-namespace: 3 more like it\nscopes.yaml: 13 errors\n')
  })

  it('tells an import at its own place, with its own frame', () => {
    put('scopes.yaml', `telescopic: 1\nimports: [./more/*.yaml]\n${GOOD.slice('telescopic: 1\n'.length)}`)
    put('more/a.yaml', 'telescopic: 1\nscopes:\n  stop: { kind: span, brief: Stop. }\n')
    expect(run('lint').stdout).toContain(
      'more/a.yaml:3:3 error name-namespace The scope `stop` has no namespace.\n  3 |   stop:',
    )
  })

  it('lists the rules', () => {
    const { code, stdout } = run('lint --rules')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^name-namespace +error +Scope without a namespace$/m)
    expect(Object.keys(JSON.parse(run('lint --rules --json').stdout))).toHaveLength(stdout.trim().split('\n').length)
  })

  it.each(['lint --fromat sarif', 'lint --format xml', 'lint --fail-on never', 'check a b'])('refuses %s', (args) => {
    expect(run(args)).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('telescopic check', () => {
  it('asks for both: the rules and the generated files', () => {
    put('scopes.yaml', GOOD)
    expect(run('check')).toMatchObject({ code: 1, stdout: expect.stringContaining('generated-stale') })
    run('generate --enums const --import-extension .ts')
    // The options stand in the header of the files: they need not be told again.
    expect(run('check')).toEqual({ code: 0, stdout: 'scopes.yaml: nothing to say\n', stderr: '' })
    put('scopes.yaml', BAD)
    const { stdout } = run('check')
    expect(stdout).toContain('name-namespace')
    expect(stdout).toContain('generated-stale')
  })

  it('does not compare a catalog with errors', () => {
    put('scopes.yaml', `${GOOD}  b: { kind: spna, brief: B. }\n`)
    const { code, stdout } = run('check')
    expect(code).toBe(1)
    expect(stdout).not.toContain('generated-stale')
  })
})
