import { readFileSync } from 'node:fs'
import { readFences } from '../../fences.ts'

/** A project for each host, as a user would set it up: once with the file of the docs, once by `telescopic init`. */
export interface UserProject {
  readonly host: string
  readonly kind: 'esm' | 'cjs'
  readonly files: Readonly<Record<string, string>>
  /** Whether the plugin is still to be added. */
  readonly needsInit: boolean
  readonly build: string
  /** What is run when it is built. */
  readonly entry: string
  readonly minNode?: number
}

const page = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')

/** Files of options of the docs by their names. */
export const SNIPPETS: ReadonlyMap<string, string> = new Map(
  ['README.md', 'docs/hosts.md']
    .flatMap((name) => readFences(page(name)))
    .filter(({ language, info }) => language === 'js' && info !== '')
    .map(({ info, text }) => [info, text]),
)

const MAIN = `import { tele } from 'telescopic'
import { memoryReporter } from 'telescopic/memory'
import { double } from './double'

const memory = memoryReporter()
tele.configure({ reporters: [memory] })
const answer: number = tele('job', () => double(21))
tele.count('cache.hit', 1, { tier: 'recent' })
console.log(\`answer \${answer}\`)
if (tele.enabled) console.error(memory.report())
`
const DOUBLE = 'export function double(n: number): number {\n  return n + n\n}\n'

/** Files of CommonJS packages before `telescopic init` has seen them. */
const COMMONJS: Readonly<Record<string, { readonly file: string; readonly text: string }>> = {
  esbuild: {
    file: 'build.js',
    text: `const esbuild = require('esbuild')

esbuild.build({ entryPoints: ['src/main.ts'], outfile: 'dist/main.js', bundle: true, platform: 'node' })
`,
  },
  vite: {
    file: 'vite.config.ts',
    text: `import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: 'src/main.ts',
    rolldownOptions: { output: { format: 'cjs' } },
  },
})
`,
  },
  rollup: {
    file: 'rollup.config.cjs',
    text: `const { default: esbuild } = require('rollup-plugin-esbuild')

module.exports = {
  input: 'src/main.ts',
  output: { dir: 'dist', format: 'cjs' },
  external: [/^telescopic/],
  plugins: [esbuild()],
}
`,
  },
  rolldown: {
    file: 'rolldown.config.cjs',
    text: `module.exports = {
  input: 'src/main.ts',
  platform: 'node',
  external: [/^telescopic/],
  output: { dir: 'dist', format: 'cjs' },
};
`,
  },
  webpack: {
    file: 'webpack.config.js',
    text: `'use strict'

module.exports = (env) => ({
  mode: 'none',
  target: 'node20',
  entry: './src/main.ts',
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\\.ts$/, loader: 'ts-loader', options: { transpileOnly: true } }] },
})
`,
  },
  rspack: {
    file: 'rspack.config.js',
    text: `const rule = { test: /\\.ts$/, loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } } } }
module.exports = {
  target: 'node20',
  entry: './src/main.ts',
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [rule] },
  plugins: [],
}
`,
  },
  rsbuild: {
    file: 'rsbuild.config.ts',
    text: `import { defineConfig } from '@rsbuild/core'

export default defineConfig({
  source: { entry: { main: './src/main.ts' } },
  output: { target: 'node', module: false },
})
`,
  },
  farm: {
    file: 'farm.config.ts',
    text: `import { defineConfig } from '@farmfe/core'

export default defineConfig({
  compilation: {
    input: { main: './src/main.ts' },
    output: { targetEnv: 'node', format: 'cjs', entryFilename: '[entryName].js' },
  },
})
`,
  },
  bun: {
    file: 'build.ts',
    text: "await Bun.build({ entrypoints: ['src/main.ts'], outdir: 'dist', target: 'node', format: 'cjs' })\n",
  },
}

const COMMANDS: Readonly<Record<string, string>> = {
  esbuild: 'node build.EXT',
  vite: 'vite build',
  rollup: 'rollup -c rollup.config.EXT',
  rolldown: 'rolldown -c rolldown.config.EXT',
  webpack: 'webpack',
  rspack: 'rspack build',
  rsbuild: 'rsbuild build',
  farm: 'farm build',
  bun: 'bun FILE',
}

function createBundled(host: string, kind: UserProject['kind']): UserProject {
  const documented = [...SNIPPETS].find(([file]) => file === DOCUMENTED[host])
  if (!documented) throw new Error(`the docs have no file for ${host}`)
  const [file, text] = kind === 'esm' ? documented : [COMMONJS[host]!.file, COMMONJS[host]!.text]
  const build = COMMANDS[host]!.replace('EXT', file.split('.').at(-1)!).replace('FILE', file)
  const entry = `dist/main.${host === 'esbuild' && kind === 'esm' ? 'mjs' : 'js'}`
  const needsInit = kind === 'cjs'
  return { host, kind, build, entry, needsInit, files: createFiles(kind, { build }, { [file]: text }) }
}

const DOCUMENTED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'rsbuild', 'farm'].map((host) => [host, `${host}.config.js`]),
  ),
  esbuild: 'build.mjs',
  bun: 'build.bun.js',
}

function createCompiled(major: 6 | 7, kind: UserProject['kind']): UserProject {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    types: ['node'],
    skipLibCheck: true,
    rootDir: 'src',
    outDir: 'dist',
  }
  const tsconfig = { 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }, null, 2) }
  const files = createFiles(kind, { build: 'tsc' }, tsconfig)
  const main = MAIN.replace("'./double'", "'./double.js'")
  const build = major === 6 ? 'tspc' : 'telescopic tsc'
  // ts-patch 4 needs Node 22.
  const minNode = major === 6 ? 22 : 20
  return {
    host: `tsc ${major}`,
    kind,
    build,
    entry: 'dist/main.js',
    needsInit: true,
    minNode,
    files: { ...files, 'src/main.ts': main },
  }
}

function createFiles(kind: UserProject['kind'], scripts: object, files: UserProject['files']): UserProject['files'] {
  const manifest = { private: true, type: kind === 'esm' ? 'module' : 'commonjs', scripts }
  return {
    'package.json': JSON.stringify(manifest, null, 2),
    'tsconfig.json': '{}',
    'src/main.ts': MAIN,
    'src/double.ts': DOUBLE,
    ...files,
  }
}

/** Runners of tests, with their files of the docs. */
export const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  'vitest run': ['vitest.config.js'],
  jest: ['babel.config.cjs', 'jest.config.cjs'],
}

/** The files of the docs that are built, or run, as they stand there. */
export const BUILT_SNIPPETS: readonly string[] = [...Object.values(DOCUMENTED), ...Object.values(RUNNERS).flat()]

/** Every host as a package of either kind. */
export const USER_PROJECTS: readonly UserProject[] = (['esm', 'cjs'] as const).flatMap((kind) => [
  ...Object.keys(COMMANDS).map((host) => createBundled(host, kind)),
  createCompiled(6, kind),
  createCompiled(7, kind),
])
