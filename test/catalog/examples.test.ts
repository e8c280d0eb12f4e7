import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Catalog, parseCatalog, printCatalog } from '../../catalog/index.ts'
import pollux from '../fixtures/pollux/names.json' with { type: 'json' }
import snakepit from '../fixtures/snakepit/names.json' with { type: 'json' }
import { checkTypes } from './check-types.ts'

// The two systems that Telescopic learned from: every name they know must be sayable in a catalog.

const root = join(import.meta.dirname, '../..')

function load(path: string): { catalog: Catalog; source: string } {
  const source = readFileSync(join(root, path), 'utf8')
  const { catalog, diagnostics } = parseCatalog(source, path)
  expect(diagnostics).toEqual([])
  return { catalog, source }
}

const attributesOf = (catalog: Catalog, name: string) => catalog.scopes.get(name)?.attributes.map((use) => use.name)
const measurementsOf = (catalog: Catalog, name: string) =>
  catalog.scopes.get(name)?.measurements.map((each) => each.name)

describe('Pollux', () => {
  const { catalog, source } = load('examples/pollux/scopes.yaml')
  const KINDS: Record<string, string> = { timing: 'span', 'metric (no metric_type)': 'histogram' }
  /** The one name that depends on data. */
  const UNBOUNDED = 'individual.question_{i+1}'

  it.each(pollux.pipeline)('has $name with its kind and metadata', ({ name, kind, metadata }) => {
    expect(catalog.scopes.get(name)?.kind).toBe(KINDS[kind] ?? kind)
    expect(attributesOf(catalog, name)).toEqual(metadata.toSorted())
  })

  it.each(pollux['v0.7'].scopes.filter(({ name }) => name !== UNBOUNDED))('has $name of 0.7', ({ name, metadata }) => {
    expect(catalog.scopes.get(name)?.kind).toBe('span')
    expect(attributesOf(catalog, name)).toEqual(metadata.toSorted())
  })

  it('has the questions as one scope with a number', () => {
    expect(attributesOf(catalog, 'individual.question')).toEqual(['question_index'])
  })

  it.each(pollux['v0.7'].metrics)('has the metric %s of 0.7', (name) => {
    expect(['counter', 'gauge', 'histogram']).toContain(catalog.scopes.get(name)?.kind)
  })

  it('has no other names', () => {
    expect(catalog.scopes.size).toBe(32 + 20 + 13)
  })

  it.each(['enum', 'const'] as const)('compiles with enums as %s', (enums) => {
    expect(checkTypes(printCatalog(catalog, { source, enums }))).toEqual([])
  })
})

describe('Snakepit', () => {
  const { catalog, source } = load('examples/snakepit/scopes.yaml')
  const isName = (literal: string) => !literal.includes('{') && !/\.(?:my_)?operation$/.test(literal)
  const literals = snakepit.emitted_literals.filter(isName)
  const names = new Set([
    ...snakepit.telemetry_events,
    ...snakepit.ml_event_schemas.map(({ event }) => event),
    ...snakepit.python_event_catalog.flatMap(({ name, event }) => [name, event]),
    ...literals,
  ])

  it('S31 has every name and no other', () => {
    expect([snakepit.telemetry_events.length, snakepit.ml_event_schemas.length, names.size]).toEqual([64, 27, 112])
    expect([...catalog.scopes.keys()]).toEqual([...names].toSorted())
  })

  it('has only events', () => {
    expect(new Set([...catalog.scopes.values()].map(({ kind }) => kind))).toEqual(new Set(['event']))
  })

  it.each(snakepit.ml_event_schemas)('S32 has the schema of $event', ({ event, measurements, metadata }) => {
    expect(measurementsOf(catalog, event)).toEqual(Object.keys(measurements).toSorted())
    expect(attributesOf(catalog, event)).toEqual(Object.keys(metadata).toSorted())
    expect(catalog.scopes.get(event)?.attributes.every(({ requirement }) => requirement === 'required')).toBe(true)
  })

  it.each(snakepit.python_event_catalog)('S26 has the measurements of $name', ({ name, measurements }) => {
    expect(measurementsOf(catalog, name)).toEqual(measurements.toSorted())
  })

  it('S28 has every measurement key and every safe metadata key in use', () => {
    const scopes = [...catalog.scopes.values()]
    const measured = new Set(scopes.flatMap((scope) => scope.measurements.map(({ name }) => name)))
    const used = new Set(scopes.flatMap((scope) => scope.attributes.map(({ name }) => name)))
    expect([snakepit.measurement_keys.length, snakepit.metadata_keys.length]).toEqual([34, 46])
    expect(snakepit.measurement_keys.filter((key) => !measured.has(key))).toEqual([])
    expect(snakepit.metadata_keys.filter((key) => !used.has(key))).toEqual([])
    expect([...catalog.attributes.keys()].filter((key) => !used.has(key))).toEqual([])
  })

  it('S30 keeps irregular names as they are', () => {
    expect(catalog.scopes.get('snakepit.pool.worker_ready')?.constName).toBe('SNAKEPIT_POOL_WORKER_READY')
    expect(catalog.scopes.has('snakepit.pool.worker.ready')).toBe(false)
  })

  it.each(['enum', 'const'] as const)('compiles with enums as %s', (enums) => {
    expect(checkTypes(printCatalog(catalog, { source, enums }))).toEqual([])
  })
})

describe('both together', () => {
  it('add up in one program', () => {
    const [one, two] = ['pollux', 'snakepit'].map((name) => load(`examples/${name}/scopes.yaml`))
    const print = ({ catalog, source }: { catalog: Catalog; source: string }) => printCatalog(catalog, { source })
    const files = new Map(print(one!))
    const other = print(two!)
    files.set('other.ts', other.get('types.ts')!.replace('./names.js', './other-names.js'))
    files.set('other-names.ts', other.get('names.ts')!)
    files.set(
      'use.ts',
      `import type { NameOf } from 'telescopic'\nexport const names: [NameOf<'api.execute', 'span'>, NameOf<'tool.result_size', 'event'>] = ['api.execute', 'tool.result_size']\n`,
    )
    expect(checkTypes(files)).toEqual([])
  })
})
