import { mkdirSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { parseCatalog, printCatalog } from '../../catalog/index.ts'
import { run } from '../../cli/prove/builds.ts'
import { verifyFolder } from '../../cli/verify/verify.ts'
import { listWanted } from '../../cli/verify/wanted.ts'
import { hasErrors } from '../../report/index.ts'
import { telescopic } from '../../transformer/hosts/esbuild.ts'
import { createProject, type Project, tsconfig, tspc } from '../hosts/project.ts'

/** `telescopic verify` on what esbuild and tsc write, in both modes, and on what somebody has tampered with. */

const MAIN = `import { tele } from 'telescopic'
import { Tier } from './telescopic.gen/names.js'
import * as Scope from './telescopic.gen/scopes.js'

export const tier: Tier = Tier.L1
export const value = tele(Scope.JOB, () => 'kept')
tele.count('job.hit', 1, { cache_tier: Tier.L2 })
`
const PLAIN = `import { Tier } from './telescopic.gen/names.js'

export const tier: Tier = Tier.L1
export const value = 'kept'
`
const SCOPES = `telescopic: 1
attributes:
  tier: { type: enum, values: [l1, l2], brief: Tier of the cache. }
  cache_tier: { type: string, brief: Tier of the cache. }
scopes:
  job: { kind: span, brief: A job. }
  job.hit: { kind: counter, brief: Cache hits., attributes: { cache_tier: recommended } }
`
const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

const { catalog } = parseCatalog(SCOPES, 'scopes.yaml')
const generated = [...printCatalog(catalog, { source: SCOPES })].map(([name, text]) => [
  `src/telescopic.gen/${name}`,
  text,
])

function createVerified(files: Readonly<Record<string, string>> = {}): Project {
  return createProject({
    'scopes.yaml': SCOPES,
    'src/main.ts': MAIN,
    ...Object.fromEntries(generated),
    ...files,
  })
}

async function verify(project: Project, ...args: string[]) {
  const { code, stdout, stderr } = await run(process.execPath, [command, 'verify', ...args], project.root, {})
  return { code, stdout, stderr }
}

/** Codes of what is found, by file. */
function find(
  { root }: Project,
  folder: string,
  options: { against?: string; strictMaps?: true; allow?: string } = {},
) {
  const { against, strictMaps, allow } = options
  const result = verifyFolder({
    folder: join(root, folder),
    against: against && join(root, against),
    wanted: listWanted(catalog, 'telescopic.gen', allow ? [allow] : []),
    strictMaps: strictMaps === true,
    showPath: (path) => relative(root, path),
  })
  if (typeof result === 'string') throw new Error(result)
  const found = result.diagnostics.map(({ place, code }) => `${place?.file} ${code}`)
  return { ok: !hasErrors(result.diagnostics), found: [...new Set(found)].sort() }
}

async function bundle(project: Project, enabled: boolean, options: BuildOptions = {}): Promise<void> {
  await build({
    absWorkingDir: project.root,
    entryPoints: ['src/main.ts'],
    outdir: 'out',
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    ...options,
    plugins: [telescopic({ enabled, silent: true })],
  })
}

describe('what a build has written', () => {
  const forms: [name: string, options: BuildOptions][] = [
    ['bundled', {}],
    ['minified', { minify: true }],
    ['minified, with a map', { minify: true, sourcemap: true }],
    ['with an inline map', { sourcemap: 'inline' }],
    ['telescopic external', { minify: true, external: ['telescopic'] }],
    ['CommonJS, telescopic external', { minify: true, format: 'cjs', external: ['telescopic'] }],
  ]

  test.each(forms)('esbuild, %s: off is clean, on is found', async (_, options) => {
    const project = createVerified()
    await bundle(project, false, options)
    expect(find(project, 'out')).toEqual({ ok: true, found: [] })
    await bundle(project, true, options)
    const { ok, found } = find(project, 'out')
    const kind = options.external ? 'trace-module' : 'trace-runtime'
    expect(ok).toBe(false)
    expect(found).toEqual(
      expect.arrayContaining([`out/main.js ${kind}`, 'out/main.js trace-scope', 'out/main.js trace-name']),
    )
  })

  test.each(['nodenext', 'commonjs'])('tsc, %s: off is clean, on is found', async (module) => {
    const resolution = module === 'commonjs' ? { moduleResolution: 'bundler' } : {}
    const project = createVerified({
      'tsconfig.json': tsconfig({ module, sourceMap: true, declaration: true, ...resolution }),
    })
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0 })
    expect(find(project, 'out')).toEqual({ ok: true, found: [] })
    expect(await tspc(project, [], { TELESCOPIC: 'on' })).toMatchObject({ code: 0 })
    const { ok, found } = find(project, 'out')
    expect(ok).toBe(false)
    expect(found).toEqual(
      expect.arrayContaining([
        'out/main.js trace-generated',
        'out/main.js trace-module',
        'out/main.js trace-scope',
        'out/telescopic.gen/scopes.js trace-generated',
      ]),
    )
  })

  test('a map may show calls, unless --strict-maps', async () => {
    const project = createVerified()
    for (const sourcemap of ['external', 'inline'] as const) {
      await bundle(project, false, { sourcemap, outdir: sourcemap })
      expect(find(project, sourcemap)).toMatchObject({ ok: true })
      const { ok, found } = find(project, sourcemap, { strictMaps: true })
      expect(ok).toBe(false)
      expect(found.join()).toContain('trace-module')
    }
  })

  test('the place, what it is, and the way out', async () => {
    const project = createVerified({ 'out/a.js': "const a = 1\nreport('job.hit')\nreport('job.hit')\n" })
    expect(await verify(project, 'out')).toEqual({
      code: 1,
      stdout: 'out: 1 file, 48 bytes\n1 error\n',
      stderr: `out/a.js:2:8 error trace-scope the name of the scope 'job.hit' is left
  2 | report('job.hit')
    |        ^^^^^^^^^
  note: 1 more in this file
  note: compile this file with telemetry off: TELESCOPIC=off, or \`enabled: false\` in the plugin; if the string is the program's own, say so: --allow

`,
    })
  })

  test('what was found as JSON', async () => {
    const project = createVerified({ 'out/a.js': "x('job.hit')\n", 'out/b.txt': '' })
    const { code, stdout } = await verify(project, 'out', '--allow', 'job.hit', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      folder: 'out',
      files: 1,
      bytes: 13,
      passedOver: 1,
      diagnostics: [],
    })
    expect((await verify(project, 'out', '--strict-maps', '--json')).code).toBe(1)
  })

  test('notes and warnings alone do not fail', async () => {
    const project = createVerified({ 'out/a.js': "x('job', { cache_tier: 1 })\n" })
    expect(find(project, 'out')).toEqual({ ok: true, found: ['out/a.js trace-name', 'out/a.js trace-word'] })
  })

  test('a name of the program is allowed', async () => {
    const project = createVerified({ 'out/a.js': "x('job.hit')\n" })
    expect(find(project, 'out', { allow: 'job.hit' })).toEqual({ ok: true, found: [] })
  })

  test('of a page only the scripts count', async () => {
    const page = '<p title="job.hit">"telescopic"</p>\n<script type="module">'
    const project = createVerified({ 'out/a.html': `${page}x()</script>` })
    expect(find(project, 'out')).toEqual({ ok: true, found: [] })
    project.write('out/a.html', `${page}import "telescopic"</script>`)
    expect((await verify(project, 'out')).stderr).toContain('out/a.html:2:30 error trace-module')
  })

  test('a map that is none is looked through as code, an inline one is a fault', async () => {
    const project = createVerified({ 'out/a.js.map': "x('job.hit')" })
    expect(find(project, 'out')).toEqual({ ok: false, found: ['out/a.js.map trace-scope'] })
    project.write('out/a.js.map', 'x()')
    project.write('out/a.css', '/*# sourceMappingURL=data:application/json;base64,AAAA */')
    expect(find(project, 'out')).toEqual({ ok: false, found: ['out/a.css output-unreadable'] })
  })

  test('what a link leads to is shipped as well', async () => {
    const project = createVerified({ 'elsewhere/a.js': "x('job.hit')\n", 'out/b.js': 'y()\n' })
    symlinkSync(join(project.root, 'elsewhere'), join(project.root, 'out/linked'))
    symlinkSync(join(project.root, 'out'), join(project.root, 'out/again'))
    symlinkSync('itself', join(project.root, 'out/itself'))
    expect(find(project, 'out')).toEqual({ ok: false, found: ['out/linked/a.js trace-scope'] })
  })
})

