import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { toMemberName } from '../../catalog/identifiers.ts'
import {
  type Attribute,
  type Catalog,
  type Governance,
  parseCatalog,
  printCatalog,
  type Scope,
} from '../../catalog/index.ts'
import { quoteText } from '../../catalog/print/escape.ts'

// Text of a catalog on its way into code and back: what was a text stays a text, whatever it says.

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: that is the hostile part
const HOSTILE = [
  '*/',
  '/*',
  '*\\/',
  '`',
  '${x}',
  "'",
  '"',
  '\\',
  '\n',
  '\r\n',
  '\u2028',
  '\u2029',
  '\x85',
  '@deprecated x',
  ' @see y',
  '\n@internal',
  '{@link Z}',
  '</script>',
  '<!--',
  '//',
  '\u202e',
  '\ufeff',
  '\u0000',
  '\ud800',
  '__proto__',
  '}',
  'é',
  '日本',
  '😀',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: end

const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
const values = fc.uniqueArray(text, { minLength: 1, maxLength: 5, selector: toMemberName })

const place = { file: 'scopes.yaml', start: 0, end: 0, line: 1, column: 1 }

function createCatalog(brief: string, enumValues: readonly string[]): Catalog {
  const governance: Governance = {
    note: brief,
    stability: 'experimental',
    owners: [],
    since: brief,
    links: [],
    deprecated: { replacedBy: undefined, since: brief, removeAfter: undefined, note: brief, place },
    suppressions: [],
    extensions: new Map([['x-text', brief]]),
  }
  const tier: Attribute = {
    ...governance,
    name: 'tier',
    type: 'enum',
    values: enumValues,
    members: enumValues.map((value) => ({ value, brief, constName: toMemberName(value), deprecated: true, place })),
    open: false,
    brief,
    unit: undefined,
    privacy: undefined,
    scrub: 'none',
    cardinality: undefined,
    examples: [brief],
    typeName: 'Tier',
    constName: undefined,
    inline: false,
    place,
  }
  const scope: Scope = {
    ...governance,
    name: 'app.start',
    kind: 'event',
    brief,
    level: 'info',
    unit: undefined,
    buckets: [],
    attributes: [{ name: 'tier', requirement: 'required', when: undefined, brief, from: undefined, place }],
    measurements: [{ name: 'size', type: 'int', unit: undefined, brief, place }],
    aliases: [],
    expires: undefined,
    sample: undefined,
    examples: [],
    groups: [],
    base: undefined,
    instrument: [],
    template: undefined,
    constName: 'APP_START',
    place,
  }
  return {
    file: 'scopes.yaml',
    files: [{ file: 'scopes.yaml', packageName: undefined, text: '' }],
    attributes: new Map([['tier', tier]]),
    groups: new Map(),
    scopes: new Map([['app.start', scope]]),
    lint: { rules: new Map(), suppressions: [] },
  }
}

interface Parsed {
  readonly file: ts.SourceFile
  readonly errors: number
}

function parse(name: string, files: ReadonlyMap<string, string>): Parsed {
  const file = ts.createSourceFile(name, files.get(name)!, ts.ScriptTarget.ES2024, true)
  return { file, errors: (file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics.length }
}

/** The kinds of the statements: any text that became code would add one. */
function listStatements({ file }: Parsed): string[] {
  return file.statements.map((statement) => ts.SyntaxKind[statement.kind])
}

/** Names of all tags in the doc comments of a file. */
function listTags(node: ts.Node): string[] {
  const { jsDoc = [] } = node as { jsDoc?: readonly ts.JSDoc[] }
  const tags = jsDoc.flatMap((doc) => [...(doc.tags ?? [])])
  return [...tags.map((tag) => tag.tagName.text), ...node.getChildren().flatMap(listTags)]
}

function readLiterals(node: ts.Node): string[] {
  return ts.isStringLiteral(node) ? [node.text] : node.getChildren().flatMap(readLiterals)
}

describe('any text', () => {
  it.each(['enum', 'const'] as const)('stays a text in the generated files, with enums as %s', (enums) => {
    fc.assert(
      fc.property(text, values, (brief, enumValues) => {
        const files = printCatalog(createCatalog(brief, enumValues), { source: '', enums })
        const [scopes, names, types] = ['scopes.ts', 'names.ts', 'types.ts'].map((name) => parse(name, files))
        expect([scopes!.errors, names!.errors, types!.errors]).toEqual([0, 0, 0])
        expect(listStatements(scopes!)).toEqual(['ExportDeclaration', 'FirstStatement', 'TypeAliasDeclaration'])
        const isEnum = enums === 'enum'
        expect(listStatements(names!)).toEqual(
          isEnum ? ['EnumDeclaration'] : ['FirstStatement', 'TypeAliasDeclaration'],
        )
        expect(listStatements(types!).filter((kind) => kind !== 'ImportDeclaration')).toEqual([
          'InterfaceDeclaration',
          'InterfaceDeclaration',
          'ModuleDeclaration',
        ])
        expect(listTags(scopes!.file)).toEqual(['deprecated', 'since', 'see'])
        expect(listTags(names!.file)).toEqual(['see', ...enumValues.map(() => 'deprecated')])
        expect(listTags(types!.file)).toEqual(['deprecated'])
        const literals = readLiterals(names!.file)
        for (const value of enumValues) expect(literals).toContain(value)
        expect(JSON.parse(files.get('catalog.json')!).attributes.tier.values).toEqual(enumValues)
      }),
      // The counterexample of an earlier run: a literal that ends with a backslash, and a comment's end behind it.
      { numRuns: 60, examples: [['*/', ['/*\\', '*/']]] },
    )
  })

  it('is read from YAML as it was written, or refused by name', () => {
    fc.assert(
      fc.property(text, (brief) => {
        const source = `telescopic: 1\nscopes:\n  app.start: { kind: span, brief: ${JSON.stringify(`a${brief}`)} }\n`
        const { catalog, diagnostics } = parseCatalog(source, 'scopes.yaml')
        const codes = diagnostics.map(({ code }) => code)
        if (codes.length === 0) expect(catalog.scopes.get('app.start')!.brief).toBe(`a${brief}`)
        else expect(['text-unsafe', 'yaml-syntax']).toContain(codes.join())
      }),
      { numRuns: 300 },
    )
  })

  it('of an annotation stays a unit in the generated files', () => {
    const annotation = fc
      .array(
        fc.oneof(fc.constantFrom('*/', '`', "'", '\\', '@', '//'), fc.string({ unit: 'grapheme-ascii', maxLength: 3 })),
      )
      .map((parts) => `{${parts.join('')}}`)
    fc.assert(
      fc.property(annotation, (unit) => {
        const quoted = JSON.stringify(unit)
        const source = `telescopic: 1\nattributes: { k: { type: int, unit: ${quoted} } }\nscopes:\n  a.b: { kind: gauge, unit: ${quoted}, brief: B., attributes: { k: required } }\n`
        const { catalog, diagnostics } = parseCatalog(source, 'scopes.yaml')
        fc.pre(diagnostics.length === 0)
        const files = printCatalog(catalog, { source })
        const [scopes, types] = ['scopes.ts', 'types.ts'].map((name) => parse(name, files))
        expect([scopes!.errors, types!.errors]).toEqual([0, 0])
        expect(listStatements(scopes!)).toEqual(['ExportDeclaration', 'FirstStatement', 'TypeAliasDeclaration'])
        expect([...listTags(scopes!.file), ...listTags(types!.file)]).toEqual(['see'])
        expect(JSON.parse(files.get('catalog.json')!).scopes['a.b'].unit).toBe(unit)
      }),
      { numRuns: 150 },
    )
  })

  it('as a whole catalog never throws', () => {
    const line = fc.oneof(
      text,
      fc.constantFrom(
        'telescopic: 1',
        'scopes:',
        '  a.b: { kind: span, brief: x }',
        '  c:',
        '    kind: gauge',
        'attributes:',
        '- x',
        '? y',
        '&a',
        '*a',
        '---',
        '  <<: *a',
      ),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { diagnostics } = parseCatalog(lines.join('\n'), 'scopes.yaml')
        for (const { place: at, message } of diagnostics) {
          expect(at!.line).toBeGreaterThan(0)
          expect(message).toMatch(/\.$/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a doc comment', () => {
  const print = (brief: string) => printCatalog(createCatalog(brief, ['a']), { source: '' }).get('names.ts')!

  it.each([
    ['ends a comment', 'a */ b', '* a *\\/ b\n'],
    ['starts a tag', 'see @internal', '* see \\@internal\n'],
    ['starts a line with a tag', 'see\n@internal', '* see\n * \\@internal\n'],
    ['is a link', 'a {@link b}', '* a {\\@link b}\n'],
    ['has an address', 'ask me@example.org', '* ask me@example.org\n'],
    ['has code', 'the `code`', '* the `code`\n'],
    ['has half a code', 'the `code', "* the 'code\n"],
    ['has odd line ends', 'a\r\nb\u2028c\rd', '* a\n * b\n * c\n * d\n'],
    ['has invisible characters', 'a\u200bb\u0000c', '* a\uFFFDb\uFFFDc\n'],
  ])('with a text that %s', (_, brief, expected) => {
    expect(print(brief)).toContain(expected)
  })
})

describe('a literal', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", "'it\\'s'"],
    ['a\\b', "'a\\\\b'"],
    ['a\nb\rc\td', "'a\\nb\\u000dc\\u0009d'"],
    ['\u2028\u2029', "'\\u2028\\u2029'"],
    ['\u202e\u200b\ufeff', "'\\u202e\\u200b\\ufeff'"],
    ['\ud800', "'\\ud800'"],
    ['\u{e0001}', "'\\u{e0001}'"],
    ['</script><!--', "'\\u003c/script>\\u003c!--'"],
    ['a < b', "'a < b'"],
    ['`$' + '{x}`', "'`$" + "{x}`'"],
    ['é日本😀', "'é日本😀'"],
  ])('of %j is %s', (text, literal) => {
    expect(quoteText(text)).toBe(literal)
  })
})
