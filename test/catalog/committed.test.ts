import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compareFiles, parseCatalog, printCatalog } from '../../catalog/index.ts'

/** The generated files of the example are committed for readers; `pnpm gen:catalog` writes them. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = readFileSync(`${root}scopes.yaml`, 'utf8')

function findStale(text: string): string[] {
  const { catalog } = parseCatalog(text, 'scopes.yaml')
  const files = printCatalog(catalog, { source: text })
  return compareFiles(`${root}examples/pipeline/src/telescopic.gen`, files).map(({ code }) => code)
}

describe('the generated files of the example', () => {
  test('are what scopes.yaml gives', () => expect(findStale(source)).toEqual([]))

  test('are stale when scopes.yaml has changed', () => {
    expect(findStale(`${source}\n  cache.extra: { kind: counter, brief: One more. }\n`)).toContain('generated-stale')
  })
})
