import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { type BuildOptions, type BuildResult, build, context, type Message } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { telescopic } from '../../transformer/hosts/esbuild.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { createProject, type Project, SCOPES } from './project.ts'

const MAIN = `import { tele } from 'telescopic'
import * as Scope from './telescopic.gen/scopes.js'
export const value = tele(Scope.JOB, () => 'kept')
tele.count('hit', 1, { tier: 'l1' })
`

function bundle(
  project: Project,
  options: TelescopicOptions,
  more: BuildOptions = {},
): Promise<BuildResult<{ write: false }>> {
  return build({
    absWorkingDir: project.root,
    entryPoints: ['src/main.ts'],
    outfile: join(project.root, 'out/main.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    ...more,
    write: false,
    plugins: [telescopic({ silent: true, ...options }), ...(more.plugins ?? [])],
  })
}

async function faults(project: Project, options: TelescopicOptions): Promise<Message[]> {
  return await bundle(project, options).then(
    () => [],
    (error: { errors: Message[] }) => error.errors,
  )
}

test('off leaves nothing, on keeps the calls', async () => {
  const project = createProject({ 'src/main.ts': MAIN })
  const off = await bundle(project, { enabled: false })
  expect(off.outputFiles[0]!.text).toBe('// src/main.ts\nvar value = "kept";\nexport {\n  value\n};\n')
  const on = await bundle(project, { enabled: true })
  expect(on.outputFiles[0]!.text).toContain('"hit"')
})

test('what the plugin decides and why is printed once', async () => {
  const project = createProject({ 'src/main.ts': MAIN })
  const printed: string[] = []
  const write = process.stderr.write
  process.stderr.write = ((text: string) => printed.push(text) > 0) as typeof write
  try {
    for (const _ of [1, 2]) await bundle(project, { enabled: false, silent: false })
  } finally {
    process.stderr.write = write
  }
  expect(printed).toEqual(['telescopic: telemetry is off (the option `enabled` is false); 2 scopes of scopes.yaml\n'])
})

describe('faults', () => {
  test('every mistake of a file, with its place in bytes and a way out', async () => {
    const source = "import { tele } from 'telescopic'\nconst s = '🦊é'; tele.count('hti')\ntele.gauge('hit', 1)\n"
    const errors = await faults(createProject({ 'src/main.ts': source }), { enabled: false })
    expect(
      errors.map(({ text, location }) => [
        codeOf(text),
        location?.file,
        location?.line,
        location?.column,
        location?.length,
      ]),
    ).toEqual([
      ['scope-unknown', 'src/main.ts', 2, 31, 5],
      ['scope-kind', 'src/main.ts', 3, 11, 5],
    ])
    expect(errors[0]!.notes.map((note) => note.text)).toEqual(["did you mean 'hit'?"])
    expect(errors[1]!.notes[1]!.location).toMatchObject({ file: 'scopes.yaml', line: 6, column: 2 })
  })

  test.each([
    [
      'a fault in the catalog',
      { 'scopes.yaml': 'telescopic: 1\nscopes:\n  job: { kind: spam, brief: A job. }\n' },
      {},
      'value-unknown',
    ],
    ['an empty catalog', { 'scopes.yaml': '' }, {}, 'catalog-empty'],
    ['a catalog that is not there', {}, { catalog: 'nowhere.yaml' }, 'catalog-missing'],
    ['a catalog that is a folder', {}, { catalog: 'src' }, 'catalog-unreadable'],
    ['an option nobody knows', {}, { enabeld: true } as TelescopicOptions, 'option-value'],
  ])('%s fails the build', async (_, files, options, code) => {
    const errors = await faults(createProject({ 'src/main.ts': MAIN, ...files }), options)
    expect(errors.map((error) => codeOf(error.text))).toContain(code)
  })
})

test('two builds in one process keep their own modes', async () => {
  const project = createProject({ 'src/main.ts': MAIN })
  const [on, off] = await Promise.all([bundle(project, { enabled: true }), bundle(project, { enabled: false })])
  expect(on.outputFiles[0]!.text).toContain('"hit"')
  expect(off.outputFiles[0]!.text).not.toContain('hit')
})

test('a package in node_modules is left alone', async () => {
  const project = createProject({
    'src/main.ts': "import 'instrumented'\n",
    'node_modules/instrumented/index.js': "import { tele } from 'telescopic'\ntele.count('not.in.the.catalog')\n",
    'node_modules/instrumented/package.json': '{ "name": "instrumented", "main": "index.js" }',
  })
  const { outputFiles } = await bundle(project, { enabled: false })
  expect(outputFiles[0]!.text).toContain('not.in.the.catalog')
})

test('a source that is imported as text is given as it is', async () => {
  const project = createProject({
    'src/main.ts': "import text from './other.ts' with { type: 'text' }\nconsole.log(text)\n",
    'src/other.ts': MAIN,
  })
  const { outputFiles } = await bundle(project, { enabled: false })
  expect(outputFiles[0]!.text).toContain("tele.count('hit'")
})

test('a change of the catalog is seen by the next build', async () => {
  const project = createProject({ 'src/main.ts': MAIN })
  const watched = await context({
    absWorkingDir: project.root,
    entryPoints: ['src/main.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    plugins: [telescopic({ enabled: false, silent: true })],
  })
  try {
    expect((await watched.rebuild()).errors).toEqual([])
    project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
    const errors = await watched.rebuild().then(
      () => [],
      (error: { errors: Message[] }) => error.errors,
    )
    expect(errors.map((error) => error.notes[0]?.text)).toEqual(["did you mean 'hits'?"])
  } finally {
    await watched.dispose()
  }
})

test.each([
  ['blanks only', MAIN, 'kept'],
  [
    'a length that changes',
    "import { tele } from 'telescopic'\nconst a = tele('job', () => { if (process.argv[9]) return 1; return 2 })\nexport const value = a\n",
    'argv',
  ],
])('maps, %s: kept tokens lead to their place, and the content is the source', async (_, source, token) => {
  const project = createProject({ 'src/main.ts': source })
  for (const minify of [false, true]) {
    const { outputFiles } = await bundle(project, { enabled: false }, { sourcemap: 'external', minify })
    const find = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))!.text
    const trace = new TraceMap(find('.map'))
    expect(trace.sourcesContent).toEqual([source])
    const { line, column } = placeOf(find('.js'), token)
    expect(originalPositionFor(trace, { line, column })).toMatchObject(placeOf(source, token))
  }
})

/** Line from 1 and column from 0 of a token; of a string, the column of its quote. */
function placeOf(text: string, token: string): { line: number; column: number } {
  const at = text.search(new RegExp(`['"]?${token}`))
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: before.at(-1)!.length }
}

function codeOf(text: string): string | undefined {
  return /\[([a-z-]+)\]$/.exec(text)?.[1]
}
