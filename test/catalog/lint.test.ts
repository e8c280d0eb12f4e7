import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintCatalog, parseCatalog, RULES } from '../../catalog/index.ts'
import { type Diagnostic, LINT_CODES, renderDiagnostics } from '../../report/index.ts'

// Each rule is a catalog, with entries that it finds and entries that it lets be, and beside it what a user reads.
// `UPDATE_FAULTS=1` writes the second from the first.

const folder = join(import.meta.dirname, '../faults/lint')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''))

function lint(text: string, file = 'scopes.yaml'): Diagnostic[] {
  const { catalog, diagnostics, context } = parseCatalog(text, file)
  expect(diagnostics).toEqual([])
  return lintCatalog(catalog, {
    ...context,
    today: '2026-06-01',
    version: '3.1.0',
    used: new Set(['app.used']),
  })
}

function codes(text: string): string[] {
  return lint(text).map(({ code, severity }) => `${code} ${severity}`)
}

describe('a rule', () => {
  it.each(names)('%s', (name) => {
    const text = readFileSync(join(folder, `${name}.yaml`), 'utf8')
    const found = lint(text, `${name}.yaml`).filter(({ code }) => code === name)
    const rendered = renderDiagnostics(found, { readText: () => text })
    const path = join(folder, `${name}.txt`)
    if (process.env.UPDATE_FAULTS === '1') writeFileSync(path, rendered)
    expect(rendered).toBe(readFileSync(path, 'utf8'))
    expect(found.length).toBeGreaterThan(0)
    // The table alone decides the weight.
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set([LINT_CODES[name as 'attr-any'].severity]))
  })

  it('has a pair, and every pair a rule', () => {
    expect(names.toSorted()).toEqual(Object.keys(LINT_CODES).toSorted())
    expect(readdirSync(folder).length).toBe(2 * names.length)
  })

  it('stands in one of the two tables', () => {
    const meta = Object.keys(LINT_CODES).filter((code) => !Object.hasOwn(RULES, code))
    expect(meta).toEqual(['suppress-unused', 'suppress-unknown', 'suppress-no-reason'])
  })
})

describe('weights', () => {
  const scope = 'scopes: { start: { kind: span, brief: A start., owners: ["@a"], expires: never } }\n'
  const catalog = (rules: string): string => `telescopic: 1\nlint: { rules: { unused-scope: off, ${rules} } }\n${scope}`

  it('are those of the table', () => expect(codes(catalog(''))).toEqual(['name-namespace error']))

  it.each(['info', 'warning', 'error'])('can be %s', (level) => {
    expect(codes(catalog(`name-namespace: ${level}`))).toEqual([`name-namespace ${level}`])
  })

  it('can be nothing', () => expect(codes(catalog('name-namespace: off'))).toEqual([]))

  it.each(Object.keys(RULES))('of %s can be turned off', (rule) => {
    const text = readFileSync(join(folder, `${rule}.yaml`), 'utf8')
    const found = lint(text.replace('telescopic: 1\n', `telescopic: 1\nlint: { rules: { ${rule}: off } }\n`))
    expect(found.filter(({ code }) => code === rule)).toEqual([])
  })
})

describe('excuses', () => {
  const start = 'kind: span, brief: A start., owners: ["@a"], expires: never'
  const excuse = '[{ rule: name-namespace, reason: Older than the rule. }]'

  it('hold for their entry', () => {
    const text = `telescopic: 1\nlint: { rules: { unused-scope: off } }\nscopes:\n  start: { ${start}, lint: { disable: ${excuse} } }\n  end: { ${start} }\n`
    expect(lint(text).map(({ code, place }) => [code, place!.line])).toEqual([['name-namespace', 5]])
  })

  it('hold for their file', () => {
    const text = `telescopic: 1\nlint: { rules: { unused-scope: off }, disable: ${excuse} }\nscopes:\n  start: { ${start} }\n  end: { ${start} }\n`
    expect(codes(text)).toEqual([])
  })

  it('of a rule that is off are not called idle', () => {
    const text = `telescopic: 1\nlint: { rules: { unused-scope: off, name-namespace: off }, disable: ${excuse} }\nscopes:\n  start: { ${start} }\n`
    expect(codes(text)).toEqual([])
  })
})

describe('variants', () => {
  it('have their findings in common', () => {
    const text = `telescopic: 1\nlint: { rules: { unused-scope: off, expires-missing: off } }\nscopes:\n  a.{x}: { kind: span, brief: A., variants: { x: [one, two] } }\n`
    expect(codes(text)).toEqual(['owner-missing warning'])
  })
})
