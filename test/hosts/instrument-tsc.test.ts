import { readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { run } from '../../cli/prove/builds.ts'
import { createProject, type Project, SCOPES, tsconfig } from './project.ts'

/** Functions that the catalog instruments, compiled by tsc: they are woven, and their declarations are those of the source. */

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** What a compiler infers of these it would not infer of a body that is a callback. */
const INFERRED = `export function isText(value: unknown) { return typeof value === 'string' }
export function fail(why: string) { throw new Error(why) }
export function factorial(n: number): number { return n < 2 ? 1 : n * factorial(n - 1) }
export const load = async (id?: number) => id ? { id, kind: 'a' as const } : undefined
export function* walk(limit: number) { for (let at = 0; at < limit; at++) yield at }
export class Store<T> {
  #items: T[] = []
  add(item: T) { this.#items.push(item); return this }
  get size() { return this.#items.length }
  redeclared(item: T | undefined) { var item: T | undefined = item ?? this.#items[0]; return item }
}
`
const MAIN = `import { tele } from 'telescopic'
import { factorial, load, Store, walk } from './lib.js'
tele.configure({ enabled: true, delivery: 'sync', reporters: [{
  recordTiming: (scope: string) => console.log(scope),
  recordMetric: () => {},
}] })
console.log(factorial(3), await load(1), [...walk(2)], new Store<string>().add('a').size)
`
const CATALOG = `${SCOPES}  lib: { kind: span, brief: The library., instrument: ['src/lib.ts#*', 'src/lib.ts#Store.*'] }\n`

const OPTIONS = { declaration: true, declarationMap: true, target: 'es2023', strict: true }

function createWoven(
  options: Readonly<Record<string, unknown>>,
  plugin: Readonly<Record<string, unknown>>,
  catalog = CATALOG,
): Project {
  const project = createProject({
    'tsconfig.json': tsconfig({ ...OPTIONS, ...options }, plugin),
    'scopes.yaml': catalog,
    'src/lib.ts': INFERRED,
    'src/main.ts': MAIN,
  })
  for (const name of ['typescript', 'typescript7', 'ts-patch'])
    symlinkSync(join(repository, 'node_modules', name), join(project.root, 'node_modules', name), 'dir')
  return project
}

function readDeclarations(project: Project, folder: string): Record<string, string> {
  const names = readdirSync(join(project.root, folder)).filter((name) => /^lib\.d\.ts/.test(name))
  return Object.fromEntries(names.sort().map((name) => [name, project.read(join(folder, name))]))
}

const instrument = { instrument: true }

describe.each(['typescript', 'typescript7'])('%s', (name) => {
  const compile = (project: Project, mode: 'on' | 'off') =>
    run(
      process.execPath,
      [join(repository, 'dist/cli/main.js'), 'tsc', '-p', 'tsconfig.json', '--typescript', name],
      project.root,
      {
        TELESCOPIC: mode,
      },
    )
  const compilePlain = (project: Project) =>
    run(process.execPath, [join(repository, 'node_modules', name, 'bin/tsc'), '-p', 'tsconfig.json'], project.root, {})

  test.each([
    ['into one folder', {}],
    ['into a folder of their own', { declarationDir: 'types' }],
    ['and remembers', { composite: true }],
  ])('declarations are those of the source, %s', async (_name, options) => {
    const project = createWoven(options, instrument)
    const folder = 'declarationDir' in options ? 'types' : 'out'
    await compilePlain(project)
    const plain = readDeclarations(project, folder)
    expect(plain['lib.d.ts']).toContain('value is string')
    project.write('out/lib.js', '')
    expect(await compile(project, 'on')).toMatchObject({ code: 0, stdout: '' })
    expect(readDeclarations(project, folder)).toEqual(plain)
    expect(project.read('out/lib.js')).toContain('telescopic/site')
    expect(readdirSync(project.root).filter((file) => file.startsWith('.telescopic'))).toEqual([])
  })

  test('runs, and records', async () => {
    const project = createWoven({}, instrument)
    await compile(project, 'on')
    const { stdout } = await run(process.execPath, ['out/main.js'], project.root, {})
    const lines = stdout.trim().split('\n')
    expect(lines.at(-1)).toBe("6 { id: 1, kind: 'a' } [ 0, 1 ] 1")
    expect(lines.filter((line) => line === 'lib')).toHaveLength(7)
  })

  test('off is the plain program', async () => {
    const [off, plain] = [createWoven({}, instrument), createWoven({}, instrument)]
    expect(await compile(off, 'off')).toMatchObject({ code: 0 })
    await compilePlain(plain)
    expect(off.read('out/lib.js')).toBe(plain.read('out/lib.js'))
  })

  test.each(['on', 'off'] as const)('with telemetry %s a target that is not there is an error', async (mode) => {
    const project = createWoven({}, instrument, CATALOG.replace('#Store.*', '#Shop.*'))
    const { code, stdout } = await compile(project, mode)
    expect(code).not.toBe(0)
    expect(stdout).toMatch(/scopes\.yaml.*: error TS\d+: .*there is no function `Shop\.\*`/)
  })

  test('what is in a package is not woven, and told', async () => {
    const project = createWoven({}, instrument, CATALOG.replace("'src/lib.ts#Store.*'", 'somewhere#run'))
    project.write('node_modules/somewhere/package.json', '{ "type": "module" }')
    project.write('node_modules/somewhere/index.js', 'export function run() {}\n')
    const { code, stdout, stderr } = await compile(project, 'on')
    expect({ code, told: `${stdout}${stderr}`.includes("no module of this build holds 'somewhere#run'") }).toEqual({
      code: 0,
      told: true,
    })
  })

  test('a build that does not say whether it instruments is an error', async () => {
    const { code, stdout } = await compile(createWoven({}, {}), 'on')
    expect(code).not.toBe(0)
    expect(stdout).toContain("the option 'instrument' does not say whether this build does")
  })
})
