import type { EntryField, Field } from './fields.ts'
import { ATTRIBUTE, CATALOG, GROUP, SCOPE, USE } from './format.ts'
import { DEPRECATED, SAMPLE, SUPPRESSIONS } from './shared.ts'

type Json = Readonly<Record<string, unknown>>

/** Fields that stand in several places, by the name that the schema refers to them by. */
const NAMED: ReadonlyMap<Field, string> = new Map<Field, string>([
  [ATTRIBUTE, 'attribute'],
  [USE, 'use'],
  [GROUP, 'group'],
  [SCOPE, 'scope'],
  [DEPRECATED, 'deprecated'],
  [SAMPLE, 'sample'],
  [SUPPRESSIONS, 'suppressions'],
])

/**
 * Prints the JSON Schema of a catalog, from the same tables that the reader checks by. Draft 07, which every language
 * server for YAML knows. It says what a file alone can get wrong; names are not listed in it, since a schema that changes
 * with each scope would have to be loaded anew by the editor each time.
 */
export function printSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://telescopic.dev/schema/1/scopes.schema.json',
    title: 'A catalog of telemetry events',
    ...describeEntry(CATALOG),
    required: ['telescopic'],
    definitions: Object.fromEntries([...NAMED].map(([field, name]) => [name, describeField(field)])),
  }
  const text = JSON.stringify({ ...schema, properties: { ...schema.properties, telescopic: FORMAT } }, null, 2)
  return `${text}\n`
}

const FORMAT: Json = { const: 1, description: CATALOG.fields.telescopic.brief }

function describeReference(field: Field): Json {
  const name = NAMED.get(field)
  return name === undefined ? describeField(field) : { $ref: `#/definitions/${name}` }
}

function describeField(field: Field): Json {
  const { brief: description } = field
  switch (field.type) {
    case 'text':
      return { description, type: 'string', ...(field.form && { pattern: field.form.pattern.source }) }
    case 'word':
      return { description, enum: field.words }
    case 'number':
      return { description, type: field.integer ? 'integer' : 'number', minimum: field.min, maximum: field.max }
    case 'boolean':
      return { description, type: 'boolean' }
    case 'any':
      return { description }
    case 'list':
      return { description, type: 'array', items: describeReference(field.of) }
    case 'map':
      return { description, type: ['object', 'null'], ...FREE_KEYS, additionalProperties: describeReference(field.of) }
    case 'entry':
      return describeEntry(field)
    case 'choice':
      return { description, anyOf: field.of.map((choice) => describeReference(choice)) }
  }
}

/** Keys that start with `x-` are nobody's. */
const FREE_KEYS: Json = { patternProperties: { '^x-': {} } }

function describeEntry({ brief: description, fields, requires = [], mayBeEmpty }: EntryField): Json & {
  readonly properties: Json
} {
  const required = requires.filter(({ oneOf }) => oneOf.length === 1).flatMap(({ oneOf }) => oneOf)
  const either = requires.filter(({ oneOf }) => oneOf.length > 1)
  return {
    description,
    type: mayBeEmpty ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, describeReference(field)])),
    ...FREE_KEYS,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    ...(either.length > 0 && {
      allOf: either.map(({ oneOf }) => ({ anyOf: oneOf.map((name) => ({ required: [name] })) })),
    }),
  }
}
