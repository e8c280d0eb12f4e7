import { createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import type { Catalog } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds aliases that are names of scopes, or aliases of two. */
export function checkAliases({ scopes }: Catalog): Diagnostic[] {
  const first = new Map<string, { readonly scope: string; readonly place: Place }>()
  return [...scopes.values()].flatMap((scope) =>
    scope.aliases.flatMap(({ name, place }) => {
      const live = scopes.get(name)
      const earlier = first.get(name)
      if (!earlier) first.set(name, { scope: scope.name, place })
      const taken = live ? 'is the name of a scope' : earlier && `is an alias of ${showText(earlier.scope)} already`
      if (!taken) return []
      const note = { message: 'there', place: live?.place ?? earlier!.place }
      return createDiagnostic('alias-live', `The alias ${showText(name)} ${taken}.`, place, [note])
    }),
  )
}
