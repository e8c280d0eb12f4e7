import { createDiagnostic, type Diagnostic, type Note, suggestName } from '../../report/index.ts'
import type { AttributeUse, Scope } from '../model.ts'
import { checkKindKeys, type OwnScope } from '../read/scope.ts'
import { sortByName } from '../read/sort.ts'
import { showText } from '../read/text.ts'
import type { OwnGroup } from './catalog.ts'

/** Everything that scopes are completed from. */
interface Resolution {
  readonly own: ReadonlyMap<string, OwnScope>
  readonly groups: ReadonlyMap<string, OwnGroup>
  readonly done: Map<string, Scope>
  /** Scopes on the way from the one that was asked for to what it extends. */
  readonly trail: string[]
}

/** Completes scopes by what they extend and by the groups they use. */
export function completeScopes(own: readonly OwnScope[], groups: ReadonlyMap<string, OwnGroup>): Scope[] {
  const resolution: Resolution = {
    own: new Map(own.map((scope) => [scope.name, scope])),
    groups,
    done: new Map(),
    trail: [],
  }
  return own.map((scope) => completeScope(resolution, scope))
}

function completeScope(resolution: Resolution, own: OwnScope): Scope {
  const known = resolution.done.get(own.name)
  if (known) return known
  const base = completeBase(resolution, own)
  const { defaults, entry, reading, isDoubtful } = own
  const kind = own.kind ?? base?.kind ?? 'span'
  checkKindKeys(own, kind)
  // Field by field: what is left of an object by `...rest` takes ten times as long to make and to read.
  const scope: Scope = Object.freeze({
    name: own.name,
    kind,
    brief: own.brief,
    note: own.note,
    stability: own.stability,
    owners: own.owners,
    since: own.since,
    links: own.links,
    deprecated: own.deprecated,
    suppressions: own.suppressions,
    extensions: own.extensions,
    aliases: own.aliases,
    examples: own.examples,
    instrument: own.instrument,
    groups: own.groups,
    base: own.base,
    template: own.template,
    constName: own.constName,
    place: own.place,
    level: own.level ?? base?.level ?? defaults.level,
    unit: own.unit ?? base?.unit,
    buckets: kind !== 'histogram' ? [] : own.buckets.length > 0 ? own.buckets : (base?.buckets ?? []),
    attributes: mergeUses(own, base, listGroups(resolution, own)),
    measurements: kind === 'event' ? mergeByName(base?.measurements ?? [], own.measurements) : [],
    sample: own.sample ?? base?.sample ?? defaults.sample,
    expires: own.expires ?? defaults.expires,
  })
  if (isDoubtful || (own.base !== undefined && !base)) reading.doubtful.add(scope)
  if (entry.node) reading.nodes.set(scope, { node: entry.node, findPlace: reading.findPlace })
  resolution.done.set(own.name, scope)
  return scope
}

/** Completes the scope that another one extends, or says why there is none. */
function completeBase(resolution: Resolution, own: OwnScope): Scope | undefined {
  if (own.base === undefined) return undefined
  const target = resolution.own.get(own.base)
  if (!target) {
    const suggestion = suggestName(own.base, resolution.own.keys())
    const message = `${showText(own.name)} extends ${showText(own.base)}, which is not declared.`
    return refuseBase(own, message, suggestion ? [`did you mean \`${suggestion}\`?`] : [])
  }
  const depth = measureChain(resolution, own)
  if (depth > MAX_CHAIN) {
    // Told where the limit is passed, once; what comes after it stands on sand too.
    if (depth > MAX_CHAIN + 1) return undefined
    const message = `${showText(own.name)} is at the end of a row of ${MAX_CHAIN} scopes that extend one another.`
    return refuseBase(own, message, ['put what they share into a group'])
  }
  const trail = [...resolution.trail, own.name]
  const start = trail.indexOf(target.name)
  if (start !== -1) {
    const chain = [...trail.slice(start), target.name].map((name) => `\`${name}\``).join(' → ')
    const note = { message: 'the other end', place: target.place }
    return refuseBase(own, `A scope extends itself: ${chain}.`, [note])
  }
  resolution.trail.push(own.name)
  const base = completeScope(resolution, target)
  resolution.trail.pop()
  if (own.kind === undefined || own.kind === base.kind || own.isDoubtful || target.isDoubtful) return base
  const message = `The ${own.kind} ${showText(own.name)} extends ${showText(base.name)}, which is a ${base.kind}.`
  return refuseBase(own, message, [{ message: 'declared here', place: base.place }])
}

