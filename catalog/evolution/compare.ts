import type { Catalog, Scope } from '../model.ts'
import type { Change } from './change.ts'
import { compareAttributes } from './compare-attributes.ts'
import { compareScopes } from './compare-scopes.ts'

/** Lists what is different in a newer catalog, in the order of the names. Attributes first: their scopes follow them. */
export function compareCatalogs(before: Catalog, after: Catalog): Change[] {
  return [...compareAttributes(before, after), ...compareAllScopes(before, after)]
}

function compareAllScopes(before: Catalog, after: Catalog): Change[] {
  const homes = indexAliases(after)
  const moved = new Set(
    [...before.scopes.keys()].flatMap((name) => (after.scopes.has(name) ? [] : (homes.get(name)?.name ?? []))),
  )
  const names = [...new Set([...before.scopes.keys(), ...after.scopes.keys()])].sort()
  return names.flatMap((name) => {
    const [old, fresh] = [before.scopes.get(name), after.scopes.get(name)]
    if (old && fresh) return compareScopes(old, fresh)
    const home = homes.get(name)
    if (old) return home ? describeRenamed(old, home, before) : describeRemoved(old)
    return moved.has(name) ? [] : describeAdded(fresh!)
  })
}

/** Scopes by the names that they had. */
function indexAliases({ scopes }: Catalog): ReadonlyMap<string, Scope> {
  return new Map([...scopes.values()].flatMap((scope) => scope.aliases.map(({ name }) => [name, scope] as const)))
}

/** A renamed scope is compared with what it was, unless the new name was there already. */
function describeRenamed(old: Scope, fresh: Scope, before: Catalog): Change[] {
  const { name, place } = fresh
  const message = `The scope \`${old.name}\` is now \`${name}\`, and the constant \`${old.constName}\` is \`${fresh.constName}\`.`
  const renamed: Change = { rule: 'scope-renamed', name, message, place, experimental: isExperimental(old) }
  if (before.scopes.has(name)) return [renamed]
  return [renamed, ...compareScopes(old, fresh).filter(({ rule }) => rule !== 'const-renamed')]
}

function describeRemoved(scope: Scope): Change[] {
  const { name, place, deprecated, constName } = scope
  const experimental = isExperimental(scope)
  if (!deprecated) {
    const message = `The scope \`${name}\` is gone: deprecate it first, or keep it as an alias.`
    return [{ rule: 'scope-removed', name, message, place, experimental }]
  }
  const message = `The deprecated scope \`${name}\` is gone, and the constant \`${constName}\` with it.`
  return [{ rule: 'const-removed', name, message, place, experimental }]
}

function describeAdded(scope: Scope): Change[] {
  const { name, kind, place } = scope
  const message = `The ${kind} \`${name}\` is new.`
  return [{ rule: 'scope-added', name, message, place, experimental: isExperimental(scope) }]
}

function isExperimental({ stability }: Scope): boolean {
  return stability === 'experimental'
}
