import { describe, expect, it } from 'vitest'
import {
  type Catalog,
  type CatalogFile,
  compareCatalogs,
  exportOtel,
  importOtel,
  lintCatalog,
  parseCatalog,
  printCatalog,
  printMarkdown,
  printSite,
  type Sources,
} from '../../catalog/index.ts'

// Functions that a catalog names for the compiler to put spans around: which texts name them, and who shows them.
// What each refused text is told stands in `test/faults/catalog/instrument-*.txt`.

const HEAD = 'telescopic: 1\n'
const span = (name: string, more: string): string => `  ${name}: { kind: span, brief: B.${more} }\n`
const naming = (target: string): string => `${HEAD}scopes:\n${span('a.b', `, instrument: ${JSON.stringify(target)}`)}`

function read(text: string, sources?: Sources): Catalog {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml', sources)
  expect(diagnostics).toEqual([])
  return catalog
}

/** A disk of texts: imports name one of them, packages are folders below `node_modules`. */
function hold(texts: Readonly<Record<string, string>>): Sources {
  const give = (file: string, packageName?: string): CatalogFile => ({ file, packageName, text: texts[file]! })
  return {
    findImports: (pattern, from) => [give(pattern, from.packageName)],
    findPackage: (name) => give(`node_modules/${name}/scopes.yaml`, name),
  }
}

function listTargets(catalog: Catalog, name = 'a.b') {
  return catalog.scopes.get(name)!.instrument.map((target) => [target.file, target.package, target.name])
}

describe('a target', () => {
  it.each<[string, string | undefined, string | undefined, string]>([
    ['src/plan.ts#Planner.plan', 'src/plan.ts', undefined, 'Planner.plan'],
    ['./plan.mts#plan', 'plan.mts', undefined, 'plan'],
    ['./src//./sub/../plan.cjs#plan', 'src/plan.cjs', undefined, 'plan'],
    ['src/steps/*.tsx#run*', 'src/steps/*.tsx', undefined, 'run*'],
    ['./**/step?.js#*.r?n', '**/step?.js', undefined, '*.r?n'],
    ['src/plan.ts#default', 'src/plan.ts', undefined, 'default'],
    ['src/plan.ts#Planner.#plan', 'src/plan.ts', undefined, 'Planner.#plan'],
    ['src/plan.ts#Planner.#pl*', 'src/plan.ts', undefined, 'Planner.#pl*'],
    ['src/plan.ts#$a._b.größe', 'src/plan.ts', undefined, '$a._b.größe'],
    ['src/my plans/[id].jsx#GET', 'src/my plans/[id].jsx', undefined, 'GET'],
    ['./@app/plan.ts#plan', '@app/plan.ts', undefined, 'plan'],
    ['node_modules/pg/lib/client.js#Client.query', 'node_modules/pg/lib/client.js', undefined, 'Client.query'],
    ['pg/lib/client.js#Client.query', 'pg/lib/client.js', undefined, 'Client.query'],
    ['pg#Client.query', undefined, 'pg', 'Client.query'],
    ['pg#default', undefined, 'pg', 'default'],
    ['pg#Client.q*', undefined, 'pg', 'Client.q*'],
    ['pg/lib/client#Client.#query', undefined, 'pg/lib/client', 'Client.#query'],
    ['@scope/pkg#run', undefined, '@scope/pkg', 'run'],
    ['@scope/pkg/lib/sub.js#run', undefined, '@scope/pkg/lib/sub.js', 'run'],
    ['decimal.js#Decimal.add', undefined, 'decimal.js', 'Decimal.add'],
    ['JSONStream#parse', undefined, 'JSONStream', 'parse'],
  ])('%s', (text, file, packageName, name) => {
    const [target] = read(naming(text)).scopes.get('a.b')!.instrument
    expect(target).toMatchObject({ text, file, package: packageName, name, catalogFile: 'scopes.yaml' })
    expect(naming(text).slice(target!.place.start, target!.place.end)).toBe(JSON.stringify(text))
  })

  it.each([
    '',
    '#',
    'a#',
    '#b',
    'src/a.ts',
    'src/a.ts#.f',
    'src/a.ts#a.',
    'src/a.ts#a. b',
    'src/a.ts#1a',
    'src/a.ts#a.#b.c',
    'src/a.ts#a.##b',
    'src/a.ts##b',
    'src/a.ts#a#b',
    'src/a.ts#**',
    'src/a.ts#f()',
    'src/a.ts #f',
    './a.vue#f',
    'src/*#f',
    './#f',
    '../x.ts#f',
    '..#f',
    '.#f',
    'src/../../x.ts#f',
    'src/*/../x.ts#f',
    'C:\\x.ts#f',
    'C:/x.ts#f',
    '\\\\server\\x.ts#f',
    'src\\x.ts#f',
    '//server/x.ts#f',
    'http://x/y.ts#f',
    'file:///x/y.ts#f',
    'node:fs#readFile',
    '*#f',
    'pg*#f',
    'pg#*',
    'pg##f',
    'pg/../fs#f',
    'pg//lib#f',
    '@scope#f',
    '@scope/*#f',
    '@scope/../x.ts#f',
  ])('is not %j', (text) => {
    const { catalog, diagnostics } = parseCatalog(naming(text), 'scopes.yaml')
    expect(diagnostics.map(({ code }) => code)).toEqual(['instrument-target'])
    expect(diagnostics[0]!.notes.length).toBeGreaterThan(0)
    expect(listTargets(catalog)).toEqual([])
  })

  it('is refused in time that grows with its length', () => {
    const long = '*/'.repeat(200_000)
    for (const text of [`${long}..#f`, `src/a.ts#${long}`, `a#${'a.'.repeat(200_000)}`, '#'.repeat(400_000)]) {
      const { diagnostics } = parseCatalog(naming(text), 'scopes.yaml')
      expect(diagnostics.map(({ code, message }) => [code, message.length < 300])).toEqual([
        ['instrument-target', true],
      ])
    }
  })
})

