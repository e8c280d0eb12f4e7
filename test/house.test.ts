import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** The house rules of `docs/architecture.md`, and for each a planted breach that must be seen. */

const root = new URL('../', import.meta.url)

/** Who may import whom. A room is a folder; an arrow that is not drawn here is an error. The longest match counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  report: [],
  runtime: [],
  // Sockets, credentials and dialling: what either end of a stream needs.
  'runtime/grpc': ['runtime'],
  'runtime/reporters': ['runtime', 'runtime/grpc'],
  'runtime/capture': ['runtime', 'runtime/grpc'],
  catalog: ['report'],
  transformer: ['catalog', 'report'],
  'transformer/hosts': ['transformer', 'catalog', 'report'],
  // `telescopic tail` reads what programs send.
  cli: ['transformer', 'transformer/hosts', 'catalog', 'report', 'runtime/capture'],
}

/** Packages, each in the one place that is there for it. What is not listed may be imported nowhere in the rooms. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  'js-yaml': /^catalog\//,
  'oxc-parser': /^transformer\/(parse|walk)\.ts$/,
  'magic-string': /^transformer\/cut\.ts$/,
  'get-tsconfig': /^transformer\/hosts\//,
  '@jridgewell/remapping': /^transformer\/hosts\//,
  '@jridgewell/trace-mapping': /^cli\/prove\//,
  esbuild: /^(transformer\/hosts\/esbuild|cli\/prove\/)/,
  typescript: /^transformer\/hosts\/(tsc|editor\/)/,
  unplugin: /^transformer\/hosts\//,
  vite: /^transformer\/hosts\/vite\.ts$/,
  rollup: /^transformer\/hosts\/rollup\.ts$/,
  rolldown: /^transformer\/hosts\/rolldown\.ts$/,
  webpack: /^transformer\/hosts\/webpack\.ts$/,
  '@rspack/core': /^transformer\/hosts\/rspack\.ts$/,
  '@rsbuild/core': /^transformer\/hosts\/rsbuild\.ts$/,
  '@farmfe/core': /^transformer\/hosts\/farm\.ts$/,
  '@grpc/grpc-js': /^runtime\/grpc\//,
  citty: /^cli\//,
  picocolors: /^cli\//,
}

/** Where files, the environment, the clock and the process are touched. */
const OUTSIDE_WORLD =
  /^(transformer\/hosts\/|cli\/|catalog\/(write|load|glob)\.ts$|runtime\/(reporters|capture|grpc)\/|runtime\/(host|clock)\.ts$)/

const ROOMS = ['report', 'catalog', 'transformer', 'runtime', 'cli']

const sources = readSources()

describe('arrows', () => {
  test('every import follows a drawn arrow', () => expect(findStrayArrows(sources)).toEqual([]))

  test.each([
    ['catalog/read.ts', "import { x } from '../transformer/find.ts'"],
    ['runtime/span.ts', "import type { Scope } from '../catalog/model.ts'"],
    ['runtime/span.ts', "export * from './reporters/memory.ts'"],
    ['transformer/plan.ts', "const x = await import('./hosts/esbuild.ts')"],
    ['report/render.ts', "import '../catalog/model.ts'"],
  ])('the guard is awake: %s may not say %s', (file, text) => {
    expect(findStrayArrows(new Map([[file, text]]))).toHaveLength(1)
  })
})

describe('packages and the outside world', () => {
  test('every package stands where it is meant to', () => expect(findStrayPackages(sources)).toEqual([]))

  test.each([
    ['runtime/span.ts', "import { AsyncLocalStorage } from 'node:async_hooks'"],
    ['transformer/find.ts', "import { readFileSync } from 'node:fs'"],
    ['catalog/read.ts', "import { Project } from 'ts-morph'"],
    ['report/render.ts', "import pc from 'picocolors'"],
    ['cli/main.ts', "import _ from 'lodash'"],
    ['transformer/plan.ts', 'if (process.env.X) x()'],
    ['runtime/span.ts', 'const now = Date.now()'],
    ['runtime/flags.ts', 'globalThis.process?.env'],
  ])('the guard is awake: %s may not say %s', (file, text) => {
    expect(findStrayPackages(new Map([[file, text]]))).toHaveLength(1)
  })
})

