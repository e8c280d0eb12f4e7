import { describe, expect, it } from 'vitest'
import { CHECKS, checkCatalog, readCatalog } from '../../catalog/index.ts'
import { isUnit, suggestUnit } from '../../catalog/units.ts'
import type { Code } from '../../report/index.ts'

type CheckCode = keyof typeof CHECKS

function read(text: string) {
  const result = readCatalog(`telescopic: 1\n${text}`, 'scopes.yaml')
  expect(result.diagnostics).toEqual([])
  return result
}

const span = (name: string, more = '') => `  ${name}: { kind: span, brief: B.${more} }\n`

describe('each check', () => {
  // A catalog that passes beside one that fails, and differs from it in as little as can be.
  it.each<[CheckCode, string, string]>([
    ['name-format', `scopes:\n${span('app.start_2')}`, `scopes:\n${span('app.Start_2')}`],
    [
      'name-format',
      'attributes: { a: }\nscopes:\n'.concat(span('s')),
      'attributes: { "": }\nscopes:\n'.concat(span('s')),
    ],
    ['name-too-long', `scopes:\n${span('a.b.c.d.e.f.g.h')}`, `scopes:\n${span('a.b.c.d.e.f.g.h.i')}`],
    ['name-too-long', `scopes:\n${span('a'.repeat(80))}`, `scopes:\n${span('a'.repeat(81))}`],
    [
      'name-reserved',
      'attributes: { construct: }\nscopes:\n'.concat(span('s')),
      'attributes: { constructor: }\nscopes:\n'.concat(span('s')),
    ],
    [
      'name-reserved',
      'scopes:\n  e: { kind: event, brief: E., measurements: { size: } }\n',
      'scopes:\n  e: { kind: event, brief: E., measurements: { constructor: } }\n',
    ],
    [
      'name-reserved',
      `attributes: { a: }\nscopes:\n${span('no')}`,
      `attributes: { a: }\nscopes:\n${span('no', ', attributes: { a: required }')}`,
    ],
    [
      'attr-unknown',
      `attributes: { a: }\nscopes:\n${span('s', ', attributes: { a: required }')}`,
      `scopes:\n${span('s', ', attributes: { a: required }')}`,
    ],
    ['unit-unknown', `scopes:\n${span('s', ', unit: ms')}`, `scopes:\n${span('s', ', unit: msec')}`],
    [
      'unit-missing',
      'scopes:\n  g: { kind: gauge, brief: G., unit: s }\n',
      'scopes:\n  g: { kind: gauge, brief: G. }\n',
    ],
    ['unit-missing', 'scopes:\n  c: { kind: counter, brief: C. }\n', 'scopes:\n  c: { kind: histogram, brief: C. }\n'],
    [
      'instrument-kind',
      'scopes:\n  a: { kind: span, brief: A., instrument: pg#query }\n',
      'scopes:\n  a: { kind: counter, brief: A., instrument: pg#query }\n',
    ],
    [
      'instrument-kind',
      `attributes: { k: }\nscopes:\n${span('a', ', instrument: pg#query, attributes: { k: recommended }')}`,
      `attributes: { k: }\nscopes:\n${span('a', ', instrument: pg#query, attributes: { k: required }')}`,
    ],
    [
      'instrument-kind',
      `scopes:\n${span('a', ', instrument: pg#query')}`,
      `scopes:\n${span('a', ', instrument: pg#query, deprecated: {}')}`,
    ],
    [
      'enum-empty',
      'attributes: { a: { type: enum, values: [x] } }\nscopes:\n'.concat(span('s')),
      'attributes: { a: { type: enum } }\nscopes:\n'.concat(span('s')),
    ],
    [
      'enum-dup-value',
      'attributes: { a: { type: enum, values: [x, y] } }\nscopes:\n'.concat(span('s')),
      'attributes: { a: { type: enum, values: [x, x] } }\nscopes:\n'.concat(span('s')),
    ],
    ['ident-format', `scopes:\n${span('s', ', const_name: A_1')}`, `scopes:\n${span('s', ', const_name: a_1')}`],
    [
      'ident-clash',
      `scopes:\n${span('a.b')}${span('a_b', ', const_name: C')}`,
      `scopes:\n${span('a.b')}${span('a_b')}`,
    ],
    [
      'ident-clash',
      'attributes: { a.b: { type: enum, values: [x] }, a_b: { type: string } }\nscopes:\n'.concat(span('s')),
      'attributes: { a.b: { type: enum, values: [x] }, a_b: { type: enum, values: [x] } }\nscopes:\n'.concat(span('s')),
    ],
    [
      'ident-clash',
      "attributes: { a: { type: enum, values: [x, '+', '-'] } }\nscopes:\n".concat(span('s')),
      'attributes: { a: { type: enum, values: [x, X] } }\nscopes:\n'.concat(span('s')),
    ],
    [
      'ident-clash',
      `attributes: { p: , q: }\nscopes:\n${span('j1', ', attributes: { p: opt_in }')}${span('j_1', ', attributes: { p: opt_in }')}`,
      `attributes: { p: , q: }\nscopes:\n${span('j1', ', attributes: { p: opt_in }')}${span('j_1', ', attributes: { q: opt_in }')}`,
    ],
    [
      'deprecated-target-missing',
      `scopes:\n${span('a', ', deprecated: { replaced_by: b }')}${span('b')}`,
      `scopes:\n${span('a', ', deprecated: { replaced_by: c }')}${span('b')}`,
    ],
    [
      'deprecated-target-cycle',
      `scopes:\n${span('a', ', deprecated: {}')}`,
      `scopes:\n${span('a', ', deprecated: { replaced_by: a }')}`,
    ],
  ])('%s', (code, good, bad) => {
    expect(checkCatalog(read(good).catalog, read(good)).map((each) => each.code)).toEqual([])
    expect(CHECKS[code].run(read(bad).catalog).map((each) => each.code)).toEqual([code])
  })

  it('finds exact places with the result of reading, and the entry without', () => {
    const result = read('scopes:\n  g: { kind: gauge, brief: G., unit: sec }\n')
    const [exact] = checkCatalog(result.catalog, result)
    const [entry] = checkCatalog(result.catalog)
    expect([exact!.place!.column, entry!.place!.column]).toEqual([38, 3])
  })

  it('reports under its own code', () => {
    const bad = read(
      'attributes: { B: , c: { type: enum } }\nscopes:\n  g: { kind: gauge, brief: G., attributes: { d: opt_in } }\n',
    )
    for (const [code, { run }] of Object.entries(CHECKS)) {
      expect(run(bad.catalog).every((each) => each.code === (code as Code))).toBe(true)
    }
  })
})

