import { isIdentifier } from '../identifiers.ts'
import type { Attribute, Catalog, EnumMember } from '../model.ts'
import { quoteText, toDocLines } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'
import { printComment, printUnion } from './typescript.ts'

/** Describes `names.ts`: the naming enums, one for each attribute of type `enum`. */
export function describeNames(catalog: Catalog, options: PrintOptionsResolved): string[] {
  const enums = [...catalog.attributes.values()].filter((attribute) => attribute.type === 'enum')
  // Without an export the file would be a script, and its names global.
  if (enums.length === 0) return ['export {};']
  const describe = options.enums === 'enum' ? describeEnum : describeObject
  return enums.flatMap((attribute) => describe(attribute, options))
}

function describeEnum(attribute: Attribute, options: PrintOptionsResolved): string[] {
  const members = attribute.members.map((member) => printMember(member, '='))
  const comment = printComment(describeDocs(attribute, options))
  return [`${comment}export enum ${attribute.typeName} {\n${members.join(',\n')}\n}`]
}

/** The form without TypeScript's own syntax: an object and the type of its values, under one name. */
function describeObject(attribute: Attribute, options: PrintOptionsResolved): string[] {
  const name = attribute.typeName
  const members = attribute.members.map((member) => `${printMember(member, ':')},\n`)
  const comment = printComment(describeDocs(attribute, options))
  return [
    `${comment}export const ${name} = {\n${members.join('')}} as const;`,
    printUnion(name, attribute.values, `A value of {@link ${name}}.`),
  ]
}

function printMember({ value, constName, brief, deprecated }: EnumMember, sign: '=' | ':'): string {
  const name = isIdentifier(constName) ? constName : quoteText(constName)
  const comment = printComment([...toDocLines(brief), '', ...(deprecated ? ['@deprecated'] : [])], '  ')
  return `${comment}  ${name}${sign === '=' ? ' =' : ':'} ${quoteText(value)}`
}

function describeDocs({ brief, note, place }: Attribute, { showLine }: PrintOptionsResolved): string[] {
  return [...toDocLines(brief), '', ...toDocLines(note), '', `@see ${showLine(place)}`]
}
