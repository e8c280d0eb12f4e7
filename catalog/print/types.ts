import type { InterfaceDeclarationStructure, OptionalKind, PropertySignatureStructure } from 'ts-morph'
import { isIdentifier } from '../identifiers.ts'
import type { Attribute, AttributeType, Catalog, Kind, Measurement, MeasurementType, Scope } from '../model.ts'
import { type MetadataField, planShapes, type Shape } from '../shapes.ts'
import { quoteText, toDocLine, toDocLines } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'
import { loadMorph, printDoc, type Statement } from './typescript.ts'

type Property = OptionalKind<PropertySignatureStructure>

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
export function describeTypes(catalog: Catalog, options: PrintOptionsResolved): Statement[] {
  const { StructureKind, ModuleDeclarationKind } = loadMorph()
  const { metadata, measurements } = planShapes(catalog)
  const entries = describeEntries(catalog, indexByScope(metadata), indexByScope(measurements))
  const interfaces = [
    ...metadata.map((shape) => describeMetadata(shape, options)),
    ...measurements.map((shape) => describeMeasurements(shape)),
  ]
  return [
    ...describeImports(entries, metadata, options),
    ...interfaces.map((each): Statement => ({ ...each, kind: StructureKind.Interface, isExported: true })),
    {
      kind: StructureKind.Module,
      hasDeclareKeyword: true,
      declarationKind: ModuleDeclarationKind.Module,
      name: "'telescopic'",
      statements: [{ kind: StructureKind.Interface, name: 'Catalog', properties: entries }],
    },
  ]
}

/** Names of the shapes by the name of the scope. */
type ShapeNames = ReadonlyMap<string, string>

function indexByScope(shapes: readonly Shape<unknown>[]): ShapeNames {
  return new Map(shapes.flatMap((shape) => shape.scopes.map((scope) => [scope.name, shape.name])))
}

function describeEntries(catalog: Catalog, metadata: ShapeNames, measurements: ShapeNames): Property[] {
  return [...catalog.scopes.values()].map(({ name, kind }) => {
    const given = [metadata.get(name)]
    if (kind === 'event') given.unshift(measurements.get(name) ?? (metadata.has(name) ? 'NoMetadata' : undefined))
    const parameters = given.filter((parameter) => parameter !== undefined)
    const type = ENTRY_TYPES[kind]
    return { name: quoteText(name), type: parameters.length > 0 ? `${type}<${parameters.join(', ')}>` : type }
  })
}

function describeImports(
  entries: readonly Property[],
  shapes: readonly Shape<MetadataField>[],
  { importExtension }: PrintOptionsResolved,
): Statement[] {
  const { StructureKind } = loadMorph()
  const used = new Set(entries.flatMap(({ type }) => String(type).split(/[<>, ]+/)))
  const own = [...Object.values(ENTRY_TYPES), 'NoMetadata'].filter((name) => used.has(name)).sort()
  const enums = new Set(shapes.flatMap((shape) => shape.fields.flatMap(({ attribute }) => nameEnum(attribute) ?? [])))
  const imports = [
    { namedImports: own, moduleSpecifier: 'telescopic' },
    { namedImports: [...enums].sort(), moduleSpecifier: `./names${importExtension}` },
  ]
  return imports
    .filter(({ namedImports }) => namedImports.length > 0)
    .map((each): Statement => ({ ...each, kind: StructureKind.ImportDeclaration, isTypeOnly: true }))
}

function nameEnum(attribute: Attribute): string | undefined {
  return attribute.type === 'enum' ? attribute.typeName : undefined
}

function describeMetadata(
  { name, fields, scopes }: Shape<MetadataField>,
  options: PrintOptionsResolved,
): OptionalKind<InterfaceDeclarationStructure> {
  const properties = fields.map(({ attribute, required }) => ({
    name: quoteKey(attribute.name),
    type: printType(attribute, options),
    hasQuestionToken: !required,
    ...docsOf(toDocLines(attribute.brief)),
  }))
  return { name, properties, docs: [describeShape('Metadata', scopes)] }
}

/**
 * A member of a string enum does not fit the literal of the same text, nor the literal the enum: both are listed.
 * The template type is the union of the literals.
 */
function printType(attribute: Attribute, { enums }: PrintOptionsResolved): string {
  if (attribute.type !== 'enum') return VALUE_TYPES[attribute.type]
  const name = attribute.typeName
  return enums === 'enum' ? `${name} | \`\${${name}}\`` : name
}

function describeMeasurements({
  name,
  fields,
  scopes,
}: Shape<Measurement>): OptionalKind<InterfaceDeclarationStructure> {
  const properties = fields.map((field, index) => ({
    name: quoteKey(field.name),
    type: VALUE_TYPES[field.type],
    ...docsOf(describeMeasurement(scopes.map((scope) => scope.measurements[index]!))),
  }))
  return { name, properties, docs: [describeShape('Measurements', scopes)] }
}

/** Scopes that share a shape may mean different things by a measurement: it is described only where all of them agree. */
function describeMeasurement(all: readonly Measurement[]): string[] {
  const [{ brief, unit }] = all as [Measurement]
  if (!all.every((other) => other.brief === brief && other.unit === unit)) return []
  return [...toDocLines(brief), ...(unit === undefined ? [] : [`Unit: \`${toDocLine(unit)}\`.`])]
}

function describeShape(what: string, [first, ...others]: readonly Scope[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return printDoc([`${what} of \`${first!.name}\`${more}.`])
}

function docsOf(lines: readonly string[]): { docs?: string[] } {
  return lines.length === 0 ? {} : { docs: [printDoc(lines)] }
}

function quoteKey(name: string): string {
  return isIdentifier(name) ? name : quoteText(name)
}
