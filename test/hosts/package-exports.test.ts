import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { transformSync as transformByBabel } from '@babel/core'
import { build, transformSync } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import ts from 'typescript'
import { afterAll, describe, expect, test } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { loadTargets } from '../../transformer/hosts/instrument.ts'

/** Names of packages are followed to where they are defined, in whatever form a compiler has left them, or are an error that helps. */

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

type Files = Readonly<Record<string, string>>

function write(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'telescopic-exports-')))
  folders.push(root)
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Where a target leads: `file#name`, or what is wrong. */
function find(root: string, target: string): readonly string[] {
  const text = `telescopic: 1\nscopes:\n  a: { kind: span, brief: A., instrument: '${target}' }\n`
  const parsed = parseCatalog(text, 'scopes.yaml')
  expect(parsed.diagnostics).toEqual([])
  const { targets, diagnostics } = loadTargets(parsed.catalog, true, root)
  const faults = diagnostics.map(({ code, message, notes }) => `${code}: ${message} ${notes.map((one) => one.message)}`)
  return [
    ...targets.map(({ file, name }) => `${file.slice(root.length + 1).replace('node_modules/', '')}#${name}`),
    ...faults,
  ]
}

/** A package with an entry, whose manifest says no more than that unless told otherwise. */
function install(files: Files, manifest: object = { main: 'index.js' }): string {
  const own = Object.entries(files).map(([path, text]) => [
    path.includes('node_modules') ? path : `node_modules/p/${path}`,
    text,
  ])
  return write({ 'node_modules/p/package.json': JSON.stringify(manifest), ...Object.fromEntries(own) })
}

// --- what compilers print ---

const SOURCES: Files = {
  'index.ts': `export { Client, Client as Renamed } from './client'
export * from './pool'
export * as tools from './tools'
import * as whole from './tools'
import { helper } from './helper'
import main from './main'
export { helper as assist, whole, main }
export default function run() { return helper() + main() }
export const arrow = () => 1
export class Local { m() { return 2 } }
export const api = { save() { return 3 }, nested: { deep: () => 4 } }
`,
  'client.ts': `export class Client { query() { return 1 } static open() { return new Client() } #private() {} }
`,
  'pool.ts': `import { Client } from './client'
export function connect() { return Client.open() }
export * from './circle'
`,
  'circle.ts': `export * from './pool'
export async function circling() {}
`,
  'tools.ts': `export const load = () => 1
export { helper as help } from './helper'
`,
  'helper.ts': 'export function helper() { return 5 }\n',
  'main.ts': 'export default async () => 6\n',
}

const TARGETS = [
  ...['Client.query', 'Client.open', 'Renamed.query', 'connect', 'circling', 'tools.load', 'tools.help', 'whole.load'],
  ...['assist', 'main', 'default', 'arrow', 'Local.m', 'api.save', 'api.nested.deep', 'Client.*'],
]

const perFile = (print: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(SOURCES).map(([path, text]) => [path.replace('.ts', '.js'), print(text)]))

const printByTsc = (module: ts.ModuleKind, more: ts.CompilerOptions = {}): Files =>
  perFile((text) => {
    const compilerOptions = { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true, ...more }
    return ts.transpileModule(text, { compilerOptions }).outputText
  })

const require = createRequire(import.meta.url)

function printByBabel(text: string): string {
  const from = createRequire(require.resolve('@babel/preset-typescript'))
  const plugin = from.resolve('@babel/plugin-transform-modules-commonjs')
  const options = { configFile: false as const, babelrc: false as const, plugins: [plugin] }
  const older = stripTypes(text).replace(/export \* as (\w+) from (.*)/, 'import * as $1 from $2\nexport { $1 }')
  return transformByBabel(older, options)!.code!
}

const stripTypes = (text: string): string => transformSync(text, { loader: 'ts' }).code

const virtual = {
  name: 'sources',
  resolveId: (id: string) => (id.endsWith('.js') ? id : `${id}.js`).replace('./', ''),
  load: (id: string) => stripTypes(SOURCES[id.replace('.js', '.ts')]!),
}

async function printByRollup(preserveModules: boolean, format: 'cjs' | 'esm'): Promise<Files> {
  const bundle = await rollup({ input: 'index.js', plugins: [virtual], onwarn: () => {} })
  const { output } = await bundle.generate({ format, preserveModules, exports: 'named', entryFileNames: '[name].js' })
  return Object.fromEntries(
    output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName.replace('_virtual/', ''), one.code]] : [])),
  )
}

