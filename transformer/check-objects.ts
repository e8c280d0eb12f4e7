import type { Attribute, Catalog, MeasurementType, Scope } from '../catalog/model.ts'
import { createDiagnostic, type Diagnostic, type PlaceFinder, suggestName } from '../report/index.ts'
import { type Node, stringValue, unwrap } from './syntax.ts'

/** Object literals in calls against the catalog: unknown keys, missing keys, literal values of another type. */

interface Property {
  readonly key: string
  readonly keyNode: Node
  readonly value: Node
}

interface ObjectLiteral {
  readonly properties: readonly Property[]
  /** Whether keys may come from elsewhere: a spread, or a key that is computed. */
  readonly open: boolean
}

/** Checks the metadata of a call. `anchor` is where a missing key is reported. */
export function checkMetadata(
  anchor: Node,
  metadata: Node | undefined,
  scope: Scope,
  { partial }: { partial: boolean },
  { catalog, placeAt }: { catalog: Catalog; placeAt: PlaceFinder },
): Diagnostic[] {
  const literal = metadata ? readObject(metadata) : { properties: [], open: false }
  if (!literal) return []
  const known = new Set(scope.attributes.map((use) => use.name))
  const unknown = findUnknown('metadata-unknown', 'metadata key', literal, known, scope, placeAt)
  const required = partial
    ? []
    : scope.attributes.filter((use) => use.requirement === 'required').map((use) => use.name)
  const missing = findMissing(literal, required, unknown)
  return [
    ...unknown.map((one) => one.diagnostic),
    ...(missing.length > 0
      ? [missingKeys('metadata-missing', 'metadata', missing, metadata ?? anchor, scope, placeAt)]
      : []),
    ...literal.properties.flatMap((property) =>
      checkValue(property, catalog.attributes.get(property.key), known, placeAt),
    ),
  ]
}

/** Checks the measurements of an event. */
export function checkMeasurements(
  anchor: Node,
  measurements: Node | undefined,
  scope: Scope,
  placeAt: PlaceFinder,
): Diagnostic[] {
  if (scope.kind !== 'event') return []
  const literal = measurements ? readObject(measurements) : undefined
  if (!literal) return []
  const types = new Map(scope.measurements.map((one) => [one.name, one.type]))
  const names = new Set(types.keys())
  const unknown = findUnknown('measurement-unknown', 'measurement', literal, names, scope, placeAt)
  const missing = findMissing(literal, [...names], unknown)
  return [
    ...unknown.map((one) => one.diagnostic),
    ...(missing.length > 0
      ? [missingKeys('measurement-missing', 'measurements', missing, measurements ?? anchor, scope, placeAt)]
      : []),
    ...literal.properties.flatMap(({ key, value }) => {
      const expected = types.get(key)
      return expected && mismatch(value, expected) ? [wrongType(key, expected, value, placeAt)] : []
    }),
  ]
}

// --- internal ---

function readObject(expression: Node): ObjectLiteral | undefined {
  const node = unwrap(expression)
  if (node.type !== 'ObjectExpression') return undefined
  const properties: Property[] = []
  let open = false
  for (const property of node.properties as readonly Node[]) {
    const key = property.type === 'Property' ? staticKey(property) : undefined
    if (key === undefined) open = true
    else properties.push({ key, keyNode: property.key, value: property.value })
  }
  return { properties, open }
}

function staticKey(property: Node): string | undefined {
  if (!property.computed && property.key.type === 'Identifier') return property.key.name
  return stringValue(property.key)
}

interface UnknownKey {
  readonly suggestion: string | undefined
  readonly diagnostic: Diagnostic
}

function findUnknown(
  code: 'metadata-unknown' | 'measurement-unknown',
  what: string,
  literal: ObjectLiteral,
  known: ReadonlySet<string>,
  scope: Scope,
  placeAt: PlaceFinder,
): UnknownKey[] {
  return literal.properties
    .filter((property) => !known.has(property.key))
    .map(({ key, keyNode }) => {
      const suggestion = suggestName(key, known)
      const valid = known.size > 0 ? `valid keys are ${quoteAll(known)}` : `the scope declares none`
      const diagnostic = createDiagnostic(
        code,
        `'${scope.name}' has no ${what} '${key}'`,
        placeAt(keyNode.start, keyNode.end),
        [suggestion ? `did you mean '${suggestion}'?` : valid, { message: 'declared here', place: scope.place }],
      )
      return { suggestion, diagnostic }
    })
}

