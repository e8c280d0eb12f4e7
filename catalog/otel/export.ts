import type { Loss } from '../foreign/losses.ts'
import { type Plain, printYaml } from '../foreign/print.ts'
import type { Attribute, AttributeUse, Catalog, Deprecation, Governance, PlainValue, Scope } from '../model.ts'
import { showTarget } from '../print/path.ts'

/** The files of a registry by name, and what OpenTelemetry has no place for. */
export interface ExportResult {
  readonly files: ReadonlyMap<string, string>
  readonly losses: readonly Loss[]
}

type Described = { readonly [key: string]: Plain }

/**
 * Writes a catalog as a registry that Weaver reads, in the format with `groups`. What is ours alone stands under
 * `annotations`, which Weaver passes on as they are: an import gives the same catalog again.
 */
export function exportOtel(
  catalog: Catalog,
  { url, description }: { readonly url: string; readonly description: string },
): ExportResult {
  const losses: Loss[] = []
  const scopes = [...catalog.scopes.values()]
  const pick = (isWanted: (scope: Scope) => boolean): Described[] =>
    scopes.filter(isWanted).map((scope) => describeScope(catalog, scope, losses))
  const sections: readonly (readonly [file: string, groups: readonly Described[]])[] = [
    ['attributes.yaml', describeAttributes([...catalog.attributes.values()], losses)],
    ['spans.yaml', pick(({ kind }) => kind === 'span')],
    ['events.yaml', pick(({ kind }) => kind === 'event')],
    ['metrics.yaml', pick(({ kind }) => kind !== 'span' && kind !== 'event')],
  ]
  const manifest = printYaml({ schema_url: url, description })
  const filled = sections.filter(([, groups]) => groups.length > 0)
  return {
    files: new Map([
      ['manifest.yaml', manifest],
      ...filled.map(([file, groups]) => [file, printYaml({ groups })] as const),
    ]),
    losses,
  }
}

/** A group for each first word of the keys, as registries have it. */
function describeAttributes(attributes: readonly Attribute[], losses: Loss[]): Described[] {
  const words = Map.groupBy(attributes, ({ name }) => name.split('.')[0]!)
  return [...words].map(([word, own]) => ({
    id: `registry.${word}`,
    type: 'attribute_group',
    brief: `Attributes of \`${word}\`.`,
    attributes: own.map((attribute) => describeAttribute(attribute, losses)),
  }))
}

function describeAttribute(attribute: Attribute, losses: Loss[]): Described {
  const { name, brief, note, examples, privacy, scrub, cardinality, unit, open } = attribute
  const ours = {
    privacy,
    scrub: scrub === 'none' ? undefined : scrub,
    cardinality: cardinality?.max ?? cardinality?.class,
    unit,
    // Enums of a registry are open.
    open: attribute.type === 'enum' && !open ? false : undefined,
  }
  return {
    id: name,
    type: describeType(attribute, losses),
    brief: brief || name,
    note: note || undefined,
    examples: examples.length > 0 ? toPlain(examples) : undefined,
    ...describeGovernance(attribute, ours),
  }
}

function describeType({ name, type, members, extensions }: Attribute, losses: Loss[]): Plain {
  const foreign = extensions.get('x-otel-members')
  if (foreign !== undefined) return { members: toPlain(foreign) }
  if (type === 'enum') return { members: members.map(describeMember) }
  const original = extensions.get('x-otel-type')
  if (typeof original === 'string') return original
  if (type === 'any[]') losses.push({ rule: 'type', name, message: 'is a list of anything: it is `any`' })
  return type === 'any[]' ? 'any' : type
}

function describeMember({ value, brief, constName, deprecated }: Attribute['members'][number]): Described {
  return {
    id: /^[A-Z_][A-Z0-9_]*$/.test(constName)
      ? constName.toLowerCase().replace(/^_/, 'v')
      : `v${[...value].map((each) => each.codePointAt(0)!.toString(16)).join('_')}`,
    value,
    brief: brief || undefined,
    stability: 'development',
    deprecated: deprecated ? { reason: 'obsoleted' } : undefined,
  }
}