async function printByRolldown(preserveModules: boolean, format: 'cjs' | 'esm'): Promise<Files> {
  const bundle = await rolldown({ input: 'index.js', plugins: [virtual], logLevel: 'silent' })
  const { output } = await bundle.generate({ format, preserveModules, exports: 'named', entryFileNames: '[name].js' })
  return Object.fromEntries(
    output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName.replace('_virtual/', ''), one.code]] : [])),
  )
}

async function bundleByEsbuild(format: 'cjs' | 'esm', minify = false): Promise<Files> {
  const root = write(SOURCES)
  const entryPoints = [join(root, 'index.ts')]
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format, minifyWhitespace: minify })
  return { 'index.js': outputFiles[0]!.text }
}

const COMPILERS: Readonly<Record<string, () => Files | Promise<Files>>> = {
  'tsc, ES modules': () => printByTsc(ts.ModuleKind.ESNext),
  'tsc, CommonJS': () => printByTsc(ts.ModuleKind.CommonJS),
  'tsc, CommonJS, tslib': () => printByTsc(ts.ModuleKind.CommonJS, { importHelpers: true }),
  'tsc, CommonJS, no interop': () => printByTsc(ts.ModuleKind.CommonJS, { esModuleInterop: false }),
  'esbuild, CommonJS': () => perFile((text) => transformSync(text, { loader: 'ts', format: 'cjs' }).code),
  'esbuild, bundled ES module': () => bundleByEsbuild('esm'),
  'esbuild, bundled CommonJS': () => bundleByEsbuild('cjs'),
  'esbuild, bundled, no space': () => bundleByEsbuild('cjs', true),
  'Babel, CommonJS': () => perFile(printByBabel),
  'Rollup, CommonJS': () => printByRollup(false, 'cjs'),
  'Rollup, CommonJS by module': () => printByRollup(true, 'cjs'),
  'Rollup, ES modules': () => printByRollup(true, 'esm'),
  'Rolldown, CommonJS': () => printByRolldown(false, 'cjs'),
  'Rolldown, CommonJS by module': () => printByRolldown(true, 'cjs'),
  'Rolldown, ES module': () => printByRolldown(false, 'esm'),
}

describe('a package that is compiled by', () => {
  test.each(Object.keys(COMPILERS))('%s', async (name) => {
    const files = await COMPILERS[name]!()
    const root = install(files)
    const lost = TARGETS.flatMap((target) => {
      const found = find(root, `p#${target}`)
      return found.length === 0 || found.some((one) => one.startsWith('instrument')) ? { target, found } : []
    })
    expect(
      lost,
      Object.entries(files)
        .map((file) => file.join(':\n'))
        .join('\n'),
    ).toEqual([])
    expect(find(root, 'p#Clinet.query').join()).toContain('did you mean `p#Client.query`?')
    expect(find(root, 'p#Client.qurey').join()).toMatch(
      /there is no function `\w+\.qurey`.*did you mean `\w+\.query`\?/,
    )
  })
})

// --- what people write ---

