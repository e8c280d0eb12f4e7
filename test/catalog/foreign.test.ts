import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { printYaml } from '../../catalog/foreign/print.ts'
import { toMemberName } from '../../catalog/identifiers.ts'
import {
  type Catalog,
  compareCatalogs,
  countLosses,
  exportOtel,
  type ForeignFile,
  type ImportResult,
  importGlean,
  importOtel,
  parseCatalog,
  printCatalog,
} from '../../catalog/index.ts'
import { checkTypes } from './check-types.ts'

// What others know of their telemetry, as a catalog. Nothing may be lost in silence: every text of the other format is
// in the catalog, or its loss is told.

const fixtures = join(import.meta.dirname, '../fixtures')

function readFolder(folder: string): ForeignFile[] {
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.ya?ml$/.test(name)).sort()
  return names.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
}

function read({ text }: ImportResult): Catalog {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  return catalog
}

/** Every value that stands somewhere in a tree, as text; of maps the keys too where they are asked for. */
function listTexts(value: unknown, keys: boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => listTexts(each, keys))
  if (typeof value !== 'object' || value === null) return [String(value).trim()]
  return Object.entries(value).flatMap(([key, each]) => [...(keys ? [key] : []), ...listTexts(each, keys)])
}

/** Texts of the other format that are neither in the catalog nor in what is told. */
function findLost(files: readonly ForeignFile[], { text, losses }: ImportResult): string[] {
  const kept = new Set(listTexts(load(text), true))
  const told = losses.map(({ name, message }) => `${name} ${message}`).join('\n')
  // A closing bracket in the column of its key: see `read.ts`.
  const source = files.flatMap((file) =>
    listTexts(load(file.text.replace(/^( *)([\]}],?)[ \t]*$/gm, '$1    $2')), false),
  )
  const implied = new Set([...kept].map((each) => toMemberName(each).toLowerCase()))
  return [...new Set(source)].filter(
    (each) => !kept.has(each) && !told.includes(each) && !isImplied(each, kept, implied),
  )
}

/** `span.a.b` is the id of the span `a.b`, `hot_stone` that of the member `hot-stone`; the rest names formats. */
function isImplied(text: string, kept: ReadonlySet<string>, implied: ReadonlySet<string>): boolean {
  if (text === '' || /^(?:metric|definition\/2|attribute_group|entity|registry\..*)$/.test(text)) return true
  return kept.has(text.replace(/^(?:span|event|metric|entity)\./, '')) || implied.has(toMemberName(text).toLowerCase())
}

