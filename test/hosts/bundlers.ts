import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { context, transform } from 'esbuild'
import type { Plugin as RollupPlugin } from 'rollup'
import * as doors from './doors.ts'
import { type BuildRequest, type Built, bun, createQueue, farm, type Host, type HostError } from './hosts.ts'
import { nullDoors } from './null-doors.ts'

/** The table of hosts. Each builds modules for Node, unminified, with maps; `telescopic` stays outside. */

const require = createRequire(import.meta.url)

const EXTERNAL = /^(?:telescopic(?:\/.*)?|node:.*)$/

const externalsOf = ({ bundles = false }: BuildRequest): RegExp => (bundles ? /^node:.*$/ : EXTERNAL)

const doorsOf = ({ isNull = false }: BuildRequest): typeof doors => (isNull ? nullDoors : doors)

/** Rollup keeps the text that its plugins make: here esbuild takes the types out, as in many users' builds. */
const stripTypes: RollupPlugin = {
  name: 'strip-types',
  resolveId(specifier, importer) {
    if (!importer || specifier.startsWith('node:')) return null
    // Packages hold JavaScript.
    if (!specifier.startsWith('.') || importer.endsWith('.js')) return resolvePackage(specifier, importer)
    return join(importer, '..', specifier.replace(/\.js$/, '.ts'))
  },
  async transform(code, id) {
    const { code: js, map } = await transform(code, { loader: 'ts', sourcefile: id, sourcemap: 'external' })
    return { code: js, map }
  },
}

function resolvePackage(specifier: string, importer: string): string | null {
  try {
    return realpathSync(createRequire(importer).resolve(specifier))
  } catch {
    return null
  }
}

/** The form of errors that Rollup, Rolldown and Vite share; Rolldown gives several as one. */
interface RollupError {
  readonly message: string
  readonly loc?: { readonly line: number; readonly column: number }
  readonly errors?: readonly RollupError[]
}

function fromRollup(error: unknown): Built {
  const { errors, ...one } = error as RollupError
  const all = errors && errors.length > 0 ? errors : [{ ...one, message: (error as RollupError).message }]
  return {
    warnings: [],
    errors: all.map(({ message, loc }): HostError => {
      return { text: message, ...(loc && { place: `${loc.line}:${loc.column + 1}` }) }
    }),
  }
}

type Log = { readonly message: string }

const rollup: Host = {
  name: 'Rollup 4',
  packages: ['rollup', 'esbuild'],
  async build(request) {
    const { rollup: build } = await import('rollup')
    const warnings: string[] = []
    const options = rollupOptions(request, (log) => warnings.push(log.message))
    return await build(options)
      .then((bundle) => bundle.write(options.output))
      .then(() => ({ errors: [], warnings }), fromRollup)
  },
  async watch(request) {
    const { watch } = await import('rollup')
    const watcher = watch({ ...rollupOptions(request, () => {}), watch: { clearScreen: false } })
    const queue = createQueue(() => watcher.close())
    watcher.on('event', (event) => {
      if (event.code === 'END') queue.push({ errors: [], warnings: [] })
      if (event.code === 'ERROR') queue.push(fromRollup(event.error))
      if (event.code === 'BUNDLE_END') void event.result.close()
    })
    return queue
  },
}

function rollupOptions(request: BuildRequest, onwarn: (log: Log) => void) {
  const { root, entries, plugins } = request
  return {
    input: inputOf(root, entries),
    external: (id: string) => externalsOf(request).test(id),
    plugins: [...plugins.map((options) => doorsOf(request).rollup({ root, ...options })), stripTypes],
    onLog: (_: string, log: Log) => onwarn(log),
    output: { dir: join(root, 'out'), format: 'esm' as const, sourcemap: true },
  }
}

const rolldown: Host = {
  name: 'Rolldown 1',
  packages: ['rolldown'],
  async build(request) {
    const { rolldown: build } = await import('rolldown')
    const warnings: string[] = []
    const options = rolldownOptions(request, (log) => warnings.push(log.message))
    const bundle = await build(options)
    return await bundle
      .write(options.output)
      .then(() => ({ errors: [], warnings }), fromRollup)
      .finally(() => bundle.close())
  },
  async watch(request) {
    const { watch } = await import('rolldown')
    const watcher = watch(rolldownOptions(request, () => {}))
    const queue = createQueue(() => watcher.close())
    watcher.on('event', async (event) => {
      if (event.code === 'END') queue.push({ errors: [], warnings: [] })
      if (event.code === 'ERROR') queue.push(fromRollup(event.error))
      if (event.code === 'BUNDLE_END') await event.result.close()
    })
    return queue
  },
}