const FORMS: readonly (readonly [
  name: string,
  files: Files,
  target: string,
  found: readonly string[],
  manifest?: object,
])[] = [
  [
    'an application that is an export, a default and a variable at once',
    {
      'index.js':
        "exports = module.exports = createApplication\nfunction createApplication() {}\nvar proto = require('./application')\nexports.application = proto\n",
      'application.js': 'var app = exports = module.exports = {}\napp.use = function use() {}\n',
    },
    'p#application.use',
    ['p/application.js#app.use'],
  ],
  [
    'the same as a default',
    { 'index.js': 'exports = module.exports = create\nfunction create() {}\n' },
    'p#default',
    ['p/index.js#create'],
  ],
  [
    'a file for each environment',
    {
      'index.js':
        "'use strict'\nif (process.env.NODE_ENV === 'production') {\n  module.exports = require('./a.js')\n} else {\n  module.exports = require('./b.js')\n}\n",
      'a.js': 'exports.render = function () {}\n',
      'b.js': '(function () {})()\nfunction render() {}\nexports.render = render\n',
    },
    'p#render',
    ['p/a.js#render', 'p/b.js#render'],
  ],
  [
    'members of a function that is the module',
    { 'index.js': 'const p = module.exports = function () {}\np.extra = () => {}\np.prototype.m = function () {}\n' },
    'p#extra',
    ['p/index.js#p.extra'],
  ],
  [
    'an object that is the module, with parts of others',
    {
      'index.js': "module.exports = { ...require('./a'), b: require('./b'), c() {} }\n",
      'a.js': 'exports.a = () => {}\n',
      'b.js': 'module.exports = function () {}\n',
    },
    'p#a',
    ['p/a.js#a'],
  ],
  [
    'a part of it that is a module',
    { 'index.js': "module.exports = { b: require('./b') }\n", 'b.js': 'module.exports = function () {}\n' },
    'p#b',
    ['p/b.js#default'],
  ],
  ['a method of it', { 'index.js': 'module.exports = { c() {} }\n' }, 'p#c', ['p/index.js#default.c', 'p/index.js#c']],
  [
    'a class of CommonJS behind an ES module',
    {
      'index.mjs': "import p from './lib.js'\nexport const Client = p.Client\nexport default p\n",
      'lib.js': 'class Client { query() {} }\nmodule.exports = { Client }\n',
    },
    'p#Client.query',
    ['p/lib.js#Client.query'],
    { exports: { import: './index.mjs' } },
  ],
  [
    'getters as SWC writes them',
    {
      'index.js':
        "function _export(target, all) {}\n_export(exports, { get load () { return _a.load }, get own () { return own } })\nconst _a = require('./a')\nfunction own() {}\n",
      'a.js': 'exports.load = () => {}\n',
    },
    'p#load',
    ['p/a.js#load'],
  ],
  [
    'barrels in circles',
    {
      'index.js': "export * from './a.js'\nexport * from './b.js'\n",
      'a.js': "export * from './b.js'\nexport * from './index.js'\n",
      'b.js': "export * from './a.js'\nexport function load() {}\n",
    },
    'p#load',
    ['p/b.js#load'],
  ],
  [
    'a circle that comes to nothing',
    {
      'index.js': "export { a } from './b.js'\nexport { load } from './load.js'\n",
      'b.js': "export { a } from './index.js'\n",
      'load.js': 'export const load = () => {}',
    },
    'p#a',
    [
      'instrument-missing: The scope `a` instruments `p#a`, and where `p` defines `a` cannot be found. name the file that has the function: `node_modules/p/lib/file.js#a`',
    ],
  ],
  [
    'what is computed',
    {
      'index.js':
        'function Library() { this.Client = 1 }\nmodule.exports = new Library()\nmodule.exports.Client = make()\n',
    },
    'p#Client.query',
    [
      'instrument-missing: The scope `a` instruments `p#Client.query`, and where `p` defines `Client` cannot be found. name the file that has the function: `node_modules/p/lib/file.js#Client.query`',
    ],
  ],
  [
    'what is not exported',
    { 'index.js': 'exports.load = () => {}\nexports.save = () => {}\nfunction hidden() {}\n' },
    'p#hidden',
    ['instrument-missing: The scope `a` instruments `p#hidden`, and `p` exports no `hidden`. it exports load, save'],
  ],
  [
    'a typo',
    { 'index.js': "export * from './a.js'", 'a.js': 'export class Client { query() {} }\n' },
    'p#Cleint.query',
    [
      'instrument-missing: The scope `a` instruments `p#Cleint.query`, and `p` exports no `Cleint`. did you mean `p#Client.query`?',
    ],
  ],
  [
    'a typo in what is asked of an export',
    { 'index.js': "export * from './a.js'", 'a.js': 'export class Client { query() {} }\n' },
    'p#Client.qurey',
    [
      'instrument-missing: The scope `a` instruments `p#Client.qurey`, and there is no function `Client.qurey`. did you mean `Client.query`?',
    ],
  ],
  [
    'a function that cannot be woven',
    { 'index.js': "exports.load = function (a) { eval('var a'); return a }\n" },
    'p#load',
    [
      'instrument-missing: The scope `a` instruments `p#load`, which calls `eval`. instrument the function that calls it, or write `tele` into it',
    ],
  ],
  [
    'conditions within conditions, every one of them',
    {
      'a.mjs': 'export function load() {}',
      'b.cjs': 'exports.load = () => {}',
      'c.js': 'export const load = () => {}',
      'index.d.ts': 'export declare function load(): void',
    },
    'p#load',
    ['p/c.js#load', 'p/a.mjs#load', 'p/b.cjs#load'],
    {
      exports: { '.': { types: './index.d.ts', browser: './c.js', node: { import: './a.mjs', default: ['./b.cjs'] } } },
    },
  ],
  [
    'patterns, of which the longest counts',
    {
      'src/x.js': 'export function load() {}',
      'src/deep/x.js': 'export function wrong() {}',
      'deep/x.js': 'export function load() {}',
    },
    'p/features/deep/x#load',
    ['p/deep/x.js#load'],
    { exports: { './features/*': './src/*.js', './features/deep/*': './deep/*.js', './features/none/*': null } },
  ],
  [
    'a subpath that is closed',
    { 'src/none/x.js': 'export function load() {}' },
    'p/features/none/x#load',
    [
      'instrument-missing: The scope `a` instruments `p/features/none/x#load`, and `p/features/none/x` is no package that is installed. add it to the dependencies; a file of the project is written with its folder: `./plan.ts#plan`',
    ],
    { exports: { './features/*': './src/*.js', './features/none/*': null } },
  ],
  [
    'names of its own',
    { 'index.js': "export { load } from '#lib/load'", 'lib/load.js': 'export function load() {}' },
    'p#load',
    ['p/lib/load.js#load'],
    { type: 'module', main: 'index.js', imports: { '#lib/*': './lib/*.js' } },
  ],
  [
    'another package',
    {
      'index.js': "export { load } from 'q/sub'",
      'node_modules/q/package.json': '{ "name": "q" }',
      'node_modules/q/sub.js': 'exports.load = function () {}',
    },
    'p#load',
    ['q/sub.js#load'],
  ],
  [
    'TypeScript that says `export =`',
    { 'index.ts': 'class Client { query() {} }\nexport = Client\n' },
    'p#default.query',
    ['p/index.ts#Client.query'],
    { main: 'index.ts' },
  ],
  [
    'TypeScript that imports as CommonJS does',
    { 'index.ts': "import a = require('./a')\nexport = a\n", 'a.ts': 'export function load() {}' },
    'p#load',
    ['p/a.ts#load'],
    { main: 'index.ts' },
  ],
]