/** The most scopes that may extend one another in a row: nobody follows a longer one, and a stack has an end. */
const MAX_CHAIN = 32

/** Counts the scopes that one extends, directly and indirectly, to just above the limit; those in a circle not at all. */
function measureChain({ own }: Resolution, start: OwnScope): number {
  const seen = new Set<OwnScope>()
  let scope: OwnScope | undefined = start
  while (scope?.base !== undefined && seen.size <= MAX_CHAIN + 1) {
    if (seen.has(scope)) return 0
    seen.add(scope)
    scope = own.get(scope.base)
  }
  return seen.size
}

function refuseBase(
  { reading, entry, place }: OwnScope,
  message: string,
  notes: readonly (Note | string)[],
): undefined {
  const at = entry.values.extends?.node
  const diagnostic = createDiagnostic(
    'extends-target',
    message,
    at ? reading.findPlace(at.start, at.end) : place,
    notes,
  )
  reading.diagnostics.push(diagnostic)
  return undefined
}

function listGroups({ groups }: Resolution, own: OwnScope): OwnGroup[] {
  return (own.entry.values.use?.value ?? []).flatMap(({ value, node }) => {
    const group = groups.get(value)
    if (group) return group
    const suggestion = suggestName(value, groups.keys())
    const note = suggestion ? `did you mean \`${suggestion}\`?` : `define it under \`groups\``
    own.reading.diagnostics.push(
      createDiagnostic(
        'group-unknown',
        `No group ${showText(value)} is defined.`,
        own.reading.findPlace(node.start, node.end),
        [note],
      ),
    )
    return []
  })
}

/** What the scope lists itself counts before its groups, and these before what it extends. */
function mergeUses(own: OwnScope, base: Scope | undefined, groups: readonly OwnGroup[]): readonly AttributeUse[] {
  if (!base && groups.length === 0) return Object.freeze(sortByName(own.attributes))
  const uses = new Map<string, AttributeUse>()
  for (const use of base?.attributes ?? []) {
    uses.set(use.name, { ...use, from: `the scope ${showText(base!.name)}` })
  }
  const listed = new Set(own.attributes.map(({ name }) => name))
  const grouped = new Map<string, { readonly use: AttributeUse; readonly group: OwnGroup }>()
  for (const group of groups) {
    for (const use of group.attributes) {
      const earlier = grouped.get(use.name)
      if (!earlier) grouped.set(use.name, { use, group })
      else if (earlier.use.requirement !== use.requirement && !listed.has(use.name)) {
        own.reading.diagnostics.push(describeConflict(own, use, group, earlier))
      }
    }
  }
  for (const { use, group } of grouped.values())
    uses.set(use.name, { ...use, from: `the group ${showText(group.name)}` })
  for (const use of own.attributes) uses.set(use.name, use)
  return Object.freeze(sortByName([...uses.values()]))
}

function describeConflict(
  own: OwnScope,
  use: AttributeUse,
  group: OwnGroup,
  earlier: { readonly use: AttributeUse; readonly group: OwnGroup },
): Diagnostic {
  const message = `${showText(use.name)} is \`${earlier.use.requirement}\` in the group ${showText(earlier.group.name)} and \`${use.requirement}\` in ${showText(group.name)}.`
  return createDiagnostic('use-conflict', message, own.place, [
    { message: 'the first', place: earlier.use.place },
    { message: 'the second', place: use.place },
    `say in ${showText(own.name)} which is meant: \`attributes: { ${use.name}: ${use.requirement} }\``,
  ])
}

function mergeByName<Named extends { readonly name: string }>(
  inherited: readonly Named[],
  own: readonly Named[],
): readonly Named[] {
  if (inherited.length === 0) return own
  const merged = new Map([...inherited, ...own].map((each) => [each.name, each]))
  return Object.freeze(sortByName([...merged.values()]))
}
