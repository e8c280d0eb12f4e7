import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTE, CATALOG, SCOPE } from '../../catalog/format/format.ts'
import { parseCatalog } from '../../catalog/index.ts'
import { KINDS, LEVELS, PRIVACY_CLASSES, REQUIREMENTS } from '../../catalog/model.ts'
import { CODES, LINT_CODES } from '../../report/index.ts'
import { scoreSuggestions } from './typos.ts'

// How often "did you mean" means the right name, over every single edit of every name of the catalogs of this repository.

const root = join(import.meta.dirname, '../..')

function read(path: string) {
  return parseCatalog(readFileSync(join(root, path), 'utf8'), path).catalog
}

const lists = ['scopes.yaml', 'examples/pollux/scopes.yaml', 'examples/snakepit/scopes.yaml'].flatMap((path) => {
  const { scopes, attributes } = read(path)
  return [
    [`scopes of ${path}`, [...scopes.keys()]] as const,
    [`attributes of ${path}`, [...attributes.keys()]] as const,
  ]
})

describe('the first suggestion is the right one for 95 of 100 typos', () => {
  it.each([
    ...lists,
    ['keys of a scope', Object.keys(SCOPE.fields)],
    ['keys of an attribute', Object.keys(ATTRIBUTE.fields)],
    ['keys of a catalog', Object.keys(CATALOG.fields)],
    ['rules', Object.keys(LINT_CODES)],
    ['codes', Object.keys(CODES)],
    ['levels and the like', [...KINDS, ...REQUIREMENTS, ...PRIVACY_CLASSES]],
  ] as const)('%s', (_, names) => {
    const { asked, right, wrong } = scoreSuggestions([...names])
    expect(asked).toBeGreaterThan(100)
    expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.95)
  })

  it('is a measure that can fail', () => {
    const { asked, right } = scoreSuggestions(['ab', 'ac', 'ad', 'ae'])
    expect(right / asked).toBeLessThan(0.95)
    expect(scoreSuggestions([...LEVELS]).asked).toBeGreaterThan(50)
  })
})
