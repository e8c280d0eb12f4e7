import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Project } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { IMPORT_EXTENSIONS, type PrintOptions, parseCatalog, printCatalog } from '../../catalog/index.ts'
import { checkTypes } from './check-types.ts'

const golden = join(import.meta.dirname, '../fixtures/golden')
const source = readFileSync(join(golden, 'scopes.yaml'), 'utf8')

function print(text: string = source, options: Partial<PrintOptions> = {}): ReadonlyMap<string, string> {
  const { catalog, diagnostics } = parseCatalog(text, 'some/folder/scopes.yaml')
  expect(diagnostics).toEqual([])
  return printCatalog(catalog, { source: text, ...options })
}

describe('the golden catalog', () => {
  it.each(['enum', 'const'] as const)('gives the golden files with enums as %s', async (enums) => {
    for (const [name, text] of print(source, { enums })) {
      await expect(text).toMatchFileSnapshot(join(golden, enums, `${name}.txt`))
    }
  })

  it('gives the same bytes twice', () => {
    expect([...print()]).toEqual([...print()])
  })

  it('does not depend on line ends or on a byte order mark', () => {
    const crlf = `\uFEFF${source.replaceAll('\n', '\r\n')}`
    expect([...print(crlf)]).toEqual([...print()])
  })

  it('gives bytes that depend on the catalog alone', () => {
    for (const [name, text] of print()) {
      expect(text, name).toMatch(/[^\n]\n$/)
      expect(text, name).not.toContain('\r')
      expect(text, name).not.toContain('some/folder')
      expect(text, name).toContain('Generated from scopes.yaml by `telescopic generate`. Do not edit')
      expect(text, name).toMatch(/source-sha256: [0-9a-f]{64}/)
    }
  })

  it('says another hash when the text is another', () => {
    const before = /source-sha256: (\w+)/.exec(print().get('scopes.ts')!)![1]
    expect(print(`${source}# more\n`).get('scopes.ts')).not.toContain(before)
  })
})

describe('the types', () => {
  it.each(IMPORT_EXTENSIONS)('compile with imports that end with "%s"', (importExtension) => {
    const bundler = { module: 99, moduleResolution: 100 }
    expect(checkTypes(print(source, { importExtension }), importExtension === '' ? bundler : {})).toEqual([])
  })

  it('compile without TypeScript-only syntax when enums are constants', () => {
    expect(checkTypes(print(source, { enums: 'const' }), { erasableSyntaxOnly: true })).toEqual([])
  })

  it('need `const` where only erasable syntax is allowed', () => {
    expect(checkTypes(print(), { erasableSyntaxOnly: true }).join()).toContain('TS1294')
  })

  it('compile for a catalog without enums, shapes or deprecations', () => {
    expect(checkTypes(print('telescopic: 1\nscopes: { a: { kind: counter, brief: A. } }\n'))).toEqual([])
  })

  // Every line without the comment must be right, and every line with it wrong: an expectation that is not met is an error.
  const USES = `
import type { MeasurementsOf, MetadataOf } from 'telescopic'
import { UserTier } from './names.js'
import * as Scope from './scopes.js'

type Payment = MetadataOf<'checkout.payment'>
export const literal: Payment = { 'user.tier': 'free trial' }
export const member: Payment = { 'user.tier': UserTier.FREE_TRIAL, 'order.id': 'o-17', 'retry.count': 2 }
export const constant: MetadataOf<typeof Scope.CHECKOUT_PAYMENT> = { 'user.tier': UserTier._24H }
export const shared: Payment = literal satisfies MetadataOf<'checkout.refund'>
// @ts-expect-error not one of the values
export const wrongValue: Payment = { 'user.tier': 'gold' }
// @ts-expect-error required
export const nothing: Payment = {}
// @ts-expect-error not a key of the scope
export const wrongKey: Payment = { 'user.tier': 'free', 'order.nr': 'o-17' }
// @ts-expect-error another type
export const wrongType: Payment = { 'user.tier': 'free', 'retry.count': '2' }
// @ts-expect-error optional is not undefined
export const undefinedKey: Payment = { 'user.tier': 'free', 'retry.count': undefined }
// @ts-expect-error no metadata at all
export const noMetadata: MetadataOf<'queue.depth'> = { job: 1 }
export const sizes: MeasurementsOf<'tool.result_size'> = { bytes: 1, unit: 'By', ratio: 0.5 }
// @ts-expect-error every measurement must be given
export const fewSizes: MeasurementsOf<'tool.result_size'> = { bytes: 1, unit: 'By' }
// @ts-expect-error no measurements at all
export const noSizes: MeasurementsOf<'tool.started'> = { bytes: 1 }
export const lists: MetadataOf<'tool.result_size'> = { payload: {}, tags: ['a'] as const, sizes: [1], flags: [true] }
export const own: MetadataOf<'record'> = { tags: ['a'] }
// @ts-expect-error our RecordMetadata, not the one of telescopic
export const foreign: MetadataOf<'record'> = { depth: 0, parentScope: undefined }
export const names: Scope.ScopeName[] = ['queue_depth', Scope.OTHER_QUEUE_DEPTH]
// @ts-expect-error not a name
export const noName: Scope.ScopeName = 'queue.dept'
export const type: Scope.CheckoutPaymentMetadata = literal
`

  it.each(['enum', 'const'] as const)('accept what is right and refuse what is wrong, with enums as %s', (enums) => {
    expect(checkTypes(new Map([...print(source, { enums }), ['use.ts', USES]]))).toEqual([])
  })

  it('are refused when the same scope comes from two catalogs with different types', () => {
    const one = print('telescopic: 1\nscopes: { a: { kind: counter, brief: A. } }\n')
    const two = print('telescopic: 1\nscopes: { a: { kind: gauge, unit: s, brief: A. } }\n')
    const both = new Map([...one, ['other.ts', two.get('types.ts')!]])
    expect(checkTypes(both).join()).toContain('TS2717')
  })
})

