import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { createProject, type Project, SCOPES, tsconfig, tspc } from './project.ts'
import { tsc6 } from './tsc-hosts.ts'

/** The built plugin under the real `tspc`. */

const MAIN = `import { tele } from 'telescopic'
import { join } from 'node:path'
export const value = tele('job', () => join('a', 'b'))
tele.count('hit', 1, { tier: 'l1' })
`

describe('emit', () => {
  test('off is the plain program, generated files included; on keeps the calls', async () => {
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': MAIN })
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0, stdout: '' })
    expect(project.read('out/main.js')).toBe(
      "import { join } from 'node:path';\nexport const value = join('a', 'b');\n",
    )
    expect(listFiles(project, 'out')).toEqual(['main.js'])
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0, stdout: '' })
    expect(project.read('out/main.js')).toContain("site('job'")
    expect(listFiles(project, 'out')).toContain('telescopic.gen/scopes.js')
  })

  test('with telemetry calls are prepared, types are those of the source, and maps lead to it', async () => {
    const options = { declaration: true, sourceMap: true }
    const project = createProject({ 'tsconfig.json': tsconfig(options), 'src/main.ts': MAIN })
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0, stdout: '' })
    const code = project.read('out/main.js')
    expect(code).toContain('telescopic/site')
    expect(project.read('out/main.d.ts')).toBe('export declare const value: string;\n')
    const lines = code.split('\n')
    const line = lines.findIndex((text) => text.includes("'b'"))
    const map = new TraceMap(project.read('out/main.js.map'))
    const found = originalPositionFor(map, { line: line + 1, column: lines[line]!.indexOf("'b'") })
    expect(found).toMatchObject({ line: 3, column: MAIN.split('\n')[2]!.indexOf("'b'") })
    project.write('tsconfig.json', tsconfig(options, { optimize: false }))
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0, stdout: '' })
    expect(project.read('out/main.js')).toContain("tele('job'")
  })

  test('some scopes only', async () => {
    const project = createProject({ 'tsconfig.json': tsconfig({}, { drop: ['hit'] }), 'src/main.ts': MAIN })
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0, stdout: '' })
    expect(project.read('out/main.js')).toContain("site('job')")
    expect(project.read('out/main.js')).not.toContain('hit')
  })

  test('a helper that only removed code used is not imported, unless verbatimModuleSyntax says so', async () => {
    const source =
      "import { tele } from 'telescopic'\nimport { join } from 'node:path'\ntele.count('hit', join('a').length)\nexport {}\n"
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': source })
    await tspc(project, [], { TELESCOPIC: 'off' })
    expect(project.read('out/main.js')).toBe('export {};\n')
    project.write('tsconfig.json', tsconfig({ verbatimModuleSyntax: true }))
    await tspc(project, [], { TELESCOPIC: 'off' })
    expect(project.read('out/main.js')).toBe("import { join } from 'node:path';\nexport {};\n")
  })

  test('an enum of the catalog that the program uses itself is emitted', async () => {
    const source = "import { Tier } from './telescopic.gen/names.js'\nexport const tier: Tier = Tier.L1\n"
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': `import 'telescopic'\n${source}` })
    await tspc(project, [], { TELESCOPIC: 'off' })
    expect(listFiles(project, 'out')).toEqual(['main.js', 'telescopic.gen/names.js'])
  })

  test('a module whose only import was ours stays a module', async () => {
    const source =
      "import { tele } from 'telescopic'\nconst answer = await tele('job', async () => {\n  tele.count('hit')\n  return Promise.resolve(1)\n})\nconsole.log(answer)\n"
    const project = createProject({
      'tsconfig.json': tsconfig({ module: 'esnext', moduleResolution: 'bundler' }),
      'src/main.ts': source,
    })
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0 })
    expect(project.read('out/main.js')).toBe(
      'const answer = await Promise.resolve(1);\nconsole.log(answer);\nexport {};\n',
    )
  })
})

describe('types that are inferred', () => {
  const around = (body: string): string =>
    `import { tele } from 'telescopic'\nimport { anything, Lazy, numbers, text } from './values.js'\nexport const value = (lazy: Lazy, given: unknown) => tele('job', () => ${body})\nexport const used = [anything, numbers, text]\n`
  const VALUES = `export const text = (): string => 'a'
export const numbers = [1, 2]
export const anything: any = 1
export class Lazy { get size() { setTimeout(() => {}); return 1 } field = 1 }
`
  const compile = async (body: string, options = {}) => {
    const files = { 'tsconfig.json': tsconfig(options), 'src/values.ts': VALUES, 'src/main.ts': around(body) }
    const project = createProject(files)
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0, stdout: '' })
    return /_t(run|sync)Bare\(/.exec(project.read('out/main.js').split('\n').slice(1).join('\n'))?.[1]
  }

  test.each([
    ['a parameter by what it is given to', '[3, 1].filter((n) => n > 1)'],
    ['what another module exports', 'numbers.length + numbers[0]!'],
    ['what is narrowed', "typeof given === 'string' ? given + '!' : ''"],
  ])('%s spares AsyncLocalStorage', async (_name, body) => {
    expect(await compile(body)).toBe('sync')
  })

  test('are not asked for where nobody has the program checked', async () => {
    expect(await compile('numbers.length', { noCheck: true })).toBe('run')
  })

  test.each([
    ['any', 'anything + 1'],
    ['a getter', 'lazy.size + 1'],
    ['a field, which an accessor may implement', 'lazy.field + 1'],
    ['a call of another module', 'text() + 1'],
    ['a list of promises that is waited for', 'Promise.all([1])'],
  ])('%s does not', async (_name, body) => {
    expect(await compile(body)).toBe('run')
  })
})

