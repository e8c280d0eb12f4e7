import type { Attribute, Catalog } from '../model.ts'
import { showText } from '../read/text.ts'
import { type Finding, isMetric, listLive, nameOf, type Rule } from './rule.ts'

/** Finds attributes that take anything. */
export const findAny: Rule = ({ attributes }) =>
  listLive(attributes)
    .filter(({ type }) => type === 'any' || type === 'any[]')
    .map((entry) => ({ entry, message: `The attribute ${showText(entry.name)} takes anything.` }))

/** Words that a person is told apart, reached or found by. */
const RE_PERSONAL =
  /(?:^|[._])(?:e_?mail|url|uri|ip|ip_?addr(?:ess)?|address|token|name|first_?name|last_?name|phone|user_?id|user_?name|login|password|passwd|secret|credential|cookie|session_?id|ssn|birth_?day|latitude|longitude|device_?id|authorization|api_?key)$/

const RE_TEXT = /^(?:string|any)/

/** Finds texts without a privacy class. What also sounds personal is told as that. */
export const findUnclassified: Rule = ({ attributes }, { doubtful }) =>
  listLive(attributes)
    .filter(({ type, privacy, name }) => RE_TEXT.test(type) && privacy === undefined && !RE_PERSONAL.test(name))
    .filter((entry) => !doubtful.has(entry))
    .map((entry) => ({
      entry,
      message: `The attribute ${showText(entry.name)} has no \`privacy\`.`,
      notes: ['where it tells nothing about a person: `privacy: technical`'],
    }))

/** Finds attributes that sound personal and are not said to be. */
export const findPersonalNames: Rule = ({ attributes }, { doubtful, locate }) =>
  listLive(attributes)
    .filter(({ type, privacy }) => RE_TEXT.test(type) && (privacy === undefined || privacy === 'technical'))
    .filter((entry) => RE_PERSONAL.test(entry.name) && !doubtful.has(entry))
    .map((entry) => ({
      entry,
      message: `The attribute ${showText(entry.name)} sounds personal.`,
      place: locate(entry, 'privacy'),
      notes: ['give it a class such as `privacy: personal`, or excuse it with a reason'],
    }))

/** Finds secrets that are recorded as they are. */
export const findKeptSecrets: Rule = ({ attributes }, { locate }) =>
  [...attributes.values()]
    .filter(({ privacy, scrub }) => (privacy === 'secret' || privacy === 'sensitive') && scrub === 'none')
    .map((entry) => ({
      entry,
      message: `The attribute ${showText(entry.name)} is ${entry.privacy} and recorded as it is.`,
      place: locate(entry, 'privacy'),
      notes: ['say what is done to it: `scrub: hash`, `truncate` or `drop`'],
    }))

/** Most values of an attribute of a metric: as many time series. */
const MAX_SERIES = 1000

/** Finds metrics by an attribute with many values. */
export const findCostlyMetrics: Rule = ({ scopes, attributes }) =>
  listLive(scopes)
    .filter((scope) => isMetric(scope))
    .flatMap((entry) =>
      entry.attributes.flatMap((use): Finding[] => {
        const cardinality = attributes.get(use.name)?.cardinality
        if (!cardinality || cardinality.class === 'low' || (cardinality.max ?? MAX_SERIES + 1) <= MAX_SERIES) return []
        const count = cardinality.max === undefined ? `\`${cardinality.class}\`` : `${cardinality.max} values`
        const message = `The ${entry.kind} ${showText(nameOf(entry))} uses ${showText(use.name)}, whose cardinality is ${count}.`
        return [{ entry, message, place: use.place }]
      }),
    )

/** Finds attributes that more than one scope defines in place. */
export const findInlineRepeats: Rule = ({ scopes, attributes }) => {
  const users = new Map<string, Set<string>>()
  for (const scope of scopes.values()) {
    for (const use of scope.attributes) {
      if (attributes.get(use.name)?.inline !== true || use.from !== undefined) continue
      const names = users.get(use.name) ?? new Set()
      users.set(use.name, names.add(nameOf(scope)))
    }
  }
  return [...users]
    .filter(([, names]) => names.size > 1)
    .map(([name, names]) => ({
      entry: attributes.get(name)!,
      message: `The attribute ${showText(name)} is defined in place, and ${names.size} scopes use it.`,
      notes: ['define it under `attributes`'],
    }))
}

/** Finds attributes and groups that no scope uses. */
export const findUnused: Rule = (catalog) => {
  // A catalog without scopes is there for others to use.
  if (catalog.scopes.size === 0) return []
  const used = listUsed(catalog)
  const named = new Set([...catalog.scopes.values()].flatMap(({ groups }) => groups))
  return [
    ...listLive(catalog.attributes)
      .filter(({ name }) => !used.has(name))
      .map((entry: Attribute) => ({ entry, message: `No scope uses the attribute ${showText(entry.name)}.` })),
    ...[...catalog.groups.values()]
      .filter(({ name }) => !named.has(name))
      .map((entry) => ({ entry, message: `No scope uses the group ${showText(entry.name)}.` })),
  ]
}

function listUsed({ scopes, groups }: Catalog): ReadonlySet<string> {
  return new Set([...scopes.values(), ...groups.values()].flatMap((each) => each.attributes.map(({ name }) => name)))
}
