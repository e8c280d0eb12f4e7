import { createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { AttributeUse, Catalog } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds attributes that a scope uses and nobody defines. */
export function checkAttributeReferences(catalog: Catalog): Diagnostic[] {
  // What a scope inherits is told where it stands: in the group, or in the scope that is extended.
  const uses = [...catalog.groups.values(), ...catalog.scopes.values()].flatMap((each) =>
    each.attributes.filter((use) => use.from === undefined),
  )
  // Variants of one entry share their uses; the place tells them apart from another entry's.
  const unknown = new Map(
    uses.filter((use) => !catalog.attributes.has(use.name)).map((use) => [`${use.place.file}:${use.place.start}`, use]),
  )
  return [...unknown.values()].map((use) => describeUnknown(catalog, use))
}

function describeUnknown(catalog: Catalog, use: AttributeUse): Diagnostic {
  const suggestion = suggestName(use.name, catalog.attributes.keys())
  const note = suggestion
    ? `did you mean \`${suggestion}\`?`
    : `define it under \`attributes\`: \`${use.name}: { type: string }\``
  return createDiagnostic('attr-unknown', `No attribute ${showText(use.name)} is defined.`, use.place, [note])
}

/** Finds sampling by an attribute that the scope does not have. */
export function checkSampleKeys(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return [...catalog.scopes.values()].flatMap((scope) => {
    const key = scope.sample?.key
    if (key === undefined || scope.attributes.some(({ name }) => name === key)) return []
    const suggestion = suggestName(
      key,
      scope.attributes.map(({ name }) => name),
    )
    const note = suggestion ? `did you mean \`${suggestion}\`?` : 'list it under `attributes` of the scope'
    const message = `${showText(scope.name)} is sampled by ${showText(key)}, which it does not have.`
    return createDiagnostic('sample-key', message, locate(scope, 'sample'), [note])
  })
}