function rolldownOptions(request: BuildRequest, onwarn: (log: Log) => void) {
  const { root, entries, plugins } = request
  return {
    cwd: root,
    input: { ...entries },
    external: externalsOf(request),
    platform: 'node' as const,
    plugins: plugins.map((options) => doorsOf(request).rolldown(options)),
    onLog: (_: string, log: Log) => onwarn(log),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    output: { dir: join(root, 'out'), format: 'esm' as const, sourcemap: true },
  }
}

const vite: Host = {
  name: 'Vite 8',
  packages: ['vite'],
  async build(request) {
    const { build } = await import('vite')
    const warnings: string[] = []
    return await build(viteOptions(request, (log) => warnings.push(log.message))).then(
      () => ({ errors: [], warnings }),
      fromRollup,
    )
  },
  async watch(request) {
    const { build } = await import('vite')
    const options = viteOptions(request, () => {})
    const watcher = (await build({ ...options, build: { ...options.build, watch: {} } })) as unknown as {
      on(event: 'event', callback: (event: { code: string; error?: unknown }) => void): void
      close(): Promise<void>
    }
    const queue = createQueue(() => watcher.close())
    watcher.on('event', (event) => {
      if (event.code === 'END') queue.push({ errors: [], warnings: [] })
      if (event.code === 'ERROR') queue.push(fromRollup(event.error))
    })
    return queue
  },
}

function viteOptions(request: BuildRequest, onwarn: (log: Log) => void) {
  const { root, entries, plugins } = request
  return {
    root,
    configFile: false as const,
    logLevel: 'silent' as const,
    plugins: plugins.map((options) => doorsOf(request).vite(options)),
    ...(request.bundles && { ssr: { noExternal: true as const } }),
    build: {
      outDir: 'out',
      ssr: true,
      minify: false,
      sourcemap: true,
      emptyOutDir: true,
      target: 'esnext' as const,
      rolldownOptions: {
        input: { ...entries },
        external: externalsOf(request),
        onLog: (_: string, log: Log) => onwarn(log),
        output: { entryFileNames: '[name].js' },
      },
    },
  }
}

// --- webpack and its kin ---

/** What the statistics of a build say, by webpack and Rspack alike. */
interface Stats {
  toJson(options: object): { errors?: { message: string }[]; warnings?: { message: string }[] }
}

interface Compiler {
  run(callback: (error: Error | null | undefined, stats: Stats | undefined) => void): void
  watch(options: object, callback: (error: Error | null | undefined, stats: Stats | undefined) => void): unknown
  close(callback: (error?: Error | null) => void): void
}

function fromStats(error: Error | null | undefined, stats: Stats | undefined): Built {
  if (error) return { errors: [{ text: error.message }], warnings: [] }
  const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {}
  return {
    errors: errors.map(({ message }) => ({ text: message })),
    warnings: warnings.map(({ message }) => message),
  }
}

function runCompiler(compiler: Compiler): Promise<Built> {
  return new Promise((resolve) => {
    compiler.run((error, stats) => compiler.close(() => resolve(fromStats(error, stats))))
  })
}

function watchCompiler(compiler: Compiler) {
  const queue = createQueue(() => new Promise((resolve) => compiler.close(resolve)))
  compiler.watch({ aggregateTimeout: 5 }, (error, stats) => queue.push(fromStats(error, stats)))
  return queue
}

function webpackOptions(build: BuildRequest, rule: object, plugins: readonly object[]) {
  const { root, entries } = build
  return {
    context: root,
    mode: 'none' as const,
    target: 'node20',
    devtool: 'source-map' as const,
    entry: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, `./${file}`])),
    output: { path: join(root, 'out'), filename: '[name].js', module: true, library: { type: 'module' } },
    experiments: { outputModule: true },
    externalsType: 'module',
    externals: [
      ({ request }: { request?: string }, done: (error?: null, result?: string) => void) =>
        externalsOf(build).test(request ?? '') ? done(null, request) : done(),
    ],
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    module: { rules: [rule] },
    plugins: [...plugins],
  }
}

const webpack: Host = {
  name: 'webpack 5',
  packages: ['webpack', 'ts-loader'],
  build: async (request) => runCompiler(await createWebpack(request)),
  watch: async (request) => watchCompiler(await createWebpack(request)),
}

