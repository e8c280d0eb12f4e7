import type { Attribute, Catalog } from '../model.ts'
import type { Change } from './change.ts'

/** Compares the attributes that both catalogs have: one change a difference, however many scopes use the key. */
export function compareAttributes(before: Catalog, after: Catalog): Change[] {
  return [...after.attributes.values()].flatMap((fresh) => {
    const old = before.attributes.get(fresh.name)
    return old ? compareAttribute(old, fresh) : []
  })
}

function compareAttribute(old: Attribute, fresh: Attribute): Change[] {
  const { name, place } = fresh
  const tell = (rule: Change['rule'], message: string): Change => ({ rule, name, message, place })
  if (old.type !== fresh.type) {
    return [tell('attr-type-changed', `The attribute \`${name}\` was \`${old.type}\` and is \`${fresh.type}\`.`)]
  }
  const removed = old.values.filter((value) => !fresh.values.includes(value))
  const added = fresh.values.filter((value) => !old.values.includes(value))
  return [
    ...removed.map((value) => tell('enum-value-removed', `\`${name}\` no longer has the value \`${value}\`.`)),
    ...added.map((value) => tell('enum-value-added', `\`${name}\` has the new value \`${value}\`.`)),
    ...(old.brief === fresh.brief ? [] : [tell('brief-changed', `\`${name}\` is described in other words.`)]),
  ]
}
