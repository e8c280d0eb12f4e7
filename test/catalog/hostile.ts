// Catalogs that somebody wrote by mistake, out of spite or with a program. Each is small enough to be read here; the
// large ones are built. What must become of each stands beside it: nothing, or these codes.

/** A catalog, with the files beside it, and the codes it gets. No codes: it is a catalog like any other. */
export interface Hostile {
  readonly group: string
  readonly name: string
  readonly text: string | Uint8Array
  readonly files?: Readonly<Record<string, string>>
  readonly codes: readonly string[]
}

const HEAD = 'telescopic: 1\n'
const scopes = (...lines: string[]): string => `${HEAD}scopes:\n${lines.map((line) => `  ${line}\n`).join('')}`
const span = (name: string, brief = 'B.'): string => `${name}: { kind: span, brief: ${JSON.stringify(brief)} }`
const one = span('app.start')
const withBrief = (brief: string): string => scopes(span('app.start', brief))
const withKeys = (...names: string[]): string =>
  `${HEAD}attributes: { ${names.map((name) => `${name}: { brief: K. }`).join(', ')} }\nscopes:\n  a.b: { kind: span, brief: B., attributes: { ${names.map((name) => `${name}: opt_in`).join(', ')} } }\n`
const withValues = (values: string): string =>
  `${HEAD}attributes: { a: { type: enum, values: ${values} } }\nscopes:\n  x.y: { kind: span, brief: B., attributes: { a: required } }\n`
const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('')

type Row = readonly [name: string, text: string | Uint8Array, ...codes: string[]]

const DUPLICATES: readonly Row[] = [
  ['the same scope twice', scopes(one, one), 'dup-scope'],
  ['once in quotes', scopes(one, span('"app.start"')), 'dup-scope'],
  [
    'a number, a text and a fraction',
    scopes(span('1'), span('"1"'), span('1.0')),
    'dup-scope',
    'name-format',
    'name-format',
  ],
  ['the same field twice', scopes('a.b: { kind: span, brief: A., brief: B. }'), 'dup-key'],
  ['the same value twice', withValues('[x, y, x]'), 'enum-dup-value'],
]

const CLASHES: readonly Row[] = [
  ['dot against underscore', scopes(span('client.id'), span('client_id')), 'ident-clash'],
  ['a hyphen', scopes(span('restart-count')), 'name-format'],
  ['camel case', scopes(span('restartCount'), span('restart_count')), 'name-format'],
  ['case alone', scopes(span('app.start'), span('App.Start')), 'name-format'],
  ['what a suffix would collide with', scopes(span('x.y'), span('x_y'), span('x_y_2')), 'ident-clash'],
  ['offsets from GMT', withValues('["GMT+1", "GMT-1"]'), 'ident-clash'],
  ['an empty value', withValues('["", a]'), 'value-type'],
  ['nothing but signs', withValues('["*/", "-", "+", "."]')],
  [
    'values with explicit names',
    withValues('{ "GMT+1": { const_name: GMT_PLUS_1 }, "GMT-1": { const_name: GMT_MINUS_1 } }'),
  ],
  ['a member that is no identifier', withValues('{ a: { const_name: "x = 1, y" } }'), 'ident-format'],
  ['names of the runtime', scopes(span('scope'), span('tele'), span('scope_map'), span('catalog'))],
  ['globals of TypeScript', withKeys('string', 'any', 'symbol', 'object', 'never')],
  [
    'enums named for globals',
    `${HEAD}attributes: { string: { type: enum, values: [a] }, symbol: { type: enum, values: [b] }, promise: { type: enum, values: [c] } }\nscopes:\n  x.y: { kind: span, brief: B., attributes: { string: opt_in, symbol: opt_in, promise: opt_in } }\n`,
  ],
  [
    'a constant that is no identifier',
    scopes('a.b: { kind: span, brief: B., const_name: "A = 1; //" }'),
    'ident-format',
  ],
]

const WORDS = [
  'constructor',
  '__proto__',
  'prototype',
  'then',
  'to_string',
  'value_of',
  'default',
  'class',
  'new',
  'delete',
  'await',
  'enum',
  'eval',
  'arguments',
  'undefined',
  'nan',
]
const SAFE_WORDS = WORDS.filter((word) => word !== '__proto__')

