import type { Catalog, Scope } from '../model.ts'
import type { Change } from './change.ts'
import { compareAttributes } from './compare-attributes.ts'
import { compareScopes } from './compare-scopes.ts'

/** Lists what is different in a newer catalog, in the order of the names. Attributes first: their scopes follow them. */
export function compareCatalogs(before: Catalog, after: Catalog): Change[] {
  return [...compareAttributes(before, after), ...compareAllScopes(before, after)]
}

function compareAllScopes(before: Catalog, after: Catalog): Change[] {
  const names = [...new Set([...before.scopes.keys(), ...after.scopes.keys()])].sort()
  return names.flatMap((name) => {
    const [old, fresh] = [before.scopes.get(name), after.scopes.get(name)]
    if (old && fresh) return compareScopes(old, fresh)
    return old ? describeRemoved(old) : describeAdded(fresh!)
  })
}

function describeRemoved(scope: Scope): Change[] {
  const { name, place, deprecated, constName } = scope
  if (!deprecated) {
    const message = `The scope \`${name}\` is gone: deprecate it first, or keep it as an alias.`
    return [{ rule: 'scope-removed', name, message, place }]
  }
  const message = `The deprecated scope \`${name}\` is gone, and the constant \`${constName}\` with it.`
  return [{ rule: 'const-removed', name, message, place }]
}

function describeAdded({ name, kind, place }: Scope): Change[] {
  return [{ rule: 'scope-added', name, message: `The ${kind} \`${name}\` is new.`, place }]
}
