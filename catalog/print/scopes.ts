import type { Catalog, Scope } from '../model.ts'
import { quoteText, toDocLine, toDocLines } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'
import { printComment, printUnion } from './typescript.ts'

/** Describes `scopes.ts`: a constant a scope, and the union of the names. */
export function describeScopes(catalog: Catalog, options: PrintOptionsResolved): string[] {
  const scopes = [...catalog.scopes.values()]
  return [
    // Type-only, so that nothing of it is left in the output; it makes the program see the merged `Catalog` interface.
    `export type * from './types${options.importExtension}';`,
    ...scopes.map((scope) => describeConstant(catalog, scope, options)),
    // Written out: a union of `typeof CONSTANT` costs the checker 58 times as much at 50,000 scopes.
    printUnion(
      'ScopeName',
      scopes.map((scope) => scope.name),
      'Every name of the catalog.',
    ),
  ]
}

function describeConstant(catalog: Catalog, scope: Scope, { showLine }: PrintOptionsResolved): string {
  const lines = [
    ...toDocLines(scope.brief),
    '',
    ...toDocLines(scope.note),
    '',
    describeKind(scope),
    '',
    ...describeDeprecation(catalog, scope),
    ...(scope.since === undefined ? [] : [`@since ${toDocLine(scope.since)}`]),
    `@see ${showLine(scope.place)}`,
  ]
  return `${printComment(lines)}export const ${scope.constName} = ${quoteText(scope.name)};`
}

function describeKind({ kind, unit }: Scope): string {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1)
  return unit === undefined ? `${name}.` : `${name} in \`${toDocLine(unit)}\`.`
}

/** Editors strike a deprecated constant through, which they never do with a string. */
function describeDeprecation(catalog: Catalog, { deprecated }: Scope): string[] {
  if (!deprecated) return []
  const target = deprecated.replacedBy === undefined ? undefined : catalog.scopes.get(deprecated.replacedBy)
  const facts = [
    target ? `Use {@link ${target.constName}}.` : '',
    deprecated.since === undefined ? '' : `Since ${toDocLine(deprecated.since)}.`,
    toDocLine(deprecated.note ?? ''),
  ]
  return [`@deprecated ${facts.filter(Boolean).join(' ')}`.trim()]
}