describe('size', () => {
  test('no file outgrows a sitting', () => expect(findLarge(sources)).toEqual([]))

  test('the guard is awake', () => {
    const lines = (count: number): string => 'x()\n'.repeat(count)
    const planted = new Map([
      ['catalog/long.ts', lines(301)],
      ['catalog/index.ts', lines(26)],
      ['transformer/hosts/vite.ts', lines(61)],
      ['report/function.ts', `export function f() {\n${lines(60)}}\n`],
    ])
    expect(findLarge(planted)).toHaveLength(4)
  })
})

describe('docs/map.md', () => {
  test('names every source file once and nothing else', () => {
    expect(findMapFaults(readFileSync(new URL('docs/map.md', root), 'utf8'), [...sources.keys()])).toEqual([])
  })

  test('the guard is awake', () => {
    const map = '- `a.ts`: a\n- `a.ts`: again\n- `gone.ts`: gone\n'
    expect(findMapFaults(map, ['a.ts', 'new.ts'])).toEqual([
      'a.ts stands twice',
      'gone.ts does not exist',
      'new.ts is missing',
    ])
  })
})

// --- the rules ---

function readSources(): ReadonlyMap<string, string> {
  const names = ROOMS.flatMap((room) =>
    (readdirSync(new URL(room, root), { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name}`),
  )
  return new Map(names.sort().map((name) => [name, readFileSync(new URL(name, root), 'utf8')]))
}

function roomOf(file: string): string {
  const rooms = Object.keys(MAY_IMPORT).filter((room) => file.startsWith(`${room}/`))
  return rooms.sort((a, b) => b.length - a.length)[0] ?? ''
}

/** Every module that a text names: imports, re-exports, `import()`, types included. */
function namedModules(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
}

function findStrayArrows(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) =>
    namedModules(text)
      .filter((name) => name.startsWith('.'))
      .map((name) => new URL(name, `file:///${file}`).pathname.slice(1))
      .filter((target) => roomOf(target) !== roomOf(file) && !MAY_IMPORT[roomOf(file)]?.includes(roomOf(target)))
      .map((target) => `${file}: ${roomOf(file)} may not import ${target}`),
  )
}

function findStrayPackages(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) => {
    const names = namedModules(text).filter((name) => !name.startsWith('.'))
    const stray = names.filter((name) =>
      name.startsWith('node:')
        ? !OUTSIDE_WORLD.test(file) && !/^node:(crypto|util|module)$/.test(name)
        : !PACKAGES[name]?.test(file),
    )
    const world = !OUTSIDE_WORLD.test(file) && /\b(process|Date\.now|performance)\s*[?.(]/.test(stripComments(text))
    return [...stray.map((name) => `${file} imports ${name}`), ...(world ? [`${file} touches the outside world`] : [])]
  })
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
}

function findLarge(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) => {
    const lines = text.split('\n').length - 1
    const limit = file.endsWith('/index.ts') ? 25 : isDoor(file) ? 60 : 300
    return [
      ...(lines > limit ? [`${file} has ${lines} lines, the limit is ${limit}`] : []),
      ...findLongFunctions(file, text),
    ]
  })
}

/** The files of `hosts/` that package.json exports, and those that later will be. */
function isDoor(file: string): boolean {
  return /^transformer\/hosts\/(esbuild|tsc|transform|vite|rollup|rolldown|webpack|rspack|rsbuild|farm|bun|babel)\.ts$/.test(
    file,
  )
}

function findLongFunctions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1
      if (lines > 60) found.push(`${file}: a function of ${lines} lines`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function findMapFaults(map: string, files: readonly string[]): string[] {
  const listed = [...map.matchAll(/^\s*- `([^`]+\.ts)`/gm)].map((match) => match[1]!)
  const twice = new Set(listed.filter((file, index) => listed.indexOf(file) !== index))
  return [
    ...[...twice].map((file) => `${file} stands twice`),
    ...listed.filter((file) => !files.includes(file)).map((file) => `${file} does not exist`),
    ...files.filter((file) => !listed.includes(file)).map((file) => `${file} is missing`),
  ]
}