describe('the targets of a scope', () => {
  it('are a list in the order of the file, or none', () => {
    const list = (more: string) => listTargets(read(`${HEAD}scopes:\n${span('a.b', more)}`))
    expect(list(', instrument: [src/z.ts#z, pg#a]')).toEqual([
      ['src/z.ts', undefined, 'z'],
      [undefined, 'pg', 'a'],
    ])
    expect([list(''), list(', instrument: []')]).toEqual([[], []])
  })

  it('are not those of the scope that it extends', () => {
    const text = `${HEAD}scopes:\n${span('a.b', ', instrument: pg#query')}  a.c: { extends: a.b, brief: B. }\n`
    expect([listTargets(read(text)).length, listTargets(read(text), 'a.c')]).toEqual([1, []])
  })

  it.each([
    ['a scope that may be a span', 'a.b: { kind: spam, brief: B., instrument: pg#query }', 'value-unknown'],
    ['a scope that extends nothing', 'a.b: { extends: a.c, brief: B., instrument: pg#query }', 'extends-target'],
    ['variants', '"a.{x}": { kind: span, brief: B., variants: { x: [a, b] }, instrument: pg#q }', 'instrument-target'],
    [
      'a metric with variants',
      '"a.{x}": { kind: counter, brief: B., variants: { x: [a] }, instrument: pg#q }',
      'instrument-target',
    ],
    ['a map', 'a.b: { kind: span, brief: B., instrument: { a: b } }', 'value-type'],
    [
      'a kind that is inherited',
      'a.b: { extends: c.d, brief: B., instrument: pg#q }\n  c.d: { kind: event, brief: B. }',
      'instrument-kind',
    ],
    [
      'what is inherited and required',
      'a.b: { extends: c.d, brief: B., instrument: pg#q }\n  c.d: { kind: span, brief: B., attributes: { k: required } }',
      'instrument-kind',
    ],
  ])('are told once of %s', (_, entry, code) => {
    const { diagnostics } = parseCatalog(`${HEAD}attributes: { k: }\nscopes:\n  ${entry}\n`, 'scopes.yaml')
    expect(diagnostics.map((each) => each.code)).toEqual([code])
  })

  it('may lack what is not required', () => {
    const uses = 'k: recommended, l: opt_in, m: { requirement: conditionally_required, when: Now. }'
    read(
      `${HEAD}attributes: { k: , l: , m: }\nscopes:\n${span('a.b', `, instrument: pg#query, attributes: { ${uses} }`)}`,
    )
  })
})

