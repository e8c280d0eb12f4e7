import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from '@babel/core'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { expect, test } from 'vitest'
import { telescopic } from '../../transformer/hosts/babel.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { createProject, type Project, SCOPES } from './project.ts'

/** The plugin for Babel; `tarball.test.ts` runs Jest with it. */

const MAIN = `import { tele } from 'telescopic'
import { load } from './load.js'
export const value: string = tele('job', () => load('kept'))
tele.count('hit', 1, { tier: 'l1' })
export const after = value
`
const TWIN = `import { load } from './load.js'
export const value: string = load('kept')
export const after = value
`

function compile(project: Project, source: string, options?: TelescopicOptions) {
  // By its path: Babel would look for it in the project.
  const preset = fileURLToPath(import.meta.resolve('@babel/preset-typescript'))
  const plugins = options ? [[telescopic, { silent: true, ...options }] as never] : []
  const config = { cwd: project.root, configFile: false, babelrc: false, sourceMaps: true } as const
  const filename = join(project.root, 'src/main.ts')
  return transformSync(source, {
    ...config,
    filename,
    presets: [preset],
    plugins,
  })!
}

test('off is the plain program, on keeps the calls', () => {
  const project = createProject({})
  expect(compile(project, MAIN, { enabled: false }).code).toBe(compile(project, TWIN).code)
  const written = { enabled: true, optimize: false }
  expect(compile(project, MAIN, written).code).toBe(compile(project, MAIN).code)
  expect(compile(project, MAIN, { enabled: true }).code).toContain('telescopic/site')
})

test('maps lead to the source', () => {
  const { code, map } = compile(createProject({}), MAIN, { enabled: false })
  const trace = new TraceMap(map as never)
  expect(trace.sourcesContent).toEqual([MAIN])
  for (const word of ["'kept'", 'after'])
    expect(originalPositionFor(trace, place(code!, word))).toMatchObject(place(MAIN, word))
})

test('faults are told in both modes, all of a file, with their place', () => {
  const source = "import { tele } from 'telescopic'\nlet n = 0\ntele.count('hti')\ntele.count('hit', n++)\n"
  for (const enabled of [true, false]) {
    const fault = expect(() => compile(createProject({}), source, { enabled }))
    fault.toThrow(/did you mean 'hit'\? \(src\/main\.ts:3:12\)[\s\S]*\[argument-effect\][\s\S]*main\.ts:4:19/)
  }
  expect(() => compile(createProject({}), MAIN, { enabeld: true } as never)).toThrow("did you mean 'enabled'?")
})

test('an edited catalog is read again, files of packages are passed by', () => {
  const project = createProject({})
  compile(project, MAIN, { enabled: false })
  project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
  expect(() => compile(project, MAIN, { enabled: false })).toThrow("did you mean 'hits'?")
  const filename = join(project.root, 'node_modules/a/index.js')
  const plugins = [[telescopic, { enabled: false, root: project.root, silent: true }] as never]
  const { code } = transformSync("import { tele } from 'telescopic'\ntele.count('hti')", {
    filename,
    plugins,
    configFile: false,
    babelrc: false,
  })!
  expect(code).toContain("tele.count('hti')")
})

function place(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.lastIndexOf(word)).split('\n')
  return { line: before.length, column: before.at(-1)!.length }
}

test('functions of the catalog are instrumented, and one that is gone is an error', () => {
  const catalog = SCOPES.replace('brief: A job.', "brief: A job., instrument: 'src/main.ts#Planner.*'")
  const source = 'export class Planner { x; run(n: number) { return n } }\n'
  const project = createProject({ 'scopes.yaml': catalog, 'src/main.ts': source })
  const woven = compile(project, source, { enabled: true, instrument: true }).code!
  expect(woven).toMatch(
    /import \{[^}]*\} from ['"]telescopic\/site['"];[\s\S]*run\(n\) \{\s*return _t(?:run|sync)(?:Bare)?\(/,
  )
  expect(compile(project, source, { enabled: false, instrument: true }).code).toBe(compile(project, source).code)
  project.write('src/main.ts', 'export {}\n')
  for (const enabled of [true, false])
    expect(() => compile(project, source, { enabled, instrument: true })).toThrow('no function `Planner.*`')
})
