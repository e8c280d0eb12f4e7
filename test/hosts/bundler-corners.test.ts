import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type webpack from 'webpack'
import { run } from '../../cli/prove/builds.ts'
import { readModuleId } from '../../transformer/hosts/module-ids.ts'
import { createSession, listFilterWords } from '../../transformer/hosts/session.ts'
import * as doors from './doors.ts'
import { type Built, farm } from './hosts.ts'
import { createProject, SCOPES } from './project.ts'

/** What not every bundler has: ids of many kinds, caches on disk, a server. */

const repository = fileURLToPath(new URL('../../', import.meta.url))

const MAIN = "import { tele } from 'telescopic'\ntele.count('hit', 1)\nexport const value = tele('job', () => 'kept')\n"

describe('ids', () => {
  test.each([
    ['/a/main.ts', '/a/main.ts'],
    ['/a/main.ts?v=1', '/a/main.ts'],
    ['/a/main.mjs?worker', '/a/main.mjs'],
    ['C:\\a\\main.cts', 'C:\\a\\main.cts'],
    ['/a/App.vue?vue&type=script&setup=true&lang.ts', '/a/App.vue.ts'],
    ['/a/App.vue', '/a/App.vue.js'],
    ['/a/App.vue?vue&type=style&index=0&lang.css', undefined],
    ['/a/App.vue?vue&type=template&id=1&lang.js', undefined],
    ['/a/main.ts?raw', undefined],
    ['/a/main.ts?v=1&url', undefined],
    ['\0virtual:main.ts', undefined],
    ['/a/style.css', undefined],
  ])('%j', (id, name) => expect(readModuleId(id)?.name).toBe(name))

  test('a module of a package is passed by where nothing of it is instrumented', () => {
    const id = '/a/node_modules/b/main.js'
    expect(readModuleId(id)).toMatchObject({ name: id, isPackage: true })
    const { root } = createProject({})
    expect(createSession({ silent: true, root, enabled: false }, 'cut').transform(MAIN, id)).toBeUndefined()
  })

  test('a component is transformed where something is compiled out, and else passed by', () => {
    const { root } = createProject({})
    for (const [options, code] of [
      [{ enabled: false }, expect.not.stringContaining('telescopic')],
      [{ enabled: true, drop: ['hit'] }, expect.not.stringContaining('count')],
      [{ enabled: true }, undefined],
    ] as const) {
      const session = createSession({ silent: true, root, ...options }, 'cut')
      expect(session.transform(MAIN, join(root, 'App.vue'))?.code).toEqual(code)
    }
  })

  test('a module that passes us on is among the words of the filter', () => {
    const words = listFilterWords({ modules: ['./src/telemetry/index.ts', '@/report.js'], generated: 'gen' })
    expect(words).toEqual(['telescopic', 'gen', 'telemetry', 'report'])
  })
})

test('Farm: a cache on disk gives no module of another mode or catalog', async () => {
  const project = createProject({ 'tsconfig.json': '{}', 'src/main.ts': MAIN })
  const build = (enabled: boolean): Promise<Built> =>
    farm.build({
      root: project.root,
      entries: { main: 'src/main.ts' },
      plugins: [{ enabled, silent: true }],
      cache: true,
    })
  for (const enabled of [true, false, true, false]) {
    expect((await build(enabled)).errors).toEqual([])
    expect(/\bcount\b/.test(project.read('out/main.js'))).toBe(enabled)
  }
  expect(existsSync(join(project.root, 'node_modules/.farm/cache'))).toBe(true)
  project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
  expect((await build(false)).errors[0]?.text).toContain("did you mean 'hits'?")
})

test.each([
  ['webpack', { type: 'filesystem' }],
  ['rspack', { type: 'persistent' }],
] as const)('%s: a cache on disk gives no module of another mode or catalog', async (host, cache) => {
  const create = host === 'webpack' ? (await import('webpack')).default : (await import('@rspack/core')).rspack
  const project = createProject({ 'src/main.js': MAIN })
  const folder = join(project.root, 'cache')
  const build = (enabled: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const compiler = (create as typeof webpack)({
        context: project.root,
        mode: 'none',
        entry: './src/main.js',
        output: { path: join(project.root, 'out') },
        externals: { telescopic: 'commonjs telescopic', 'telescopic/site': 'commonjs telescopic/site' },
        cache: {
          ...cache,
          ...(host === 'webpack' ? { cacheDirectory: folder } : { storage: { type: 'filesystem', directory: folder } }),
        } as never,
        infrastructureLogging: { level: 'none' },
        plugins: [(host === 'webpack' ? doors.webpack : doors.rspack)({ enabled, silent: true }) as never],
      })!
      compiler.run((error, stats) =>
        compiler.close(() => (error ? reject(error) : resolve(stats!.toString({ all: false, errors: true })))),
      )
    })
  for (const enabled of [true, false, true, false]) {
    expect(await build(enabled)).toBe('')
    expect(project.read('out/main.js').includes('telescopic/site')).toBe(enabled)
    expect(existsSync(folder)).toBe(true)
  }
  project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
  expect(await build(false)).toContain("did you mean 'hits'?")
})

test('Vitest: a cache on disk gives no module of another mode', async () => {
  const project = createProject({
    'src/main.ts': MAIN.replace('export const value = ', 'export const value = () => '),
    'vitest.config.js': "import { telescopic } from 'telescopic/vite'\nexport default { plugins: [telescopic()] }\n",
    'src/main.test.ts': `import { expect, test } from 'vitest'
import { value } from './main.ts'
test('', () => expect(String(value).includes('site')).toBe(process.env.TELESCOPIC === 'on'))
`,
  })
  const folder = join(repository, 'node_modules/vitest')
  symlinkSync(folder, join(project.root, 'node_modules/vitest'), 'dir')
  for (const TELESCOPIC of ['on', 'off', 'on']) {
    const args = [join(folder, 'vitest.mjs'), 'run', '--reporter=dot']
    const { code, output } = await run(process.execPath, args, project.root, { TELESCOPIC })
    expect({ TELESCOPIC, code, output }).toMatchObject({ code: 0 })
  }
})

describe('the server of Vite', () => {
  test('transforms, shows the source in maps, and sees edits of source and catalog', async () => {
    const { createServer } = await import('vite')
    const project = createProject({ 'src/main.ts': MAIN })
    const server = await createServer({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      server: { middlewareMode: true, ws: false, hmr: false },
      optimizeDeps: { noDiscovery: true },
      plugins: [doors.vite({ enabled: false, silent: true })],
    })
    const request = () => server.environments.client.transformRequest('/src/main.ts')
    try {
      const first = await request()
      expect(first?.code).toContain('const value = "kept"')
      expect(first?.code).not.toContain('tele.')
      expect(first?.map).toMatchObject({ sourcesContent: [MAIN] })
      project.write('src/main.ts', MAIN.replace('kept', 'edited'))
      await expect.poll(async () => (await request())?.code, { timeout: 20_000 }).toContain('"edited"')
      project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
      const fault = () =>
        request().then(
          () => '',
          (error: Error) => error.message,
        )
      await expect.poll(fault, { timeout: 20_000 }).toContain("did you mean 'hits'?")
    } finally {
      await server.close()
    }
  })
})