describe('maps', () => {
  const source = `import { tele } from 'telescopic'
const before = tele('job', () => { if (process.argv[9]) return 'early'; return 'late' })
export const after = before
`

  test.each([
    ['a file with blanks only', MAIN, 'value', {}],
    ['a file whose length changes', source, 'after', {}],
    ['inline maps', source, 'after', { sourceMap: false, inlineSourceMap: true }],
  ])('%s: kept names lead to their place, and the content is the source', async (_, text, name, options) => {
    const compilerOptions = { sourceMap: true, inlineSources: true, ...options }
    const project = createProject({ 'tsconfig.json': tsconfig(compilerOptions), 'src/main.ts': text })
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0 })
    const js = project.read('out/main.js')
    const inline = /base64,([\w+/=]+)/.exec(js)?.[1]
    const map = new TraceMap(inline ? Buffer.from(inline, 'base64').toString() : project.read('out/main.js.map'))
    expect(map.sourcesContent).toEqual([text])
    expect(originalPositionFor(map, place(js, name))).toMatchObject(place(text, name))
  })
})

describe('diagnostics', () => {
  test.each(['on', 'off'])(
    'with telemetry %s TypeScript reports the mistake at its place, with our suggestion',
    async (mode) => {
      const source = "import { tele } from 'telescopic'\n\ntele.count('hti')\ntele.count('hit', 1, { teir: 'l1' })\n"
      const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': source })
      const { code, stdout } = await tspc(project, ['--noEmit'], { TELESCOPIC: mode })
      expect(code).toBe(2)
      expect(stdout).toContain('src/main.ts(3,12): error TS2345: Argument of type \'"hti"\'')
      expect(stdout).toContain("did you mean 'hit'?")
      expect(stdout).toContain('src/main.ts(4,24): error TS')
      expect(stdout.match(/error TS/g)).toHaveLength(2)
    },
  )

  test('what only we can see is an error of its own', async () => {
    const source = "import { tele } from 'telescopic'\nlet n = 0\ntele.count('hit', n++)\nconsole.log(tele)\n"
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': source })
    const { code, stdout } = await tspc(project, ['--noEmit'], { TELESCOPIC: 'off' })
    expect(code).toBe(2)
    expect(stdout).toContain('src/main.ts(3,19): error TS71300: the argument contains')
    expect(stdout).toContain("src/main.ts(4,13): error TS71300: 'tele' is used as a value")
  })

  test('@ts-expect-error on a removed line stays satisfied', async () => {
    const source = "import { tele } from 'telescopic'\n// @ts-expect-error\ntele.count('hit', 'one')\nexport {}\n"
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': source })
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0, stdout: '' })
  })

  test.each([
    [
      'a fault in the catalog',
      { 'scopes.yaml': 'telescopic: 1\nscopes:\n  job: { kind: spam, brief: A job. }\n' },
      {},
      'scopes.yaml(3,16): error TS71300',
    ],
    ['a catalog that is not there', {}, { catalog: 'nowhere.yaml' }, 'catalog-missing'],
    ['an option nobody knows', {}, { enabeld: true }, "did you mean 'enabled'?"],
    ['an option of the wrong type', {}, { enabled: 'yes' }, 'the option \'enabled\' cannot be "yes"'],
  ])('%s is an error', async (_, files, plugin, message) => {
    const project = createProject({ 'tsconfig.json': tsconfig({}, plugin), 'src/main.ts': MAIN, ...files })
    const { code, stdout } = await tspc(project)
    expect(code).toBe(1)
    expect(stdout).toContain(message)
    expect(existsSync(join(project.root, 'out'))).toBe(false)
  })

  test.each(['on', 'off'])('with telemetry %s and a fault in one file nothing is written', async (mode) => {
    const project = createProject({
      'tsconfig.json': tsconfig(),
      'src/main.ts': MAIN,
      'src/faulty.ts': "import { tele } from 'telescopic'\nconsole.log(tele)\n",
    })
    expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 1 })
    expect(existsSync(join(project.root, 'out'))).toBe(false)
  })

  test.each([
    ['is not there', undefined, "error TS5058: The specified path does not exist: 'tsconfig.json'."],
    ['is not JSON', '{ "compilerOptions": { ', 'tsconfig.json(1,24): error TS1005'],
    [
      'names an option that does not exist',
      '{ "compilerOptions": { "outdir": 1 } }',
      'tsconfig.json(1,24): error TS5025',
    ],
  ])('a tsconfig that %s is reported by tsc', async (_, text, message) => {
    const project = createProject({ 'src/main.ts': MAIN, ...(text !== undefined && { 'tsconfig.json': text }) })
    const { code, stdout } = await tspc(project, ['-p', 'tsconfig.json'])
    expect(code).toBeGreaterThan(0)
    expect(stdout).toContain(message)
  })

  test('a wrong TELESCOPIC is an error', async () => {
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': MAIN })
    const { code, stdout } = await tspc(project, [], { TELESCOPIC: 'maybe' })
    expect(code).toBeGreaterThan(0)
    expect(stdout).toContain("TELESCOPIC is 'maybe'")
  })
})

