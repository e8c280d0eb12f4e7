import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { applyEdits, planPlugin } from '../../cli/init/config.ts'
import { planScripts, planTsconfig } from '../../cli/init/json.ts'
import { planInit } from '../../cli/init/plan.ts'
import { readProject } from '../../cli/init/project.ts'
import { parseScript } from '../../cli/init/tree.ts'
import { rewriteScript } from '../../cli/init/tsc.ts'
import { run } from '../../cli/prove/builds.ts'
import { CONFIGS } from './configs.ts'

/** `telescopic init`: what it finds, what it would write, and what it leaves alone. */

const repository = fileURLToPath(new URL('../../', import.meta.url))
const created: string[] = []
afterAll(() => {
  for (const folder of created) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

function createFolder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'telescopic-init-'))
  created.push(root)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

describe('files of options', () => {
  test.each(CONFIGS)('$host: $name', ({ host, file, before, after }) => {
    const edits = planPlugin(before, file, host)
    expect(edits && applyEdits(before, edits)).toBe(after)
    // What was written is not written again.
    if (after) expect(planPlugin(after, file, host)).toEqual([])
    if (after) expect(parseScript(after, file)).toBeDefined()
  })
})

describe('tsconfigs', () => {
  const entry = '{ "transform": "telescopic/tsc", "transformProgram": true }'
  test.each([
    ['{}', `{ "compilerOptions": { "plugins": [${entry}] } }`],
    ['{\n  "include": ["src"]\n}\n', `{\n  "compilerOptions": { "plugins": [${entry}] },\n  "include": ["src"]\n}\n`],
    [
      '\uFEFF{\n  // of tsc --init\n  "compilerOptions": {\n    /* Language */\n    "target": "es2024", // new\n    // "strict": false,\n  },\n}\n',
      `\uFEFF{\n  // of tsc --init\n  "compilerOptions": {\n    "plugins": [${entry}],\n    /* Language */\n    "target": "es2024", // new\n    // "strict": false,\n  },\n}\n`,
    ],
    [
      '{ "compilerOptions": { "plugins": [{ "name": "next" }] } }',
      `{ "compilerOptions": { "plugins": [${entry}, { "name": "next" }] } }`,
    ],
  ])('%j', (before, after) => {
    expect(applyEdits(before, planTsconfig(before)!)).toBe(after)
    expect(planTsconfig(after)).toEqual([])
  })

  test.each(['', '[]', '{', '{ "compilerOptions": [] }', '{ "compilerOptions": { "plugins": 1 } }', '{} {}'])(
    '%j is left alone',
    (text) => expect(planTsconfig(text)).toBeUndefined(),
  )
})

describe('scripts', () => {
  const wanted = { telemetry: 'telescopic generate' }
  test.each([
    ['{}', '{ "scripts": {\n    "telemetry": "telescopic generate"\n  } }'],
    ['{\n\t"name": "a"\n}\n', '{\n\t"name": "a",\n\t"scripts": {\n\t\t"telemetry": "telescopic generate"\n\t}\n}\n'],
    ['{ "scripts": {} }', '{ "scripts": { "telemetry": "telescopic generate" } }'],
    [
      '{\n  "scripts": {\n    "build": "tsc && echo \\"a\\""\n  }\n}\n',
      '{\n  "scripts": {\n    "build": "tspc && echo \\"a\\"",\n    "telemetry": "telescopic generate"\n  }\n}\n',
    ],
    ['{ "scripts": { "telemetry": "mine" } }', '{ "scripts": { "telemetry": "mine" } }'],
  ])('%j', (before, after) => {
    const written = applyEdits(before, planScripts(before, wanted, (script) => rewriteScript(script, 6))!)
    expect(written).toBe(after)
    expect(JSON.parse(written)).toBeDefined()
    expect(planScripts(after, wanted, (script) => rewriteScript(script, 6))).toEqual([])
  })

  test.each([
    ['tsc', 'tspc', 'telescopic tsc'],
    [
      'rm -rf dist && tsc -p tsconfig.build.json',
      'rm -rf dist && tspc -p tsconfig.build.json',
      'rm -rf dist && telescopic tsc -p tsconfig.build.json',
    ],
    ['tsc --watch', 'tspc --watch', 'telescopic tsc --watch'],
    ['tsc -b', 'tspc -b', 'tsc -b'],
    ['tsc --noEmit && eslint .', 'tsc --noEmit && eslint .', 'tsc --noEmit && eslint .'],
    ['vue-tsc && mytsc', 'vue-tsc && mytsc', 'vue-tsc && mytsc'],
  ])('%s', (script, six, seven) => {
    expect([rewriteScript(script, 6), rewriteScript(script, 7)]).toEqual([six, seven])
  })
})

