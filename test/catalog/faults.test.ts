import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKS, parseCatalog } from '../../catalog/index.ts'
import { type Code, renderDiagnostics } from '../../report/index.ts'

// Each fault is a catalog and, beside it, what a user reads. `UPDATE_FAULTS=1` writes the second from the first.

const folder = join(import.meta.dirname, '../faults/catalog')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''))

function render(name: string): string {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8')
  return renderDiagnostics(parseCatalog(text, `${name}.yaml`).diagnostics, { readText: () => text })
}

describe('a faulty catalog', () => {
  it.each(names)('%s', (name) => {
    const path = join(folder, `${name}.txt`)
    const rendered = render(name)
    if (process.env.UPDATE_FAULTS === '1') writeFileSync(path, rendered)
    expect(rendered).toBe(readFileSync(path, 'utf8'))
  })

  it('has a message only where something is wrong', () => {
    const silent = names.filter((name) => render(name) === '')
    expect(silent).toEqual(['x-keys-are-free'])
  })
})

describe('the corpus', () => {
  const reported = new Set(
    names.flatMap((name) =>
      parseCatalog(readFileSync(join(folder, `${name}.yaml`), 'utf8'), name).diagnostics.map(({ code }) => code),
    ),
  )

  it('has every code that reading can give', () => {
    const codes: Code[] = [
      'catalog-empty',
      'catalog-format',
      'yaml-syntax',
      'yaml-feature',
      'yaml-limit',
      'dup-key',
      'dup-scope',
      'key-unknown',
      'key-missing',
      'key-misplaced',
      'value-type',
      'value-unknown',
      'text-unsafe',
      'import-unmatched',
      'package-missing',
      'group-unknown',
      'use-conflict',
      'extends-target',
      'variant-format',
      'attr-type-conflict',
      'instrument-target',
    ]
    expect(codes.filter((code) => !reported.has(code))).toEqual([])
  })

  it('has every code of the table of checks', () => {
    expect(Object.keys(CHECKS).filter((code) => !reported.has(code as Code))).toEqual([])
  })

  it('has no orphans', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
    expect(files.map((name) => name.replace('.txt', '')).sort()).toEqual([...names].sort())
  })
})
