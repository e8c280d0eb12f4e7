import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyTextEdits, checkNewName, parseCatalog, planRename, type Trace } from '../../catalog/index.ts'

const main = join(import.meta.dirname, '../../cli/main.ts')

/** Every form that an entry can have, with comments where an edit could lose them. */
const CATALOG = `# The head.
telescopic: 1
attributes: { tier: { type: string, brief: 'Plan, "quoted" } here.' } } # behind
scopes:
  # Above the plan.
  plan: # beside it
    # Inside.
    kind: span
    brief: Plan it's { odd. # not a comment? it is
    attributes: { tier: required } # last
  'plan.size': { kind: gauge, unit: By, brief: 'A } brace.', const_name: PS } # flow
  plan.old: { deprecated: { replaced_by: 'plan.size' }, kind: gauge, unit: By, brief: Old. }
  plan.older: { kind: span, brief: Older., deprecated: { replaced_by: plan } }
`

function rename(from: string, to: string, trace: Trace): string {
  const { edits } = planRename(CATALOG, 'scopes.yaml', from, to, trace)
  return applyTextEdits(CATALOG, edits)
}

/** The lines that differ, as a diff shows them. */
function compare(text: string): string[] {
  const [old, fresh] = [CATALOG, text].map((each) => each.split('\n'))
  return [
    ...old!.filter((line) => !fresh!.includes(line)).map((line) => `-${line}`),
    ...fresh!.filter((line) => !old!.includes(line)).map((line) => `+${line}`),
  ]
}

