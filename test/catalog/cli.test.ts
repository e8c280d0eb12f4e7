import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../../cli/main.ts')
const GOOD = 'telescopic: 1\nscopes:\n  app.start: { kind: span, brief: Start. }\n'
const GENERATED = ['catalog.json', 'describe.ts', 'names.ts', 'scopes.ts', 'types.ts']

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, maxRetries: 10 })
})

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  })
  return { code: status, stdout, stderr }
}

function put(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content)
}

describe('telescopic generate', () => {
  it('writes, then has nothing to write', () => {
    put('scopes.yaml', GOOD)
    expect(run('generate')).toEqual({
      code: 0,
      stderr: '',
      stdout:
        'written   telescopic.gen/scopes.ts\nwritten   telescopic.gen/names.ts\nwritten   telescopic.gen/types.ts\nwritten   telescopic.gen/describe.ts\nwritten   telescopic.gen/catalog.json\n1 scope of scopes.yaml\n',
    })
    expect(run('generate').stdout).toMatch(/^(unchanged .*\n){5}1 scope of scopes.yaml\n$/)
    expect(readdirSync(join(folder, 'telescopic.gen')).sort()).toEqual(GENERATED)
  })

  it('writes into src when there is one', () => {
    mkdirSync(join(folder, 'src'))
    put('scopes.yaml', GOOD)
    run('generate')
    expect(readdirSync(join(folder, 'src/telescopic.gen')).sort()).toEqual(GENERATED)
  })

  it('writes beside the catalog that is named, from any folder', () => {
    mkdirSync(join(folder, 'deep/er'), { recursive: true })
    put('deep/er/names.yaml', GOOD)
    expect(run('generate', 'deep/er/names.yaml').stdout).toContain('deep/er/telescopic.gen/scopes.ts')
    expect(readFileSync(join(folder, 'deep/er/telescopic.gen/scopes.ts'), 'utf8')).toContain(
      'Generated from names.yaml by',
    )
  })

  it('takes every flag', () => {
    put('scopes.yaml', GOOD.replace('scopes:', 'attributes: { tier: { type: enum, values: [free] } }\nscopes:'))
    expect(run('generate', '--out', 'a/b', '--enums=const', '--import-extension', 'none').code).toBe(0)
    expect(readFileSync(join(folder, 'a/b/names.ts'), 'utf8')).toContain('as const')
    const scopes = readFileSync(join(folder, 'a/b/scopes.ts'), 'utf8')
    expect(scopes).toContain("from './types';")
    expect(scopes).toContain('`telescopic generate --enums const --import-extension none`')
  })

  it.each([
    ['python', 'scopes.py'],
    ['elixir', 'naming.ex'],
    ['json', 'scopes.json'],
    ['markdown', 'scopes.md'],
  ])('writes and checks %s', (language, file) => {
    put('scopes.yaml', GOOD)
    expect(run('generate', '--lang', language, '--out', 'out')).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(join(folder, 'out'))).toEqual([file])
    expect(run('generate', '--lang', language, '--out', 'out', '--check').code).toBe(0)
    put('scopes.yaml', GOOD.replace('Start.', 'Begin.'))
    const stale = run('generate', '--lang', language, '--out', 'out', '--check')
    expect(stale).toMatchObject({ code: 1 })
    expect(stale.stderr).toContain(`run \`telescopic generate --lang ${language}\``)
  })

  it.each([
    [['--lang', 'python', '--enums', 'const'], '`--enums` is for TypeScript; `--lang` is `python`.'],
    [['--lang', 'json', '--import-extension', 'none'], '`--import-extension` is for TypeScript; `--lang` is `json`.'],
    [['--module', 'Shop.Naming'], '`--module` is for `--lang elixir`.'],
    [['--lang', 'elixir', '--module', 'x; y'], '`--module` is a name such as `Telescopic.Naming`, not `x; y`.'],
  ])('ignores no flag: %j', (flags, sentence) => {
    put('scopes.yaml', GOOD)
    expect(run('generate', ...flags)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` })
    expect(readdirSync(folder)).toEqual(['scopes.yaml'])
  })

  it('writes the same bytes in another language and time zone', () => {
    put('scopes.yaml', GOOD.replace('app.start', 'pipeline.init'))
    run('generate')
    const before = readFileSync(join(folder, 'telescopic.gen/scopes.ts'), 'utf8')
    const env = { PATH: process.env.PATH, LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' }
    const { status } = spawnSync(process.execPath, [main, 'generate', '--check'], { cwd: folder, env })
    expect([status, before.includes('PIPELINE_INIT')]).toEqual([0, true])
  })
})

describe('--check', () => {
  it('passes when all is written', () => {
    put('scopes.yaml', GOOD)
    run('generate')
    expect(run('generate', '--check')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'telescopic.gen is up to date with scopes.yaml\n',
    })
  })

  it('fails when something is missing or stale, and writes nothing', () => {
    put('scopes.yaml', GOOD)
    expect(run('generate', '--check')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('`telescopic.gen/scopes.ts` does not exist.'),
    })
    expect(readdirSync(folder)).toEqual(['scopes.yaml'])
    run('generate')
    put('scopes.yaml', GOOD.replace('Start.', 'Go.'))
    const { code, stderr } = run('generate', '--check')
    expect(code).toBe(1)
    expect(stderr).toContain('telescopic.gen/scopes.ts:8:1 error generated-stale')
    expect(stderr).toContain('  8 |  * Start.\n')
    expect(stderr).toContain('note: the catalog gives: * Go.')
    expect(readFileSync(join(folder, 'telescopic.gen/scopes.ts'), 'utf8')).toContain('* Start.')
  })
})

describe('a fault exits with 1, tells it on stderr, and writes nothing', () => {
  it.each<[string, () => void, string[], string]>([
    ['a missing catalog', () => {}, [], 'error catalog-missing There is no file `scopes.yaml`.\n'],
    [
      'a mistyped catalog',
      () => put('scopes.yaml', GOOD),
      ['scope.yaml'],
      'note: there is `scopes.yaml` in the same folder\n',
    ],
    [
      'a folder',
      () => mkdirSync(join(folder, 'scopes.yaml')),
      [],
      'error catalog-unreadable `scopes.yaml` is a folder.\n',
    ],
    [
      'bytes that are no UTF-8',
      () => put('scopes.yaml', new Uint8Array([0x61, 0xff])),
      [],
      'error catalog-unreadable `scopes.yaml` is not UTF-8 text.\n',
    ],
    [
      'UTF-16',
      () => put('scopes.yaml', Buffer.from(`\uFEFF${GOOD}`, 'utf16le')),
      [],
      'note: it looks like UTF-16: save it as UTF-8\n',
    ],
    [
      'an empty file',
      () => put('scopes.yaml', ''),
      [],
      'scopes.yaml:1:1 error catalog-empty The catalog declares no scope.\n',
    ],
    ['no scopes', () => put('scopes.yaml', 'telescopic: 1\n'), [], 'error catalog-empty'],
    ['17 MB', () => put('scopes.yaml', '#'.repeat(17 * 1024 * 1024)), [], 'error yaml-limit'],
    [
      'a fault in the text',
      () => put('scopes.yaml', GOOD.replace('span', 'spam')),
      [],
      'scopes.yaml:3:22 error value-unknown `spam` is not a value of `kind`.\n  3 |   app.start: { kind: spam, brief: Start. }\n    |                      ^^^^\n  note: did you mean `span`?\n',
    ],
  ])('%s', (_, prepare, args, expected) => {
    prepare()
    const { code, stdout, stderr } = run('generate', ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(expected)
    expect(stderr).toMatch(/\n1 error; nothing was written\n$/)
    expect(readdirSync(folder)).not.toContain('telescopic.gen')
  })

  it('a file in the way', () => {
    put('scopes.yaml', GOOD)
    mkdirSync(join(folder, 'telescopic.gen'))
    put('telescopic.gen/types.ts', 'export type Mine = 1\n')
    const { code, stderr } = run('generate')
    expect(code).toBe(1)
    expect(stderr).toContain('telescopic.gen/types.ts:1:1 error generated-foreign')
    expect(readdirSync(join(folder, 'telescopic.gen'))).toEqual(['types.ts'])
  })
})

describe('wrong usage exits with 2 and says why', () => {
  it.each<[string[], string]>([
    [['generate', '--chek'], '`--chek` is not a flag of `telescopic generate`. Did you mean `--check`?\n'],
    [
      ['generate', '-x'],
      '`-x` is not a flag of `telescopic generate`. `telescopic generate --help` lists the flags.\n',
    ],
    [
      ['generate', '--no-check'],
      '`--no-check` is not a flag of `telescopic generate`. `telescopic generate --help` lists the flags.\n',
    ],
    [
      ['generate', '--importExtension', '.ts'],
      '`--importExtension` is not a flag of `telescopic generate`. Did you mean `--import-extension`?\n',
    ],
    [['generate', '--enums', 'object'], '`--enums` is `enum` or `const`, not `object`.\n'],
    [['generate', '--import-extension', 'js'], '`--import-extension` is `.js` or `.ts` or `none`, not `js`.\n'],
    [['generate', '--out'], '`--out` needs a value.\n'],
    [['generate', '--out='], '`--out` needs a value.\n'],
    [['generate', '--out', '--check'], '`--out` needs a value.\n'],
    [['generate', '--check=yes'], '`--check` takes no value.\n'],
    [['generate', '--out', 'a', '--out', 'b'], '`--out` is given twice.\n'],
    [['generate', 'a.yaml', 'b.yaml'], '`b.yaml` is one argument too many for `telescopic generate`.\n'],
    [['generate', ''], 'An argument is empty.\n'],
    [['generate', '--catalog', 'a.yaml'], '`--catalog` is not a flag: give the value alone.\n'],
    [['generat'], '`generat` is not a command of telescopic. Did you mean `generate`?\n'],
    [['toString'], '`toString` is not a command of telescopic. `telescopic --help` lists the commands.\n'],
    [['--check'], '`--check` is not a command of telescopic. Did you mean `check`?\n'],
  ])('%j', (args, stderr) => {
    put('scopes.yaml', GOOD)
    expect(run(...args)).toEqual({ code: 2, stdout: '', stderr })
    expect(readdirSync(folder)).toEqual(['scopes.yaml'])
  })

  it('no command at all', () => {
    expect(run()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('USAGE telescopic init|generate'),
    })
  })
})

describe('--json', () => {
  it('tells what was written', () => {
    put('scopes.yaml', GOOD)
    const { code, stdout, stderr } = run('generate', '--json')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      catalog: 'scopes.yaml',
      out: 'telescopic.gen',
      scopes: 1,
      files: ['scopes.ts', 'names.ts', 'types.ts', 'describe.ts', 'catalog.json'].map((name) => ({
        file: `telescopic.gen/${name}`,
        status: 'written',
      })),
      diagnostics: [],
    })
  })

  it('tells what is wrong', () => {
    put('scopes.yaml', GOOD.replace('span', 'spam'))
    const { code, stdout, stderr } = run('generate', '--json')
    expect([code, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      files: [],
      diagnostics: [{ code: 'value-unknown', severity: 'error', place: { file: 'scopes.yaml', line: 3, column: 22 } }],
    })
  })
})

describe('--help and --version', () => {
  it.each([['--help'], ['-h']])('telescopic %s', (flag) => {
    expect(run(flag)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('generate') })
  })

  it.each([['--help'], ['-h']])('telescopic generate %s, without escape codes in a pipe', (flag) => {
    const { code, stdout } = run('generate', flag)
    expect(code).toBe(0)
    for (const name of ['CATALOG', '--out', '--check', '--enums', '--import-extension', '--json'])
      expect(stdout).toContain(name)
    expect(stdout).not.toContain('\u001b')
  })

  it('telescopic --version', () => {
    expect(run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})
