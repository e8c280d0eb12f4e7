import { createDiagnostic, type Diagnostic } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Attribute, Catalog } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds enums without a value. */
export function checkEnumEmpty(catalog: Catalog, { doubtful }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return findEnums(catalog)
    .filter((attribute) => attribute.values.length === 0 && !doubtful.has(attribute))
    .map((attribute) => {
      const message = `The enum ${showText(attribute.name)} has no values.`
      return createDiagnostic('enum-empty', message, attribute.place, ['list them: `values: [free, pro]`'])
    })
}

/** Finds values that stand twice in one enum. */
export function checkEnumDuplicates(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return findEnums(catalog).flatMap((attribute) => {
    const first = new Map<string, number>()
    return attribute.values.flatMap((value, index) => {
      const earlier = first.get(value)
      if (earlier === undefined) {
        first.set(value, index)
        return []
      }
      const message = `The value ${showText(value)} stands twice in ${showText(attribute.name)}.`
      const note = { message: 'first given here', place: locate(attribute, 'values', earlier) }
      return createDiagnostic('enum-dup-value', message, locate(attribute, 'values', index), [note])
    })
  })
}

function findEnums(catalog: Catalog): Attribute[] {
  return [...catalog.attributes.values()].filter((attribute) => attribute.type === 'enum')
}
