import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseCatalog, printCatalog } from '../../catalog/index.ts'
import { run } from '../../cli/prove/builds.ts'
import { printHosts, type Support } from '../../docs/print-hosts.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { readSpecs, type Spec } from '../transformer/spec.ts'
import { HOSTS } from './bundlers.ts'
import { findWrongContents, followTokens, readOutput, readOutputs } from './features.ts'
import { type BuildRequest, type Built, findMissing, type Host } from './hosts.ts'
import { createProject, type Project, SCOPES } from './project.ts'
import { tsc6, tsc7 } from './tsc-hosts.ts'
import { checkGone, checkOwn, checkPackages, checkRenamed } from './woven.ts'

/** One suite over every bundler. `docs/hosts.md` holds its result; `UPDATE_DOCS=1` writes it anew. */

const repository = fileURLToPath(new URL('../../', import.meta.url))
const TEXTS = join(repository, 'examples/pipeline/texts')
const isReal = process.env.TELESCOPIC_REAL === '1'
const support = new Map<string, Map<string, Support>>()

const MAIN = `import { tele } from 'telescopic'
import { helper } from './helper.js'
export const value: string = tele('job', () => 'kept')
tele.count('hit', 1, { tier: 'l1' })
console.log(helper(value))
`
const HELPER = "export function helper(text: string): string {\n  return text + '!'\n}\n"

async function build(host: Host, project: Project, ...plugins: readonly TelescopicOptions[]): Promise<Built> {
  rmSync(join(project.root, 'out'), { recursive: true, force: true, maxRetries: 10 })
  return await host.build({
    root: project.root,
    entries: { main: 'src/main.ts' },
    plugins: plugins.map((options) => ({ silent: true, ...options })),
  })
}

/** Specs are about forms, and their names have no types. */
function untyped({ root }: Project, plugins: readonly TelescopicOptions[]): BuildRequest {
  return { root, entries: { main: 'src/main.ts' }, plugins, compilerOptions: { noCheck: true } }
}

function createSmall(files: Readonly<Record<string, string>> = {}): Project {
  return createProject({ 'tsconfig.json': '{}', 'src/main.ts': MAIN, 'src/helper.ts': HELPER, ...files })
}

/** What the program records when no transformer has seen it. */
const expectedRecords = countUnbuilt()