describe('what is found', () => {
  const plan = (files: Readonly<Record<string, string>>, manifest: object = {}, host?: string) => {
    const facts = readProject(createFolder({ 'package.json': JSON.stringify(manifest), ...files }))
    return typeof facts === 'string' ? facts : planInit(facts, host)
  }
  const esbuild = "import { build } from 'esbuild'\nbuild({ entryPoints: [] })\n"
  const esbuildScript = { scripts: { build: 'NODE_ENV=production node ./tools/pack.mjs' } }

  test.each([
    ['by its file of options', { 'rollup.config.mjs': 'export default {}' }, {}, ['rollup']],
    [
      'two bundlers',
      { 'vite.config.ts': 'export default {}', 'webpack.config.cjs': 'module.exports = {}' },
      {},
      ['vite', 'webpack'],
    ],
    ['a command without options', {}, { scripts: { build: 'vite build' }, devDependencies: { vite: '^8' } }, ['vite']],
    ['a script', { 'tools/pack.mjs': esbuild }, esbuildScript, ['esbuild']],
    ['a script of Bun', { 'build.ts': 'Bun.build({ entrypoints: [] })' }, {}, ['bun']],
    [
      'tsc by its range',
      { 'tsconfig.json': '{}' },
      { scripts: { build: 'tsc' }, devDependencies: { typescript: '^7.0.2' } },
      ['tsc 7'],
    ],
    [
      'tsc beside a bundler only checks',
      { 'tsconfig.json': '{}', 'vite.config.ts': 'export default {}' },
      { scripts: { build: 'tsc -b && vite build' } },
      ['vite'],
    ],
  ])('%s', (_, files, manifest, hosts) => expect(plan(files, manifest)).toMatchObject({ hosts, byHand: [] }))

  test.each([
    ['nothing', {}, {}, 'No bundler was found here'],
    [
      'a framework',
      { 'vite.config.ts': 'export default {}' },
      { dependencies: { next: '16' } },
      'a project of Next.js',
    ],
    ['only checks', { 'tsconfig.json': '{}' }, { scripts: { check: 'tsc --noEmit' } }, 'No bundler was found here'],
  ])('%s: a sentence', (_, files, manifest, sentence) => expect(plan(files, manifest)).toContain(sentence))

  test.each([
    ['esbuild by its command', {}, { scripts: { build: 'esbuild src/a.ts --bundle' } }, 'takes no plugins'],
    ['options that are merged', { 'vite.config.ts': 'export default mergeConfig(a, b)' }, {}, 'could not be told'],
    [
      'tsc 7 with other flags',
      { 'tsconfig.json': '{}' },
      { scripts: { build: 'tsc -b' }, devDependencies: { typescript: '7.0.2' } },
      'does not take',
    ],
    [
      'inherited plugins',
      {
        'tsconfig.json': '{ "extends": "./base.json" }',
        'base.json': '{ "compilerOptions": { "plugins": [{ "name": "a" }] } }',
      },
      { scripts: { build: 'tsc' } },
      'a tsconfig that it extends',
    ],
  ])('%s: by hand', (_, files, manifest, why) => {
    expect(plan(files, manifest)).toMatchObject({ byHand: [{ why: expect.stringContaining(why) }] })
  })

  test.each([
    ['packageManager', { 'package-lock.json': '' }, { packageManager: 'pnpm@11.0.0' }, 'pnpm add telescopic'],
    ['yarn.lock', { 'yarn.lock': '' }, {}, 'yarn add telescopic'],
    ['bun.lock', { 'bun.lock': '' }, {}, 'bun add telescopic'],
    ['none', {}, {}, 'npm install telescopic'],
  ])('the package manager: %s', (_, files, manifest, command) => {
    const found = plan({ 'vite.config.ts': 'export default {}', ...files }, manifest)
    expect(found).toMatchObject({ next: expect.arrayContaining([command]) })
  })
})

