import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '../../cli/main.ts')
const fixtures = join(import.meta.dirname, '../fixtures')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-foreign-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

function run(...args: string[]) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { code: status, stdout, stderr }
}

describe('telescopic import', () => {
  it('writes a catalog that the other commands take, and says what is different', () => {
    const { code, stdout, stderr } = run('import', 'otel', join(fixtures, 'otel'))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('written scopes.yaml\n11 attributes\n')
    expect(stdout).toContain('  2 identifier-clash\n')
    expect(run('generate')).toMatchObject({ code: 0, stderr: '' })
    expect(run('import', 'otel', join(fixtures, 'otel'))).toMatchObject({ code: 2 })
    expect(run('import', 'otel', join(fixtures, 'otel'), '--force', '--verbose').stdout).toContain(
      '  unit oven.fan.speed has the unit `rpm`',
    )
  })

  it('reads Glean', () => {
    const { code, stdout } = run('import', 'glean', join(fixtures, 'glean/metrics.yaml'), '--out', 'a.yaml', '--json')
    expect([code, JSON.parse(stdout).counts]).toEqual([0, { metrics: 11, attributes: 6 }])
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toContain('oven.sold:')
  })

  it.each([
    [['import', 'segment', '.'], 2, 'There is no format `segment`: it is `otel` or `glean`.'],
    [['import', 'otel', 'nowhere'], 1, 'import-source There is no `nowhere`.'],
    [['import', 'otel', '.'], 1, 'import-source `.` has no YAML files.'],
    [['import', 'otel', 'bad.yaml'], 1, 'import-source `bad.yaml` is not YAML'],
    [['import', 'otel', 'else.yaml'], 1, 'import-source `else.yaml` has nothing of the format `otel`.'],
  ])('refuses %j', (args, code, message) => {
    if (args[2]!.endsWith('.yaml')) writeFileSync(join(folder, 'bad.yaml'), 'a: [')
    if (args[2]!.endsWith('.yaml')) writeFileSync(join(folder, 'else.yaml'), 'a: 1\n')
    const result = run(...args)
    expect([result.code, result.stderr.includes(message) ? message : result.stderr]).toEqual([code, message])
    expect(existsSync(join(folder, 'scopes.yaml'))).toBe(false)
  })
})

describe('telescopic export', () => {
  it('writes a registry, and replaces nothing unasked', () => {
    writeFileSync(join(folder, 'scopes.yaml'), 'telescopic: 1\nscopes:\n  a: { kind: gauge, unit: By, brief: A. }\n')
    expect(run('export', 'otel')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'written registry/manifest.yaml\nwritten registry/metrics.yaml\n',
    })
    expect(readdirSync(join(folder, 'registry')).sort()).toEqual(['manifest.yaml', 'metrics.yaml'])
    expect(run('export', 'otel').code).toBe(0)
    writeFileSync(join(folder, 'registry/metrics.yaml'), 'mine\n')
    expect(run('export', 'otel')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`registry/metrics.yaml` is there already'),
    })
    expect(run('export', 'otel', '--force').code).toBe(0)
  })

  it('refuses', () => {
    expect(run('export', 'glean')).toMatchObject({ code: 2, stderr: 'There is no format `glean`: it is `otel`.\n' })
    expect(run('export', 'otel', '--url', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`--url` is a web address'),
    })
    expect(run('export', 'otel', 'no.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('catalog-missing'),
    })
  })
})
