import { createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import { isIdentifier } from '../identifiers.ts'
import type { Attribute, Catalog, EnumMember } from '../model.ts'
import { planShapes } from '../shapes.ts'

/** Names that `scopes.py` itself declares, and those with a capital that are words of Python. */
const PYTHON_TAKEN: ReadonlySet<string> = new Set(
  'Scope KINDS UNITS METADATA MEASUREMENTS DEPRECATED None True False'.split(' '),
)

/** Names an enum's member. Of a value without an ASCII letter or digit, the code points: `*\/` -> `U002A_U002F`. */
export function toPythonMember({ constName, value }: EnumMember): string {
  if (isIdentifier(constName)) return constName
  return [...value].map((each) => `U${each.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join('_')
}

/** Finds what would be declared twice, or over a word of the language: never settled by a silent suffix. */
export function findPythonClashes(catalog: Catalog): Diagnostic[] {
  const { metadata, measurements } = planShapes(catalog)
  const enums = [...catalog.attributes.values()].filter(({ type }) => type === 'enum')
  const names: Named[] = [
    ...enums.map(({ name, typeName, place }) => ({ identifier: typeName, source: `the attribute \`${name}\``, place })),
    ...[...metadata, ...measurements].map(({ name, scopes: [first] }) => ({
      identifier: name,
      source: `the scope \`${first!.name}\``,
      place: first!.place,
    })),
  ]
  return [...findClashes(names, PYTHON_TAKEN), ...enums.flatMap(findMemberClashes)]
}

interface Named {
  readonly identifier: string
  readonly source: string
  readonly place: Place
}

function findMemberClashes({ name, members: all }: Attribute): Diagnostic[] {
  const members = all.map((member) => ({
    identifier: toPythonMember(member),
    source: `the value \`${member.value}\` of \`${name}\``,
    place: member.place,
  }))
  return findClashes(members, new Set())
}

function findClashes(names: readonly Named[], taken: ReadonlySet<string>): Diagnostic[] {
  const first = new Map<string, Named>()
  return names.flatMap((named) => {
    const { identifier, source, place } = named
    const other = first.get(identifier)
    if (!other) first.set(identifier, named)
    if (taken.has(identifier)) {
      const message = `In Python, ${source} gives \`${identifier}\`, which has a meaning already.`
      return [createDiagnostic('ident-clash', message, place, ['give it another name'])]
    }
    if (!other) return []
    const message = `In Python, ${source} and ${other.source} both give \`${identifier}\`.`
    return [createDiagnostic('ident-clash', message, place, [{ message: 'the other one', place: other.place }])]
  })
}
