import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parseCatalog, printSchema } from '../../catalog/index.ts'
import manifest from '../../package.json' with { type: 'json' }

// The schema that editors read, held against the reader: both must refuse the same files.

const root = join(import.meta.dirname, '../..')
const path = join(root, 'catalog/scopes.schema.json')
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
const validate = ajv.compile(JSON.parse(printSchema()))

/** Faults that a schema can see. */
const FORM = new Set(['key-unknown', 'key-missing', 'value-type', 'value-unknown', 'catalog-format'])

/** Files whose fault is beyond a schema, although its code is one of form: an empty text, an order, a condition. */
const BEYOND = ['conditional-without-condition', 'format-not-first']

const folder = join(root, 'test/faults/catalog')
const faults = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const codes = parseCatalog(text, name).diagnostics.map(({ code }) => code)
    // What is no YAML, or more than a catalog uses, never reaches a schema.
    return codes.some((code) => /^(?:yaml|dup|catalog-empty)/.test(code))
      ? []
      : [{ name: name.slice(0, -5), text, codes }]
  })

describe('the schema', () => {
  it('is committed as it is printed', () => {
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, printSchema())
    expect(readFileSync(path, 'utf8')).toBe(printSchema())
  })

  it('is where the modeline looks for it', () => {
    const modeline = /\$schema=\.\/node_modules\/telescopic\/(\S+)/.exec(
      readFileSync(join(root, 'docs/catalog.md'), 'utf8'),
    )
    expect(existsSync(join(root, modeline![1]!))).toBe(true)
    expect(manifest.files).toContain(modeline![1])
    expect(manifest.exports).toHaveProperty([`./${modeline![1]}`])
  })

  it.each([
    'scopes.yaml',
    'examples/pollux/scopes.yaml',
    'examples/snakepit/scopes.yaml',
    'test/fixtures/golden/scopes.yaml',
    'test/fixtures/golden/whole.yaml',
  ])('accepts %s', (name) => {
    validate(load(readFileSync(join(root, name), 'utf8')))
    expect(validate.errors).toBeNull()
  })

  it.each(faults.filter(({ name }) => !BEYOND.includes(name)))(
    'and the reader agree about $name',
    ({ text, codes }) => {
      expect([validate(load(text)), codes]).toEqual([!codes.some((code) => FORM.has(code)), codes])
    },
  )

  it('is not asked about more than it must be', () => {
    const undecided = faults.filter(({ text, codes }) => validate(load(text)) === codes.some((code) => FORM.has(code)))
    expect(undecided.map(({ name }) => name)).toEqual(BEYOND)
  })
})