/** A required key that was most likely misspelt is not reported a second time as missing. */
function findMissing(literal: ObjectLiteral, required: readonly string[], unknown: readonly UnknownKey[]): string[] {
  if (literal.open) return []
  const given = new Set([
    ...literal.properties.map((property) => property.key),
    ...unknown.map((one) => one.suggestion),
  ])
  return required.filter((key) => !given.has(key))
}

function missingKeys(
  code: 'metadata-missing' | 'measurement-missing',
  what: string,
  missing: readonly string[],
  anchor: Node,
  scope: Scope,
  placeAt: PlaceFinder,
): Diagnostic {
  const message = `'${scope.name}' needs the ${what} ${quoteAll(missing)}`
  return createDiagnostic(code, message, placeAt(anchor.start, anchor.end), [
    { message: 'declared here', place: scope.place },
  ])
}

function checkValue(
  { key, keyNode, value }: Property,
  attribute: Attribute | undefined,
  known: ReadonlySet<string>,
  placeAt: PlaceFinder,
): Diagnostic[] {
  if (!attribute || !known.has(key)) return []
  if (attribute.privacy === 'secret' && attribute.scrub === 'none') {
    const message = `'${key}' is a secret, and this call would record it`
    const notes = [
      'leave it out, or give the attribute a `scrub`',
      { message: 'declared here', place: attribute.place },
    ]
    return [createDiagnostic('metadata-secret', message, placeAt(keyNode.start, keyNode.end), notes)]
  }
  if (attribute.type !== 'enum')
    return mismatch(value, attribute.type) ? [wrongType(key, attribute.type, value, placeAt)] : []
  const text = stringValue(value)
  if (text === undefined) return scalarOf(value) === undefined ? [] : [wrongType(key, 'enum', value, placeAt)]
  if (attribute.open || attribute.values.includes(text)) return []
  const suggestion = suggestName(text, attribute.values)
  const message = `'${text}' is not a value of '${key}'`
  const note = suggestion ? `did you mean '${suggestion}'?` : `valid values are ${quoteAll(attribute.values)}`
  return [createDiagnostic('metadata-type', message, placeAt(value.start, value.end), [note])]
}

/** Whether a literal is certainly not of the type. Expressions are left to TypeScript. */
function mismatch(value: Node, type: Attribute['type'] | MeasurementType): boolean {
  const scalar = scalarOf(value)
  if (scalar === undefined || type === 'any') return false
  switch (type) {
    case 'string':
    case 'enum':
      return typeof scalar !== 'string'
    case 'int':
      return !Number.isInteger(scalar)
    case 'double':
      return typeof scalar !== 'number'
    case 'boolean':
      return typeof scalar !== 'boolean'
    default:
      return true
  }
}

function scalarOf(expression: Node): string | number | boolean | null | undefined {
  const node = unwrap(expression)
  const text = stringValue(node)
  if (text !== undefined) return text
  if (node.type === 'TemplateLiteral') return ''
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const operand = scalarOf(node.argument)
    return typeof operand === 'number' ? -operand : undefined
  }
  if (node.type !== 'Literal' || node.regex || node.bigint) return undefined
  return node.value
}

function wrongType(key: string, expected: string, value: Node, placeAt: PlaceFinder): Diagnostic {
  const given = scalarOf(value)
  const name = given === null ? 'null' : typeof given === 'number' ? `the number ${given}` : `a ${typeof given}`
  return createDiagnostic(
    'metadata-type',
    `'${key}' is of type ${expected}, and this is ${name}`,
    placeAt(value.start, value.end),
  )
}

function quoteAll(names: Iterable<string>): string {
  return [...names].map((name) => `'${name}'`).join(', ')
}
