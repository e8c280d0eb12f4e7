import { readFileSync } from 'node:fs'
import { type BuildFailure, type BuildOptions, build, context, type Message, type Plugin } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { telescopic } from '../../transformer/hosts/esbuild.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { createProject, type Project, tsconfig, tspc } from './project.ts'

/** What can only be said of a whole build: a use that is left although telemetry is off, and that there was none at all. */

const MAIN = "import { tele } from 'telescopic'\ntele.count('hit')\nexport const value = 1\n"
const PLAIN = 'export const value = 1\n'

interface Told {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

async function tell(
  project: Project,
  options: TelescopicOptions,
  more: BuildOptions = {},
  before: readonly Plugin[] = [],
): Promise<Told> {
  const codes = (messages: readonly Message[]): string[] => messages.map(({ text }) => /\[([a-z-]+)\]$/.exec(text)![1]!)
  const result = await build({
    absWorkingDir: project.root,
    entryPoints: ['src/main.ts'],
    outdir: 'out',
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    ...more,
    write: false,
    plugins: [...before, telescopic(options)],
  }).catch((failure: BuildFailure) => failure)
  return { errors: codes(result.errors), warnings: codes(result.warnings) }
}

/** A plugin that takes every source away from those that stand behind it. */
const thief: Plugin = {
  name: 'thief',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'ts' })),
}

const options = { off: { enabled: false }, on: { enabled: true } }

describe('esbuild: a use that survives', () => {
  test.each([
    ['bundled', {}],
    ['telescopic external', { external: ['telescopic'] }],
    ['every package external', { packages: 'external' }],
    ['file by file', { bundle: false }],
  ] satisfies [string, BuildOptions][])('%s: fails when another plugin has loaded the file', async (_, more) => {
    const project = createProject({ 'src/main.ts': MAIN })
    expect(await tell(project, options.off, more, [thief])).toEqual({ errors: ['use-survived'], warnings: [] })
    expect(await tell(project, options.off, more)).toEqual({ errors: [], warnings: [] })
  })

  test('with telemetry on nothing has to go', async () => {
    const project = createProject({ 'src/main.ts': MAIN })
    expect((await tell(project, options.on, {}, [thief])).errors).toEqual([])
  })

  test('the message names the file and the way out', async () => {
    const project = createProject({ 'src/main.ts': MAIN })
    const { errors } = await build({
      absWorkingDir: project.root,
      entryPoints: ['src/main.ts'],
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      write: false,
      plugins: [thief, telescopic({ ...options.off, silent: true })],
    }).catch((failure: BuildFailure) => failure)
    expect(errors[0]!.text).toContain("'src/main.ts' still imports 'telescopic'")
    expect(errors[0]!.notes.map(({ text }) => text).join()).toContain('put telescopic before plugins')
  })

  test('a type that is left, and a package with telemetry of its own, are none', async () => {
    const project = createProject({
      'src/main.ts': `${MAIN}import type { Span } from 'telescopic'\nimport 'instrumented'\nexport type A = Span\n`,
      'node_modules/instrumented/index.js': "import { tele } from 'telescopic'\ntele.count('its.own')\n",
      'node_modules/instrumented/package.json': '{ "name": "instrumented", "main": "index.js" }',
    })
    expect(await tell(project, options.off)).toEqual({ errors: [], warnings: [] })
  })
})

