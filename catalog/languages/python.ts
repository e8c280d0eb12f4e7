import type { Attribute, AttributeType, Catalog, MeasurementType, Scope } from '../model.ts'
import { planShapes, type Shape } from '../shapes.ts'
import { quoteDouble, toCommentLine, toCommentLines } from './comments.ts'
import { toPythonMember } from './python-names.ts'

/**
 * Prints `scopes.py`, for Python 3.9 and later: names as enums whose members are strings, metadata and measurements as
 * typed dictionaries. What it imports gets a leading underscore, so that no name of a catalog can take its place.
 */
export function printPython(catalog: Catalog, header: readonly string[]): string {
  const scopes = [...catalog.scopes.values()]
  const enums = [...catalog.attributes.values()].filter(({ type }) => type === 'enum')
  const { metadata, measurements } = planShapes(catalog)
  const shapes = [
    ...metadata.map((shape) => printShape('Metadata', shape, shape.fields.map(describeMetadata))),
    ...measurements.map((shape) => printShape('Measurements', shape, shape.fields.map(describeMeasurement))),
  ]
  const sections = [
    // The first line of the two in which Python looks for an encoding; the name of a file could be taken for one.
    ['# -*- coding: utf-8 -*-', ...header.map((line) => `# ${line}`)],
    ['"""The names of the telemetry catalog, and what belongs to each."""'],
    ['import enum as _enum', 'import types as _types', 'import typing as _t'],
    [
      '',
      ...printEnum('Scope', 'Every scope of the catalog. A member is the text of its name.', scopes.map(describeScope)),
    ],
    ...enums.map((attribute) => ['', ...printAttributeEnum(attribute)]),
    ...shapes.map((lines) => ['', ...lines]),
    [
      '',
      ...printMap(
        'KINDS',
        'str',
        scopes.map(({ name, kind }) => [name, quotePython(kind)]),
      ),
    ],
    printMap(
      'UNITS',
      'str',
      scopes.flatMap(({ name, unit }) => (unit ? [[name, quotePython(unit)]] : [])),
    ),
    printMap('METADATA', 'type', indexShapes(metadata)),
    printMap('MEASUREMENTS', 'type', indexShapes(measurements)),
    printMap('DEPRECATED', '_t.Optional[str]', scopes.flatMap(describeDeprecation)),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** A member of an enum: its name, its value and what is said above it. */
interface Member {
  readonly name: string
  readonly value: string
  readonly comment: readonly string[]
}

/** `__str__` is given because `str()` of such a member says the value in some versions and the name in others. */
function printEnum(name: string, doc: string, members: readonly Member[]): string[] {
  const body = members.flatMap(({ name, value, comment }) => [
    ...comment.map((line) => `    #: ${line}`),
    `    ${name} = ${quotePython(value)}`,
  ])
  return [`class ${name}(str, _enum.Enum):`, `    ${quoteDoc(doc)}`, '', '    __str__ = str.__str__', '', ...body]
}

function describeScope({ constName, name, brief, kind, unit, deprecated }: Scope): Member {
  const what = unit === undefined ? kind : `${kind} in ${toCommentLine(unit)}`
  const gone = deprecated ? [`Deprecated${deprecated.replacedBy ? `: use ${deprecated.replacedBy}` : ''}.`] : []
  return { name: constName, value: name, comment: [...toCommentLines(brief), `(${what})`, ...gone] }
}

function printAttributeEnum({ name, typeName, members, brief }: Attribute): string[] {
  const described = members.map((member) => ({
    name: toPythonMember(member),
    value: member.value,
    comment: [...toCommentLines(member.brief), ...(member.deprecated ? ['Deprecated.'] : [])],
  }))
  return printEnum(typeName, toCommentLine(brief) || `Values of ${name}.`, described)
}

/** A key of a typed dictionary. */
interface Key {
  readonly name: string
  readonly type: string
  readonly required: boolean
}

/**
 * Keys with dots need the form of a call, which cannot say that some keys may be left out before Python 3.11: so there
 * are two dictionaries, and a class that joins them.
 */
function printShape(
  what: string,
  { name, scopes: [first, ...others] }: Shape<unknown>,
  keys: readonly Key[],
): string[] {
  const parts = [
    { suffix: 'Required', keys: keys.filter(({ required }) => required), isTotal: true },
    { suffix: 'Optional', keys: keys.filter(({ required }) => !required), isTotal: false },
  ].filter((part) => part.keys.length > 0)
  const bases = parts.map(({ suffix }) => `_${name}${suffix}`)
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return [
    ...parts.flatMap((part, index) => [
      `${bases[index]} = _t.TypedDict(`,
      `    "${bases[index]}",`,
      '    {',
      ...part.keys.map((key) => `        ${quotePython(key.name)}: ${key.type},`),
      '    },',
      ...(part.isTotal ? [] : ['    total=False,']),
      ')',
    ]),
    '',
    '',
    `class ${name}(${bases.join(', ')}):`,
    `    ${quoteDoc(`${what} of ${first!.name}${more}.`)}`,
  ]
}

const PYTHON_TYPES: Readonly<Record<Exclude<AttributeType, 'enum'> | MeasurementType, string>> = {
  string: 'str',
  int: 'int',
  double: 'float',
  boolean: 'bool',
  any: '_t.Any',
  'string[]': '_t.Sequence[str]',
  'int[]': '_t.Sequence[int]',
  'double[]': '_t.Sequence[float]',
  'boolean[]': '_t.Sequence[bool]',
  'any[]': '_t.Sequence[_t.Any]',
}

function describeMetadata({ attribute, required }: { readonly attribute: Attribute; readonly required: boolean }): Key {
  const { name, type, typeName, values, open } = attribute
  if (type !== 'enum') return { name, type: PYTHON_TYPES[type], required }
  if (open) return { name, type: 'str', required }
  const literals = values.map(quotePython).join(', ')
  return { name, type: `_t.Union[${typeName}, _t.Literal[${literals}]]`, required }
}

function describeMeasurement({ name, type }: { readonly name: string; readonly type: MeasurementType }): Key {
  return { name, type: PYTHON_TYPES[type], required: true }
}

type Pair = readonly [key: string, value: string]

function indexShapes(shapes: readonly Shape<unknown>[]): Pair[] {
  const pairs = shapes.flatMap(({ name, scopes }) => scopes.map((scope): Pair => [scope.name, name]))
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1))
}

function describeDeprecation({ name, deprecated }: Scope): Pair[] {
  if (!deprecated) return []
  return [[name, deprecated.replacedBy === undefined ? 'None' : quotePython(deprecated.replacedBy)]]
}

/** Read-only, since a program that changes the names changes them for every module that reads them. */
function printMap(name: string, type: string, pairs: readonly (readonly string[])[]): string[] {
  const head = `${name}: _t.Mapping[str, ${type}] = _types.MappingProxyType(`
  if (pairs.length === 0) return [`${head}{})`]
  return [head, '    {', ...pairs.map(([key, value]) => `        ${quotePython(key!)}: ${value},`), '    }', ')']
}

function quotePython(text: string): string {
  return quoteDouble(text, /["\\]/, (code) =>
    code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`,
  )
}

function quoteDoc(text: string): string {
  return `""${quotePython(text)}""`
}
