import { createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Attribute, Catalog, PlainValue, Scope, ScopeExample } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds examples that are not of the type of their attribute, or no metadata of their scope. */
export function checkExamples(catalog: Catalog, { locate, doubtful }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return [
    ...[...catalog.attributes.values()].flatMap((attribute) =>
      attribute.examples.flatMap((value, index) => {
        const fault = doubtful.has(attribute) ? undefined : describeMismatch(attribute, value)
        return fault ? createDiagnostic('example-type', fault, locate(attribute, 'examples', index)) : []
      }),
    ),
    ...[...catalog.scopes.values()].flatMap((scope) =>
      doubtful.has(scope) ? [] : scope.examples.flatMap((example) => checkScopeExample(catalog, scope, example)),
    ),
  ]
}

function checkScopeExample(catalog: Catalog, scope: Scope, { values, place }: ScopeExample): Diagnostic[] {
  const uses = new Map(scope.attributes.map((use) => [use.name, use]))
  const missing = scope.attributes.filter(({ name, requirement }) => requirement === 'required' && !values.has(name))
  return [
    ...missing.map(({ name }) =>
      createDiagnostic('example-type', `The example lacks the required attribute ${showText(name)}.`, place),
    ),
    ...[...values].flatMap(([name, value]) => {
      const attribute = catalog.attributes.get(name)
      if (!uses.has(name)) {
        const suggestion = suggestName(name, uses.keys())
        const message = `${showText(name)} is no attribute of ${showText(scope.name)}.`
        return createDiagnostic('example-type', message, place, suggestion ? [`did you mean \`${suggestion}\`?`] : [])
      }
      const fault = attribute && describeMismatch(attribute, value)
      return fault ? createDiagnostic('example-type', fault, place) : []
    }),
  ]
}

function describeMismatch(attribute: Attribute, value: PlainValue): string | undefined {
  const shown = showText(JSON.stringify(value))
  if (attribute.type !== 'enum') {
    if (fitsType(attribute.type, value)) return undefined
    return `The example ${shown} of ${showText(attribute.name)} is not of type \`${attribute.type}\`.`
  }
  if (typeof value === 'string' && (attribute.open || attribute.values.includes(value))) return undefined
  return `The example ${shown} is no value of the enum ${showText(attribute.name)}.`
}

function fitsType(type: Exclude<Attribute['type'], 'enum'>, value: PlainValue): boolean {
  if (type.endsWith('[]')) {
    const of = type.slice(0, -2) as 'string' | 'int' | 'double' | 'boolean' | 'any'
    return Array.isArray(value) && value.every((item) => fitsType(of, item))
  }
  if (type === 'any') return true
  if (type === 'int') return Number.isSafeInteger(value)
  return typeof value === (type === 'double' ? 'number' : type)
}
