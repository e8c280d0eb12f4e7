import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { run } from '../../cli/prove/builds.ts'
import { createProject, type Project, SCOPES, tsconfig } from './project.ts'

/** `telescopic tsc` with the native TypeScript 7, and with 6. */

const repository = fileURLToPath(new URL('../../', import.meta.url))
const NATIVE = join(repository, 'node_modules/typescript7/bin/tsc')
const COMMAND = join(repository, 'dist/cli/main.js')

const MAIN = `import { tele } from 'telescopic'
import data from './data.json' with { type: 'json' }
import { describe } from '@/describe.js'
import { twice } from './twice.js'
export const value: number = tele('job', () => twice(data.two))
tele.count('hit', describe().length, { tier: 'l1' })
const early = tele('job', () => { if (value > 9) return 'early'; return 'late' })
export const after = early
`
const FILES = {
  'src/main.ts': MAIN,
  'src/data.json': '{ "two": 2 }',
  'src/twice.ts': 'export function twice(n: number): number {\n  return n + n\n}\n',
  'src/describe.ts': "export const describe = (): string => 'text'\n",
}

/** The plain twin: what the same compiler makes of it is what ours must be. */
const TWIN = `import data from './data.json' with { type: 'json' }
import { twice } from './twice.js'
export const value: number = twice(data.two)
const early = (() => { if (value > 9) return 'early'; return 'late' })()
export const after = early
`

function createNative(
  options: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string>> = {},
): Project {
  const config = { paths: { '@/*': ['./src/*'] }, resolveJsonModule: true, ...options }
  const project = createProject({ 'tsconfig.json': tsconfig(config), ...FILES, ...files })
  for (const name of ['typescript', 'typescript7', 'ts-patch'])
    symlinkSync(join(repository, 'node_modules', name), join(project.root, 'node_modules', name), 'dir')
  return project
}

async function tsc(project: Project, mode: 'on' | 'off', name = 'typescript7') {
  const args = [COMMAND, 'tsc', '-p', 'tsconfig.json', '--typescript', name]
  return await run(process.execPath, args, project.root, { TELESCOPIC: mode })
}

function listFiles(project: Project, folder: string): string[] {
  return (readdirSync(join(project.root, folder), { recursive: true }) as string[])
    .filter((name) => /\.(?:js|d\.ts)/.test(name))
    .sort()
}

test.each(['typescript7', 'typescript'])('%s: off is the plain program, on keeps the calls', async (name) => {
  const plain = createNative({}, { 'src/main.ts': TWIN })
  const project = createNative()
  const silent = { plugins: [{ transform: 'telescopic/tsc', transformProgram: true, silent: true }] }
  plain.write('tsconfig.json', JSON.stringify({ ...JSON.parse(plain.read('tsconfig.json')), ...silent }))
  expect(await tsc(project, 'off', name)).toMatchObject({ code: 0, stdout: '' })
  const bin = join(repository, 'node_modules', name, 'bin/tsc')
  plain.write('src/telescopic.gen/types.ts', '')
  await run(process.execPath, [bin, '-p', 'tsconfig.json'], plain.root, {})
  expect(project.read('out/main.js')).toBe(plain.read('out/main.js'))
  expect(listFiles(project, 'out')).toEqual(['data.json', 'describe.js', 'main.js', 'twice.js'])
  expect(await tsc(project, 'on', name)).toMatchObject({ code: 0, stdout: '' })
  expect(project.read('out/main.js')).toContain("site('job'")
  expect(listFiles(project, 'out')).toContain('telescopic.gen/scopes.js')
  expect(readdirSync(project.root).filter((file) => file.startsWith('.telescopic'))).toEqual([])
})

/** What is emitted of each of these depends on other files, unless the compiler is told that it may not. */
const ISOLATED = {
  'src/main.ts': `import { tele } from 'telescopic'
import { Colour, type Shade } from './colours.js'
import { twice } from './twice.js'
import { unused } from './unused.js'
enum Tone { low = Colour.red, high = 2 }
const label = (shade: Shade): string => \`\${shade} \${Tone.low} \${Colour.red}\`
export const value: number = tele('job', () => twice(label('dark').length))
tele.count('hit', unused(), { tier: 'l1' })
export { Colour, type Shade } from './colours.js'
export type { Shade as Shadow } from './colours.js'
`,
  'src/colours.ts': "export enum Colour { red = 1 << 2, blue = 'b'.length }\nexport type Shade = 'dark' | 'light'\n",
  'src/unused.ts': 'export const unused = (): number => 1\n',
  'src/twice.ts': FILES['src/twice.ts'],
}