describe.each([...HOSTS, tsc6, tsc7])('$name', (host) => {
  const missing = findMissing(host)
  const results = new Map<string, Support>()
  support.set(host.name, results)
  if (isReal) test('is installed', () => expect(missing).toEqual([]))
  if (missing.length > 0) {
    test.skip(`not installed: ${missing.join(', ')}`)
    return
  }

  const lacks = new Map(Object.entries(host.lacks ?? {}))
  /** A row of the table: the host has it, or it is shown that it has not. */
  const feature = (name: string, body: () => Promise<void> | void): void => {
    const lack = lacks.get(name)
    test(name, lack ? async () => expect(await lack.proof(createSmall().root)).toBe(true) : body)
  }
  afterEach(({ task }) => {
    // That a host is there is asked in CI only, and is no feature of it.
    if (task.name === 'is installed') return
    const found = lacks.get(task.name)?.reason ?? 'yes'
    results.set(task.name, task.result?.state === 'pass' ? found : 'fails')
  })

  describe('the example', () => {
    const projects = {
      on: withoutDecorator(createExample('src')),
      off: createExample('src'),
      plain: createExample('plain'),
    }

    beforeAll(async () => {
      expect(await build(host, projects.plain)).toEqual({ errors: [], warnings: [] })
      expect(await build(host, projects.off, { enabled: false })).toEqual({ errors: [], warnings: [] })
      expect(await build(host, projects.on, { enabled: true })).toEqual({ errors: [], warnings: [] })
    })

    feature('off is the plain program', () => {
      const off = readOutputs(projects.off.root)
      expect(off.length).toBeGreaterThan(9000)
      expect(off).toBe(readOutputs(projects.plain.root))
    })

    feature('on records', async () => {
      const [on, plain] = await Promise.all(
        [projects.on, projects.plain].map(({ root }) =>
          run(process.execPath, [join(root, 'out/main.js'), TEXTS], root, { TELESCOPIC: '1' }),
        ),
      )
      expect(on).toMatchObject({ code: 0, stdout: plain!.stdout })
      expect(countRecords(on!.stderr)).toEqual(await expectedRecords)
    })

    feature('maps are exact', () => {
      const plain = followTokens(projects.plain.root)
      const off = followTokens(projects.off.root)
      const exact = [...plain].filter(([, leads]) => leads).map(([word]) => word)
      expect(exact.length).toBeGreaterThan(50)
      expect(exact.filter((word) => !off.get(word))).toEqual([])
      expect(findWrongContents(projects.off.root)).toEqual([])
    })
  })

  feature('specs', async () => {
    const [off, twin] = [createSpecs('code'), createSpecs('twin')]
    expect((await host.build(untyped(off, [{ enabled: false, silent: true }]))).errors).toEqual([])
    expect((await host.build(untyped(twin, []))).errors).toEqual([])
    expect(SPECS.length).toBeGreaterThan(50)
    expect(readOutputs(off.root).length).toBeGreaterThan(9000)
    expect(readOutputs(off.root)).toBe(readOutputs(twin.root))
  })

  feature('faults at their place', async () => {
    const source =
      "import { tele } from 'telescopic'\nlet n = 0\nconst s = '🦊é'; tele.count('hti')\ntele.gauge('hit', n++)\n"
    for (const enabled of [true, false]) {
      const project = createSmall({ 'src/main.ts': source })
      const { errors } = await build(host, project, { enabled })
      const text = errors.map((error) => error.text).join('\n')
      for (const part of ["'hti' is not a scope", "did you mean 'hit'?", '[scope-kind]', '[argument-effect]'])
        expect(text).toContain(part)
      expect(errors[0]!.place ?? text).toMatch(/3:(?:29|32)/)
      expect(readOutput(project.root, 'main')).toBe('')
    }
  })

  feature('faults of the catalog and the options', async () => {
    const broken = { 'scopes.yaml': 'telescopic: 1\nscopes:\n  job: { kind: spam, brief: A job. }\n' }
    const catalog = await build(host, createSmall(broken), { enabled: false })
    expect(catalog.errors[0]!.text).toMatch(/spam[\s\S]*\[value-unknown\]/)
    expect(catalog.errors[0]!.place ?? catalog.errors[0]!.text).toContain('3:16')
    const options = await build(host, createSmall(), { enabeld: true } as TelescopicOptions)
    expect(options.errors[0]!.text).toContain("did you mean 'enabled'?")
  })

  feature('two builds at the same time', async () => {
    const [on, off] = [createSmall(), createSmall()]
    await Promise.all([build(host, on, { enabled: true }), build(host, off, { enabled: false })])
    expect(readOutput(on.root, 'main')).toMatch(/["']hit["']/)
    expect(readOutput(off.root, 'main')).toMatch(/["']kept["']/)
    expect(readOutput(off.root, 'main')).not.toMatch(/["']hit["']|telescopic/)
  })

  feature('listed twice works once', async () => {
    const project = createSmall()
    expect(await build(host, project, { enabled: false }, { enabled: false })).toEqual({ errors: [], warnings: [] })
    const twice = readOutput(project.root, 'main')
    await build(host, project, { enabled: false })
    expect(readOutput(project.root, 'main')).toBe(twice)
    project.write('src/main.ts', MAIN.replace("'hit'", "'hti'"))
    const { errors } = await build(host, project, { enabled: false }, { enabled: false })
    const told = errors.flatMap(({ text }) => text.match(/'hti' is not a scope/g) ?? [])
    expect(host.name.startsWith('Farm') ? Math.min(told.length, 1) : told.length).toBe(1)
  })

  feature('the option beats the environment', async () => {
    const before = process.env.TELESCOPIC
    process.env.TELESCOPIC = 'on'
    try {
      const project = createSmall()
      await build(host, project, { enabled: false })
      expect(readOutput(project.root, 'main')).not.toContain('telescopic')
      expect(readOutput(project.root, 'main')).toContain('kept')
    } finally {
      if (before === undefined) delete process.env.TELESCOPIC
      else process.env.TELESCOPIC = before
    }
  })

  feature('nothing to do is a warning', async () => {
    const project = createSmall({ 'src/main.ts': 'console.log(1)\n' })
    const warned = await build(host, project, { enabled: false, silent: false })
    expect(warned.errors).toEqual([])
    expect(warned.warnings.join('\n')).toContain('nothing-matched')
    expect((await build(host, project, { enabled: false })).warnings).toEqual([])
  })

  feature('a use that was missed is an error', async () => {
    const project = createSmall({
      'src/helper.ts': MAIN.replace(/.*helper.*\n/g, '').replace('telescopic', 'teles\\u0063opic') + HELPER,
    })
    project.write('src/main.ts', "import { helper } from './helper.js'\nconsole.log(helper('kept'))\n")
    const { errors } = await build(host, project, { enabled: false })
    expect(errors.map(({ text }) => text).join('\n')).toContain('[use-survived]')
    expect(readOutput(project.root, 'main')).toBe('')
  })

  feature('an edited source is built again', async () => {
    const project = createSmall()
    const watcher = await watch(host, project)
    try {
      expect((await watcher.next()).errors).toEqual([])
      project.write('src/helper.ts', HELPER.replace('!', '?'))
      await expect.poll(() => readOutputs(project.root), { timeout: 20_000 }).toContain('?')
      expect(readOutputs(project.root)).not.toContain('telescopic')
    } finally {
      await watcher.close()
    }
  })

  feature('an edited catalog is read again', async () => {
    const project = createSmall()
    const watcher = await watch(host, project)
    try {
      expect((await watcher.next()).errors).toEqual([])
      project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
      let built = await watcher.next()
      while (built.errors.length === 0) built = await watcher.next()
      expect(built.errors.map(({ text }) => text).join()).toContain("did you mean 'hits'?")
      // Farm's watcher takes two saves within 50 ms for one.
      await new Promise((resolve) => setTimeout(resolve, 100))
      project.write('scopes.yaml', SCOPES)
      while (built.errors.length > 0) built = await watcher.next()
    } finally {
      await watcher.close()
    }
  })

  feature('functions of the catalog are instrumented', () => checkOwn(host))

  feature('functions of packages, too', () => checkPackages(host))

  feature('a function that is gone is an error', () => checkGone(host))

  feature('a function that is renamed is told', () => checkRenamed(host))
})

describe('docs/hosts.md', () => {
  const path = new URL('../../docs/hosts.md', import.meta.url)

  test('holds what the suite has found', ({ skip }) => {
    skip(
      [...support.values()].some((results) => results.size < 5),
      'some hosts did not run',
    )
    const before = readFileSync(path, 'utf8')
    const printed = printHosts(before, support)
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, printed)
    expect(readFileSync(path, 'utf8')).toBe(printed)
  })
})

// --- projects ---

function createExample(folder: 'src' | 'plain'): Project {
  const project = createProject({ 'tsconfig.json': '{}' })
  rmSync(join(project.root, 'src'), { recursive: true, maxRetries: 10 })
  cpSync(join(repository, 'examples/pipeline', folder), join(project.root, 'src'), { recursive: true })
  cpSync(join(repository, 'scopes.yaml'), join(project.root, 'scopes.yaml'))
  return project
}

/** Not every host lowers decorators, and Node has none. */
function withoutDecorator(project: Project): Project {
  project.write('src/model.ts', project.read('src/model.ts').replace(/^ *@tele.*\n/m, ''))
  return project
}

/** Rows of the specs that are one module and hold for every printer. */
const SPECS: readonly Spec[] = readSpecs()
  .flatMap(({ specs }) => specs)
  .filter(
    (spec) =>
      spec.twin !== undefined &&
      !spec.todo &&
      !spec.exempt &&
      !spec.file &&
      !spec.files &&
      !spec.decorators &&
      !spec.selection &&
      !/\\u|@|for await|\brequire\b|import\(|\busing\b/.test(spec.code),
  )

function createSpecs(side: 'code' | 'twin'): Project {
  const project = createProject({ 'tsconfig.json': '{}' })
  const text = readFileSync(join(repository, 'test/specs/scopes.yaml'), 'utf8')
  project.write('scopes.yaml', text)
  for (const [name, generated] of printCatalog(parseCatalog(text, 'scopes.yaml').catalog, { source: text }))
    project.write(`src/telescopic.gen/${name}`, generated)
  // Without it a module that imports nothing but us would turn into a script, as its twin is one.
  for (const [index, spec] of SPECS.entries())
    project.write(`src/spec-${index}.ts`, `${spec[side]!}\nexport const isModule = true\n`)
  project.write('src/main.ts', SPECS.map((_, index) => `import './spec-${index}.js'\n`).join(''))
  return project
}

async function watch(host: Host, project: Project) {
  const entries = { main: 'src/main.ts' }
  return await host.watch!({ root: project.root, entries, plugins: [{ enabled: false, silent: true }] })
}

async function countUnbuilt(): Promise<Record<string, number>> {
  const project = withoutDecorator(createExample('src'))
  const { root } = project
  await build(HOSTS[0]!, project)
  const { stderr } = await run(process.execPath, [join(root, 'out/main.js'), TEXTS], root, { TELESCOPIC: '1' })
  const counts = countRecords(stderr)
  if (Object.keys(counts).length < 10) throw new Error(`the example recorded nothing:\n${stderr}`)
  return counts
}

interface Recorded {
  readonly timings: Readonly<Record<string, readonly unknown[]>>
  readonly metrics: Readonly<Record<string, readonly unknown[]>>
}

/** How many records of each scope the example holds at its end. */
function countRecords(stderr: string): Record<string, number> {
  const line = stderr.split('\n').find((one) => one.startsWith('{')) ?? '{}'
  const { timings = {}, metrics = {} } = JSON.parse(line) as Partial<Recorded>
  return Object.fromEntries(
    [...Object.entries(timings), ...Object.entries(metrics)].map(([scope, rows]) => [scope, rows.length]),
  )
}
