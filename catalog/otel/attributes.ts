import type { Loss } from '../foreign/losses.ts'
import type { Plain } from '../foreign/print.ts'
import { asList, asMap, asMaps, asText, type Foreign } from '../foreign/read.ts'
import { toMemberName } from '../identifiers.ts'
import { ATTRIBUTE_TYPES, type AttributeType } from '../model.ts'
import { readOurs, withoutOurs } from './annotations.ts'
import { describeDeprecation, describeStability } from './lifecycle.ts'
import { keepRest, toPlain } from './plain.ts'

type Described = { readonly [key: string]: Plain }

/** What describes an attribute, without its name. `renames` are the names that may be replaced by. */
export function describeAttribute(
  name: string,
  entry: Foreign,
  {
    constName,
    isReplacement,
  }: { readonly constName: string | undefined; readonly isReplacement: (target: string) => string | undefined },
  losses: Loss[],
): Described {
  const { type, ...typed } = describeType(name, entry.type, losses)
  return {
    type,
    ...typed,
    brief: asText(entry.brief) || undefined,
    note: asText(entry.note) || undefined,
    ...describeExamples(name, entry.examples, type, losses),
    ...describeStability(entry),
    ...describeDeprecation(name, entry, isReplacement, losses),
    const_name: constName,
    ...readOurs(entry),
    ...keepRest(withoutOurs(entry), [
      'id',
      'key',
      'type',
      'brief',
      'note',
      'examples',
      'stability',
      'deprecated',
      'requirement_level',
    ]),
  }
}

/** Types that are spelt alike, and those that a catalog does not have. */
function describeType(name: string, given: unknown, losses: Loss[]): Described & { readonly type: AttributeType } {
  const members = asMaps(asMap(given)?.members)
  if (asMap(given)) return describeEnum(name, members, losses)
  const text = asText(given) || 'string'
  const known = ATTRIBUTE_TYPES.find((type) => type === text && type !== 'enum')
  if (known) return { type: known }
  const rule = text.startsWith('template[') ? 'template' : 'type'
  const message =
    rule === 'template'
      ? `is a family of keys, \`${name}.<key>\`: it is one key of the type \`any\``
      : `has the type \`${text}\`: it is \`any\``
  losses.push({ rule, name, message })
  return { type: 'any', 'x-otel-type': text }
}

/** Enums of a registry are open. Ours hold texts; where the members are numbers, the type is what they are. */
function describeEnum(
  name: string,
  members: readonly Foreign[],
  losses: Loss[],
): Described & { readonly type: AttributeType } {
  const values = members.map((member) => member.value ?? member.id)
  if (values.length > 0 && values.every((value) => typeof value === 'number')) {
    losses.push({
      rule: 'enum-of-numbers',
      name,
      message: 'has members that are numbers: it is `int`, and they stand beside it',
    })
    return { type: values.every(Number.isInteger) ? 'int' : 'double', 'x-otel-members': toPlain(members) }
  }
  const entries = new Map<string, Plain>()
  for (const member of members) {
    const value = asText(member.value ?? member.id)
    if (entries.has(value) || value === '') {
      losses.push({ rule: 'member-twice', name, message: `has the value \`${value}\` twice: the first counts` })
    } else entries.set(value, describeMember(value, member))
  }
  if (entries.size === 0) {
    losses.push({ rule: 'enum-empty', name, message: 'has no members: it is a text' })
    return { type: 'string' }
  }
  settleMembers(name, entries, losses)
  const isPlain = [...entries.values()].every((each) => Object.keys(each as object).length === 0)
  return { type: 'enum', open: true, values: isPlain ? [...entries.keys()] : Object.fromEntries(entries) }
}

function describeMember(value: string, member: Foreign): Plain {
  const { note, stability, deprecated, annotations } = member
  const id = asText(member.id)
  const constant = toMemberName(id)
  const own = /^[A-Z_][A-Z0-9_]*$/.test(constant) && constant !== toMemberName(value) ? constant : undefined
  return removeEmpty({
    brief: asText(member.brief) || undefined,
    const_name: own,
    deprecated: deprecated === undefined ? undefined : true,
    ...keepRest({ note, deprecated, annotations, stability: stability === 'development' ? undefined : stability }, []),
  })
}

/** Two values may give one member: the live one keeps it. */
function settleMembers(name: string, entries: Map<string, Plain>, losses: Loss[]): void {
  const taken = new Set<string>()
  const isGone = ([, member]: [string, Plain]): number => Number((member as Described).deprecated === true)
  for (const [value, member] of [...entries].toSorted((a, b) => isGone(a) - isGone(b))) {
    const { const_name: given, deprecated } = member as Described
    const wanted = typeof given === 'string' ? given : toMemberName(value)
    const suffixed = deprecated ? `${wanted}_DEPRECATED` : `${wanted}_2`
    let free = taken.has(wanted) ? suffixed : wanted
    for (let suffix = 3; taken.has(free); suffix++) free = `${wanted}_${suffix}`
    taken.add(free)
    if (free === wanted) continue
    entries.set(value, { ...(member as Described), const_name: free })
    losses.push({
      rule: 'member-clash',
      name,
      message: `has two values that give \`${wanted}\`: \`${value}\` is \`${free}\``,
    })
  }
}

function removeEmpty(map: Described): Described {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined))
}

/** Examples of a list may be given as one list. What is not of the type stays beside it. */
function describeExamples(name: string, given: unknown, type: AttributeType, losses: Loss[]): Described {
  if (given === undefined || given === null) return {}
  const isList = type.endsWith('[]')
  const listed = Array.isArray(given) ? given : [given]
  const examples = isList && !listed.every(Array.isArray) ? [listed] : listed
  if (examples.length === 0) return {}
  const base = type.replace('[]', '')
  const fits = (value: unknown): boolean => FITS[base]?.(value) ?? true
  if (examples.every((each) => (isList ? asList(each).every(fits) : fits(each)))) return { examples: toPlain(examples) }
  losses.push({ rule: 'example', name, message: `has examples that are no \`${type}\`: they stand beside it` })
  return { 'x-otel-examples': toPlain(given) }
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  enum: (value) => typeof value === 'string',
  int: Number.isInteger,
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
}