describe('a clash', () => {
  it('names both sources and the identifier', () => {
    const { catalog } = read(`scopes:\n${span('client.id')}${span('client_id')}`)
    expect(checkCatalog(catalog)).toMatchObject([
      {
        message: '`client.id` and `client_id` both give the constant `CLIENT_ID`.',
        notes: [{ place: { line: 3 } }, {}],
      },
    ])
  })

  it('is never resolved in silence: the catalog keeps both names', () => {
    const { catalog } = read(`scopes:\n${span('client.id')}${span('client_id')}`)
    expect([...catalog.scopes.values()].map(({ constName }) => constName)).toEqual(['CLIENT_ID', 'CLIENT_ID'])
  })
})

describe('units', () => {
  it.each([
    's',
    'ms',
    'us',
    'By',
    'KiBy',
    '1',
    '%',
    'Hz',
    'Cel',
    '[degF]',
    '{request}',
    '{a-b:c}',
    'By/s',
    '{request}/s',
    '1/min',
    'By{compressed}',
    'km/h',
    '{a/b}',
    'J/{call}',
  ])('%s', (unit) => {
    expect(isUnit(unit)).toBe(true)
  })

  it.each([
    '',
    'sec',
    'ms ',
    'S',
    'By/',
    '/s',
    'By//s',
    '{}',
    '{a',
    'a}',
    '{{a}}',
    '{a{b}}',
    '{a b}',
    '{ä}',
    'µs',
    'By.s',
    'm^2',
    's{}',
    '{a}{b}',
    `{${'x'.repeat(80)}}`,
  ])('not %j', (unit) => {
    expect(isUnit(unit)).toBe(false)
  })

  it.each([
    ['seconds', 's'],
    ['µs', 'us'],
    ['bytes', 'By'],
    ['MB', 'MBy'],
    ['percent', '%'],
    ['count', '1'],
    ['rpm', '1/min'],
    ['bytes/second', 'By/s'],
    ['tokens', '{tokens}'],
    ['tokens/sec', '{tokens}/s'],
    ['/s', '1/s'],
    ['MiBY', 'MiBy'],
    ['§', undefined],
    ['{a b}', undefined],
  ])('%s is probably %s', (wrong, right) => {
    expect(suggestUnit(wrong)).toBe(right)
    if (right) expect(isUnit(right)).toBe(true)
  })
})
