import { isIdentifier } from '../identifiers.ts'
import type { Attribute, AttributeType, Catalog, Kind, Measurement, MeasurementType, Scope } from '../model.ts'
import { type MetadataField, planShapes, type Shape } from '../shapes.ts'
import { quoteText, toDocLine, toDocLines } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'
import { printComment } from './typescript.ts'

/** The type of `telescopic` that each kind of scope is an entry of. */
const ENTRY_TYPES: Readonly<Record<Kind, string>> = {
  span: 'SpanScope',
  counter: 'CounterScope',
  gauge: 'GaugeScope',
  histogram: 'HistogramScope',
  event: 'EventScope',
}

const VALUE_TYPES: Readonly<Record<Exclude<AttributeType, 'enum'> | MeasurementType, string>> = {
  string: 'string',
  int: 'number',
  double: 'number',
  boolean: 'boolean',
  any: 'unknown',
  'string[]': 'readonly string[]',
  'int[]': 'readonly number[]',
  'double[]': 'readonly number[]',
  'boolean[]': 'readonly boolean[]',
  'any[]': 'readonly unknown[]',
}

/** Describes `types.ts`: each distinct shape once, and the entries that merge into the `Catalog` of `telescopic`. */
export function describeTypes(catalog: Catalog, options: PrintOptionsResolved): string[] {
  const { metadata, measurements } = planShapes(catalog)
  const entries = describeEntries(catalog, indexByScope(metadata), indexByScope(measurements))
  const properties = entries.map(({ name, type }) => `    ${quoteText(name)}: ${type};\n`)
  return [
    ...describeImports(entries, metadata, options),
    ...metadata.map((shape) => describeMetadata(catalog, shape, options)),
    ...measurements.map((shape) => describeMeasurements(shape)),
    `declare module 'telescopic' {\n  interface Catalog {\n${properties.join('')}  }\n}`,
  ]
}

/** Names of the shapes by the name of the scope. */
type ShapeNames = ReadonlyMap<string, string>

function indexByScope(shapes: readonly Shape<unknown>[]): ShapeNames {
  return new Map(shapes.flatMap((shape) => shape.scopes.map((scope) => [scope.name, shape.name])))
}

/** An entry of `Catalog`. */
interface Entry {
  readonly name: string
  readonly type: string
}

function describeEntries(catalog: Catalog, metadata: ShapeNames, measurements: ShapeNames): Entry[] {
  return [...catalog.scopes.values()].map(({ name, kind }) => {
    const given = [metadata.get(name)]
    if (kind === 'event') given.unshift(measurements.get(name) ?? (metadata.has(name) ? 'NoMetadata' : undefined))
    const parameters = given.filter((parameter) => parameter !== undefined)
    const type = ENTRY_TYPES[kind]
    return { name, type: parameters.length > 0 ? `${type}<${parameters.join(', ')}>` : type }
  })
}

function describeImports(
  entries: readonly Entry[],
  shapes: readonly Shape<MetadataField>[],
  { importExtension }: PrintOptionsResolved,
): string[] {
  const used = new Set(entries.flatMap(({ type }) => type.split(/[<>, ]+/)))
  const own = [...Object.values(ENTRY_TYPES), 'NoMetadata'].filter((name) => used.has(name)).sort()
  const enums = new Set(shapes.flatMap((shape) => shape.fields.flatMap(({ attribute }) => nameEnum(attribute) ?? [])))
  const imports = [
    { names: own, module: 'telescopic' },
    { names: [...enums].sort(), module: `./names${importExtension}` },
  ]
  return imports
    .filter(({ names }) => names.length > 0)
    .map(({ names, module }) => `import type { ${names.join(', ')} } from '${module}';`)
}

function nameEnum(attribute: Attribute): string | undefined {
  return attribute.type === 'enum' ? attribute.typeName : undefined
}

function describeMetadata(
  catalog: Catalog,
  { name, fields, scopes }: Shape<MetadataField>,
  options: PrintOptionsResolved,
): string {
  const properties = fields.map(({ attribute, required }) => {
    const key = `${quoteKey(attribute.name)}${required ? '' : '?'}`
    return `${printComment(describeAttribute(catalog, attribute), '  ')}  ${key}: ${printType(attribute, options)};\n`
  })
  return `${describeShape('Metadata', scopes)}export interface ${name} {\n${properties.join('')}}`
}

function describeAttribute({ attributes }: Catalog, { brief, unit, deprecated }: Attribute): string[] {
  const target = deprecated?.replacedBy
  const facts = deprecated && [
    target !== undefined && attributes.has(target) ? `Use \`${target}\`.` : '',
    deprecated.since === undefined ? '' : `Since ${toDocLine(deprecated.since)}.`,
    toDocLine(deprecated.note ?? ''),
  ]
  return [
    ...toDocLines(brief),
    ...(unit === undefined ? [] : [`Unit: \`${toDocLine(unit)}\`.`]),
    ...(facts ? [`@deprecated ${facts.filter(Boolean).join(' ')}`.trim()] : []),
  ]
}

/**
 * A member of a string enum does not fit the literal of the same text, nor the literal the enum: both are listed.
 * The template type is the union of the literals. `string & {}` takes any text, and keeps the known ones for editors.
 */
function printType(attribute: Attribute, { enums }: PrintOptionsResolved): string {
  if (attribute.type !== 'enum') return VALUE_TYPES[attribute.type]
  const name = attribute.typeName
  const closed = enums === 'enum' ? `${name} | \`\${${name}}\`` : name
  return attribute.open ? `${closed} | (string & {})` : closed
}

function describeMeasurements({ name, fields, scopes }: Shape<Measurement>): string {
  const properties = fields.map((field, index) => {
    const lines = describeMeasurement(scopes.map((scope) => scope.measurements[index]!))
    return `${printComment(lines, '  ')}  ${quoteKey(field.name)}: ${VALUE_TYPES[field.type]};\n`
  })
  return `${describeShape('Measurements', scopes)}export interface ${name} {\n${properties.join('')}}`
}

/** Scopes that share a shape may mean different things by a measurement: it is described only where all of them agree. */
function describeMeasurement(all: readonly Measurement[]): string[] {
  const [{ brief, unit }] = all as [Measurement]
  if (!all.every((other) => other.brief === brief && other.unit === unit)) return []
  return [...toDocLines(brief), ...(unit === undefined ? [] : [`Unit: \`${toDocLine(unit)}\`.`])]
}

function describeShape(what: string, [first, ...others]: readonly Scope[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return printComment([`${what} of \`${first!.name}\`${more}.`])
}

function quoteKey(name: string): string {
  return isIdentifier(name) ? name : quoteText(name)
}
