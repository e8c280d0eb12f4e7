import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrateCatalog, parseCatalog } from '../../catalog/index.ts'

const main = join(import.meta.dirname, '../../cli/main.ts')
const SCOPES = 'scopes: # all\n  a.b: { kind: span, brief: A. } # one\n'

describe('a text', () => {
  it.each([
    ['without a number', `# Head.\n${SCOPES}`, `# Head.\ntelescopic: 1\n${SCOPES}`],
    ['with the number in quotes', `telescopic: '1' # format\n${SCOPES}`, `telescopic: 1 # format\n${SCOPES}`],
    ['with another spelling', `telescopic: 1.0\n${SCOPES}`, `telescopic: 1\n${SCOPES}`],
    ['with the number last', `${SCOPES}telescopic: 1\n`, `telescopic: 1\n${SCOPES}`],
    ['with the number last and no line end', `${SCOPES}telescopic: 1`, `telescopic: 1\n${SCOPES}`],
    [
      'in braces',
      "{ scopes: { a.b: { kind: span, brief: A. } }, telescopic: '1' }\n",
      '{ telescopic: 1, scopes: { a.b: { kind: span, brief: A. } } }\n',
    ],
    ['with a free key first', `x-a: 1\n${SCOPES}`, `x-a: 1\ntelescopic: 1\n${SCOPES}`],
  ])('%s', (_, before, after) => {
    const { text, steps, diagnostics } = migrateCatalog(before, 'scopes.yaml')
    expect([text, steps, diagnostics]).toEqual([after, ['say the number of the format first'], []])
    expect(parseCatalog(text, 'scopes.yaml').diagnostics).toEqual([])
    expect(migrateCatalog(text, 'scopes.yaml').steps).toEqual([])
  })

  it.each([
    [
      'a newer format',
      `telescopic: 2\n${SCOPES}`,
      'migrate-format',
      'The format of `scopes.yaml` is 2; this version knows those up to 1.',
    ],
    [
      'no number',
      `telescopic: [1]\n${SCOPES}`,
      'migrate-format',
      'The format of `scopes.yaml` is no number; this version knows those up to 1.',
    ],
    ['a list', '- 1\n', 'migrate-format', '`scopes.yaml` is no catalog.'],
    ['nothing', '', 'migrate-format', '`scopes.yaml` is no catalog.'],
    ['no YAML', 'a: [', 'yaml-syntax', undefined],
  ])('is refused with %s', (_, before, code, message) => {
    const { text, diagnostics } = migrateCatalog(before, 'scopes.yaml')
    expect([text, diagnostics.map((one) => one.code)]).toEqual([before, [code]])
    if (message) expect(diagnostics[0]!.message).toBe(message)
  })
})

describe('telescopic migrate', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'telescopic-migrate-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }))
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'migrate', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NO_COLOR: '1' },
    })
    return { code: status, stdout, stderr }
  }

  it('writes the catalog and what it imports, and then has nothing to do', () => {
    mkdirSync(join(folder, 'parts'))
    writeFileSync(join(folder, 'scopes.yaml'), `imports: ['./parts/*.yaml']\n${SCOPES}`)
    writeFileSync(join(folder, 'parts/one.yaml'), SCOPES.replace('a.b', 'c.d'))
    expect(run('--check')).toMatchObject({ code: 1, stdout: expect.stringContaining('to do   scopes.yaml') })
    expect(readFileSync(join(folder, 'scopes.yaml'), 'utf8')).toContain('imports: [')
    expect(run()).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('written parts/one.yaml: say the number'),
    })
    expect(readFileSync(join(folder, 'parts/one.yaml'), 'utf8')).toBe(`telescopic: 1\n${SCOPES.replace('a.b', 'c.d')}`)
    expect(run('--check')).toEqual({ code: 0, stderr: '', stdout: 'nothing to do\n' })
  })

  it('refuses', () => {
    expect(run('no.yaml')).toMatchObject({ code: 1, stderr: expect.stringContaining('catalog-missing') })
    writeFileSync(join(folder, 'scopes.yaml'), `telescopic: 2\n${SCOPES}`)
    expect(run()).toMatchObject({ code: 1, stderr: expect.stringContaining('scopes.yaml:1:13 error migrate-format') })
  })
})