const RESERVED: readonly Row[] = [
  ['words as whole names', scopes(...SAFE_WORDS.map((word) => span(word)))],
  ['words as segments', scopes(...SAFE_WORDS.map((word) => span(`app.${word}.x`)))],
  ['words as attributes', withKeys(...SAFE_WORDS.filter((word) => word !== 'constructor'))],
  ['`constructor` as an attribute', withKeys('constructor'), 'name-reserved'],
  ['`__proto__` as a name', scopes(span('__proto__')), 'name-format'],
  ['`__proto__` as an attribute', withKeys('__proto__'), 'name-format'],
  [
    '`__proto__` as a key of the format',
    `${HEAD}__proto__: { x: 1 }\n${scopes(one).slice(HEAD.length)}`,
    'key-unknown',
  ],
  ['words as values', withValues(`[${WORDS.join(', ')}]`)],
  ['`__proto__` below a free key', `${HEAD}x-a: { __proto__: { polluted: 1 } }\n${scopes(one).slice(HEAD.length)}`],
]

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what a text may hold
const INJECTION: readonly Row[] = [
  ['the end of a comment', withBrief('*/ export const evil = 1 /*')],
  ['a template', withBrief('`${globalThis.evil = 1}`')],
  ['quotes and backslashes', withBrief('\' " \\ \\\' \\" \\\\')],
  ['line ends', withBrief('a\nexport const evil = 1\n*/\nb')],
  ['separators of JavaScript', withBrief('a\u2028export const evil = 1\u2029b')],
  ['the end of a script', withBrief('</script><script>evil()</script><!--')],
  ['tags of a doc comment', withBrief('@deprecated never\n@type {evil}\n{@link evil}\n@ts-nocheck')],
  ['a carriage return', withBrief('a\rb\r*/')],
  ['values that are code', withValues('["\'); evil(); (\'", "\\\\", "`${1}`", "*/"]')],
  ['a unit that is code', scopes('a.b: { kind: gauge, unit: "*/evil()", brief: B. }'), 'unit-unknown'],
  ['an annotation that ends a comment', scopes('a.b: { kind: gauge, unit: "{*/evil()/*}", brief: B. }')],
  [
    'a deprecation that is code',
    scopes('a.b: { kind: span, brief: B., deprecated: { note: "*/ evil() /*", since: "*/" } }'),
  ],
]

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: end

const UNICODE: readonly Row[] = [
  ['a Cyrillic letter', scopes(span('\u0430pp.start')), 'name-non-ascii'],
  ['composed and decomposed', scopes(span('caf\u00e9'), span('cafe\u0301')), 'name-non-ascii', 'name-non-ascii'],
  ['a zero-width space', scopes(span('app\u200b.start')), 'name-non-ascii'],
  ['a soft hyphen', scopes(span('ap\u00adp.start')), 'name-non-ascii'],
  ['full width', scopes(span('\uff41pp')), 'name-non-ascii'],
  ['beyond the first plane', scopes(span('app.\u{1f600}')), 'name-non-ascii'],
  ['text that is shown in another order', withBrief('a\u202e b'), 'text-unsafe'],
  ['half of a pair', `${HEAD}scopes:\n  a.b: { kind: span, brief: "a\\ud800b" }\n`, 'text-unsafe'],
  ['spaces that are none', withBrief('a\u00a0b\u3000c')],
  ['a line end of mainframes', withBrief('a\u0085b')],
  ['every letter there is', withBrief('\u00df \u0131 \u0130 \ufb01 \u{1f468}\u200d\u{1f469}')],
  ['letters in values', withValues('["\u00e4", "\u0131", "i", "\u{1f600}"]')],
]

const TRAPS: readonly Row[] = [
  ['a tab', `${HEAD}scopes:\n\ta.b: { kind: span, brief: B. }\n`, 'yaml-syntax'],
  ['a byte order mark', `\ufeff${scopes(one)}`],
  ['line ends of Windows', scopes(one).replaceAll('\n', '\r\n')],
  ['lone carriage returns', scopes(one).replaceAll('\n', '\r')],
  ['mixed line ends', scopes(one, span('a.b')).replace('\n', '\r\n')],
  ['a zero byte', `${scopes(one)}\0`, 'yaml-syntax'],
  ['UTF-16', Buffer.from(`\ufeff${scopes(one)}`, 'utf16le'), 'catalog-unreadable'],
  ['bytes that are no text', Uint8Array.from([0xc3, 0x28, 0xa0, 0xa1]), 'catalog-unreadable'],
  ['a directive', `%YAML 1.1\n---\n${scopes(one)}`, 'yaml-feature'],
  ['two documents', `${scopes(one)}---\n${scopes(one)}`, 'yaml-feature'],
  ['nothing', '', 'catalog-empty'],
  ['a comment', '# nothing\n', 'catalog-empty'],
  ['a word', 'telescopic\n', 'value-type'],
  ['a list', '- telescopic: 1\n', 'value-type'],
  ['a complex key', `${HEAD}? [a, b]\n: c\n${scopes(one).slice(HEAD.length)}`, 'yaml-feature'],
  ['a null key', `${HEAD}scopes:\n  ~: { kind: span, brief: B. }\n`, 'name-format'],
  ['an unknown tag', `${HEAD}scopes: !evil\n  ${one}\n`, 'yaml-feature'],
  ['a tag of a language', `${HEAD}scopes:\n  a.b: { kind: span, brief: !!js/function "evil()" }\n`, 'yaml-feature'],
  ['a day as a text', scopes('a.b: { kind: span, brief: 2026-01-01 }')],
  ['an octal number', scopes('a.b: { kind: histogram, unit: s, buckets: [0o17, 0x1F], brief: B. }')],
  ['an underscore in a number', scopes('a.b: { kind: histogram, unit: s, buckets: [1_000], brief: B. }'), 'value-type'],
  [
    'an endless number',
    scopes(`a.b: { kind: histogram, unit: s, buckets: [${'9'.repeat(400)}], brief: B. }`),
    'value-type',
  ],
  ['a version that is a number', scopes('a.b: { kind: span, brief: B., since: 1.10 }'), 'value-type'],
  ['a merge key', `${HEAD}scopes:\n  a.b: { <<: { kind: span }, brief: B. }\n`, 'yaml-feature'],
  ['truth values that are words', withValues('[on, off, no, y]')],
]