/** Imports that go since nothing but types uses them, which the compiler tells from this file alone. */
const ELIDED = {
  'src/elided.tsx': `import { Shade } from './colours.js'
import { twice } from './twice.js'
import * as h from './jsx.js'
export const shade = (value: Shade): typeof twice | unknown => <p title={value} />
`,
  'src/jsx.ts': `export const createElement = (...parts: unknown[]): unknown => parts
export namespace JSX { export interface IntrinsicElements { p: { title: string } } }
`,
}

test.each([
  [{}],
  [{ isolatedModules: true, sourceMap: true }],
  [{ verbatimModuleSyntax: true }],
  [{ isolatedModules: true, declaration: true, declarationMap: true, declarationDir: './types' }],
])('%j: both modes are what the compiler itself makes of the program, and of its twin', async (options) => {
  const jsx = { jsx: 'react', jsxFactory: 'h.createElement' }
  const [plain, project] = [createEmpty({ ...options, ...jsx }), createEmpty({ ...options, ...jsx })]
  const compare = async (): Promise<void> => {
    await run(process.execPath, [NATIVE, '-p', '.'], plain.root, {})
    for (const folder of ['out', ...('declarationDir' in options ? ['types'] : [])]) {
      const own = listFiles(project, folder).filter((name) => !name.includes('telescopic.gen'))
      expect(own.length).toBeGreaterThan(3)
      for (const name of own) {
        const [ours, theirs] = [project.read(`${folder}/${name}`), plain.read(`${folder}/${name}`)]
        // Without calls the positions of a line are others.
        const isMoved = /main.*map$/.test(name) && plain.read('src/main.ts') !== project.read('src/main.ts')
        if (!isMoved) expect([name, ours]).toEqual([name, theirs])
      }
    }
  }
  // Calls that are prepared are not what anybody wrote.
  project.write(
    'tsconfig.json',
    project.read('tsconfig.json').replace('"transformProgram":true', '$&,"optimize":false'),
  )
  const keepsUnused = 'verbatimModuleSyntax' in options
  for (const [name, text] of Object.entries({ ...ISOLATED, ...(keepsUnused ? {} : ELIDED) })) {
    project.write(name, text)
    plain.write(name, text)
  }
  // Twice: what was written is not read as a source.
  for (const _ of [1, 2]) expect(await tsc(project, 'on')).toMatchObject({ code: 0, stdout: '' })
  await compare()
  const lines = ISOLATED['src/main.ts'].split('\n').filter((line) => !/telescopic|tele\.count/.test(line))
  const twin = lines.join('\n').replace(/tele\('job', \(\) => (.*)\)$/m, '$1')
  plain.write('src/main.ts', keepsUnused ? twin : twin.replace(/.*unused.*\n/, ''))
  rmSync(join(project.root, 'out'), { recursive: true, maxRetries: 10 })
  expect(await tsc(project, 'off')).toMatchObject({ code: 0, stdout: '' })
  await compare()
  expect(readdirSync(project.root).filter((file) => file.startsWith('.telescopic'))).toEqual([])
})

/** Without `include`, as tsc takes what is there. */
function createEmpty(options: Readonly<Record<string, unknown>>): Project {
  const project = createNative(options)
  const { include: _, ...config } = JSON.parse(project.read('tsconfig.json')) as { include: unknown }
  project.write('tsconfig.json', JSON.stringify(config))
  for (const name of Object.keys(FILES)) rmSync(join(project.root, name))
  return project
}

