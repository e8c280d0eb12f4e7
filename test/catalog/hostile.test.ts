import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lintCatalog, loadCatalog, printCatalog } from '../../catalog/index.ts'
import { renderDiagnostics } from '../../report/index.ts'
import { checkTypes } from './check-types.ts'
import { HOSTILE, type Hostile } from './hostile.ts'

// Every hostile catalog ends in a clean run or in diagnostics with places. What is generated compiles under everything
// that a user may have switched on. How long each takes is printed by `pnpm bench:catalog`.

const base = mkdtempSync(join(tmpdir(), 'telescopic-hostile-'))
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 10 }))

function put({ text, files = {} }: Hostile, index: number): string {
  const folder = join(base, String(index))
  mkdirSync(folder)
  writeFileSync(join(folder, 'scopes.yaml'), text)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return join(folder, 'scopes.yaml')
}

const rows = HOSTILE.map((hostile, index) => ({ ...hostile, index }))

describe('a hostile catalog', () => {
  it('is one of at least 64', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(64))

  it.each(rows)('$group: $name', (hostile) => {
    const loaded = loadCatalog(put(hostile, hostile.index), 'scopes.yaml')
    expect(loaded.diagnostics.map(({ code }) => code).toSorted()).toEqual(hostile.codes.toSorted())
    for (const { place, code, message } of loaded.diagnostics) {
      // Only a file that is no text has no lines.
      if (code !== 'catalog-unreadable' && code !== 'yaml-limit') expect(place, message).toBeDefined()
      expect(message.length).toBeLessThan(1000)
      expect(message).not.toMatch(/\n|\bat .*\.[jt]s:\d/)
    }
    expect(renderDiagnostics(loaded.diagnostics, { readText: () => String(hostile.text) }).length).toBeLessThan(100_000)
    if (!loaded.catalog || loaded.diagnostics.length > 0) return
    lintCatalog(loaded.catalog, { ...loaded.context, today: '2026-01-01', version: undefined, used: new Set() })
    for (const enums of ['enum', 'const'] as const) {
      const files = printCatalog(loaded.catalog, { source: loaded.source, enums })
      expect(checkTypes(files, { erasableSyntaxOnly: enums === 'const' })).toEqual([])
      const code = ['scopes.ts', 'names.ts', 'types.ts'].map((name) => files.get(name))
      expect(code.join('')).not.toMatch(/^\s*export (?:const|let|function) evil/m)
      // Nothing that a program could wait for, or that every object has.
      expect(files.get('scopes.ts')).not.toMatch(/^export const (?:then|default|__proto__)\b/m)
      expect(JSON.parse(files.get('catalog.json')!)).toBeTypeOf('object')
    }
  })

  it('has polluted nothing', () => expect(Object.keys(Object.prototype)).toEqual([]))
})

describe('the command', () => {
  const main = join(import.meta.dirname, '../../cli/main.ts')
  const chosen = [
    'the same scope twice',
    'UTF-16',
    'deep brackets',
    'aliases of aliases',
    'a zero byte',
    'imports in a circle',
  ]

  it.each(chosen)('writes nothing and says why: %s', (name) => {
    const hostile = HOSTILE.find((each) => each.name === name)!
    const path = put(hostile, HOSTILE.length + HOSTILE.indexOf(hostile))
    const folder = join(path, '..')
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'generate'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(hostile.codes[0])
    expect(stderr).toContain('nothing was written')
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(existsSync(join(folder, 'telescopic.gen'))).toBe(false)
  })

  it('writes the same bytes whatever the time zone and the language', () => {
    const hostile = HOSTILE.find((each) => each.name === 'every letter there is')!
    const folder = join(put(hostile, 2 * HOSTILE.length), '..')
    const print = (env: Record<string, string>): string =>
      spawnSync(process.execPath, [main, 'generate', '--out', `g${env.LANG}`], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, ...env },
      }).stderr
    expect(
      print({ LANG: 'C', TZ: 'UTC' }) + print({ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }),
    ).toBe('')
    const read = (name: string): string[] =>
      readdirSync(join(folder, name)).map((file) => readFileSync(join(folder, name, file), 'utf8'))
    expect(read('gC')).toHaveLength(5)
    expect(read('gC')).toEqual(read('gtr_TR.UTF-8'))
  })
})
