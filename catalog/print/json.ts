import type { Place } from '../../report/index.ts'
import { toMemberName } from '../identifiers.ts'
import type {
  Attribute,
  AttributeUse,
  Catalog,
  Deprecation,
  EnumMember,
  Governance,
  Group,
  Measurement,
  Scope,
} from '../model.ts'
import { showSource, showTarget } from './path.ts'

/**
 * Prints `catalog.json`: the catalog with every default filled in, for tools that should not read YAML. What the catalog
 * says nothing about is left out.
 */
export function printJson(catalog: Catalog, header: readonly string[]): string {
  const placeOf: PlaceOf = ({ file, line, column }) => ({ file: showSource(catalog, file), line, column })
  const value = {
    '//': header,
    attributes: mapValues(catalog.attributes, (attribute) => describeAttribute(attribute, placeOf)),
    ...(catalog.groups.size > 0 && { groups: mapValues(catalog.groups, (group) => describeGroup(group, placeOf)) }),
    scopes: mapValues(catalog.scopes, (scope) => describeScope(catalog, scope, placeOf)),
  }
  return `${JSON.stringify(value, null, 2).replace(RE_PLACE, '{ $1, $2, $3 }')}\n`
}

/** A place on one line, as it is read. Texts cannot match: in JSON they have no line ends. */
const RE_PLACE = /\{\n\s+("file": .*),\n\s+("line": \d+),\n\s+("column": \d+)\n\s+\}/g

type PlaceOf = (place: Place) => object

/** Every field of an attribute is taken apart here: a new one does not compile until it is printed or left out by name. */
function describeAttribute(attribute: Attribute, placeOf: PlaceOf): object {
  const { name: _, type, values, members, open, brief, unit, privacy, scrub, ...more } = attribute
  const { cardinality, examples, typeName: __, constName, inline: ___, place, ...governance } = more
  const known = members.filter((member) => isNoted(member))
  return {
    type,
    ...(type === 'enum' && { values, ...(open && { open }) }),
    ...(known.length > 0 && { members: Object.fromEntries(known.map(describeMember)) }),
    brief,
    unit,
    privacy,
    ...(scrub !== 'none' && { scrub }),
    ...(cardinality && { cardinality: cardinality.max ?? cardinality.class }),
    ...(examples.length > 0 && { examples }),
    ...describeGovernance(governance),
    const_name: constName,
    place: placeOf(place),
  }
}

/** Tells whether a member has more than its value gives. */
function isNoted({ value, brief, constName, deprecated }: EnumMember): boolean {
  return brief !== '' || deprecated || constName !== toMemberName(value)
}

function describeMember({ value, brief, constName, deprecated }: EnumMember): [string, object] {
  return [value, { brief, const_name: constName, ...(deprecated && { deprecated }) }]
}

function describeGroup({ brief, attributes, place }: Group, placeOf: PlaceOf): object {
  return { brief, attributes: describeUses(attributes), place: placeOf(place) }
}

/** The same for a scope. */
function describeScope(catalog: Catalog, scope: Scope, placeOf: PlaceOf): object {
  const { name: _, kind, brief, level, unit, buckets, attributes, measurements, aliases, ...more } = scope
  const { expires, sample, examples, instrument, groups: __, base, template, ...rest } = more
  const { constName, place, ...governance } = rest
  const conditions = attributes.filter(({ when }) => when !== undefined)
  return {
    kind,
    brief,
    level,
    unit,
    ...(buckets.length > 0 && { buckets }),
    attributes: describeUses(attributes),
    ...(conditions.some(({ when }) => when) && {
      conditions: Object.fromEntries(conditions.map(({ name, when }) => [name, when])),
    }),
    ...(kind === 'event' && { measurements: Object.fromEntries(measurements.map(describeMeasurement)) }),
    extends: base,
    template,
    sample,
    ...(instrument.length > 0 && { instrument: instrument.map((target) => showTarget(catalog, target)) }),
    ...(examples.length > 0 && { examples: examples.map(({ values }) => Object.fromEntries(values)) }),
    ...(aliases.length > 0 && { aliases: aliases.map(({ name }) => name) }),
    expires: expires?.text,
    ...describeGovernance(governance),
    const_name: constName,
    place: placeOf(place),
  }
}

function describeUses(uses: readonly AttributeUse[]): object {
  return Object.fromEntries(uses.map((use) => [use.name, use.requirement]))
}

function describeGovernance(governance: Governance): object {
  const { note, stability, owners, since, links, deprecated, suppressions: _, extensions, ...rest } = governance
  rest satisfies Record<string, never>
  return {
    ...(note !== '' && { note }),
    // The stability that nobody asked for says nothing.
    ...(stability !== 'experimental' && { stability }),
    ...(owners.length > 0 && { owners }),
    since,
    ...(links.length > 0 && { links }),
    ...(deprecated && { deprecated: describeDeprecation(deprecated) }),
    ...Object.fromEntries(extensions),
  }
}

function describeDeprecation({ replacedBy, since, removeAfter, note }: Deprecation): object {
  return { replaced_by: replacedBy, since, remove_after: removeAfter, note }
}

function describeMeasurement({ name, type, unit, brief }: Measurement): [string, object] {
  return [name, { type, unit, ...(brief !== '' && { brief }) }]
}

function mapValues<Value>(map: ReadonlyMap<string, Value>, describe: (value: Value) => object): object {
  return Object.fromEntries([...map].map(([name, value]) => [name, describe(value)]))
}