test.each([
  ['files', { sourceMap: true }],
  ['inline', { inlineSourceMap: true, inlineSources: true }],
])('maps as %s lead to the sources', async (_, options) => {
  const project = createNative(options)
  expect(await tsc(project, 'off')).toMatchObject({ code: 0, stdout: '' })
  const js = project.read('out/main.js')
  const inline = /base64,([\w+/=]+)/.exec(js)?.[1]
  const map = new TraceMap(inline ? Buffer.from(inline, 'base64').toString() : project.read('out/main.js.map'))
  expect(map.sources).toEqual(['../src/main.ts'])
  if (inline) expect(map.sourcesContent).toEqual([MAIN])
  for (const word of ['twice(', "'early'", "'late'", 'after'])
    expect(originalPositionFor(map, place(js, word))).toMatchObject(place(MAIN, word))
})

test('declarations and their maps lead to the sources, `extends` is followed', async () => {
  const project = createNative()
  project.write(
    'base.json',
    project.read('tsconfig.json').replace('"strict":true', '"strict":true,"declaration":true,"declarationMap":true'),
  )
  project.write('tsconfig.json', '{ "extends": "./base.json", "include": ["src"] }')
  expect(await tsc(project, 'off')).toMatchObject({ code: 0, stdout: '' })
  expect(project.read('out/main.d.ts')).toContain('export declare const value: number;')
  expect(new TraceMap(project.read('out/main.d.ts.map')).sources).toEqual(['../src/main.ts'])
})

test.each([
  [
    'that only the compiler can find',
    "import { describe } from '@/describe.js'\nconsole.log(describe())\n",
    ['describe.js'],
  ],
  ['that an import reaches', "import { twice } from './twice.js'\nconsole.log(twice(1))\n", ['twice.js']],
  ['that a text seems to import', 'console.log("import \'./twice.js\'")\n', []],
])('a file %s', async (_, text, reached) => {
  const project = createNative({}, { 'src/main.ts': `import { tele } from 'telescopic'\ntele.count('hit')\n${text}` })
  const { include: _include, ...config } = JSON.parse(project.read('tsconfig.json')) as { include: unknown }
  const files = ['src/main.ts', 'src/telescopic.gen/types.ts']
  project.write('tsconfig.json', JSON.stringify({ ...config, files }))
  expect(await tsc(project, 'off')).toMatchObject({ code: 0, stdout: '' })
  expect(listFiles(project, 'out')).toEqual([...reached, 'main.js'].sort())
  expect(project.read('out/main.js')).toContain(text.split('\n').at(-2))
  expect(project.read('out/main.js')).not.toContain('telescopic')
})

describe.each(['on', 'off'] as const)('where it is written to with telemetry %s', (mode) => {
  const options = { outDir: 'dist/esm', declaration: true, declarationDir: 'dist/types', sourceMap: true }

  test('what is there and not written anew stays, and the folder is one as tsc makes it', async () => {
    const project = createNative(options)
    expect(await tsc(project, mode)).toMatchObject({ code: 0, stdout: '' })
    for (const folder of ['dist', 'dist/esm', 'dist/types'])
      expect(statSync(join(project.root, folder)).mode).toBe(statSync(join(project.root, 'src')).mode)
    expect(new TraceMap(project.read('dist/esm/main.js.map')).sources).toEqual(['../../src/main.ts'])
    project.write('dist/esm/own.js', 'own')
    project.write('dist/esm/twice.js', 'old')
    expect(await tsc(project, mode)).toMatchObject({ code: 0, stdout: '' })
    expect(listFiles(project, 'dist')).toContain('esm/own.js')
    expect(project.read('dist/esm/twice.js')).toContain('return n + n')
    expect(listFiles(project, 'dist')).toContain('types/main.d.ts')
    const left = ['.', 'dist'].flatMap((folder) => readdirSync(join(project.root, folder)))
    expect(left.filter((name) => name.startsWith('.telescopic'))).toEqual([])
  })

  test('nothing is left of a build that is refused', async () => {
    const project = createNative(
      { ...options, noEmitOnError: true },
      { 'src/twice.ts': 'export const twice: number = ""\n' },
    )
    expect(await tsc(project, mode)).toMatchObject({ code: 1, stdout: expect.stringContaining('TS2322') })
    expect(readdirSync(project.root).filter((name) => /dist|\.telescopic/.test(name))).toEqual([])
  })
})

