import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintCatalog, parseCatalog } from '../../catalog/index.ts'
import { printFormat } from '../../docs/print-format.ts'
import { createConfig } from '../../transformer/options.ts'
import { analyzeSource } from '../../transformer/transform.ts'

const path = join(import.meta.dirname, '../../docs/catalog.md')

describe('docs/catalog.md', () => {
  it('has the tables of the format', () => {
    const page = readFileSync(path, 'utf8')
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, printFormat(page))
    expect(readFileSync(path, 'utf8')).toBe(printFormat(page))
  })

  it('shows a catalog that nobody has anything to say about', () => {
    const text = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(readFileSync(path, 'utf8'))![1]!
    const { catalog, diagnostics, context } = parseCatalog(text, 'scopes.yaml')
    expect(diagnostics).toEqual([])
    expect(lintCatalog(catalog, { ...context, today: '2026-01-01', version: undefined, used: undefined })).toEqual([])
  })
})

describe('an alias', () => {
  it('is told the name of today', () => {
    const { catalog } = parseCatalog(
      'telescopic: 1\nscopes: { app.begin: { kind: span, brief: B., aliases: [app.start] } }\n',
      'scopes.yaml',
    )
    const source = "import { tele } from 'telescopic'\ntele('app.start', () => 1)\n"
    const { diagnostics } = analyzeSource(source, 'main.ts', createConfig({ mode: 'on', catalog }))
    expect(diagnostics.map(({ code, message, notes }) => [code, message, notes[0]!.message])).toEqual([
      ['scope-unknown', "'app.start' is an old name of the scope 'app.begin'", "write 'app.begin'"],
    ])
  })
})