function describeScope(catalog: Catalog, scope: Scope, losses: Loss[]): Described {
  const { name, kind, brief, note, attributes, level, buckets, sample, measurements, aliases, expires, instrument } =
    scope
  if (measurements.length > 0) {
    losses.push({
      rule: 'measurements',
      name,
      message: 'has measurements, which events there do not have: they are annotations',
    })
  }
  if (instrument.length > 0) {
    losses.push({
      rule: 'instrument',
      name,
      message: 'names functions, which a registry has no place for: they are annotations',
    })
  }
  const ours = {
    level: level === 'info' ? undefined : level,
    buckets: buckets.length > 0 ? [...buckets] : undefined,
    sample: sample && { rate: sample.rate, key: sample.key },
    measurements:
      measurements.length > 0
        ? Object.fromEntries(
            measurements.map((each) => [
              each.name,
              { type: each.type, unit: each.unit, brief: each.brief || undefined },
            ]),
          )
        : undefined,
    instrument: instrument.length > 0 ? instrument.map((target) => showTarget(catalog, target)) : undefined,
    aliases: aliases.length > 0 ? aliases.map((alias) => alias.name) : undefined,
    expires: expires?.text,
    // A metric has a unit there; ours may count without one.
    unit: kind === 'counter' && scope.unit === undefined ? null : undefined,
  }
  return {
    ...describeKind(scope),
    brief,
    note: note || undefined,
    ...describeGovernance(scope, ours),
    // Weaver wants the key on everything but metrics.
    attributes: attributes.map(describeUse),
  }
}

/** Counters need a unit there, too. */
function describeKind({ name, kind, unit, extensions }: Scope): Described {
  if (kind === 'span')
    return { id: `span.${name}`, type: 'span', span_kind: toPlain(extensions.get('x-otel-span-kind') ?? 'internal') }
  if (kind === 'event') return { id: `event.${name}`, type: 'event', name }
  return {
    id: `metric.${name}`,
    type: 'metric',
    metric_name: name,
    instrument: toPlain(extensions.get('x-otel-instrument') ?? kind),
    unit: toPlain(extensions.get('x-otel-unit') ?? unit ?? '1'),
  }
}

function describeUse({ name, requirement, when, brief }: AttributeUse): Described {
  const level = requirement === 'conditionally_required' ? { conditionally_required: when ?? '' } : requirement
  return { ref: name, requirement_level: level, brief: brief || undefined }
}

const STABILITIES = { stable: 'stable', beta: 'beta', experimental: 'development' } as const

function describeGovernance(
  { stability, deprecated, owners, since, links, extensions }: Governance,
  ours: Described,
): Described {
  const own = {
    ...ours,
    owners: owners.length > 0 ? [...owners] : undefined,
    since,
    links: links.length > 0 ? [...links] : undefined,
  }
  const isPlain = Object.values(own).every((value) => value === undefined)
  const foreign = extensions.get('x-otel-annotations')
  const kept =
    typeof foreign === 'object' && foreign !== null && !Array.isArray(foreign) ? (toPlain(foreign) as Described) : {}
  const annotations = { ...kept, ...(isPlain ? {} : { telescopic: own }) }
  return {
    stability: toPlain(extensions.get('x-otel-stability') ?? STABILITIES[stability]),
    deprecated: deprecated && describeDeprecation(deprecated),
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  }
}

function describeDeprecation({ replacedBy, note }: Deprecation): Described {
  if (replacedBy !== undefined) return { reason: 'renamed', renamed_to: replacedBy, note }
  return { reason: 'uncategorized', note: note ?? 'Deprecated.' }
}

function toPlain(value: PlainValue | readonly PlainValue[]): Plain {
  if (Array.isArray(value)) return value.map((each: PlainValue) => toPlain(each))
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each as PlainValue)]))
    : (value as Plain)
}