describe('catalog.json', () => {
  it('is the catalog with its defaults, sorted, with places', () => {
    const json = JSON.parse(print().get('catalog.json')!)
    expect(Object.keys(json.scopes)).toEqual(Object.keys(json.scopes).toSorted())
    expect(json.scopes['checkout.refund']).toMatchObject({
      kind: 'span',
      level: 'warn',
      attributes: { 'order.id': 'conditionally_required', 'retry.count': 'recommended', 'user.tier': 'required' },
      const_name: 'CHECKOUT_REFUND',
      place: { file: 'scopes.yaml', line: 22, column: 3 },
    })
    expect(json.scopes['tool.result_size'].measurements.ratio).toEqual({ type: 'double' })
    expect(json.attributes['order.id'].type).toBe('string')
  })
})

describe('the text', () => {
  const whole = readFileSync(join(golden, 'whole.yaml'), 'utf8')

  it.each(['enum', 'const'] as const)('is what ts-morph prints of the same statements, with enums as %s', (enums) => {
    const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
    // The printers differ in empty lines, in quotes and in the comma behind a last member; not in what is said.
    const fold = (text: string): string =>
      text
        .replace(/\s+/g, ' ')
        .replace(/\/\*\* \* /g, '/** ')
        .replace(/"/g, "'")
        .replace(/, }/g, ' }')
    for (const [name, text] of print(whole, { enums })) {
      if (!name.endsWith('.ts')) continue
      const { statements } = project.createSourceFile(name, text, { overwrite: true }).getStructure()
      const header = /^(?:\/\/.*\n)+/.exec(text)![0]
      const printed = project.createSourceFile(`again/${name}`, { statements: statements ?? [] }, { overwrite: true })
      expect(fold(header + printed.getFullText())).toBe(fold(text))
    }
  })

  it.each(['enum', 'const'] as const)('of every key of the format is golden, with enums as %s', async (enums) => {
    for (const [name, text] of print(whole, { enums })) {
      await expect(text).toMatchFileSnapshot(join(golden, `whole-${enums}`, `${name}.txt`))
    }
    expect(checkTypes(print(whole, { enums }))).toEqual([])
  })
})
