import { createDiagnostic, type Diagnostic, suggestName } from '../../report/index.ts'
import type { AttributeUse, Catalog } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds attributes that a scope uses and nobody defines. */
export function checkAttributeReferences(catalog: Catalog): Diagnostic[] {
  const uses = [...catalog.scopes.values()].flatMap((scope) => scope.attributes)
  const unknown = uses.filter((use) => !catalog.attributes.has(use.name))
  return unknown.map((use) => describeUnknown(catalog, use))
}

function describeUnknown(catalog: Catalog, use: AttributeUse): Diagnostic {
  const suggestion = suggestName(use.name, catalog.attributes.keys())
  const note = suggestion
    ? `did you mean \`${suggestion}\`?`
    : `define it under \`attributes\`: \`${use.name}: { type: string }\``
  return createDiagnostic('attr-unknown', `No attribute ${showText(use.name)} is defined.`, use.place, [note])
}