describe('a package with', () => {
  const rows = FORMS.map(([name, files, target, found, manifest]) => ({ name, files, target, found, manifest }))
  test.each(rows)('$name', ({ files, target, found, manifest }) => {
    expect(find(install(files, manifest), target)).toEqual(found)
  })

  test('links of pnpm, and others behind it', () => {
    const root = write({
      'node_modules/.pnpm/p@1/node_modules/p/package.json': '{ "main": "index.js" }',
      'node_modules/.pnpm/p@1/node_modules/p/index.js': "export { load } from 'q'",
      'node_modules/.pnpm/q@1/node_modules/q/package.json': '{ "main": "index.js" }',
      'node_modules/.pnpm/q@1/node_modules/q/index.js': 'export function load() {}',
    })
    symlinkSync(join(root, 'node_modules/.pnpm/p@1/node_modules/p'), join(root, 'node_modules/p'))
    symlinkSync(
      join(root, 'node_modules/.pnpm/q@1/node_modules/q'),
      join(root, 'node_modules/.pnpm/p@1/node_modules/q'),
    )
    expect(find(root, 'p#load')).toEqual(
      ['.pnpm/p@1/q/index.js#load', '.pnpm/q@1/q/index.js#load'].map((one) => one.replace('@1/q', '@1/node_modules/q')),
    )
  })
})

describe('what cannot be read', () => {
  test.each(['null', '[]', '"p"', '1', '{'])('a manifest of `%s` says nothing', (manifest) => {
    const root = write({
      'node_modules/p/package.json': manifest,
      'node_modules/p/index.js': 'export function f() {}\n',
    })
    expect(find(root, 'p#f').join()).toMatch(/^p\/index\.js#f$/)
  })

  test.each(['./loop.ts', './*.ts', 'p', 'p/loop.js', `p/${'x'.repeat(300)}`, `./${'x'.repeat(300)}.ts`])(
    '%s is no file',
    (path) => {
      const root = write({ 'node_modules/p/package.json': '{ "main": "loop.js" }' })
      symlinkSync('loop.ts', join(root, 'loop.ts'))
      symlinkSync('loop.js', join(root, 'node_modules/p/loop.js'))
      expect(find(root, `${path}#f`).join()).toMatch(/^instrument-missing: /)
    },
  )
})

describe('a file', () => {
  test.each([
    ['a.ts#f', { 'a.ts': 'function f() {}\n' }, /`a.ts` is a script, not a module/],
    [
      'a.js#f',
      { 'a.js': 'function f() {}\n', 'package.json': '{ "type": "module" }' },
      /`a.js` is a script, not a module/,
    ],
    ['a.js#f', { 'a.js': 'function f() {}\n' }, /^a.js#f$/],
    ['a.mjs#f', { 'a.mjs': 'function f() {}\n' }, /^a.mjs#f$/],
    ['a.cjs#f', { 'a.cjs': 'function f() {}\nif (f) return\n', 'package.json': '{ "type": "module" }' }, /^a.cjs#f$/],
    ['a.ts#f', { 'a.ts': "import fs = require('fs')\nfunction f() {}\n" }, /^a.ts#f$/],
    ['a.ts#A.*', { 'a.ts': 'export class A { constructor() {} }\n' }, /which is a constructor/],
    ['a.ts#A.*', { 'a.ts': 'export class A { constructor() {} x; y = 1; static z; m() {} }\n' }, /^a.ts#A\.\*$/],
  ])('%s of %o', (target, files, expected) => {
    expect(find(write(files), `./${target}`).join()).toMatch(expected)
  })
})