describe('--against', () => {
  test('the same program passes, maps aside; one that differs is shown where it does', async () => {
    const project = createVerified()
    await bundle(project, false, { sourcemap: 'inline', outdir: 'off', outbase: '.' })
    project.write('src/main.ts', PLAIN)
    await bundle(project, false, { sourcemap: 'inline', outdir: 'plain', outbase: '.' })
    expect(project.read('off/src/main.js')).not.toBe(project.read('plain/src/main.js'))
    expect(await verify(project, 'off', '--against', 'plain')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the same bytes as plain'),
      stderr: '',
    })
    project.write('src/main.ts', PLAIN.replace("'kept'", "'other'"))
    await bundle(project, false, { sourcemap: 'inline', outdir: 'plain', outbase: '.' })
    const { code, stderr } = await verify(project, 'off', '--against', 'plain')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^off\/src\/main\.js:\d+:14 error output-different /)
    expect(stderr).toContain('var value = \\"kept\\";')
    expect(stderr).toContain('var value = \\"other\\";')
  })

  test('files that only one of them has, and files of any kind', async () => {
    const project = createVerified({ 'a/x.js': '', 'a/same.bin': '1\0', 'a/one.bin': '1', 'a/n.js.map': '{}' })
    for (const [path, text] of [
      ['b/same.bin', '1\0'],
      ['b/one.bin', '2'],
      ['b/y.js', ''],
    ] as const)
      project.write(path, text)
    const { code, stderr } = await verify(project, 'a', '--against', 'b')
    expect(code).toBe(1)
    expect(stderr.match(/^(?:\S+ )?error .*$/gm)).toEqual([
      "a/one.bin:1:1 error output-different 'a/one.bin' differs from the plain program",
      "error output-different 'a/x.js' is not in the plain program",
      "error output-different 'a/y.js' is missing; the plain program has it",
    ])
  })

  test('a name that the plain program has is its own, the module is not', async () => {
    const text = "x('job.hit', require('telescopic'))\n"
    const project = createVerified({ 'a/x.js': text, 'b/x.js': text })
    expect(find(project, 'a', { against: 'b' })).toEqual({ ok: false, found: ['a/x.js trace-module'] })
  })
})

describe('wrong usage is never a silent pass', () => {
  test.each([
    ['no folder', [], '`telescopic verify` needs a folder'],
    ['a folder that is not there', ['nowhere'], 'There is no folder `nowhere`.'],
    ['a file', ['scopes.yaml'], 'There is no folder `scopes.yaml`.'],
    ['an empty folder', ['empty'], '`empty` is empty: nothing was verified.'],
    ['nothing to scan', ['texts'], '`texts` has 1 files, and none of them is a script, page or map'],
    ['a plain folder that is not there', ['src', '--against', 'nowhere'], 'There is no folder'],
    ['no catalog', ['js', '--catalog', 'nowhere.yaml'], 'There is no file `nowhere.yaml`.'],
    ['a name that nobody looks for', ['js', '--allow', 'job.hti'], "'job.hti' is nothing that"],
    ['a flag that does not exist', ['js', '--strict-map'], '--strict-maps'],
  ])('%s', async (_, args, message) => {
    const project = createVerified({ 'texts/a.txt': "import 'telescopic'", 'js/a.js': '' })
    mkdirSync(join(project.root, 'empty'))
    project.write('src/a.js', '')
    const { code, stdout, stderr } = await verify(project, ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
