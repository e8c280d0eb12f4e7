import type { Attribute, Catalog, Scope } from '../model.ts'
import { showText } from '../read/text.ts'
import { type Finding, isMetric, listLive, nameOf, type Rule } from './rule.ts'

/** Finds scopes whose name is one word. */
export const findBareNames: Rule = ({ scopes }) =>
  listLive(scopes)
    .filter(({ name }) => !name.includes('.'))
    .map((entry) => ({
      entry,
      message: `The scope ${showText(nameOf(entry))} has no namespace.`,
      notes: [`say what it belongs to: \`app.${nameOf(entry)}\``],
    }))

/** More segments than any of the 943 names of OpenTelemetry's registry. */
const MAX_DEPTH = 6

/** Finds names of many segments. */
export const findDeepNames: Rule = ({ scopes, attributes }) =>
  [...listLive(scopes), ...listLive(attributes)]
    .filter(({ name }) => name.split('.').length > MAX_DEPTH)
    .map((entry) => ({
      entry,
      message: `The name ${showText(nameOf(entry))} has ${entry.name.split('.').length} segments.`,
    }))

/** Finds names that differ in dots and underscores only. Two that give one identifier are an error already. */
export const findSimilarNames: Rule = ({ scopes, attributes }) => [
  ...findSimilar([...scopes.values()], ({ constName }) => constName),
  ...findSimilar([...attributes.values()], ({ name }) => name),
]

function findSimilar<Entry extends Scope | Attribute>(
  entries: readonly Entry[],
  identify: (entry: Entry) => string,
): Finding[] {
  const first = new Map<string, Entry>()
  return entries.flatMap((entry) => {
    const key = entry.name.replace(/[._]/g, '')
    const earlier = first.get(key)
    if (!earlier || earlier.deprecated) {
      first.set(key, entry)
      return []
    }
    if (entry.deprecated || identify(earlier) === identify(entry)) return []
    const message = `The name ${showText(nameOf(entry))} is nearly ${showText(nameOf(earlier))}.`
    return [{ entry, message, notes: [{ message: 'the other one', place: earlier.place }] }]
  })
}

/** Ends of names that say what the kind says. */
const KIND_SUFFIXES: Readonly<Record<Scope['kind'], RegExp>> = {
  span: /[._](?:span|timer|timing)$/,
  counter: /[._](?:counter|count|total)$/,
  gauge: /[._]gauge$/,
  histogram: /[._](?:histogram|distribution)$/,
  event: /[._]event$/,
}

/** Finds names that repeat the kind. */
export const findKindSuffixes: Rule = ({ scopes }) =>
  listLive(scopes).flatMap((entry) => {
    const suffix = KIND_SUFFIXES[entry.kind].exec(entry.name)?.[0]
    if (!suffix) return []
    const message = `The name of the ${entry.kind} ${showText(nameOf(entry))} repeats its kind, ${showText(suffix)}.`
    return [{ entry, message }]
  })

const RE_UNIT_SUFFIX =
  /[._](?:ms|us|ns|s|sec|secs|seconds|millis|milliseconds|micros|microseconds|nanos|nanoseconds|minutes|hours|b|kb|mb|gb|kib|mib|gib|bytes|kilobytes|megabytes|pct|percent|percentage)$/

/** Finds metrics and measurements whose name repeats the unit. */
export const findUnitsInNames: Rule = ({ scopes }) =>
  listLive(scopes).flatMap((entry) => [
    ...(isMetric(entry) ? describeUnitSuffix(entry, `the ${entry.kind} ${showText(nameOf(entry))}`, entry.name) : []),
    ...entry.measurements.flatMap(({ name, place }) =>
      describeUnitSuffix(entry, `the measurement ${showText(name)}`, `.${name}`).map((each) => ({ ...each, place })),
    ),
  ])

function describeUnitSuffix(entry: Scope, what: string, name: string): Finding[] {
  const suffix = RE_UNIT_SUFFIX.exec(name)?.[0]
  if (!suffix || suffix === name) return []
  return [{ entry, message: `The name of ${what} ends with a unit, ${showText(suffix)}.`, notes: ['say it by `unit`'] }]
}

/** Finds attributes that are also the namespace of another. */
export const findAttributeNamespaces: Rule = ({ attributes }: Catalog) => {
  const live = listLive(attributes)
  // Sorted by code unit, what lies below a name need not follow it at once: `a`, `a0`, `a.b` are not in that order.
  const inner = new Map<string, Attribute>()
  for (const attribute of live) {
    const segments = attribute.name.split('.')
    for (let depth = 1; depth < segments.length; depth++) {
      const prefix = segments.slice(0, depth).join('.')
      if (!inner.has(prefix)) inner.set(prefix, attribute)
    }
  }
  return live.flatMap((entry) => {
    const below = inner.get(entry.name)
    if (!below) return []
    const message = `The attribute ${showText(entry.name)} is also the namespace of ${showText(below.name)}.`
    return [{ entry, message, notes: [{ message: 'declared here', place: below.place }] }]
  })
}