test('incremental: flipping the mode re-emits the files with calls and no other', async () => {
  const project = createProject({
    'tsconfig.json': tsconfig({ incremental: true, tsBuildInfoFile: 'out/.tsbuildinfo' }),
    'src/main.ts': MAIN,
    'src/other.ts': "import { value } from './main.js'\nexport const twice = value + value\n",
  })
  // Until a file has changed once, tsc knows no signature of its types and takes every change for one of them.
  for (const mode of ['on', 'off']) await tspc(project, [], { TELESCOPIC: mode })
  for (const mode of ['on', 'off']) {
    const before = times(project, ['out/main.js', 'out/other.js'])
    expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 0 })
    expect(project.read('out/main.js').includes('tele')).toBe(mode === 'on')
    const after = times(project, ['out/main.js', 'out/other.js'])
    expect(after[0]).not.toBe(before[0])
    expect(after[1]).toBe(before[1])
  }
  project.write('src/main.ts', MAIN.replace("'hit'", "'hti'"))
  for (const _ of ['first', 'again']) {
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('src/main.ts(4,12): error'),
    })
  }
  // What was due while nothing could be written is written once it can be.
  project.write('src/main.ts', MAIN.replace("join('a', 'b')", "join('a', 'c')"))
  expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0, stdout: '' })
  expect(project.read('out/main.js')).toContain("join('a', 'c')")
})

const IMPORTING = 'telescopic: 1\nimports: ["./more/*.yaml"]\nscopes:\n  job: { kind: span, brief: A job. }\n'
const IMPORTED = `telescopic: 1
attributes: { tier: { type: enum, values: [l1, l2], brief: Tier of the cache. } }
scopes:
  hit: { kind: counter, brief: Cache hits., attributes: { tier: recommended } }
`

test('incremental: a fault that an edited catalog makes is told of a file that has not changed, until it is mended', async () => {
  const project = createProject({
    'tsconfig.json': tsconfig({ incremental: true, tsBuildInfoFile: 'out/.tsbuildinfo' }),
    'src/main.ts': MAIN,
  })
  const off = { TELESCOPIC: 'off' }
  expect(await tspc(project, [], off)).toMatchObject({ code: 0 })
  project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
  const told = expect.stringContaining("did you mean 'hits'?")
  expect(await tspc(project, [], off)).toMatchObject({ code: 1, stdout: told })
  project.write('scopes.yaml', SCOPES)
  expect(await tspc(project, [], off)).toMatchObject({ code: 0, stdout: '' })
})

test('watching: with telemetry on, a file that the catalog imports is an input', async () => {
  const project = createProject({
    'tsconfig.json': tsconfig(),
    'src/main.ts': MAIN,
    'scopes.yaml': IMPORTING,
    'more/hits.yaml': IMPORTED,
  })
  const watcher = await tsc6.watch!({ root: project.root, entries: {}, plugins: [{ enabled: true, silent: true }] })
  const next = async (isWanted: (errors: readonly string[]) => boolean): Promise<void> => {
    for (;;) if (isWanted((await watcher.next()).errors.map(({ text }) => text))) return
  }
  try {
    await next((errors) => errors.length === 0)
    for (const _ of ['first', 'again']) {
      project.write('more/hits.yaml', IMPORTED.replace('  hit:', '  hits:'))
      await next((errors) => errors.join().includes("did you mean 'hits'?"))
      project.write('more/hits.yaml', IMPORTED)
      await next((errors) => errors.length === 0)
    }
  } finally {
    await watcher.close()
  }
})

function listFiles(project: Project, folder: string): string[] {
  return (readdirSync(join(project.root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.js'))
    .sort()
}

function times(project: Project, paths: readonly string[]): number[] {
  return paths.map((path) => statSync(join(project.root, path)).mtimeMs)
}

/** Line from 1 and column from 0 of a word's first use in a text. */
function place(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.search(new RegExp(`\\b${word}\\b`))).split('\n')
  return { line: before.length, column: before.at(-1)!.length }
}
