import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadCatalog, printCatalog } from '../../catalog/index.ts'
import { matchesName } from '../../catalog/wildcard.ts'
import { checkTypes } from './check-types.ts'

// Catalogs of several files, on a real disk: what is found, what is refused, and that places name the right file.

const base = mkdtempSync(join(tmpdir(), 'telescopic-load-'))
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 10 }))

let count = 0

/** Writes files into a folder of their own and loads `scopes.yaml` of it. */
function load(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const folder = join(base, `p${count++}`, 'project')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    symlinkSync(target, join(folder, name))
  }
  const loaded = loadCatalog(join(folder, 'scopes.yaml'), 'scopes.yaml')
  return {
    ...loaded,
    names: [...(loaded.catalog?.scopes.keys() ?? [])],
    codes: loaded.diagnostics.map(({ code }) => code),
    text: loaded.diagnostics
      .map(({ message, notes }) => [message, ...notes.map((note) => note.message)].join(' '))
      .join('\n'),
  }
}

const HEAD = 'telescopic: 1\n'
const span = (name: string, more = ''): string => `  ${name}: { kind: span, brief: B.${more} }\n`
const file = (name: string, more = ''): string => `${HEAD}scopes:\n${span(name, more)}`
const importing = (...patterns: string[]): string =>
  `${HEAD}imports: [${patterns.map((pattern) => `'${pattern}'`).join(', ')}]\nscopes:\n${span('app.start')}`

