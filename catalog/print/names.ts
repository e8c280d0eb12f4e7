import { isIdentifier } from '../identifiers.ts'
import type { Attribute, Catalog, EnumMember } from '../model.ts'
import { quoteText, toDocLines } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'
import { loadMorph, printComment, printDoc, printUnion, type Statement } from './typescript.ts'

/** Describes `names.ts`: the naming enums, one for each attribute of type `enum`. */
export function describeNames(catalog: Catalog, options: PrintOptionsResolved): Statement[] {
  const enums = [...catalog.attributes.values()].filter((attribute) => attribute.type === 'enum')
  // Without an export the file would be a script, and its names global.
  if (enums.length === 0) return ['export {};']
  const describe = options.enums === 'enum' ? describeEnum : printConstants
  return enums.flatMap((attribute) => describe(attribute, options))
}

function describeEnum(attribute: Attribute, options: PrintOptionsResolved): Statement[] {
  const { StructureKind } = loadMorph()
  return [
    {
      kind: StructureKind.Enum,
      isExported: true,
      name: attribute.typeName,
      docs: [printDoc(describeDocs(attribute, options))],
      members: attribute.members.map((member) => ({ name: nameMember(member), initializer: quoteText(member.value) })),
    },
  ]
}

/**
 * The form without TypeScript's own syntax: an object and the type of its values, under one name.
 * As text: ts-morph indents an initializer of several lines one level too much.
 */
function printConstants(attribute: Attribute, options: PrintOptionsResolved): Statement[] {
  const name = attribute.typeName
  const members = attribute.members.map((member) => `  ${nameMember(member)}: ${quoteText(member.value)},\n`)
  const comment = printComment(describeDocs(attribute, options))
  return [
    `\n${comment}\nexport const ${name} = {\n${members.join('')}} as const;`,
    printUnion(name, attribute.values, `A value of {@link ${name}}.`),
  ]
}

function nameMember({ constName: name }: EnumMember): string {
  return isIdentifier(name) ? name : quoteText(name)
}

function describeDocs({ brief, place }: Attribute, { showLine }: PrintOptionsResolved): string[] {
  return [...toDocLines(brief), '', `@see ${showLine(place)}`]
}