describe('a registry of OpenTelemetry', () => {
  const files = readFolder(join(fixtures, 'otel'))
  const result = importOtel(files)
  const catalog = read(result)
  const rules = result.losses.map(({ rule, name }) => `${rule} ${name}`)

  it('loses nothing in silence', () => expect(findLost(files, result)).toEqual([]))

  it('the guard is awake', () => {
    const text = result.text.replace('How long a batch takes.', 'x')
    expect(findLost(files, { ...result, text })).toEqual(['How long a batch takes.'])
  })

  it('tells what is said in another way', () => {
    expect(rules.toSorted()).toEqual([
      'attribute-unknown bread.sold.online',
      'enum-of-numbers oven.level',
      'example oven',
      'identifier-clash oven.fan_speed',
      'identifier-clash oven_mode',
      'member-clash oven.mode',
      'name-changed oven.Sensor-Id',
      'name-changed shop-counter',
      'name-taken bake.batch',
      'replacement bake.time',
      'template oven.label',
      'unit oven.fan.speed',
      'unit oven.loaves',
      'updowncounter oven.loaves',
    ])
  })

  it('has every signal', () => {
    expect([...catalog.scopes.values()].map(({ name, kind, unit }) => `${name} ${kind} ${unit ?? ''}`.trim())).toEqual([
      'bake.batch span',
      'bake.batch.counter counter {batch}',
      'bake.batch.night span',
      'bake.burnt event',
      'bake.duration histogram s',
      'bake.period histogram s',
      'bake.time histogram ms',
      'bread.order span',
      'bread.sold counter {loaf}',
      'bread.sold.online counter {loaf}',
      'bread.stale event',
      'oven.fan.speed gauge 1/min',
      'oven.fan_speed gauge {turn}/s',
      'oven.loaves gauge 1',
    ])
  })

  it('keeps requirement levels, through groups and refinements', () => {
    const usesOf = (name: string): string[] =>
      catalog.scopes.get(name)!.attributes.map((use) => `${use.name} ${use.requirement}`)
    expect(usesOf('bake.batch')).toEqual(['oven.id required', 'oven.mode required', 'oven.trays recommended'])
    expect(usesOf('bake.batch.night')).toEqual([
      'oven.id required',
      'oven.mode required',
      'oven.slots opt_in',
      'oven.trays recommended',
    ])
    expect(usesOf('bread.sold.online')).toEqual([
      'bread.kind required',
      'oven.id required',
      'oven.mode conditionally_required',
      'oven.trays recommended',
    ])
    expect(catalog.scopes.get('bread.sold')!.attributes[2]!.when).toBe('If the oven has modes.')
  })

  it('settles identifiers by rule', () => {
    expect(catalog.scopes.get('oven.fan_speed')?.constName).toBe('OVEN_FAN_SPEED_DEPRECATED')
    expect(catalog.attributes.get('oven_mode')?.typeName).toBe('OvenModeDeprecated')
    expect(catalog.attributes.get('oven.mode')?.members.map(({ value, constName }) => `${value} ${constName}`)).toEqual(
      ['fan FAN', 'delete DELETE', 'hot-stone HOT_STONE', 'hot_stone HOT_STONE_DEPRECATED'],
    )
  })

  it('keeps deprecations and stabilities', () => {
    expect(catalog.scopes.get('bake.period')?.deprecated?.replacedBy).toBe('bake.duration')
    expect(catalog.scopes.get('bake.time')?.deprecated).toMatchObject({ replacedBy: undefined })
    expect(catalog.attributes.get('oven_mode')?.deprecated).toMatchObject({
      replacedBy: 'oven.mode',
      note: 'Dots are nicer.',
    })
    expect(['bake.duration', 'oven.loaves', 'bread.stale'].map((name) => catalog.scopes.get(name)?.stability)).toEqual([
      'stable',
      'beta',
      'experimental',
    ])
  })

  it('gives the same catalog for the files in another order', () => {
    expect(importOtel(files.toReversed()).text.split('\n').toSorted()).toEqual(result.text.split('\n').toSorted())
  })

  it('comes back from an export', () => {
    const { files: exported, losses } = exportOtel(catalog, {
      url: 'https://example.org/bakery/1.0.0',
      description: 'A bakery.',
    })
    expect([...exported.keys()]).toEqual([
      'manifest.yaml',
      'attributes.yaml',
      'spans.yaml',
      'events.yaml',
      'metrics.yaml',
    ])
    expect(losses).toEqual([])
    const back = read(importOtel([...exported].map(([file, text]) => ({ file, text }))))
    const describeScope = ({
      name,
      kind,
      unit,
      brief,
      stability,
      attributes,
    }: Catalog['scopes'] extends ReadonlyMap<string, infer One> ? One : never) => ({
      name,
      kind,
      unit,
      brief,
      stability,
      uses: attributes.map((use) => [use.name, use.requirement, use.when]),
    })
    expect([...back.scopes.values()].map(describeScope)).toEqual([...catalog.scopes.values()].map(describeScope))
    expect(
      [...back.attributes.values()].map(({ name, type, values, brief }) => ({ name, type, values, brief })),
    ).toEqual([...catalog.attributes.values()].map(({ name, type, values, brief }) => ({ name, type, values, brief })))
  })

  it.runIf(process.env.WEAVER_SCHEMA)('is what the schema of Weaver asks for', async () => {
    const { Ajv } = await import('ajv')
    const { $schema: _, ...schema } = JSON.parse(readFileSync(process.env.WEAVER_SCHEMA!, 'utf8')) as Record<
      string,
      unknown
    >
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
    const { files: exported } = exportOtel(catalog, {
      url: 'https://example.org/bakery/1.0.0',
      description: 'A bakery.',
    })
    for (const [file, text] of exported) {
      if (file !== 'manifest.yaml') expect([file, validate(load(text)), validate.errors]).toEqual([file, true, null])
    }
  })

  it('says which file is no YAML', () => {
    const { diagnostics } = importOtel([{ file: 'a.yaml', text: 'groups: [\n' }])
    expect(diagnostics.map(({ code, message }) => [code, message.slice(0, 22)])).toEqual([
      ['import-source', '`a.yaml` is not YAML: '],
    ])
  })

  it.each([
    'groups: 3',
    'groups: [3, null, { type: [] }]',
    '- 1',
    'groups: [{ id: a, type: metric }]',
    '"__proto__": { a: 1 }',
    'what: []',
  ])('survives %s', (text) => {
    const { diagnostics, losses } = importOtel([{ file: 'a.yaml', text }])
    expect([diagnostics, losses.length < 5]).toEqual([[], true])
  })
})