describe('imports', () => {
  it('are read with what they import, each file once', () => {
    const { names, codes } = load({
      'scopes.yaml': importing('./scopes/*.yaml', 'deep/**/*.yaml', './scopes/a.yaml'),
      'scopes/a.yaml': file('a.one'),
      'scopes/b.yaml': `${HEAD}imports: [./inner/c.yaml]\nscopes:\n${span('b.one')}`,
      'scopes/inner/c.yaml': file('c.one'),
      'scopes/.hidden.yaml': 'not a catalog',
      'deep/x/y/d.yaml': file('d.one'),
      'deep/e.yaml': file('e.one'),
      'deep/node_modules/f.yaml': 'not a catalog',
    })
    expect(codes).toEqual([])
    expect(names).toEqual(['a.one', 'app.start', 'b.one', 'c.one', 'd.one', 'e.one'])
  })

  it('share attributes and groups, and take the defaults of the first file', () => {
    const { catalog, codes } = load({
      'scopes.yaml': `${HEAD}imports: [./a.yaml]\ndefaults: { owners: ['@core'], stability: beta, level: debug }\nattributes: { user.id: }\ngroups: { who: { attributes: { user.id: required } } }\n`,
      'a.yaml': `${HEAD}defaults: { stability: stable, namespaces: { a.b: { owners: ['@b'] } } }\nscopes:\n${span('a.one', ', use: [who]')}${span('a.b.two')}`,
    })
    expect(codes).toEqual([])
    const one = catalog!.scopes.get('a.one')!
    expect(one).toMatchObject({ owners: ['@core'], stability: 'stable', level: 'debug' })
    expect(one.attributes).toMatchObject([{ name: 'user.id', from: 'the group `who`' }])
    expect(catalog!.scopes.get('a.b.two')!.owners).toEqual(['@b'])
    expect(one.place.file).toBe('a.yaml')
  })

  it.each<[string, string, string, string]>([
    ['nothing', './none/*.yaml', 'import-unmatched', 'matches no file'],
    ['a typo', './scope/a.yml', 'import-unmatched', 'did you mean `./scope/a.yaml`?'],
    ['a parent', '../other.yaml', 'import-outside-root', 'leaves the folder'],
    ['a parent by a detour', './scope/../../other.yaml', 'import-outside-root', 'leaves the folder'],
    ['an absolute path', '/etc/passwd', 'import-outside-root', 'is an absolute path'],
    ['an address', 'https://example.com/scopes.yaml', 'import-outside-root', 'is an address'],
    ['a file address', 'file:///etc/passwd', 'import-outside-root', 'is an address'],
    ['a backslash', '.\\scope\\a.yaml', 'import-outside-root', 'backslash'],
  ])('refuse %s', (_, pattern, code, message) => {
    const { codes, text, names } = load({
      'scopes.yaml': importing(pattern),
      'scope/a.yaml': file('a.one'),
      '../other.yaml': file('o.o'),
    })
    expect(codes).toEqual([code])
    expect(text).toContain(message)
    expect(names).toEqual(['app.start'])
  })

  it('refuse a link that leads out, and follow one that does not', () => {
    const files = {
      'scopes.yaml': importing('./more/*.yaml'),
      'inside.yaml': file('in.side'),
      '../out.yaml': file('o.o'),
    }
    const out = load(files, { 'more/out.yaml': '../../out.yaml' })
    expect([out.codes, out.names]).toEqual([['import-outside-root'], ['app.start']])
    const inside = load(files, { 'more/in.yaml': '../inside.yaml' })
    expect([inside.codes, inside.names]).toEqual([[], ['app.start', 'in.side']])
  })

  it('refuse a folder behind a link that leads out', () => {
    const files = { 'scopes.yaml': importing('./more/*.yaml'), '../out/a.yaml': file('o.o') }
    expect(load(files, { more: '../out' }).codes).toEqual(['import-outside-root'])
  })

  it('refuse a circle, with the whole chain', () => {
    const { codes, text } = load({
      'scopes.yaml': importing('./a.yaml'),
      'a.yaml': `${HEAD}imports: [./b.yaml]\n`,
      'b.yaml': `${HEAD}imports: [./a.yaml]\n`,
    })
    expect(codes).toEqual(['import-cycle'])
    expect(text).toContain('`a.yaml` → `b.yaml` → `a.yaml`')
  })

  it('tell the same name in two files with both places', () => {
    const { diagnostics, codes } = load({ 'scopes.yaml': importing('./a.yaml'), 'a.yaml': file('app.start') })
    expect(codes).toEqual(['dup-scope'])
    expect([diagnostics[0]!.place!.file, diagnostics[0]!.notes[0]!.place!.file]).toEqual(['a.yaml', 'scopes.yaml'])
  })

  it('tell a file that is no catalog at its own place', () => {
    const { diagnostics, codes } = load({ 'scopes.yaml': importing('./a.yaml'), 'a.yaml': '- list\n' })
    expect(codes).toEqual(['value-type'])
    expect(diagnostics[0]!.place).toMatchObject({ file: 'a.yaml', line: 1 })
  })

  it('tell a file that is not UTF-8 at the import', () => {
    const folder = join(base, `p${count++}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'scopes.yaml'), importing('./a.yaml'))
    writeFileSync(join(folder, 'a.yaml'), Buffer.from([0xff, 0xfe, 0x61, 0]))
    const [fault] = loadCatalog(join(folder, 'scopes.yaml'), 'scopes.yaml').diagnostics
    expect([fault!.code, fault!.place!.line]).toEqual(['catalog-unreadable', 2])
  })

  it('change the hash and the sources in generated files', () => {
    const { catalog, source } = load({ 'scopes.yaml': importing('./sub/a.yaml'), 'sub/a.yaml': file('a.one') }) as {
      catalog: NonNullable<ReturnType<typeof load>['catalog']>
      source: string
    }
    const files = printCatalog(catalog, { source })
    expect(files.get('scopes.ts')).toContain('@see sub/a.yaml#L3')
    expect(JSON.parse(files.get('catalog.json')!).scopes['a.one'].place.file).toBe('sub/a.yaml')
    expect(checkTypes(files)).toEqual([])
  })
})

describe('packages', () => {
  const manifest = (field?: unknown): string => JSON.stringify({ name: '@acme/base', telescopic: field })
  const using = `${HEAD}packages: ['@acme/base']\nscopes:\n${span('app.start', ', attributes: { base.id: required }')}`
  const published = `${HEAD}attributes: { base.id: { type: int } }\nscopes:\n${span('base.one')}`

  it('give their catalog, from the field or by the usual name', () => {
    const named = load({
      'scopes.yaml': using,
      'node_modules/@acme/base/package.json': manifest('./catalog/base.yaml'),
      'node_modules/@acme/base/catalog/base.yaml': published,
    })
    expect([named.codes, named.names]).toEqual([[], ['app.start', 'base.one']])
    const usual = load({
      'scopes.yaml': using,
      '../node_modules/@acme/base/package.json': manifest(),
      '../node_modules/@acme/base/scopes.yaml': published,
    })
    expect([usual.codes, usual.names]).toEqual([[], ['app.start', 'base.one']])
    expect(usual.catalog!.scopes.get('base.one')!.place.file).toBe('../node_modules/@acme/base/scopes.yaml')
  })

  it('do not take the defaults of the project', () => {
    const { catalog } = load({
      'scopes.yaml': `${HEAD}defaults: { stability: stable }\n${using.slice(HEAD.length)}`,
      'node_modules/@acme/base/package.json': manifest(),
      'node_modules/@acme/base/scopes.yaml': published,
    })
    expect(catalog!.scopes.get('base.one')!.stability).toBe('experimental')
  })

  it.each<[string, Record<string, string>, string]>([
    ['that are not installed', {}, 'is not installed'],
    ['without a catalog', { 'node_modules/@acme/base/package.json': manifest() }, 'publishes no catalog'],
    [
      'whose catalog lies elsewhere',
      { 'node_modules/@acme/base/package.json': manifest('../../../secret.yaml'), 'secret.yaml': published },
      'outside of itself',
    ],
  ])('are refused %s', (_, files, message) => {
    const { codes, text } = load({ 'scopes.yaml': using, ...files })
    expect(codes).toEqual(['package-missing', 'attr-unknown'])
    expect(text).toContain(message)
  })

  it.each(['../other', './a', 'https://example.com/a', '/etc', 'a/../b'])('are not called %s', (name) => {
    const { codes } = load({
      'scopes.yaml': `${HEAD}packages: ['${name}']\nscopes:\n${span('a.b')}`,
      '../other/package.json': '{}',
    })
    expect(codes).toEqual(['package-missing'])
  })
})

describe('a glob', () => {
  it.each([
    ['scopes.yaml', '*.yaml', true],
    ['a.yml', '*.yaml', false],
    ['abc', 'a?c', true],
    ['ac', 'a?c', false],
    ['aXbXc', 'a*b*c', true],
    ['', '*', true],
    ['a[b]', 'a[b]', true],
    [`${'a'.repeat(200)}b`, `${'a*'.repeat(60)}c`, false],
  ])('%s against %s', (name, pattern, fits) => expect(matchesName(name, pattern)).toBe(fits))
})
