import { type Code, createDiagnostic, type Diagnostic, type Note, suggestName } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Attribute, Catalog, Scope } from '../model.ts'
import { showText } from '../read/text.ts'

type Entry = Scope | Attribute

/** Entries that may replace one another, and what makes two of them unlike. */
interface Realm<Kind extends Entry> {
  readonly what: string
  readonly entries: ReadonlyMap<string, Kind>
  readonly describeMismatch: (old: Kind, target: Kind) => string | undefined
}

/** Finds replacements that are not declared. */
export function checkReplacementMissing(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return findFaults(catalog, locate, 'deprecated-target-missing', (realm, old, name) => {
    if (realm.entries.has(name)) return undefined
    const live = [...realm.entries.values()].filter((each) => !each.deprecated && each.name !== old.name)
    const suggestion = suggestName(
      name,
      live.map((each) => each.name),
    )
    const notes = suggestion ? [`did you mean \`${suggestion}\`?`] : []
    return { message: `${showText(old.name)} is replaced by ${showText(name)}, which is not declared.`, notes }
  })
}

/** Finds replacements that are deprecated themselves, and do not lead back. */
export function checkReplacementDeprecated(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return findFaults(catalog, locate, 'deprecated-target-deprecated', (realm, old, name) => {
    const target = realm.entries.get(name)
    if (!target?.deprecated || followReplacements(realm.entries, old.name)) return undefined
    const here = { message: 'declared here', place: target.place }
    const next = target.deprecated.replacedBy
    const notes = next ? [here, `it is itself replaced by \`${next}\``] : [here]
    return { message: `${showText(old.name)} is replaced by ${showText(name)}, which is deprecated too.`, notes }
  })
}

/** Finds replacements that lead back to where they start. */
export function checkReplacementCycles(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  const told = new Set<string>()
  return findFaults(catalog, locate, 'deprecated-target-cycle', (realm, old) => {
    const chain = followReplacements(realm.entries, old.name)
    // One message a cycle, at its first member.
    if (!chain || told.has(old.name)) return undefined
    for (const name of chain) told.add(name)
    const shown = [...chain, old.name].map((name) => `\`${name}\``).join(' → ')
    return { message: `The ${realm.what} ${showText(old.name)} is replaced by itself: ${shown}.`, notes: [] }
  })
}

/** Finds replacements that a caller could not simply write instead. */
export function checkReplacementFit(catalog: Catalog, { locate, doubtful }: CheckContext = NO_CONTEXT): Diagnostic[] {
  return findFaults(catalog, locate, 'deprecated-target-kind', (realm, old, name) => {
    const target = realm.entries.get(name)
    if (!target || target.deprecated || doubtful.has(target) || doubtful.has(old)) return undefined
    const message = realm.describeMismatch(old, target)
    return message === undefined ? undefined : { message, notes: [{ message: 'declared here', place: target.place }] }
  })
}

interface Fault {
  readonly message: string
  readonly notes: readonly (Note | string)[]
}

function findFaults(
  { scopes, attributes }: Catalog,
  locate: CheckContext['locate'],
  code: Code,
  find: <Kind extends Entry>(realm: Realm<Kind>, old: Kind, name: string) => Fault | undefined,
): Diagnostic[] {
  const findIn = <Kind extends Entry>(realm: Realm<Kind>): Diagnostic[] =>
    [...realm.entries.values()].flatMap((old) => {
      const name = old.deprecated?.replacedBy
      const fault = name === undefined ? undefined : find(realm, old, name)
      return fault ? createDiagnostic(code, fault.message, locate(old.deprecated!, 'replaced_by'), fault.notes) : []
    })
  return [
    ...findIn({ what: 'scope', entries: scopes, describeMismatch: describeScopes }),
    ...findIn({ what: 'attribute', entries: attributes, describeMismatch: describeAttributes }),
  ]
}

/** Gives the names from a name back to itself, or undefined where the replacements end. */
function followReplacements(entries: ReadonlyMap<string, Entry>, start: string): readonly string[] | undefined {
  const chain = [start]
  const seen = new Set(chain)
  for (;;) {
    const next = entries.get(chain.at(-1)!)?.deprecated?.replacedBy
    if (next === undefined || !entries.has(next)) return undefined
    if (next === start) return chain
    if (seen.has(next)) return undefined
    seen.add(next)
    chain.push(next)
  }
}

function describeScopes(old: Scope, target: Scope): string | undefined {
  const replaced = `${showText(old.name)} is replaced by ${showText(target.name)}, which`
  if (target.kind !== old.kind) return `The ${old.kind} ${replaced} is a ${target.kind}.`
  if (old.unit !== undefined && target.unit !== undefined && old.unit !== target.unit) {
    return `${replaced} is measured in ${showText(target.unit)} and not in ${showText(old.unit)}.`
  }
  // An old name without any metadata is only a name: what its calls would have to give is not known.
  if (old.attributes.length === 0) return undefined
  const own = new Set(old.attributes.map(({ name }) => name))
  const missing = target.attributes.find(({ name, requirement }) => requirement === 'required' && !own.has(name))
  return missing && `${replaced} requires the attribute ${showText(missing.name)}.`
}

function describeAttributes(old: Attribute, target: Attribute): string | undefined {
  if (old.type === target.type) return undefined
  return `${showText(old.name)} of type \`${old.type}\` is replaced by ${showText(target.name)} of type \`${target.type}\`.`
}