describe.each(['examples/snakepit/scopes.yaml', 'examples/pollux/scopes.yaml', 'scopes.yaml'])('%s', (path) => {
  it('goes to OpenTelemetry and back', () => {
    const text = readFileSync(join(fixtures, '../..', path), 'utf8')
    const { catalog } = parseCatalog(text, 'scopes.yaml')
    const { files } = exportOtel(catalog, { url: 'https://example.org/a/1', description: 'A.' })
    const back = read(importOtel([...files].map(([file, own]) => ({ file, text: own }))))
    expect([...back.scopes.keys()]).toEqual([...catalog.scopes.keys()])
    expect(compareCatalogs(catalog, back)).toEqual([])
  })
})

describe('measurements, levels and owners', () => {
  it('stand in annotations', () => {
    const text = `telescopic: 1
attributes: { tier: { type: enum, values: [free, '+'], privacy: personal } }
scopes:
  a: { kind: event, brief: A., level: debug, owners: ['@a'], stability: stable, measurements: { n: { type: int, unit: By } }, attributes: { tier: required } }
`
    const { files, losses } = exportOtel(parseCatalog(text, 'scopes.yaml').catalog, {
      url: 'https://example.org/a/1',
      description: 'A.',
    })
    expect(losses.map(({ rule }) => rule)).toEqual(['measurements'])
    expect(load(files.get('events.yaml')!)).toEqual({
      groups: [
        {
          id: 'event.a',
          type: 'event',
          name: 'a',
          brief: 'A.',
          stability: 'stable',
          annotations: {
            telescopic: { level: 'debug', measurements: { n: { type: 'int', unit: 'By' } }, owners: ['@a'] },
          },
          attributes: [{ ref: 'tier', requirement_level: 'required' }],
        },
      ],
    })
    expect(load(files.get('attributes.yaml')!)).toMatchObject({
      groups: [{ attributes: [{ id: 'tier', type: { members: [{ id: 'free' }, { id: 'v2b', value: '+' }] } }] }],
    })
  })
})

/** The whole registry, where `OTEL_SEMCONV` names its folder `model`. */
describe.runIf(process.env.OTEL_SEMCONV)('the real registry', () => {
  const files = process.env.OTEL_SEMCONV ? readFolder(process.env.OTEL_SEMCONV) : []
  const result = importOtel(files)

  it('imports, generates and compiles', () => {
    const catalog = read(result)
    expect([catalog.attributes.size, catalog.scopes.size]).toEqual([943, 707])
    expect(checkTypes(printCatalog(catalog, { source: result.text }))).toEqual([])
    console.log(Object.fromEntries(countLosses(result.losses)))
  })

  it('loses nothing in silence', () => expect(findLost(files, result)).toEqual([]))
})

