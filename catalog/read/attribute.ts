import { ATTRIBUTE_TYPES, type Attribute } from '../model.ts'
import type { MapEntry } from '../yaml.ts'
import {
  type Fields,
  isEmpty,
  type Reading,
  readFields,
  readList,
  readText,
  readTextNode,
  readWord,
  report,
} from './fields.ts'
import { showText } from './text.ts'

const ATTRIBUTE_KEYS = ['type', 'values', 'brief'] as const
type AttributeKey = (typeof ATTRIBUTE_KEYS)[number]

/** Reads one entry of `attributes`. Nothing in it is required: a name alone is a text. */
export function readAttribute(reading: Reading, entry: MapEntry): Attribute {
  const owner = `the attribute ${showText(entry.key.text)}`
  const fields = isEmpty(entry.value) ? undefined : readFields(reading, entry.value, owner, ATTRIBUTE_KEYS)
  const type = readWord(reading, fields?.get('type'), ATTRIBUTE_TYPES)
  const values = fields ? readValues(reading, fields, type.word === 'enum' || !type.certain) : []
  const attribute: Attribute = Object.freeze({
    name: entry.key.text,
    type: type.word ?? 'string',
    values: Object.freeze(values ?? []),
    brief: readText(reading, fields?.get('brief')) ?? '',
    place: reading.findPlace(entry.key.start, entry.key.end),
  })
  if (!values || !type.certain || fields?.node.partial) reading.doubtful.add(attribute)
  if (fields) reading.nodes.set(attribute, fields.node)
  return attribute
}

/** Gives the values, or undefined when a fault in them was reported. */
function readValues(reading: Reading, fields: Fields<AttributeKey>, isEnum: boolean): string[] | undefined {
  const entry = fields.get('values')
  if (!entry) return []
  if (!isEnum) {
    const note = fields.get('type') ? 'take `values` out, or write `type: enum`' : 'did you mean to add `type: enum`?'
    report(reading, 'key-misplaced', '`values` belongs to attributes of the type `enum`.', entry.key, [note])
    return []
  }
  const values: string[] = []
  const items = readList(reading, entry, 'texts')
  for (const item of items ?? []) {
    const value = readTextNode(reading, item, 'A value of an enum')
    if (value) values.push(value)
    else if (value === '') report(reading, 'value-type', 'A value of an enum is empty.', item)
  }
  return values.length === items?.length ? values : undefined
}
