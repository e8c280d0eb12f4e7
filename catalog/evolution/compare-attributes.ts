import { type Attribute, type Catalog, PRIVACY_CLASSES } from '../model.ts'
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
  const tell = (rule: Change['rule'], message: string): Change => ({
    rule,
    name,
    message,
    place,
    experimental: old.stability === 'experimental',
  })
  if (old.type !== fresh.type) {
    return [tell('attr-type-changed', `The attribute \`${name}\` was \`${old.type}\` and is \`${fresh.type}\`.`)]
  }
  const removed = old.values.filter((value) => !fresh.values.includes(value))
  const added = fresh.values.filter((value) => !old.values.includes(value))
  return [
    ...comparePrivacy(old, fresh).map((message) => tell('privacy-raised', message)),
    ...(old.scrub === fresh.scrub
      ? []
      : [tell('scrub-changed', `\`${name}\` was scrubbed by \`${old.scrub}\`, now by \`${fresh.scrub}\`.`)]),
    ...compareNames(old, fresh, tell),
    ...removed.map((value) => tell('enum-value-removed', `\`${name}\` no longer has the value \`${value}\`.`)),
    ...added.map((value) => tell('enum-value-added', `\`${name}\` has the new value \`${value}\`.`)),
    ...(old.brief === fresh.brief ? [] : [tell('brief-changed', `\`${name}\` is described in other words.`)]),
  ]
}

/** More private than was said, or than nobody had said: what was collected before was collected under other rules. */
function comparePrivacy({ privacy: was }: Attribute, { name, privacy: is }: Attribute): string[] {
  if (was === undefined || is === undefined || PRIVACY_CLASSES.indexOf(is) <= PRIVACY_CLASSES.indexOf(was)) return []
  return [`\`${name}\` was \`${was}\` and is \`${is}\`.`]
}

/** What programs call the enum and its members. */
function compareNames(
  old: Attribute,
  fresh: Attribute,
  tell: (rule: Change['rule'], message: string) => Change,
): Change[] {
  if (old.type !== 'enum') return []
  const members = new Map(old.members.map(({ value, constName }) => [value, constName]))
  const renamed = fresh.members.filter(({ value, constName }) => (members.get(value) ?? constName) !== constName)
  return [
    ...(old.typeName === fresh.typeName
      ? []
      : [tell('type-renamed', `The enum \`${old.typeName}\` is now \`${fresh.typeName}\`.`)]),
    ...renamed.map(({ value, constName }) =>
      tell('member-renamed', `\`${members.get(value)}\` of \`${fresh.name}\` is now \`${constName}\`.`),
    ),
    ...(old.open && !fresh.open
      ? [tell('enum-closed', `\`${fresh.name}\` no longer takes other values than its own.`)]
      : []),
  ]
}
