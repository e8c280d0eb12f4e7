import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../../cli/main.ts')
const OLD =
  'telescopic: 1\nscopes:\n  app.start: { kind: span, brief: Start. }\n  app.size: { kind: gauge, unit: By, brief: Size. }\n'
const NEW = OLD.replace('unit: By', 'unit: KiBy')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-diff-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

const env = { PATH: process.env.PATH, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'diff', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { code: status, stdout, stderr }
}

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    env,
    stdio: 'pipe',
  })
}

const UNIT = 'scopes.yaml:4:3 breaking data unit-changed `app.size` had the unit `By` and has the unit `KiBy`.\n'

describe('telescopic diff', () => {
  it('compares files', () => {
    put('old.yaml', OLD)
    put('scopes.yaml', NEW)
    expect(run('old.yaml')).toEqual({ code: 1, stderr: '', stdout: `${UNIT}1 breaking change, 0 others.\n` })
    expect(run('old.yaml', 'old.yaml')).toEqual({ code: 0, stderr: '', stdout: 'No change.\n' })
  })

  it('asks for less', () => {
    put('old.yaml', OLD)
    put('scopes.yaml', NEW)
    expect(run('old.yaml', '--category', 'name')).toMatchObject({ code: 0 })
    expect(run('old.yaml', '--category', 'data')).toMatchObject({ code: 1 })
  })

  it('compares with a revision, from a folder of the repository too', () => {
    git('init', '-q')
    put('scopes.yaml', OLD)
    put('deep/scopes.yaml', OLD)
    git('add', '.')
    git('commit', '-qm', 'First')
    put('scopes.yaml', NEW)
    expect(run('HEAD:scopes.yaml').stdout).toBe(`${UNIT}1 breaking change, 0 others.\n`)
    folder = join(folder, 'deep')
    put('scopes.yaml', NEW)
    expect(run('HEAD:scopes.yaml').stdout).toBe(`${UNIT}1 breaking change, 0 others.\n`)
    folder = join(folder, '..')
  })

  it('reads the imports of the same revision', () => {
    const imported = 'telescopic: 1\nscopes:\n  part.one: { kind: span, brief: One. }\n'
    git('init', '-q')
    put('scopes.yaml', OLD.replace('scopes:', "imports: ['./parts/*.yaml']\nscopes:"))
    put('parts/one.yaml', imported)
    git('add', '.')
    git('commit', '-qm', 'First')
    put('parts/one.yaml', imported.replace('part.one', 'part.two'))
    expect(run('HEAD:scopes.yaml').stdout).toBe(
      'parts/one.yaml:3:3 breaking name scope-removed The scope `part.one` is gone: deprecate it first, or keep it as an alias.\nparts/one.yaml:3:3 change scope-added The span `part.two` is new.\n1 breaking change, 1 other.\n',
    )
  })

  it('lets experimental entries break when told so', () => {
    put('old.yaml', OLD)
    put('scopes.yaml', NEW)
    expect(run('old.yaml', '--allow-experimental').code).toBe(0)
    put('old.yaml', OLD.replace('unit: By', 'unit: By, stability: stable, owners: ["@a"]'))
    expect(run('old.yaml', '--allow-experimental').code).toBe(1)
  })

  it('compares with a package', () => {
    put('node_modules/@acme/names/package.json', '{ "name": "@acme/names", "telescopic": "names.yaml" }')
    put('node_modules/@acme/names/names.yaml', OLD)
    put('scopes.yaml', NEW)
    expect(run('@acme/names').stdout).toBe(`${UNIT}1 breaking change, 0 others.\n`)
  })

  it('prints JSON', () => {
    put('old.yaml', OLD)
    put('scopes.yaml', NEW)
    const { ok, changes } = JSON.parse(run('old.yaml', '--json').stdout)
    expect([ok, changes.length, changes[0].rule, changes[0].category, changes[0].breaking]).toEqual([
      false,
      1,
      'unit-changed',
      'data',
      true,
    ])
  })

  it.each([
    ['a file that is not there', ['no.yaml'], 'diff-source `no.yaml` is no catalog that can be compared.'],
    ['a revision that is not there', ['nowhere:scopes.yaml'], 'diff-source `nowhere:scopes.yaml` cannot be read.'],
    [
      'a flag in the place of a revision',
      ['--', '--output=x:scopes.yaml'],
      'diff-source `--output=x:scopes.yaml` is no catalog',
    ],
    ['a catalog with an error', ['bad.yaml'], 'bad.yaml:2:1 error catalog-empty'],
  ])('refuses %s', (_, args, message) => {
    put('scopes.yaml', OLD)
    put('bad.yaml', 'telescopic: 1\nscopes: {}\n')
    const { code, stderr } = run(...args)
    expect([code, stderr.includes(message) ? message : stderr]).toEqual([2, message])
  })
})
