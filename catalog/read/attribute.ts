import type { Entry, Given, ValueOf } from '../format/fields.ts'
import type { ATTRIBUTE } from '../format/format.ts'
import { toMemberName, toTypeName } from '../identifiers.ts'
import type { Attribute, Cardinality, EnumMember, PrivacyClass } from '../model.ts'
import type { ScalarNode, YamlNode } from '../yaml.ts'
import { type Reading, report } from './fields.ts'
import { buildGovernance, type GovernanceDefaults, rememberNode } from './governance.ts'

type AttributeEntry = Entry<typeof ATTRIBUTE.fields>

export interface AttributeDefaults extends GovernanceDefaults {
  readonly privacy: PrivacyClass | undefined
}

/** Builds an attribute from its entry: one of the dictionary, or one that a scope defines in place. */
export function buildAttribute(
  reading: Reading,
  key: ScalarNode,
  entry: AttributeEntry,
  defaults: AttributeDefaults,
  inline = false,
): Attribute {
  const { type, open, brief, unit, privacy, scrub, cardinality, examples, const_name } = entry.values
  const isUncertain = type ? !type.certain : entry.has('type')
  const members = buildMembers(reading, entry, type?.value === 'enum' || isUncertain)
  const attribute: Attribute = Object.freeze({
    name: key.text,
    type: type?.value ?? 'string',
    values: Object.freeze((members ?? []).map(({ value }) => value)),
    members: Object.freeze(members ?? []),
    open: open?.value ?? false,
    brief: brief?.value ?? '',
    unit: unit?.value,
    privacy: privacy?.value ?? defaults.privacy,
    scrub: scrub?.value ?? 'none',
    cardinality: cardinality && readCardinality(cardinality.value),
    examples: Object.freeze((examples?.value ?? []).map(({ value }) => value)),
    typeName: toTypeName(const_name?.value ?? key.text),
    constName: const_name?.value,
    inline,
    ...buildGovernance(reading, entry, defaults),
    place: reading.findPlace(key.start, key.end),
  })
  if (!members || isUncertain || entry.node?.partial) reading.doubtful.add(attribute)
  rememberNode(reading, attribute, entry)
  return attribute
}

function readCardinality(value: Exclude<Cardinality['class'], 'bounded'> | number): Cardinality {
  return typeof value === 'number' ? { class: 'bounded', max: value } : { class: value, max: undefined }
}

/** Gives the members, or undefined when a fault in them was reported. */
function buildMembers(reading: Reading, entry: AttributeEntry, isEnum: boolean): EnumMember[] | undefined {
  const { values, type, open } = entry.values
  if (!isEnum) {
    const wayOut = type ? 'or write `type: enum`' : 'did you mean to add `type: enum`?'
    for (const [name, given] of Object.entries({ values, open })) {
      if (!given) continue
      const note = type ? `take \`${name}\` out, ${wayOut}` : wayOut
      report(reading, 'key-misplaced', `\`${name}\` belongs to attributes of the type \`enum\`.`, given.key, [note])
    }
    return []
  }
  if (!values) return entry.has('values') ? undefined : []
  const { value, node } = values
  const members = Array.isArray(value)
    ? value.flatMap((each: Given<string>) => buildMember(reading, each.value, each.node, {}))
    : [...(value as MemberMap)].flatMap(([name, each]) => buildMember(reading, name, each.key, each.value.values))
  const count = node.kind === 'map' ? [...node.entries.keys()].filter((name) => !name.startsWith('x-')).length : 0
  return members.length === (node.kind === 'list' ? node.items.length : count) ? members : undefined
}

type MemberMap = ValueOf<(typeof ATTRIBUTE.fields.values.of)[1]>
type MemberFields = Entry<(typeof ATTRIBUTE.fields.values.of)[1]['of']['fields']>['values']

function buildMember(reading: Reading, value: string, at: YamlNode, fields: MemberFields): EnumMember[] {
  if (value === '') {
    report(reading, 'value-type', 'A value of an enum is empty.', at)
    return []
  }
  return [
    Object.freeze({
      value,
      brief: fields.brief?.value ?? '',
      constName: fields.const_name?.value ?? toMemberName(value),
      deprecated: fields.deprecated?.value ?? false,
      place: reading.findPlace(at.start, at.end),
    }),
  ]
}
