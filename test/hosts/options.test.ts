import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { loadProject } from '../../transformer/hosts/project.ts'
import { matchesGlob } from '../../transformer/selection.ts'
import { transformSource } from '../../transformer/transform.ts'
import { createProject, type Project } from './project.ts'

/** Options of every host, as files and values give them to the core. */

const files = {
  'src/telemetry.ts': "export { tele, type Span } from 'telescopic'\nexport const version = 1\n",
  'src/inner/index.ts':
    "export { tele as report } from '../telemetry.js'\nexport * as Scope from '../telescopic.gen/scopes.js'\n",
  'tsconfig.json': '{ "extends": "./tsconfig.base.json" } // a comment',
  'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "#t": ["./src/telemetry.ts"] } } }',
}

function load(options: TelescopicOptions, project: Project = createProject(files)): ReturnType<typeof loadProject> {
  return loadProject({ silent: true, ...options }, project.root)
}

function erase(code: string, file: string, options: TelescopicOptions): string {
  const project = createProject(files)
  const { config, diagnostics } = load({ enabled: false, ...options }, project)
  expect(diagnostics).toEqual([])
  const result = transformSource(code, join(project.root, file), { ...config!, renderer: 'cut' })
  expect(result.diagnostics).toEqual([])
  return result.code
}

describe('modules that pass our names on', () => {
  const modules = ['./src/inner', 'src/telemetry.js']

  test.each([
    ['a path', 'src/a.ts', "import { tele, version } from './telemetry'\ntele.count('hit')\nlog(version)\n"],
    ['with an ending', 'src/a.ts', "import { tele, version } from './telemetry.js'\ntele.count('hit')\nlog(version)\n"],
    ['from below', 'src/b/a.ts', "import { tele, version } from '../telemetry.ts'\ntele.count('hit')\nlog(version)\n"],
    ['an alias of another name', 'src/a.ts', "import { tele, version } from '#t'\ntele.count('hit')\nlog(version)\n"],
    ['an alias', 'src/a.ts', "import { tele, version } from '@/telemetry'\ntele.count('hit')\nlog(version)\n"],
    ['an index', 'src/a.ts', "import { report, version } from './inner/index.js'\nreport.count('hit')\nlog(version)\n"],
    ['a folder', 'src/a.ts', "import { report, version } from '@/inner'\nreport.count('hit')\nlog(version)\n"],
    [
      'constants',
      'src/a.ts',
      "import { report, Scope, version } from './inner'\nreport.count(Scope.HIT)\nlog(version)\n",
    ],
  ])('%s', (_name, file, code) => {
    const specifier = /from ('.*')/.exec(code)![1]
    expect(erase(code, file, { modules })).toBe(`import { version } from ${specifier}\nlog(version)\n`)
  })

  test.each([
    ['src/telemetry.ts', "export type { Span } from 'telescopic'\nexport const version = 1\n"],
    ['src/inner/index.ts', "export type * as Scope from '../telescopic.gen/scopes.js'\n"],
  ] as const)('%s itself', (file, left) => {
    expect(erase(files[file], file, { modules })).toBe(left)
  })

  test('a module of the same name elsewhere is somebody else’s', () => {
    const code = "import { tele } from './telemetry.js'\ntele.count('hit')\n"
    expect(erase(code, 'src/b/a.ts', { modules })).toBe(code)
  })

  test.each([
    ['that does not exist', './src/telemetri', "the option 'modules' names './src/telemetri', which is no module"],
    ['that passes nothing on', './src/main.ts', 'which passes nothing of telescopic on'],
  ])('one %s is refused', (_name, name, message) => {
    const project = createProject({ ...files, 'src/main.ts': 'export const a = 1\n' })
    const { config, diagnostics } = load({ modules: [name] }, project)
    expect(config).toBeUndefined()
    expect(diagnostics.map((one) => `${one.code} ${one.message}`)).toEqual([expect.stringContaining(message)])
  })

  test('a re-export that the option does not name is refused', () => {
    const project = createProject(files)
    const { config } = load({ enabled: false }, project)
    const { diagnostics } = transformSource(files['src/telemetry.ts'], join(project.root, 'src/telemetry.ts'), config!)
    expect(diagnostics.map(({ code }) => code)).toEqual(['tele-escape'])
    expect(diagnostics[0]!.notes.map(({ message }) => message).join()).toContain('modules')
  })
})

describe('values that are refused', () => {
  test.each<[unknown, string]>([
    [{ level: 'verbose' }, 'the option \'level\' cannot be "verbose"'],
    [{ keep: 'job' }, 'the option \'keep\' cannot be "job"'],
    [{ drop: ['Job!'] }, 'the option \'drop\' cannot be ["Job!"]'],
    [{ drop: ['jbo'] }, "the option 'drop' has 'jbo', which is no scope of the catalog"],
    [{ keep: ['hit.**.x'] }, "the option 'keep' has 'hit.**.x', which is no scope of the catalog"],
    [{ severity: { 'tele-escape': 'warning' } }, 'the option \'severity\' cannot be {"tele-escape":"warning"}'],
    [{ severity: { 'scope-dynamic': 'maybe' } }, 'the option \'severity\' cannot be {"scope-dynamic":"maybe"}'],
    [{ modules: [1] }, "the option 'modules' cannot be [1]"],
  ])('%j', (options, message) => {
    const { config, diagnostics } = load(options as TelescopicOptions)
    expect(config).toBeUndefined()
    expect(diagnostics.map((one) => `${one.code} ${one.message}`)).toEqual([`option-value ${message}`])
    expect(diagnostics[0]!.notes.length > 0 || /modules/.test(message)).toBe(true)
  })
})

describe('weights of faults', () => {
  const code = "import { tele } from 'telescopic'\ndeclare const kind: string\ntele.count(kind)\n"

  test.each([
    ['error', ['error'], code],
    ['warning', ['warning'], 'declare const kind: string\n'],
    ['off', [], 'declare const kind: string\n'],
  ] as const)('a dynamic name as %s', (weight, severities, left) => {
    const project = createProject(files)
    const { config } = load({ enabled: false, severity: { 'scope-dynamic': weight } }, project)
    const result = transformSource(code, 'a.ts', { ...config!, renderer: 'cut' })
    expect(result.diagnostics.map(({ severity }) => severity)).toEqual(severities)
    expect(result.code).toBe(left)
  })
})

describe('globs of scopes', () => {
  test.each([
    ['job', ['job']],
    ['job.*', ['job.tokens']],
    ['job.**', ['job', 'job.tokens', 'job.tokens.a']],
    ['**.tokens', ['job.tokens', 'tokens']],
    ['*', ['job', 'jobs', 'tokens']],
    ['job*', ['job', 'jobs']],
    ['**', ['job', 'job.tokens', 'job.tokens.a', 'jobs', 'tokens']],
    ['job.**.a', ['job.tokens.a']],
  ])('%s', (glob, expected) => {
    const names = ['job', 'job.tokens', 'job.tokens.a', 'jobs', 'tokens']
    expect(names.filter((name) => matchesGlob(name, glob))).toEqual(expected)
  })
})