describe('esbuild: nothing matched', () => {
  test.each(['on', 'off'] as const)('telemetry %s: one warning, which `silent` silences', async (mode) => {
    const project = createProject({ 'src/main.ts': "import './other'\n", 'src/other.ts': PLAIN })
    expect(await tell(project, options[mode])).toEqual({ errors: [], warnings: ['nothing-matched'] })
    expect(await tell(project, { ...options[mode], silent: true })).toEqual({ errors: [], warnings: [] })
    project.write('src/other.ts', MAIN)
    expect(await tell(project, options[mode])).toEqual({ errors: [], warnings: [] })
  })

  test('a build that fails has other worries', async () => {
    const project = createProject({ 'src/main.ts': "import './nowhere'\n" })
    const failed = await build({
      absWorkingDir: project.root,
      entryPoints: ['src/main.ts'],
      bundle: true,
      logLevel: 'silent',
      write: false,
      plugins: [telescopic(options.off)],
    }).catch((failure: BuildFailure) => failure)
    expect([failed.errors.length, failed.warnings.length]).toEqual([1, 0])
  })

  test('each build of a watched one counts for itself', async () => {
    const project = createProject({ 'src/main.ts': MAIN })
    const watched = await context({
      absWorkingDir: project.root,
      entryPoints: ['src/main.ts'],
      bundle: true,
      logLevel: 'silent',
      write: false,
      plugins: [telescopic(options.off)],
    })
    try {
      const counts: number[] = []
      for (const text of [MAIN, PLAIN, MAIN]) {
        project.write('src/main.ts', text)
        counts.push((await watched.rebuild()).warnings.length)
      }
      expect(counts).toEqual([0, 1, 0])
    } finally {
      await watched.dispose()
    }
  })
})

test('esbuild: a file that only imports from a generated folder of another name is not passed over', async () => {
  const source = "import { Tier } from './events/names.js'\nimport * as Scope from './events/scopes.js'\n"
  const project = createProject({ 'src/main.ts': `${source}export const a: Tier = Tier.L1\n` })
  for (const name of ['scopes', 'names', 'types']) {
    project.write(`src/events/${name}.ts`, project.read(`src/telescopic.gen/${name}.ts`))
  }
  expect(await tell(project, { enabled: false, generated: 'events' })).toEqual({ errors: [], warnings: [] })
  expect(await tell(project, { enabled: false, generated: 'elsewhere' })).toMatchObject({
    warnings: ['nothing-matched'],
  })
})

describe('tsc', () => {
  test('nothing matched is said on stderr, and fails nothing', async () => {
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': PLAIN })
    for (const mode of ['on', 'off']) {
      const { code, stdout, stderr } = await tspc(project, [], { TELESCOPIC: mode })
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toMatch(/^warning nothing-matched the plugin has seen \d+ source files/m)
    }
    project.write('tsconfig.json', tsconfig({}, { silent: true }))
    expect(await tspc(project)).toMatchObject({ code: 0, stderr: '' })
    project.write('tsconfig.json', tsconfig())
    project.write('src/main.ts', MAIN)
    expect((await tspc(project)).stderr).not.toContain('nothing-matched')
  })

  test('an import that another transformer adds is an error, and its file is not written', async () => {
    const { compilerOptions, ...rest } = JSON.parse(tsconfig({ noEmitOnError: false }))
    const plugins = [...compilerOptions.plugins, { transform: './add.cjs', after: true }]
    const project = createProject({
      'tsconfig.json': JSON.stringify({ ...rest, compilerOptions: { ...compilerOptions, plugins } }),
      'src/main.ts': MAIN,
      'src/text.ts': 'export const text = "import { tele } from \'telescopic\'"\n',
      'add.cjs': `module.exports = (program, config, { ts }) => ({ factory }) => (file) => {
  if (!file.fileName.endsWith('main.ts')) return file
  const added = factory.createImportDeclaration(undefined, undefined, factory.createStringLiteral('telescopic'))
  return factory.updateSourceFile(file, [added, ...file.statements])
}\n`,
    })
    const off = await tspc(project, [], { TELESCOPIC: 'off' })
    expect(off.code).toBeGreaterThan(0)
    expect(off.stdout).toMatch(/error TS71300: '.*out\/main\.js' still imports 'telescopic'/)
    expect(() => project.read('out/main.js')).toThrow('ENOENT')
    expect(project.read('out/text.js')).toContain("from 'telescopic'")
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0 })
  })
})
