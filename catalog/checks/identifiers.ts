import { createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import { MAX_NAME_LENGTH, RE_CONST_NAME, toConstName, toMemberName } from '../identifiers.ts'
import { type Attribute, type Catalog, RE_NAME, type Scope } from '../model.ts'
import { showText } from '../read/text.ts'
import { planShapes } from '../shapes.ts'

/** An identifier that a name of the catalog gives. */
interface Claim {
  readonly identifier: string
  /** Who gives it, for the message. */
  readonly source: string
  readonly place: Place
  /** Two claims with one group differ by the group already: that clash is reported there. */
  readonly group?: string
}

/** A space of generated identifiers: no two claims in it may be the same. */
interface Space {
  readonly describe: (identifier: string) => string
  readonly claims: readonly Claim[]
  readonly wayOut: string
}

/** Finds names that give one identifier. A suffix would be silent, and would move when a third name comes. */
export function checkIdentifierClashes(catalog: Catalog): Diagnostic[] {
  const enums = findEnums(catalog)
  const spaces: Space[] = [
    {
      describe: (identifier) => `the constant \`${identifier}\``,
      claims: claimConstants(catalog),
      wayOut: 'give one of the two scopes an explicit `const_name`',
    },
    {
      describe: (identifier) => `the type \`${identifier}\``,
      claims: [...claimEnums(enums), ...claimShapes(catalog)],
      wayOut: 'rename an attribute, or give one of the two an explicit `const_name`',
    },
    ...enums.map((attribute) => ({
      describe: (identifier: string) => `the member \`${identifier}\` of the enum ${attribute.typeName}`,
      claims: claimMembers(attribute),
      wayOut: 'change one of the values, or give one an explicit `const_name`',
    })),
  ]
  return spaces.flatMap(findClashes)
}

function findClashes({ describe, claims, wayOut }: Space): Diagnostic[] {
  const first = new Map<string, Claim>()
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.identifier)
    if (!earlier) first.set(claim.identifier, claim)
    if (!earlier || (claim.group !== undefined && claim.group === earlier.group)) return []
    const message = `${capitalize(earlier.source)} and ${claim.source} both give ${describe(claim.identifier)}.`
    return createDiagnostic('ident-clash', message, claim.place, [
      { message: 'the other one', place: earlier.place },
      wayOut,
    ])
  })
}

function claimConstants(catalog: Catalog): Claim[] {
  return [...catalog.scopes.values()]
    .filter((scope) => RE_NAME.test(scope.name) && RE_CONST_NAME.test(scope.constName))
    .map((scope) => ({ identifier: scope.constName, source: showText(scope.name), place: scope.place }))
}

function claimEnums(enums: readonly Attribute[]): Claim[] {
  return enums.map((attribute) => ({
    identifier: attribute.typeName,
    source: `the enum ${showText(attribute.name)}`,
    place: attribute.place,
  }))
}

function claimShapes(catalog: Catalog): Claim[] {
  const { metadata, measurements } = planShapes(catalog)
  return [...metadata, ...measurements].map(({ name, scopes: [scope] }) => ({
    identifier: name,
    source: `the scope ${showText(scope!.name)}`,
    place: scope!.place,
    group: scope!.constName,
  }))
}

function claimMembers(attribute: Attribute): Claim[] {
  // A value that stands twice is told by itself.
  const members = attribute.members.filter(({ value }, index) => attribute.values.indexOf(value) === index)
  return members.map(({ value, constName, place }) => ({ identifier: constName, source: showText(value), place }))
}

function findEnums(catalog: Catalog): Attribute[] {
  return [...catalog.attributes.values()].filter(({ name, type }) => type === 'enum' && RE_NAME.test(name))
}

/** A name that the user gave in the place of one that would follow from another. */
interface Explicit {
  readonly name: string
  /** What would follow. */
  readonly usual: string
  readonly place: Place
}

/** Finds explicit constant names that are no upper-case identifiers. */
export function checkIdentifierForm(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  const scopes = [...catalog.scopes.values()].map((scope) => ({
    name: scope.constName,
    usual: toConstName(scope.name),
    place: locate(scope, 'const_name'),
  }))
  const members = [...catalog.attributes.values()].flatMap((attribute) =>
    attribute.members.map(({ constName, value, place }) => ({ name: constName, usual: toMemberName(value), place })),
  )
  const enums = [...catalog.attributes.values()].flatMap((attribute) => {
    const { constName } = attribute
    return constName === undefined ? [] : { name: constName, usual: '', place: locate(attribute, 'const_name') }
  })
  return [...scopes, ...members, ...enums].flatMap(describeForm)
}

function describeForm({ name, usual, place }: Explicit): Diagnostic[] {
  if (name === usual || isConstName(name)) return []
  const message = `The \`const_name\` ${showText(name)} is not an upper-case identifier.`
  const better = toConstName(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
  const note = isConstName(better) ? `\`${better}\` would be one` : 'it has the form `PIPELINE_PLAN`'
  return [createDiagnostic('ident-format', message, place, [note])]
}

function isConstName(name: string): boolean {
  return RE_CONST_NAME.test(name) && name.length <= MAX_NAME_LENGTH
}

/** What `types.ts` imports, and `Object`: CommonJS output calls `Object.defineProperty` in the module that exports an enum. */
const RESERVED_TYPES: ReadonlySet<string> = new Set([
  'SpanScope',
  'CounterScope',
  'GaugeScope',
  'HistogramScope',
  'EventScope',
  'NoMetadata',
  'Object',
])

/** The one property of every object that has the form of a name: `{}` would not fit `{ constructor?: string }`. */
const RESERVED_KEY = 'constructor'

/** Finds names that are right in form but would give code that does not compile. */
export function checkReservedNames(catalog: Catalog): Diagnostic[] {
  const scopes = [...catalog.scopes.values()]
  const types = [...claimEnums(findEnums(catalog)), ...claimShapes(catalog)]
  const keys = [...catalog.attributes.values(), ...scopes.flatMap((scope: Scope) => scope.measurements)]
  return [
    ...types
      .filter(({ identifier }) => RESERVED_TYPES.has(identifier))
      .map(({ identifier, source, place }) => {
        const message = `${capitalize(source)} gives the type \`${identifier}\`, a name that is taken.`
        return createDiagnostic('name-reserved', message, place, ['choose another name, or for a scope a `const_name`'])
      }),
    ...keys
      .filter(({ name }) => name === RESERVED_KEY)
      .map(({ name, place }) => {
        const message = `The key \`${name}\` is a property that every object has.`
        return createDiagnostic('name-reserved', message, place, ['choose another name'])
      }),
  ]
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