describe('in several files', () => {
  const root = (more: string): string => `${HEAD}${more}\nscopes:\n${span('app.start', '')}`
  const inner = (...targets: string[]): string =>
    `${HEAD}scopes:\n${span('a.b', `, instrument: [${targets.join(', ')}]`)}`

  it('a path starts from the file that says it, and stays below the first', () => {
    const file = 'scopes/deep/a.yaml'
    const text = inner('../../src/a.ts#a', './b.ts#b', '../c.ts#c')
    const catalog = read(root(`imports: [${file}]`), hold({ [file]: text }))
    expect(catalog.scopes.get('a.b')!.instrument).toMatchObject([
      { file: '../../src/a.ts', name: 'a', catalogFile: file, place: { file } },
      { file: 'b.ts', name: 'b' },
      { file: '../c.ts', name: 'c' },
    ])
    expect(catalogJson(catalog)['a.b'].instrument).toEqual(['src/a.ts#a', 'scopes/deep/b.ts#b', 'scopes/c.ts#c'])
  })

  it.each(['scopes.yaml', './scopes.yaml', '../x/../app/scopes.yaml', '/home/app/scopes.yaml', 'C:\\app\\scopes.yaml'])(
    'what leaves the folder of %s is refused, with every spelling of it',
    (shown) => {
      const file = shown
        .replace(/^\.\//, '')
        .replace('x/../', '')
        .replace(/scopes\.yaml$/, 'sub/a.yaml')
      const sources: Sources = {
        ...hold({}),
        findImports: () => [{ file, packageName: undefined, text: inner('../a.ts#a', '../../a.ts#a') }],
      }
      const { catalog, diagnostics } = parseCatalog(root('imports: [./sub/a.yaml]'), shown, sources)
      expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
        ['instrument-target', '`../../a.ts` leaves the folder of the catalog.'],
      ])
      expect(listTargets(catalog)).toEqual([['../a.ts', undefined, 'a']])
    },
  )

  it('one function by two paths is told', () => {
    const sources = hold({ 'sub/a.yaml': inner('./a.ts#a', '../sub/a.ts#a') })
    const { diagnostics } = parseCatalog(root('imports: [sub/a.yaml]'), 'scopes.yaml', sources)
    expect(diagnostics.map(({ message }) => message)).toEqual(['`../sub/a.ts#a` is named twice.'])
  })

  it('a package weaves its own functions: its targets are checked for their form and no more', () => {
    const file = 'node_modules/base/scopes.yaml'
    const parse = (target: string) =>
      parseCatalog(root('packages: [base]'), 'scopes.yaml', hold({ [file]: inner(target) }))
    const fine = parse('src/a.ts#a')
    expect([fine.diagnostics, listTargets(fine.catalog)]).toEqual([[], []])
    expect(parse('src/a.ts').diagnostics.map(({ code, place }) => [code, place!.file])).toEqual([
      ['instrument-target', file],
    ])
  })
})

function catalogJson(catalog: Catalog) {
  return JSON.parse(printCatalog(catalog, { source: '' }).get('catalog.json')!).scopes
}

describe('targets are shown', () => {
  const hostile = '</code><img src=x>|`$&`'
  const catalog = read(
    `${HEAD}scopes:\n${span('a.b', `, instrument: [./plan.ts#A.plan, ./@app/x.ts#x, ${JSON.stringify(`src/${hostile}.ts#f`)}, pg#A.q*]`)}${span('a.c', '')}`,
  )

  it('in catalog.json, from the folder of the catalog, where there are any', () => {
    const { 'a.b': named, 'a.c': bare } = catalogJson(catalog)
    expect(named.instrument).toEqual(['./plan.ts#A.plan', './@app/x.ts#x', `src/${hostile}.ts#f`, 'pg#A.q*'])
    expect(bare).not.toHaveProperty('instrument')
    const again = read(
      `${HEAD}scopes:\n${span('a.b', `, instrument: ${JSON.stringify(named.instrument)}`)}${span('a.c', '')}`,
    )
    expect(compareCatalogs(catalog, again)).toEqual([])
  })

  it('on the page, and stay texts', () => {
    const page = printSite(catalog, { title: 'T', header: [], calls: undefined, link: undefined })
    expect(page).toContain('<dt>instruments</dt><dd><code>./plan.ts#A.plan</code>, ')
    expect(page).not.toContain('<img')
    expect(page.match(/<dt>instruments/g)).toHaveLength(1)
  })

  it('in Markdown, and stay texts', () => {
    const page = printMarkdown(catalog, { header: [], sourceName: 'scopes.yaml' })
    expect(page).toContain('**span** · instruments `./plan.ts#A.plan`, ')
    expect(page).toContain(`\`\` src/${hostile}.ts#f \`\``)
  })

  it('to OpenTelemetry, which has no place for them, and back', () => {
    const { files, losses } = exportOtel(catalog, { url: 'https://example.org/a/1', description: 'A.' })
    expect(losses.map(({ rule, name }) => [rule, name])).toEqual([['instrument', 'a.b']])
    const back = read(importOtel([...files].map(([file, text]) => ({ file, text }))).text)
    expect(listTargets(back)).toEqual(listTargets(catalog))
    expect(compareCatalogs(catalog, back)).toEqual([])
  })
})

describe('the linter', () => {
  it('does not miss calls of a scope that is put around a function', () => {
    const text = `${HEAD}lint: { rules: { owner-missing: off, expires-missing: off } }\nscopes:\n${span('a.b', ', instrument: pg#query')}${span('a.c', '')}`
    const { catalog, context } = parseCatalog(text, 'scopes.yaml')
    const faults = lintCatalog(catalog, { ...context, today: '2026-01-01', version: undefined, used: new Set() })
    expect(faults.map(({ code, message }) => [code, message])).toEqual([
      ['unused-scope', 'No call uses the scope `a.c`.'],
    ])
  })
})
