import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Catalog, loadCatalog } from '../../catalog/index.ts'
import { runLint } from '../../cli/lint/run.ts'
import { createConfig } from '../../transformer/options.ts'
import { analyzeSource } from '../../transformer/transform.ts'
import { readFences, readPageCatalog, readPages } from '../fences.ts'
import snakepit from '../fixtures/snakepit/names.json' with { type: 'json' }

/** Names in the code and names in the catalog go apart when nobody compares them. In Snakepit they did. */

const folder = mkdtempSync(join(tmpdir(), 'telescopic-drift-'))
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

test('S29 the drift of Snakepit is found: what is sent and in no list, what is listed and never sent', () => {
  const listed = [...snakepit.telemetry_events, ...snakepit.ml_event_schemas.map(({ event }) => event)]
  // Names that are put together at run time are in neither count.
  const sent = snakepit.emitted_literals.filter((name) => !name.includes('{'))
  mkdirSync(join(folder, 'src'))
  const entries = listed.map((name) => `  ${name}: { kind: event, brief: Once listed. }\n`)
  writeFileSync(join(folder, 'scopes.yaml'), `telescopic: 1\nscopes:\n${entries.join('')}`)
  const calls = sent.map((name) => `tele.emit('${name}', {})\n`)
  writeFileSync(join(folder, 'src/a.ts'), `import { tele } from 'telescopic'\n${calls.join('')}`)
  const { diagnostics } = runLint({ catalog: join(folder, 'scopes.yaml'), sources: join(folder, 'src') })
  const count = (code: string): number => diagnostics.filter((one) => one.code === code).length
  expect({ listed: listed.length, sent: sent.length }).toEqual({ listed: 91, sent: 41 })
  expect({ unknown: count('scope-unknown'), unused: count('unused-scope') }).toEqual({ unknown: 12, unused: 62 })
})

describe('S42 what the pages show is in a catalog', () => {
  const root = new URL('../../', import.meta.url).pathname
  const known = ['scopes.yaml', 'examples/snakepit/scopes.yaml', 'examples/pollux/scopes.yaml'].map(
    (file) => loadCatalog(join(root, file), file).catalog!,
  )
  const calls = [...readPages()].flatMap(([page, text]) => {
    const fences = readFences(text)
    const own = fences.some(({ language }) => language === 'yaml') ? [readOwn(fences)] : []
    return fences
      .filter(({ language, info }) => /^[jt]s$/.test(language) && !/^(?:error|warning|after|prepared)/.test(info))
      .map((fence) => ({ page, line: fence.line, text: fence.text, catalogs: [...own, ...known] }))
  })

  test('there are programs', () => expect(calls.length).toBeGreaterThan(40))

  test.each(calls)('S42 $page, line $line', ({ text, catalogs }) => {
    const found = catalogs.map(
      (catalog) => analyzeSource(text, 'a.ts', createConfig({ mode: 'on', catalog })).diagnostics,
    )
    const faults = found.map((all) => all.filter(({ code }) => /^(?:scope|metadata|measurement)-/.test(code)))
    expect(faults.find((all) => all.length === 0) ?? faults[0]).toEqual([])
  })
})

function readOwn(fences: ReturnType<typeof readFences>): Catalog {
  return readPageCatalog(fences)
}
