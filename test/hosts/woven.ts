import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { run } from '../../cli/prove/builds.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { readOutputs } from './features.ts'
import type { BuildRequest, Built, Host } from './hosts.ts'
import { createProject, type Project } from './project.ts'

/** Programs whose functions only the catalog instruments: their own, and those of packages as pnpm installs them. */

const OWN = `telescopic: 1
scopes:
  own: { kind: span, brief: Functions of the program., instrument: [src/plan.ts#plan, 'src/plan.ts#Planner.*'] }
`
const MODERN = '  modern: { kind: span, brief: A package of ES modules., instrument: modern#load }\n'
const OLDER = '  older: { kind: span, brief: A package of CommonJS., instrument: older#Store.get }\n'

const PLAN = `export function plan(n: number): number { return n + 1 }
export class Planner {
  readonly n: number = 1
  constructor(n: number) { this.n = n }
  async run(): Promise<number> { return plan(this.n) }
  get size(): number { return this.n }
  set size(n: number) { plan(n) }
}
`
const PROGRAM = `import { Planner, plan } from './plan.js'
const planner = new Planner(2)
planner.size = 3
console.log('own', plan(1), await planner.run(), planner.size)
`
const WITH_MODERN = "import { load } from 'modern'\nconsole.log('modern', load(2))\n"
const WITH_OLDER = "import older from 'older'\nconsole.log('older', older.Store.get('k'))\n"

const MAIN = "import './tell.js'\nimport './program.js'\n"
const TELL = `import { tele } from 'telescopic'
const counts: Record<string, number> = {}
const recordTiming = (scope: string): void => { counts[scope] = (counts[scope] ?? 0) + 1 }
tele.configure({ enabled: true, delivery: 'sync', reporters: [{ recordTiming, recordMetric() {} }] })
process.on('exit', () => console.log('records', Object.entries(counts).map((one) => one.join(' ')).sort().join()))
`

/** A program that uses no package, those of ES modules, or all. */
type Kind = 'own' | 'modern' | 'all'

export function createWoven(kind: Kind): Project {
  const [hasModern, hasOlder] = [kind !== 'own', kind === 'all']
  const project = createProject({
    'tsconfig.json': '{}',
    'scopes.yaml': OWN + (hasModern ? MODERN : '') + (hasOlder ? OLDER : ''),
    'src/plan.ts': PLAN,
    'src/program.ts': (hasOlder ? WITH_OLDER : '') + (hasModern ? WITH_MODERN : '') + PROGRAM,
    'src/tell.ts': TELL,
    'src/main.ts': MAIN,
    ...store('modern', {
      'package.json': '{ "name": "modern", "type": "module", "main": "./index.js", "types": "./index.d.ts" }',
      'index.js': "export { load } from './load.js'\n",
      'load.js': 'export const load = (n) => n * 2\n',
      'index.d.ts': 'export declare function load(n: number): number\n',
    }),
    ...store('older', {
      'package.json': '{ "name": "older", "main": "./index.js" }',
      'index.js': "'use strict'\nexports.Store = require('./store')\n",
      'store.js': "class Store { static get(key) { return 'got ' + key } }\nmodule.exports = Store\n",
      'index.d.ts': 'declare const older: { Store: { get(key: string): string } }\nexport = older\n',
    }),
  })
  for (const name of ['modern', 'older'])
    symlinkSync(join(project.root, homeOf(name)), join(project.root, 'node_modules', name), 'dir')
  return project
}

/** Where pnpm puts a package: from there only what it depends on can be seen, and we are not. */
const homeOf = (name: string): string => `node_modules/.pnpm/${name}@1.0.0/node_modules/${name}`