describe('a catalog', () => {
  it('gets the name, and nothing else', () => {
    expect(compare(rename('plan', 'pipeline.plan', 'nothing'))).toEqual([
      '-  plan: # beside it',
      '-  plan.older: { kind: span, brief: Older., deprecated: { replaced_by: plan } }',
      '+  pipeline.plan: # beside it',
      '+  plan.older: { kind: span, brief: Older., deprecated: { replaced_by: pipeline.plan } }',
    ])
  })

  it('keeps quotes', () => {
    expect(compare(rename('plan.size', 'size', 'nothing'))).toEqual([
      "-  'plan.size': { kind: gauge, unit: By, brief: 'A } brace.', const_name: PS } # flow",
      "-  plan.old: { deprecated: { replaced_by: 'plan.size' }, kind: gauge, unit: By, brief: Old. }",
      "+  'size': { kind: gauge, unit: By, brief: 'A } brace.', const_name: PS } # flow",
      "+  plan.old: { deprecated: { replaced_by: 'size' }, kind: gauge, unit: By, brief: Old. }",
    ])
  })

  it('keeps a deprecated entry', () => {
    expect(compare(rename('plan.size', 'size', 'deprecated'))).toEqual([
      "-  'plan.size': { kind: gauge, unit: By, brief: 'A } brace.', const_name: PS } # flow",
      "-  plan.old: { deprecated: { replaced_by: 'plan.size' }, kind: gauge, unit: By, brief: Old. }",
      "+  'plan.size': { deprecated: { replaced_by: size }, kind: gauge, unit: By, brief: 'A } brace.' }",
      "+  'size': { kind: gauge, unit: By, brief: 'A } brace.', const_name: PS } # flow",
      "+  plan.old: { deprecated: { replaced_by: 'size' }, kind: gauge, unit: By, brief: Old. }",
    ])
    expect(compare(rename('plan', 'p', 'deprecated')).slice(1)).toEqual([
      '+    deprecated: { replaced_by: p }',
      '+    attributes: { tier: required }',
      '+  p: # beside it',
      '+  plan.older: { kind: span, brief: Older., deprecated: { replaced_by: p } }',
    ])
  })

  it.each(['nothing', 'deprecated', 'alias'] as const)('is still a catalog, leaving %s', (trace) => {
    for (const name of ['plan', 'plan.size', 'plan.old', 'plan.older']) {
      const { catalog, diagnostics } = parseCatalog(rename(name, 'fresh.name', trace), 'scopes.yaml')
      expect([name, diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([name, []])
      expect([catalog.scopes.has('fresh.name'), catalog.scopes.has(name)]).toEqual([true, trace === 'deprecated'])
      const aliases = catalog.scopes.get('fresh.name')?.aliases.map((alias) => alias.name)
      expect(aliases).toEqual(trace === 'alias' ? [name] : [])
    }
  })

  it.each([
    ['a list in brackets', 'aliases: [one]', 'aliases: [plan, one]'],
    ['an empty list', 'aliases: []', 'aliases: [plan]'],
    ['a list in lines', 'aliases:\n      - one', 'aliases:\n      - plan\n      - one'],
    ['no list', 'level: info', 'level: info'],
  ])('adds an alias to %s', (_, before, after) => {
    const text = `telescopic: 1\nscopes:\n  plan:\n    ${before} # c\n    kind: span\n    brief: Plan.\n`
    const { edits } = planRename(text, 'scopes.yaml', 'plan', 'job', 'alias')
    const fresh = applyTextEdits(text, edits)
    expect(fresh.replace('aliases: [plan]\n    level', 'level')).toBe(
      text.replace('plan:', 'job:').replace(before, after),
    )
    expect(parseCatalog(fresh, 'scopes.yaml').catalog.scopes.get('job')?.aliases[0]?.name).toBe('plan')
  })

  it.each([
    ['plna', 'a', 'scope-unknown'],
    ['plan', 'Plan', 'name-format'],
    ['plan', 'plan.old', 'dup-scope'],
    ['plan', 'a'.repeat(90), 'name-format'],
  ])('refuses %s to %s', (from, to, code) => {
    expect(checkNewName(from, to, new Set(['plan', 'plan.old']))?.code).toBe(code)
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-rename-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function run(...args: string[]) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'rename', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { code: status, stdout, stderr }
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

const YAML = `telescopic: 1
scopes:
  plan: { kind: span, brief: Plan. } # kept
  plan.size: { kind: gauge, unit: By, brief: Size. }
  hit: { kind: counter, brief: Hit. }
`
const SOURCE = `import { tele } from 'telescopic'
import * as Scope from './telescopic.gen/scopes.js'
import { PLAN, HIT as hit } from './telescopic.gen/scopes.js'
const names: string[] = ['plan', Scope.PLAN, PLAN]
using a = tele('plan')
a.gauge('size', 1)
tele.gauge("plan.size", 2)
using b = tele(Scope.PLAN)
b.gauge('size', 3)
tele.count(hit)
export const all = { PLAN, names }
export type P = typeof Scope.PLAN
function other(tele: (name: string) => void) { tele('plan') }
other(() => {})
`

describe('telescopic rename', () => {
  it('renames calls and constants by binding, with what is below', () => {
    put('scopes.yaml', YAML)
    put('src/main.ts', SOURCE)
    put('src/other.ts', "export const plan = 'plan'\n")
    const { code, stdout, stderr } = run('plan', 'job.plan', 'src', '--below', '--leave', 'nothing')
    expect([code, stderr]).toEqual([0, ''])
    expect(read('scopes.yaml')).toBe(YAML.replace('  plan:', '  job.plan:').replace('plan.size', 'job.plan.size'))
    expect(read('src/main.ts')).toBe(`import { tele } from 'telescopic'
import * as Scope from './telescopic.gen/scopes.js'
import { JOB_PLAN, HIT as hit } from './telescopic.gen/scopes.js'
const names: string[] = ['plan', Scope.JOB_PLAN, JOB_PLAN]
using a = tele('job.plan')
a.gauge('size', 1)
tele.gauge("job.plan.size", 2)
using b = tele(Scope.JOB_PLAN)
b.gauge('size', 3)
tele.count(hit)
export const all = { PLAN: JOB_PLAN, names }
export type P = typeof Scope.JOB_PLAN
function other(tele: (name: string) => void) { tele('plan') }
other(() => {})
`)
    expect(stdout).toContain('src/main.ts:4:26 still says the old name')
    expect(stdout).toContain('src/main.ts:13:53 still says the old name')
    expect(stdout).toContain('src/other.ts:1:21 still says the old name')
    expect(read('src/other.ts')).toBe("export const plan = 'plan'\n")
  })

  it('writes nothing where a name would lose its span', () => {
    put('scopes.yaml', YAML)
    put('src/main.ts', SOURCE)
    const { code, stderr } = run('plan', 'job.plan', 'src', '--leave', 'nothing')
    expect(code).toBe(1)
    expect(stderr).toContain(
      'src/main.ts:6:9 error rename-torn `plan.size` is relative to a span that gets another name.',
    )
    expect(stderr).toContain('src/main.ts:9:9 error rename-torn')
    expect([read('scopes.yaml'), read('src/main.ts')]).toEqual([YAML, SOURCE])
  })

  it('renames in the file that declares the scope, and leaves an alias', () => {
    put(
      'scopes.yaml',
      "telescopic: 1\nimports: ['./parts/*.yaml']\nscopes:\n  old: { kind: span, brief: Old., deprecated: { replaced_by: plan } }\n",
    )
    put('parts/one.yaml', 'telescopic: 1\nscopes:\n  # Here.\n  plan: { kind: span, brief: Plan. }\n')
    put('src/main.ts', "import { tele } from 'telescopic'\ntele('plan')\n")
    const { code, stderr } = run('plan', 'job', 'src')
    expect([code, stderr]).toEqual([0, ''])
    expect(read('parts/one.yaml')).toBe(
      'telescopic: 1\nscopes:\n  # Here.\n  job: { aliases: [plan], kind: span, brief: Plan. }\n',
    )
    expect(read('scopes.yaml')).toContain('replaced_by: job')
    expect(read('src/main.ts')).toContain("tele('job')")
  })

  it('refuses names that have no entry of their own', () => {
    put(
      'scopes.yaml',
      "telescopic: 1\npackages: ['@acme/names']\nscopes:\n  http.{m}: { kind: span, brief: Http., variants: { m: [get, post] } }\n",
    )
    put('node_modules/@acme/names/package.json', '{}')
    put('node_modules/@acme/names/scopes.yaml', 'telescopic: 1\nscopes: { theirs: { kind: span, brief: Theirs. } }\n')
    expect(run('theirs', 'ours')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rename-elsewhere `theirs` is a name of the package `@acme/names`.'),
    })
    expect(run('http.get', 'fetch')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rename-elsewhere `http.get` is one of the names that `http.{m}` stands for.'),
    })
  })

  it('writes nothing when asked what it would do', () => {
    put('scopes.yaml', YAML)
    put('src/main.ts', SOURCE)
    const { code, stdout } = run('hit', 'cache.hit', 'src', '--dry-run', '--leave', 'nothing')
    expect([code, stdout]).toEqual([0, 'would write scopes.yaml\nwould write src/main.ts\nhit is now cache.hit\n'])
    expect([read('scopes.yaml'), read('src/main.ts')]).toEqual([YAML, SOURCE])
    expect(run('hit', 'cache.hit', 'src', '--leave', 'nothing').code).toBe(0)
    expect(read('src/main.ts')).toBe(SOURCE.replace('HIT as hit', 'CACHE_HIT as hit'))
  })

  it.each([
    [['no', 'b'], 'error scope-unknown The catalog has no scope `no`.'],
    [['plan', 'b', 'nowhere'], 'error rename-sources There is no folder `nowhere`.'],
    [['plan', 'b', '--catalog', 'no.yaml'], 'error catalog-missing'],
  ])('refuses %j', (args, message) => {
    put('scopes.yaml', YAML)
    const { code, stderr } = run(...args)
    expect([code, stderr.includes(message) ? message : stderr]).toEqual([1, message])
    expect(read('scopes.yaml')).toBe(YAML)
  })
})