const BOMBS: readonly Row[] = [
  [
    'aliases of aliases',
    `${HEAD}x-a: &a [l, l]\n${repeat(9, (index) => `x-${index}: &n${index} [*${index === 0 ? 'a' : `n${index - 1}`}, *${index === 0 ? 'a' : `n${index - 1}`}]\n`)}${scopes(one).slice(HEAD.length)}`,
    ...Array<string>(28).fill('yaml-feature'),
  ],
  ['an alias of itself', `${HEAD}x-a: &a [*a]\n${scopes(one).slice(HEAD.length)}`, 'yaml-feature', 'yaml-feature'],
  ['deep brackets', `${HEAD}x-a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'yaml-limit'],
  ['deep blocks', `${HEAD}${repeat(200, (index) => `${' '.repeat(index)}x-a:\n`)}`, 'yaml-limit'],
  ['a text of five megabytes', withBrief('x'.repeat(5_000_000))],
  ['more than a catalog may hold', `${HEAD}# ${'x'.repeat(17_000_000)}\n`, 'yaml-limit'],
  ['a key of 1,100 characters', scopes(span('a'.repeat(1100))), 'name-too-long'],
  ['a name of 300 segments', scopes(span(Array(300).fill('a').join('.'))), 'name-too-long'],
  ['40,000 keys of nobody', `${HEAD}${repeat(40_000, (index) => `x-${index}: 1\n`)}${scopes(one).slice(HEAD.length)}`],
  [
    'variants without end',
    `${HEAD}scopes:\n  "a.{p}.{q}.{r}": { kind: span, brief: B., variants: { p: [${repeat(99, (index) => `p${index}, `)}z], q: [${repeat(99, (index) => `q${index}, `)}z], r: [${repeat(99, (index) => `r${index}, `)}z] } }\n`,
    'variant-format',
  ],
  [
    'a glob that counts stars',
    `${HEAD}imports: ["${'*a'.repeat(200)}.yaml"]\n${scopes(one).slice(HEAD.length)}`,
    'import-unmatched',
  ],
]

const HIERARCHY: readonly Row[] = [
  ['a scope in front of another', scopes(span('app'), span('app.start'), span('app.start.deep'))],
  ['an empty segment', scopes(span('app..start')), 'name-format'],
  ['a dot in front', scopes(span('.app')), 'name-format'],
  ['a dot behind', scopes(span('app.')), 'name-format'],
  ['an empty name', scopes(span('""')), 'name-format'],
]

const GRAPHS: readonly Row[] = [
  [
    'renamed in a row',
    scopes(
      'a.a: { kind: span, brief: B., deprecated: { replaced_by: a.b } }',
      'a.b: { kind: span, brief: B., deprecated: { replaced_by: a.c } }',
      span('a.c'),
    ),
    'deprecated-target-deprecated',
  ],
  [
    'renamed in a circle',
    scopes(
      'a.a: { kind: span, brief: B., deprecated: { replaced_by: a.b } }',
      'a.b: { kind: span, brief: B., deprecated: { replaced_by: a.a } }',
    ),
    'deprecated-target-cycle',
  ],
  ['an alias that lives', scopes(one, 'a.b: { kind: span, brief: B., aliases: [app.start] }'), 'alias-live'],
  [
    'extended in a circle',
    scopes('a.a: { brief: B., extends: a.b }', 'a.b: { brief: B., extends: a.a }'),
    'extends-target',
  ],
  [
    'extended 5,000 times in a row',
    `${HEAD}scopes:\n  a.s0: { kind: span, brief: B. }\n${repeat(5000, (index) => `  a.s${index + 1}: { brief: B., extends: a.s${index} }\n`)}`,
    'extends-target',
  ],
  [
    'a diamond',
    `${HEAD}attributes: { k: }\ngroups: { l: { attributes: { k: required } }, r: { attributes: { k: opt_in } } }\nscopes:\n  a.b: { kind: span, brief: B., use: [l, r] }\n`,
    'use-conflict',
  ],
  [
    'an import of the network',
    `${HEAD}imports: ["http://localhost:1/x.yaml"]\n${scopes(one).slice(HEAD.length)}`,
    'import-outside-root',
  ],
  [
    'an import of the machine',
    `${HEAD}imports: [../../../../etc/passwd]\n${scopes(one).slice(HEAD.length)}`,
    'import-outside-root',
  ],
]

const FUNCTIONS: readonly Row[] = [
  [
    'a function in a comment',
    scopes('a.b:', '  kind: span', '  brief: B.', '  instrument: src/a.ts #f'),
    'instrument-target',
  ],
  [
    'a function that is nothing but a comment',
    scopes('a.b:', '  kind: span', '  brief: B.', '  instrument: #f'),
    'value-type',
  ],
  ['a function of the machine', scopes('a.b: { kind: span, brief: B., instrument: /etc/x.ts#f }'), 'instrument-target'],
  [
    'a function of the folder above',
    scopes('a.b: { kind: span, brief: B., instrument: a/../../x.ts#f }'),
    'instrument-target',
  ],
  [
    'a function of the network',
    scopes('a.b: { kind: span, brief: B., instrument: "http://x/y.ts#f" }'),
    'instrument-target',
  ],
  ['a private function', scopes('a.b: { kind: span, brief: B., instrument: src/a.ts#A.#b }')],
  [
    'functions that are code',
    scopes('a.b: { kind: span, brief: B., instrument: "src/*/ evil() /*.ts#constructor.__proto__" }'),
  ],
  ['a package of dots', scopes('a.b: { kind: span, brief: B., instrument: "pg/../../x#f" }'), 'instrument-target'],
  [
    '10,000 functions, and one of them again',
    scopes(`a.b: { kind: span, brief: B., instrument: [${repeat(10_000, (index) => `p${index}#f, `)}p5000#f] }`),
    'instrument-target',
  ],
]

const TYPES: readonly Row[] = [
  ['scalars for maps', `${HEAD}attributes: 5\ngroups: text\nscopes: true\n`, 'value-type', 'value-type', 'value-type'],
  ['owners as a text', scopes("a.b: { kind: span, brief: B., owners: '@a' }"), 'value-type'],
  ['typos', scopes('a.b: { kidn: span, brief: B., stabilit: beta }'), 'key-unknown', 'key-unknown'],
  ['maps for texts', scopes('a.b: { kind: { a: b }, brief: [c] }'), 'value-type', 'value-type'],
  ['a device of Windows', scopes(span('con'), span('aux.nul'), span('com1.lpt1'))],
]

/** Files that are hostile together. */
const SEVERAL: readonly Hostile[] = [
  {
    group: 'duplicates',
    name: 'the same scope in two files',
    text: `${HEAD}imports: [./a.yaml]\n${scopes(one).slice(HEAD.length)}`,
    files: { 'a.yaml': scopes(one) },
    codes: ['dup-scope'],
  },
  {
    group: 'graphs',
    name: 'imports in a circle',
    text: `${HEAD}imports: [./a.yaml]\n${scopes(one).slice(HEAD.length)}`,
    files: { 'a.yaml': `${HEAD}imports: [./b.yaml]\n`, 'b.yaml': `${HEAD}imports: [./a.yaml]\n` },
    codes: ['import-cycle'],
  },
  {
    group: 'graphs',
    name: 'a file that imports what it is not',
    text: `${HEAD}imports: [./a.yaml]\n${scopes(one).slice(HEAD.length)}`,
    files: { 'a.yaml': '\0\x01\x02 {[' },
    codes: ['yaml-syntax'],
  },
]

const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  duplicates: DUPLICATES,
  clashes: CLASHES,
  'reserved words': RESERVED,
  injection: INJECTION,
  unicode: UNICODE,
  'traps of YAML': TRAPS,
  bombs: BOMBS,
  hierarchy: HIERARCHY,
  graphs: GRAPHS,
  functions: FUNCTIONS,
  types: TYPES,
}

export const HOSTILE: readonly Hostile[] = [
  ...Object.entries(GROUPS).flatMap(([group, rows]) =>
    rows.map(([name, text, ...codes]): Hostile => ({ group, name, text, codes })),
  ),
  ...SEVERAL,
]