function store(name: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${homeOf(name)}/${file}`, text]))
}

/** The packages that a host reads by itself: Rollup takes a plugin for CommonJS. */
const kindOf = ({ name }: Host): Kind => (name.startsWith('Rollup') ? 'modern' : 'all')

function build(host: Host, project: Project, options: TelescopicOptions | undefined, more: Partial<BuildRequest> = {}) {
  const plugins = options ? [{ instrument: true, silent: true, ...options }] : []
  return host.build({ root: project.root, entries: { main: 'src/main.ts' }, plugins, ...more })
}

const NO_FAULTS: Built = { errors: [], warnings: [] }

/** The program does what it did, and records; off it is the plain program. */
export async function checkOwn(host: Host): Promise<void> {
  const project = createWoven('own')
  expect(await build(host, project, { enabled: true })).toEqual(NO_FAULTS)
  expect(await play(project)).toEqual(['own 2 3 2', 'records own 6'])
  await checkOff(host, 'own')
}

/** The same of packages, with one runtime for all. */
export async function checkPackages(host: Host): Promise<void> {
  const kind = kindOf(host)
  const project = createWoven(kind)
  expect((await build(host, project, { enabled: true }, { bundles: true })).errors).toEqual([])
  const [older, olderRecord] = kind === 'all' ? [['older got k'], ',older 1'] : [[], '']
  expect(await play(project)).toEqual([...older, 'modern 4', 'own 2 3 2', `records modern 1${olderRecord},own 6`])
  expect(readOutputs(project.root).match(/\bfallback: holder\b/g)).toHaveLength(1)
  await checkOff(host, kind)
}

async function checkOff(host: Host, kind: Kind): Promise<void> {
  const request = { bundles: kind !== 'own', entries: { main: 'src/program.ts' } }
  const [off, plain] = [createWoven(kind), createWoven(kind)]
  // What tsc writes of every file, it writes of this one too.
  for (const { write } of [off, plain]) for (const file of ['main', 'tell']) write(`src/${file}.ts`, 'export {}\n')
  expect((await build(host, off, { enabled: false }, request)).errors).toEqual([])
  expect((await build(host, plain, undefined, request)).errors).toEqual([])
  const read = ({ root }: Project): string => readOutputs(root).replaceAll(/telescopic-test-\w+/g, '')
  expect(read(off)).toContain('planner.run()')
  expect(read(off)).toBe(read(plain))
}

/** Of a package that is not bundled nothing is woven, and that is said. */
export async function warnsOfPackages(host: Host): Promise<boolean> {
  const { errors, warnings } = await build(host, createWoven('all'), { enabled: true, silent: false })
  return errors.length === 0 && /`?modern#load`?[\s\S]*instrument-unseen/.test(warnings.join('\n'))
}

/** A host that, without us too, does not find what pnpm has linked. */
export async function findsNoPackages(host: Host): Promise<boolean> {
  const { errors } = await build(host, createWoven('modern'), undefined, { bundles: true })
  return /Can not resolve `modern`/.test(errors.map(({ text }) => text).join('\n'))
}

export async function checkGone(host: Host): Promise<void> {
  for (const enabled of [true, false]) {
    const project = createWoven('own')
    project.write('src/plan.ts', PLAN.replaceAll('plan(', 'scheme('))
    project.write('src/program.ts', "import './plan.js'\n")
    const { errors } = await build(host, project, { enabled })
    expect(errors.map(({ text }) => text).join('\n')).toMatch(/no function `plan`[\s\S]*instrument-missing/)
  }
}

export async function checkRenamed(host: Host): Promise<void> {
  const project = createWoven('own')
  const plugins = [{ enabled: true, instrument: true, silent: true }]
  const watcher = await host.watch!({ root: project.root, entries: { main: 'src/main.ts' }, plugins })
  try {
    expect((await watcher.next()).errors).toEqual([])
    // The program goes on to work: `plan` is exported still, and no function that could be named.
    const renamed = PLAN.replaceAll('plan(', 'scheme(')
    project.write('src/plan.ts', `${renamed}export const { plan } = { plan: scheme }\n`)
    let built = await watcher.next()
    while (built.errors.length === 0) built = await watcher.next()
    expect(built.errors.map(({ text }) => text).join('\n')).toContain('no function `plan`')
    // Farm's watcher takes two saves within 50 ms for one.
    await new Promise((resolve) => setTimeout(resolve, 100))
    project.write('src/plan.ts', PLAN)
    while (built.errors.length > 0) built = await watcher.next()
  } finally {
    await watcher.close()
  }
}

async function play({ root }: Project): Promise<readonly string[]> {
  const { stdout, stderr } = await run(process.execPath, [join(root, 'out/main.js')], root, { TELESCOPIC: '1' })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}
