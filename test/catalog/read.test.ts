import { describe, expect, it } from 'vitest'
import { parseCatalog, readCatalog, type Scope } from '../../catalog/index.ts'

const HEAD = 'telescopic: 1\n'

/** Codes of a catalog, in the order of the text. */
function codesOf(text: string): string[] {
  return parseCatalog(text, 'scopes.yaml').diagnostics.map(({ code }) => code)
}

function scopeOf(fields: string, more = ''): Scope {
  const { catalog, diagnostics } = readCatalog(`${HEAD}${more}scopes:\n  app.start: ${fields}\n`, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  return catalog.scopes.get('app.start')!
}

describe('a scope', () => {
  it('has defaults', () => {
    expect(scopeOf('{ kind: span, brief: Start. }')).toEqual({
      name: 'app.start',
      kind: 'span',
      brief: 'Start.',
      note: '',
      stability: 'experimental',
      owners: [],
      since: undefined,
      links: [],
      suppressions: [],
      extensions: new Map(),
      aliases: [],
      expires: undefined,
      sample: undefined,
      examples: [],
      instrument: [],
      groups: [],
      base: undefined,
      template: undefined,
      level: 'info',
      unit: undefined,
      buckets: [],
      attributes: [],
      measurements: [],
      deprecated: undefined,
      constName: 'APP_START',
      place: { file: 'scopes.yaml', start: 24, end: 33, line: 3, column: 3 },
    })
  })

  it.each<[string, string, object]>([
    ['level', '{ kind: span, brief: A., level: trace }', { level: 'trace' }],
    ['unit', "{ kind: gauge, brief: A., unit: '{job}/s' }", { unit: '{job}/s' }],
    ['buckets', '{ kind: histogram, brief: A., unit: s, buckets: [-1, 0, 2.5, 1e3] }', { buckets: [-1, 0, 2.5, 1000] }],
    ['const_name', '{ kind: span, brief: A., const_name: MINE }', { constName: 'MINE' }],
    ['a brief of several lines', '{ kind: span, brief: "A.\\nB." }', { brief: 'A.\nB.' }],
    ['words of YAML 1.1 as texts', '{ kind: span, brief: no }', { brief: 'no' }],
    ['free keys', '{ kind: span, brief: A., x-anything: [1, { a: ~ }] }', { brief: 'A.' }],
    [
      'an empty deprecation',
      '{ kind: span, brief: A., deprecated: {} }',
      { deprecated: { replacedBy: undefined, since: undefined, note: undefined } },
    ],
    [
      'a full deprecation',
      "{ kind: span, brief: A., deprecated: { replaced_by: b, since: '2.0', note: Why. } }",
      { deprecated: { replacedBy: 'b', since: '2.0', note: 'Why.' } },
    ],
    [
      'uses of attributes, sorted',
      '{ kind: span, brief: A., attributes: { z: required, a: opt_in, m: { requirement: recommended }, k: { requirement: conditionally_required, when: it is known } } }',
      {
        attributes: [
          { name: 'a', requirement: 'opt_in' },
          { name: 'k', requirement: 'conditionally_required' },
          { name: 'm', requirement: 'recommended' },
          { name: 'z', requirement: 'required' },
        ],
      },
    ],
    [
      'measurements, sorted',
      '{ kind: event, brief: A., measurements: { size: { type: int, unit: By, brief: S. }, b:, a: {} } }',
      {
        measurements: [
          { name: 'a', type: 'double', unit: undefined, brief: '' },
          { name: 'b', type: 'double' },
          { name: 'size', type: 'int', unit: 'By', brief: 'S.' },
        ],
      },
    ],
  ])('reads %s', (_, fields, expected) => {
    expect(scopeOf(fields)).toMatchObject(expected)
  })

  it('is frozen', () => {
    const scope = scopeOf('{ kind: event, brief: A., attributes: { a: required }, measurements: { b: } }')
    expect(
      [scope, scope.attributes, scope.attributes[0], scope.measurements, scope.measurements[0]].every(Object.isFrozen),
    ).toBe(true)
  })
})

describe('attributes', () => {
  it('are texts unless they say otherwise', () => {
    const text = `${HEAD}attributes:\n  b: { type: enum, values: [y, x], brief: B. }\n  a:\n  c: { type: 'int[]' }\nscopes:\n  s: { kind: span, brief: S. }\n`
    const { catalog, diagnostics } = readCatalog(text, 'scopes.yaml')
    expect(diagnostics).toEqual([])
    expect([...catalog.attributes.values()]).toMatchObject([
      { name: 'a', type: 'string', values: [], brief: '', place: { line: 4, column: 3 } },
      { name: 'b', type: 'enum', values: ['y', 'x'], brief: 'B.' },
      { name: 'c', type: 'int[]' },
    ])
  })
})

describe('a catalog', () => {
  it('is sorted by code unit, whatever the order of the file', () => {
    const names = ['b', 'a_b', 'a.b', 'a', 'ab', 'a1']
    const text = `${HEAD}scopes:\n${names.map((name) => `  ${name}: { kind: span, brief: B. }\n`).join('')}`
    expect([...readCatalog(text, 'x').catalog.scopes.keys()]).toEqual(['a', 'a.b', 'a1', 'a_b', 'ab', 'b'])
  })

  it('may have its sections in any order below the format', () => {
    expect(
      codesOf(`${HEAD}scopes:\n  a: { kind: span, brief: A., attributes: { b: opt_in } }\nattributes:\n  b:\n`),
    ).toEqual([])
  })

  it('keeps what is right beside what is wrong', () => {
    const text = `${HEAD}scopes:\n  a: { kind: span, brief: 5 }\n  b: 7\n  c: { kind: spam, brief: C. }\n  d: { kind: span, brief: D. }\n`
    const { catalog, diagnostics } = readCatalog(text, 'x')
    expect(diagnostics).toHaveLength(3)
    expect([...catalog.scopes.values()].map(({ name, kind, brief }) => [name, kind, brief])).toEqual([
      ['a', 'span', ''],
      ['c', 'span', 'C.'],
      ['d', 'span', 'D.'],
    ])
  })
})

describe('one fault gives one message', () => {
  it.each<[string, string, string[]]>([
    ['nothing wrong', '{ kind: span, brief: A. }', []],
    ['a mistyped required key', '{ kidn: span, brief: A. }', ['key-unknown']],
    ['an unknown kind, with keys of another', '{ kind: timing, brief: A., buckets: [1] }', ['value-unknown']],
    ['a missing kind, with keys of one', '{ brief: A., measurements: { b: } }', ['key-missing']],
    ['a merge key in place of required keys', '{ <<: { kind: span }, brief: A. }', ['yaml-feature']],
    ['an alias in place of a value', '{ kind: *x, brief: A. }', ['yaml-feature']],
    ['a tag in place of a text', '{ kind: span, brief: !!str 5 }', ['yaml-feature']],
    ['a gauge without unit whose kind is unclear', '{ kind: guage, brief: A. }', ['value-unknown']],
    ['the same key twice', '{ kind: span, brief: A., brief: B. }', ['dup-key']],
    ['an unsafe text', '{ kind: span, brief: "\\u202e" }', ['text-unsafe']],
    [
      'a bad name that would also clash',
      '{ kind: span, brief: A. }\n  App.Start: { kind: span, brief: A. }',
      ['name-format'],
    ],
    [
      'two names that clash in every space',
      '{ kind: span, brief: A., attributes: { p: required } }\n  app_start: { kind: span, brief: A., attributes: { q: required } }\nattributes: { p: , q: }',
      ['ident-clash'],
    ],
    [
      'a replacement of unclear kind',
      '{ kind: counter, brief: A., deprecated: { replaced_by: b } }\n  b: { kind: timing, brief: B. }',
      ['value-unknown'],
    ],
    [
      'an enum whose values are unclear',
      '{ kind: span, brief: A. }\nattributes: { p: { type: enum, values: 5 } }',
      ['value-type'],
    ],
    [
      'an enum with one wrong value',
      '{ kind: span, brief: A. }\nattributes: { p: { type: enum, values: [5] } }',
      ['value-type'],
    ],
    [
      'values below a type that is unclear',
      '{ kind: span, brief: A. }\nattributes: { p: { type: enmu, values: [a] } }',
      ['value-unknown'],
    ],
  ])('%s', (_, fields, codes) => {
    expect(codesOf(`${HEAD}scopes:\n  app.start: ${fields}\n`)).toEqual(codes)
  })

  it.each<[string, string, string[]]>([
    ['an empty text', '', ['catalog-empty']],
    ['spaces', ' \n\n', ['catalog-empty']],
    ['only the format', HEAD, ['catalog-empty']],
    ['scopes left empty', `${HEAD}scopes:\n`, ['catalog-empty']],
    ['mistyped `scopes`', `${HEAD}scope: { a: { kind: span, brief: A. } }\n`, ['key-unknown']],
    ['scopes that are a list', `${HEAD}scopes: [a]\n`, ['value-type']],
    ['scopes that are an alias', `${HEAD}scopes: *a\n`, ['yaml-feature']],
    ['a syntax error', `${HEAD}scopes: {`, ['yaml-syntax']],
    ['two faults far apart', 'scopes:\n  a: { kind: span, brief: 5 }\n', ['catalog-format', 'value-type']],
  ])('%s', (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes)
  })
})

describe('diagnostics', () => {
  it('come in the order of the text', () => {
    const text = `${HEAD}scopes:\n  b_: { kind: gauge, brief: B. }\n  A: { kind: span, brief: 5 }\n  c: { kind: gauge, brief: C., unit: sec }\n`
    const starts = parseCatalog(text, 'x').diagnostics.map(({ place }) => place!.start)
    expect(starts).toHaveLength(4)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  })

  it('count lines of CRLF texts and columns behind a byte order mark', () => {
    const text = '\uFEFFtelescopic: 2\r\nscopes:\r\n  a: { kind: spam, brief: A. }\r\n'
    const places = parseCatalog(text, 'x').diagnostics.map(({ place }) => [
      place!.line,
      place!.column,
      text.slice(place!.start, place!.end),
    ])
    expect(places).toEqual([
      [1, 13, '2'],
      [3, 14, 'spam'],
    ])
  })
})