describe.each(['on', 'off'] as const)('faults with telemetry %s', (mode) => {
  test('are told once, at their place, and nothing is written', async () => {
    const source =
      "import { tele } from 'telescopic'\nlet n = 0\ntele.count('hti')\ntele.count('hit', n++)\nexport {}\n"
    const project = createNative({}, { 'src/main.ts': source })
    const { code, stdout } = await tsc(project, mode)
    expect(code).toBeGreaterThan(0)
    expect(stdout).toMatch(/^src\/main\.ts\(3,12\): error TS2345: [\s\S]*did you mean 'hit'\?/m)
    expect(stdout).toContain('src/main.ts(4,19): error TS71300: the argument contains')
    expect(stdout.match(/error TS/g)).toHaveLength(2)
    expect(existsSync(join(project.root, 'out'))).toBe(false)
  })

  test('of the catalog and of the types', async () => {
    const catalog = createNative({}, { 'scopes.yaml': SCOPES.replace('kind: span', 'kind: spam') })
    expect(await tsc(catalog, mode)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('scopes.yaml(5,16): error TS71300'),
    })
    const types = createNative({}, { 'src/twice.ts': 'export const twice = (n: number): number => String(n)\n' })
    const { code, stdout } = await tsc(types, mode)
    expect({ code, stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('src/twice.ts(1,45): error TS2322'),
    })
    // An error of TypeScript alone follows its own rule: the program is emitted.
    expect(existsSync(join(types.root, 'out/main.js'))).toBe(true)
  })
})

test.each([
  ['7.1.3', 0, ''],
  ['8.0.0-dev.1', 2, 'TypeScript 8.0.0-dev.1 is none that this command knows'],
  ['5.9.3', 2, 'TypeScript 5.9.3 is none that this command knows'],
])('TypeScript %s', async (version, code, message) => {
  const project = createNative()
  project.write('node_modules/later/package.json', JSON.stringify({ name: 'typescript', version }))
  symlinkSync(join(NATIVE, '..'), join(project.root, 'node_modules/later/bin'), 'dir')
  const done = await tsc(project, 'off', 'later')
  expect(done).toMatchObject({ code, stderr: expect.stringContaining(message) })
  expect(existsSync(join(project.root, 'out/main.js'))).toBe(code === 0)
  if (code === 0) expect(project.read('out/main.js')).not.toContain('telescopic')
})

test('references and a rootDir elsewhere are refused', async () => {
  const project = createNative()
  project.write('tsconfig.json', JSON.stringify({ ...JSON.parse(tsconfig()), references: [{ path: './lib' }] }))
  expect(await tsc(project, 'off')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('cannot compile references'),
  })
  project.write('tsconfig.json', tsconfig({ rootDir: '..' }))
  expect(await tsc(project, 'off')).toMatchObject({ code: 2, stdout: expect.stringContaining('rootDir') })
})

test('a program without telemetry is a warning, unless `silent` says that it is known', async () => {
  for (const silent of [true, false]) {
    const project = createNative({}, { 'src/main.ts': 'export {}\n' })
    project.write('tsconfig.json', tsconfig({}, { silent }))
    const { code, stdout } = await tsc(project, 'off')
    expect({ code, told: stdout.includes('[nothing-matched]') }).toEqual({ code: 0, told: !silent })
  }
})

test('watching: a source and the catalog', async () => {
  const project = createNative()
  const args = [COMMAND, 'tsc', '-p', '.', '--watch', '--typescript', 'typescript7']
  const child = spawn(process.execPath, args, { cwd: project.root, env: { ...process.env, TELESCOPIC: 'off' } })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const said = async (text: string): Promise<void> => {
    await expect.poll(() => output, { timeout: 60_000, interval: 20 }).toContain(text)
    output = output.slice(output.indexOf(text) + text.length)
  }
  try {
    await said('Found 0 errors.')
    project.write('src/twice.ts', FILES['src/twice.ts'].replace('n + n', 'n * 2'))
    await said('Found 0 errors.')
    expect(project.read('out/twice.js')).toContain('n * 2')
    project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
    await said("did you mean 'hits'?")
  } finally {
    child.kill()
  }
})

function place(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.lastIndexOf(word)).split('\n')
  return { line: before.length, column: before.at(-1)!.length }
}