async function createWebpack(request: BuildRequest): Promise<Compiler> {
  const { default: create } = await import('webpack')
  const compilerOptions = {
    target: 'esnext',
    module: 'esnext',
    sourceMap: true,
    noEmit: false,
    allowImportingTsExtensions: false,
  }
  const rule = {
    test: /\.ts$/,
    loader: require.resolve('ts-loader'),
    options: { transpileOnly: true, configFile: join(request.root, 'tsconfig.json'), compilerOptions },
  }
  const plugins = request.plugins.map((options) => doorsOf(request).webpack(options))
  return create(webpackOptions(request, rule, plugins) as never) as unknown as Compiler
}

const rspack: Host = {
  name: 'Rspack 2',
  packages: ['@rspack/core'],
  build: async (request) => runCompiler(await createRspack(request)),
  watch: async (request) => watchCompiler(await createRspack(request)),
}

async function createRspack(request: BuildRequest): Promise<Compiler> {
  const { rspack: create } = await import('@rspack/core')
  const jsc = { parser: { syntax: 'typescript' }, target: 'esnext' }
  const rule = { test: /\.ts$/, loader: 'builtin:swc-loader', options: { jsc }, type: 'javascript/auto' }
  const plugins = request.plugins.map((options) => doorsOf(request).rspack(options))
  const { experiments: _, ...options } = webpackOptions(request, rule, plugins)
  return create(options as never) as unknown as Compiler
}

const rsbuild: Host = {
  name: 'Rsbuild 2',
  packages: ['@rsbuild/core'],
  async build(request) {
    const { createRsbuild } = await import('@rsbuild/core')
    const built = await createRsbuild({ cwd: request.root, rsbuildConfig: rsbuildOptions(request) as never })
    const errors: Built[] = []
    built.onAfterBuild(({ stats }) => void errors.push(fromStats(null, stats as unknown as Stats)))
    return await built.build().then(
      async (result) => {
        await result.close()
        return errors[0]!
      },
      (error: Error) => errors[0] ?? { errors: [{ text: error.message }], warnings: [] },
    )
  },
  async watch(request) {
    const { createRsbuild } = await import('@rsbuild/core')
    const built = await createRsbuild({ cwd: request.root, rsbuildConfig: rsbuildOptions(request) as never })
    const queue = createQueue(async () => await (await watching).close())
    built.onAfterBuild(({ stats }) => queue.push(fromStats(null, stats as unknown as Stats)))
    const watching = built.build({ watch: true })
    return queue
  },
}

function rsbuildOptions(request: BuildRequest) {
  const { root, entries, plugins } = request
  return {
    root,
    mode: 'none',
    logLevel: 'silent',
    plugins: plugins.map((options) => doorsOf(request).rsbuild(options)),
    source: { entry: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, `./${file}`])) },
    output: {
      target: 'node',
      module: true,
      distPath: { root: 'out', js: '' },
      filename: { js: '[name].js' },
      minify: false,
      sourceMap: { js: 'source-map' },
      externals: [externalsOf(request)],
    },
    performance: { chunkSplit: { strategy: 'all-in-one' }, printFileSize: false },
  }
}

// --- our own plugin ---

const esbuild: Host = {
  name: 'esbuild',
  packages: ['esbuild'],
  async build(request) {
    const watcher = await esbuild.watch!(request)
    try {
      return await watcher.next()
    } finally {
      await watcher.close()
    }
  },
  async watch(request) {
    const { root, entries, plugins } = request
    const queue = createQueue(async () => (await building).dispose())
    const building = context({
      absWorkingDir: root,
      entryPoints: { ...entries },
      outdir: join(root, 'out'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      ...(request.bundles ? { external: ['node:*'] } : { packages: 'external' as const }),
      sourcemap: true,
      logLevel: 'silent',
      plugins: [
        ...plugins.map((options) => doorsOf(request).esbuild(options)),
        {
          name: 'tell',
          setup: ({ onEnd }) =>
            onEnd(({ errors, warnings }) => {
              queue.push({
                warnings: warnings.map(({ text }) => text),
                errors: errors.map(({ text, notes, location }) => ({
                  text: [text, ...notes.map((note) => note.text)].join('; '),
                  ...(location && { place: `${location.line}:${location.column + 1}` }),
                })),
              })
            }),
        },
      ],
    })
    await (await building).watch()
    return queue
  },
}

function inputOf(root: string, entries: BuildRequest['entries']): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)]))
}

export const HOSTS: readonly Host[] = [esbuild, vite, rollup, rolldown, webpack, rspack, rsbuild, farm, bun]