describe('the command', () => {
  const MAIN = join(repository, 'dist/cli/main.js')
  const env = { NO_COLOR: '1', FORCE_COLOR: '0' }
  const init = (root: string, ...args: string[]) => run(process.execPath, [MAIN, 'init', ...args], root, env)
  const files = {
    'package.json': '{\n  "name": "a",\n  "type": "module"\n}\n',
    'vite.config.js': "import { defineConfig } from 'vite'\n\nexport default defineConfig({\n  base: '/',\n})\n",
  }
  const readAll = (root: string): Record<string, string> =>
    Object.fromEntries(readdirSync(root).map((file) => [file, readFileSync(join(root, file), 'utf8')]))

  test('shows the difference, and writes nothing without consent', async () => {
    const root = createFolder(files)
    const { code, stdout } = await init(root)
    expect(readAll(root)).toEqual(files)
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stdout": "Found vite.

      vite.config.js
      @@ -1,5 +1,7 @@
       import { defineConfig } from 'vite'
      +import { telescopic } from 'telescopic/vite'
       
       export default defineConfig({
      +  plugins: [telescopic()],
         base: '/',
       })

      scopes.yaml, new
      +# The events of this program: docs of the format are in telescopic's README.
      +telescopic: 1
      +attributes:
      +  tier: { type: enum, values: [recent, older], brief: Part of the cache. }
      +scopes:
      +  job: { kind: span, brief: One job. }
      +  cache.hit: { kind: counter, brief: Answers that were cached., attributes: { tier: recommended } }

      package.json
      @@ -1,4 +1,8 @@
       {
         "name": "a",
      -  "type": "module"
      +  "type": "module",
      +  "scripts": {
      +    "telemetry": "telescopic generate",
      +    "telemetry:check": "telescopic generate --check"
      +  }
       }

      Nothing was written. \`telescopic init --yes\` writes it.
      ",
      }
    `)
  })

  test('writes with `--yes`, once, and what it wrote is a catalog', async () => {
    const root = createFolder(files)
    expect(await init(root, '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Wrote vite.config.js, scopes.yaml, package.json. Next:\n  npm install telescopic\n',
      ),
    })
    const written = readAll(root)
    expect(Object.keys(written)).toEqual(['package.json', 'scopes.yaml', 'vite.config.js'])
    expect(parseCatalog(written['scopes.yaml']!, 'scopes.yaml').diagnostics).toEqual([])
    expect(await init(root, '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Everything that can be written is there.'),
    })
    expect(readAll(root)).toEqual(written)
  })

  test('leaves a file that it does not understand as it was, and says what to write', async () => {
    const odd = { ...files, 'vite.config.js': 'export default mergeConfig(a, b)\n' }
    const root = createFolder(odd)
    const { code, stdout } = await init(root, '--yes')
    expect(code).toBe(1)
    expect(stdout).toContain(
      "By hand, in vite.config.js: where its list of plugins is made could not be told with certainty.\n  import { telescopic } from 'telescopic/vite'\n",
    )
    expect(readAll(root)['vite.config.js']).toBe(odd['vite.config.js'])
  })

  test('as JSON', async () => {
    const root = createFolder(files)
    const { stdout } = await init(root, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      hosts: ['vite'],
      written: false,
      files: [
        { file: 'vite.config.js', status: 'changed' },
        { file: 'scopes.yaml', status: 'new' },
        { file: 'package.json' },
      ],
    })
  })

  test.each([
    [[], 'There is no `package.json` here'],
    [['--host', 'vit'], '`--host` is'],
  ])('%j is refused', async (args, sentence) => {
    expect(await init(createFolder({}), ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) })
  })
})
