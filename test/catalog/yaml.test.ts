import { describe, expect, it } from 'vitest'
import { parseYaml, type YamlNode } from '../../catalog/yaml.ts'

function parse(text: string) {
  return parseYaml(text, 'x.yaml', { duplicateCode: () => 'dup-key' })
}

/** The tree as plain values; of scalars the type where it is not a text. */
function simplify(node: YamlNode | undefined): unknown {
  if (!node) return undefined
  if (node.kind === 'list') return node.items.map(simplify)
  if (node.kind === 'map')
    return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, simplify(value)]))
  if (node.kind === 'fault') return 'FAULT'
  return node.type === 'string' ? node.text : `${node.type}(${node.text})`
}

describe('scalars', () => {
  it.each([
    ['no', 'no'],
    ['on', 'on'],
    ['yes', 'yes'],
    ['y', 'y'],
    ['true', 'boolean(true)'],
    ['False', 'boolean(False)'],
    ['tRUE', 'tRUE'],
    ['null', 'null(null)'],
    ['~', 'null(~)'],
    ['12', 'number(12)'],
    ['-1.5e3', 'number(-1.5e3)'],
    ['0x1F', 'number(0x1F)'],
    ['0o17', 'number(0o17)'],
    ['.5', 'number(.5)'],
    ['.inf', 'number(.inf)'],
    ['1_000', '1_000'],
    ['2.3.0', '2.3.0'],
    ['2027-01-01', '2027-01-01'],
    ["'12'", '12'],
    ['"true"', 'true'],
    ['"a\\tb"', 'a\tb'],
    ['%', undefined],
    ['|\n  a\n  b\n', 'a\nb\n'],
    ['>-\n  a\n  b\n', 'a b'],
    ['# nothing', 'null()'],
  ])('%j', (text, expected) => {
    const { root } = parse(`key: ${text}`)
    expect(simplify(root)).toEqual(expected === undefined ? undefined : { key: expected })
  })
})

describe('places', () => {
  const rows: [string, string, string, number, number][] = [
    ['plain', 'a: 1\nbb: two\n', 'bb', 2, 5],
    ['in quotes, with the quotes', 'a: 1\nbb: "two"\n', 'bb', 2, 5],
    ['after CRLF', 'a: 1\r\nbb: two\r\n', 'bb', 2, 5],
    ['after a lone CR', 'a: 1\rbb: two\r', 'bb', 2, 5],
    ['after a byte order mark', '\uFEFFbb: two\n', 'bb', 1, 5],
    ['left empty, at the key', 'a: 1\n  \nbb:\n', 'bb', 3, 1],
    ['in a flow map', '{ a: 1, bb: two }', 'bb', 1, 13],
  ]

  it.each(rows)('%s', (_, text, key, line, column) => {
    const { root, findPlace } = parse(text)
    const value = root?.kind === 'map' ? root.entries.get(key)?.value : undefined
    const place = findPlace(value!.start, value!.end)
    expect([place.line, place.column]).toEqual([line, column])
    const shown = text.slice(place.start, place.end)
    expect(['two', '"two"', 'bb']).toContain(shown)
  })
})

describe('features', () => {
  it.each([
    ['a: &x 1', ['Anchors']],
    ['a: [&x 1, *x, *x]', ['Anchors', 'Aliases', 'Aliases']],
    ['a: &x { b: *x }', ['Anchors', 'Aliases']],
    ['a: !!int 1', ['Tags']],
    ['a: !mine { b: 1 }', ['Tags']],
    ['<<: { a: 1 }', ['Merge keys']],
    ['{ a: 1 }: 2', ['Keys that are maps or lists']],
    ['? [a]\n: 2', ['Keys that are maps or lists']],
    ['a: 1\n---\nb: 1\n---\nc: 1', ['Several documents']],
    ['%YAML 1.2\n---\na: 1', ['Directives']],
    ["'<<': 1", []],
    ['? a\n: 1', []],
    ['---\na: 1\n...\n', []],
    ['a: "&x *x !x"', []],
  ])('%j', (text, expected) => {
    const { diagnostics } = parse(text)
    expect(diagnostics.map(({ message }) => message)).toEqual(
      expected.map((what) => `${what} are not part of a catalog.`),
    )
    expect(diagnostics.every(({ code, notes }) => code === 'yaml-feature' && notes.length === 1)).toBe(true)
  })

  it('keeps what is usable beside a fault', () => {
    const { root } = parse('a: &x one\nb: *x\nc: !!str two\nd: three\n<<: { e: 1 }\n')
    expect(simplify(root)).toEqual({ a: 'one', b: 'FAULT', c: 'FAULT', d: 'three' })
    expect(root).toMatchObject({ partial: true })
  })
})

describe('keys', () => {
  it.each([
    ['a: 1\na: 2', 1],
    ['a: 1\n"a": 2', 1],
    ['1: a\n"1": b', 1],
    ['{ a: 1, a: 2, a: 3 }', 2],
    ['a: { b: 1 }\nc: { b: 1 }', 0],
    ['__proto__: 1\nconstructor: 2', 0],
  ])('%j', (text, duplicates) => {
    const { diagnostics } = parse(text)
    expect(diagnostics.map(({ code }) => code)).toEqual(Array.from({ length: duplicates }, () => 'dup-key'))
  })

  it('keeps the first of two, and `__proto__` as a key', () => {
    const { root } = parse('a: 1\na: 2\n__proto__: { polluted: yes }')
    expect(root?.kind === 'map' && [...root.entries.keys()]).toEqual(['a', '__proto__'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('limits', () => {
  it('takes 31 levels and refuses 33', () => {
    expect(parse(`${'['.repeat(31)}${']'.repeat(31)}`).diagnostics).toEqual([])
    expect(parse(`${'['.repeat(33)}${']'.repeat(33)}`).diagnostics).toMatchObject([{ code: 'yaml-limit' }])
  })

  it('refuses more than 16 MB without reading it', () => {
    const { root, diagnostics } = parse(`a: "${'x'.repeat(16 * 1024 * 1024)}"`)
    expect(root).toBeUndefined()
    expect(diagnostics).toMatchObject([{ code: 'yaml-limit' }])
  })

  it('reads a map of 200,000 keys', () => {
    // A fraction of a second. Looking for duplicates by comparing all keys with each other would not end before the timeout.
    const { root } = parse(Array.from({ length: 200_000 }, (_, index) => `key${index}: 1\n`).join(''))
    expect(root?.kind === 'map' && root.entries.size).toBe(200_000)
  }, 60_000)
})