describe('metrics of Glean', () => {
  const files = readFolder(join(fixtures, 'glean'))
  const result = importGlean(files)
  const catalog = read(result)

  it('has every metric', () => {
    expect(
      [...catalog.scopes.values()].map(
        ({ name, kind, unit, constName }) => `${name} ${kind} ${unit ?? '-'} ${constName}`,
      ),
    ).toEqual([
      'oven.door_opened counter - OVEN_DOOR_OPENED',
      'oven.errors counter - OVEN_ERRORS',
      'oven.heating histogram ns OVEN_HEATING',
      'oven.loaves gauge {loaves_of_bread} OVEN_LOAVES',
      'oven.log__in counter - OVEN_LOG__IN',
      'oven.log_in counter - OVEN_LOG_IN',
      'oven.memory histogram KiBy OVEN_MEMORY',
      'oven.model event - OVEN_MODEL',
      'oven.returned event - OVEN_RETURNED',
      'oven.sold event - OVEN_SOLD',
      'oven.warm event - OVEN_WARM',
    ])
  })

  it('keeps who answers for it and when it ends', () => {
    const { owners, links, expires } = catalog.scopes.get('oven.door_opened')!
    expect([owners, links, expires?.text]).toEqual([['baker@example.org'], ['https://bugs.example.org/1'], 'never'])
    expect([
      catalog.scopes.get('oven.log_in')?.expires?.text,
      catalog.scopes.get('oven.heating')?.expires?.text,
    ]).toEqual(['v12', '2031-01-02'])
    expect(catalog.scopes.get('oven.log__in')?.deprecated).toBeDefined()
    expect(catalog.attributes.get('oven.model.value')?.privacy).toBe('personal')
  })

  it('sets keys of two types apart', () => {
    const keys = [...catalog.attributes.values()].map(({ name, type }) => `${name} ${type}`)
    expect(keys).toEqual([
      'count int',
      'kind string',
      'oven.errors.label enum',
      'oven.model.value string',
      'oven.returned.count string',
      'oven.warm.value boolean',
    ])
    expect(result.losses.map(({ rule }) => rule).toSorted()).toEqual([
      'file-key',
      'key-conflict',
      'unit',
      'value',
      'value',
    ])
  })

  it('compiles', () => expect(checkTypes(printCatalog(catalog, { source: result.text }))).toEqual([]))
})

describe('YAML that we write', () => {
  it.each([
    'plain',
    'yes',
    'null',
    '1',
    '1e3',
    "it's",
    'a: b',
    'a #b',
    '- a',
    '',
    ' a',
    'a\nb',
    'a\n  b\n\nc',
    'a \nb',
    '\na',
    'a\n',
    '\t',
    '"',
    '\\',
    'é☃',
    '\u2028',
    '\u0085',
    '{a}',
    '[a',
    '*/',
    '&a',
    '!b',
    '%c',
    '@d',
    '`e',
    '~',
    '0x1',
    '2020-01-01',
    'a\r\nb',
    '|',
    '>',
    ': ',
    'key:',
  ])('reads back %j', (text) => {
    const value = { a: text, b: [text, { c: text }], d: { e: { f: text } } }
    expect(load(printYaml(value))).toEqual(value)
    expect(load(printYaml({ list: [{ a: 1, b: { c: text } }, [text]] }))).toEqual({
      list: [{ a: 1, b: { c: text } }, [text]],
    })
    const key = { [text === '' ? 'x' : text]: { y: [[text]] } }
    expect(load(printYaml(key))).toEqual(key)
  })
})
