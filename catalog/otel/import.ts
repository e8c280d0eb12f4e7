import type { Diagnostic } from '../../report/index.ts'
import type { Loss } from '../foreign/losses.ts'
import { type Plain, printYaml } from '../foreign/print.ts'
import { asMap, asText, type Foreign, type ForeignFile } from '../foreign/read.ts'
import { isUnit, suggestUnit } from '../units.ts'
import { readOurs, withoutOurs } from './annotations.ts'
import { describeAttribute } from './attributes.ts'
import { describeDeprecation, describeStability } from './lifecycle.ts'
import { chooseNames, formName, type Nameable, type Naming } from './names.ts'
import { keepRest } from './plain.ts'
import { type Registry, readRegistry, type Signal } from './registry.ts'
import { readUses } from './uses.ts'

/** A catalog as text, and everything that it could not say as the other format does. */
export interface ImportResult {
  readonly text: string
  readonly counts: Readonly<Record<string, number>>
  readonly losses: readonly Loss[]
  readonly diagnostics: readonly Diagnostic[]
}

type Described = { readonly [key: string]: Plain }

/** Turns the model files of OpenTelemetry's semantic conventions, or of a registry like it, into a catalog. */
export function importOtel(files: readonly ForeignFile[]): ImportResult {
  const registry = readRegistry(files)
  const losses = [...registry.losses]
  const attributes = describeAttributes(registry, losses)
  const groups = describeGroups(registry, losses)
  const scopes = describeSignals(registry, losses)
  const text = printYaml({
    telescopic: 1,
    ...keepRest(registry.about, []),
    attributes: asEntries(attributes),
    groups: asEntries(groups),
    scopes: asEntries(scopes),
  })
  const counts = {
    attributes: attributes.size,
    groups: groups.size,
    ...Object.fromEntries(
      ['span', 'event', 'counter', 'updowncounter', 'gauge', 'histogram'].map((kind) => [
        kind,
        registry.signals.filter((signal) => signal.kind === kind).length,
      ]),
    ),
  }
  return { text, counts, losses, diagnostics: registry.diagnostics }
}

function asEntries(entries: ReadonlyMap<string, Described>): Plain {
  return entries.size === 0 ? undefined : Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function describeAttributes({ attributes }: Registry, losses: Loss[]): Map<string, Described> {
  const nameables = [...attributes].map(([name, entry]) => ({
    name,
    deprecated: isDeprecated(entry),
    kind: 'attribute',
    entry,
  }))
  // Only enums have an identifier; all keep their names.
  const enums = nameables.filter(({ entry }) => asMap(entry.type) !== undefined)
  const chosen = chooseNames(enums, 'type', losses)
  const typeOf = (name: string): string =>
    JSON.stringify(asMap(attributes.get(name)?.type) ? 'enum' : attributes.get(name)?.type)
  const described = new Map<string, Described>()
  for (const nameable of nameables) {
    const { name, entry } = nameable
    const isReplacement = (target: string): string | undefined => {
      const other = attributes.get(target)
      return other && !isDeprecated(other) && typeOf(target) === typeOf(name) ? formName(target) : undefined
    }
    const constName = chosen.get(nameable)?.constName
    const formed = formName(name)
    if (formed !== name) losses.push({ rule: 'name-changed', name, message: `cannot be a key: it is \`${formed}\`` })
    if (described.has(formed))
      losses.push({ rule: 'name-taken', name, message: `would be \`${formed}\` like another: it is left out` })
    else described.set(formed, describeAttribute(name, entry, { constName, isReplacement }, losses))
  }
  return described
}

function isDeprecated(entry: Foreign): boolean {
  return entry.deprecated !== undefined
}

/** Sets that only define attributes are the dictionary; the others are groups, with what they take from others. */
function describeGroups(registry: Registry, losses: Loss[]): Map<string, Described> {
  const groups = new Map<string, Described>()
  for (const { id, entry } of registry.sets.values()) {
    const uses = resolveUses(registry, id, losses, new Set())
    if (uses.size === 0) continue
    const rest = keepRest(entry, ['id', 'brief', 'attributes', 'extends', 'prefix', 'identity', 'description'])
    if (formName(id) !== id)
      losses.push({
        rule: 'name-changed',
        name: id,
        message: `cannot be the name of a group: it is \`${formName(id)}\``,
      })
    groups.set(formName(id), { brief: asText(entry.brief) || undefined, attributes: Object.fromEntries(uses), ...rest })
  }
  return groups
}

/** Groups do not use groups here: what one takes from others is written out. */
function resolveUses(registry: Registry, id: string, losses: Loss[], trail: ReadonlySet<string>): Map<string, Plain> {
  const set = registry.sets.get(id)
  if (!set || trail.has(id)) return new Map()
  const inner = new Set([...trail, id])
  const above = (groups: readonly string[]): Map<string, Plain> => joinGroups(registry, groups, losses, inner)
  const { own, groups } = readUses(registry, set.entry, id, trail.size === 0 ? losses : [], above)
  return new Map([...above(groups), ...rename(own)])
}

function joinGroups(
  registry: Registry,
  groups: readonly string[],
  losses: Loss[],
  trail: ReadonlySet<string>,
): Map<string, Plain> {
  return new Map(groups.flatMap((group) => [...resolveUses(registry, group, losses, trail)]))
}

function rename(uses: ReadonlyMap<string, Plain>): [string, Plain][] {
  return [...uses].map(([name, use]) => [formName(name), use])
}

type NamedSignal = Signal & Nameable

function describeSignals(registry: Registry, losses: Loss[]): Map<string, Described> {
  const signals: NamedSignal[] = registry.signals.map((signal) => ({
    ...signal,
    deprecated: isDeprecated(signal.entry),
  }))
  const chosen = chooseNames(signals, 'constant', losses)
  const find = (name: string, isMetric: boolean): NamedSignal | undefined =>
    signals.find((signal) => signal.name === name && signal.refines === undefined && isMetricKind(signal) === isMetric)
  return new Map(
    signals.map((signal) => [
      chosen.get(signal)!.name,
      describeSignal(registry, signal, { signals, chosen, find }, losses),
    ]),
  )
}

interface Lookup {
  readonly signals: readonly NamedSignal[]
  readonly chosen: ReadonlyMap<Nameable, Naming>
  readonly find: (name: string, isMetric: boolean) => NamedSignal | undefined
}

function isMetricKind({ kind }: Signal): boolean {
  return kind !== 'span' && kind !== 'event'
}

const SIGNAL_KEYS =
  'id type metric_name instrument unit brief note attributes extends ref name stability deprecated prefix'.split(' ')

function describeSignal(
  registry: Registry,
  signal: NamedSignal,
  { signals, chosen, find }: Lookup,
  losses: Loss[],
): Described {
  const { name, kind, entry, refines } = signal
  const parent =
    entry.extends === undefined
      ? undefined
      : signals.find((other) => other.kind === kind && other.entry.id === entry.extends)
  const base = refines === undefined ? parent : find(refines, isMetricKind(signal))
  if (refines !== undefined && !base)
    losses.push({ rule: 'refines-unknown', name, message: `refines \`${refines}\`, which is not defined` })
  const above = base ? listUses(registry, base) : new Map<string, Plain>()
  const { own, groups } = readUses(
    registry,
    entry,
    name,
    losses,
    (names) => new Map([...above, ...joinGroups(registry, names, [], new Set())]),
  )
  const isReplacement = (target: string): string | undefined => {
    const other = find(target, isMetricKind(signal))
    const fits = other && !other.deprecated && other.kind === kind && asText(other.entry.unit) === asText(entry.unit)
    return fits && listRequired(registry, other).every((key) => listUses(registry, signal).has(key))
      ? chosen.get(other)!.name
      : undefined
  }
  const span =
    kind === 'span'
      ? { 'x-otel-name': entry.name === undefined ? undefined : keepRest(asMap(entry.name) ?? {}, []) }
      : {}
  return {
    ...(base ? { extends: chosen.get(base)!.name } : describeKind(name, kind, losses)),
    ...(base || !isMetricKind(signal) ? {} : describeUnit(name, asText(entry.unit), losses)),
    brief: asText(entry.brief) || asText(base?.entry.brief) || `${name}.`,
    note: asText(entry.note) || undefined,
    use: groups.length === 0 ? undefined : groups.map(formName),
    attributes: describeOwn(registry, groups, own),
    const_name: chosen.get(signal)!.constName,
    ...describeStability(entry),
    ...describeDeprecation(name, entry, isReplacement, losses),
    ...span,
    ...readOurs(entry),
    ...keepRest(withoutOurs(entry), SIGNAL_KEYS),
  }
}

/** Uses that two groups see differently are settled by the signal, as the last group has them. */
function describeOwn(registry: Registry, groups: readonly string[], own: ReadonlyMap<string, Plain>): Plain {
  const given = groups.map((group) => resolveUses(registry, group, [], new Set()))
  const settled = new Map<string, Plain>()
  for (const [index, uses] of given.entries()) {
    for (const [name, use] of uses) {
      const others = given.slice(0, index).filter((each) => each.has(name))
      if (others.some((each) => JSON.stringify(each.get(name)) !== JSON.stringify(use))) settled.set(name, use)
    }
  }
  const all = new Map([...settled, ...rename(own)])
  return all.size === 0 ? undefined : Object.fromEntries(all)
}

function describeKind(name: string, kind: Signal['kind'], losses: Loss[]): Described {
  if (kind !== 'updowncounter') return { kind }
  losses.push({ rule: 'updowncounter', name, message: 'goes up and down: it is a gauge' })
  return { kind: 'gauge', 'x-otel-instrument': 'updowncounter' }
}

/** Units that are none become the one that was meant, or an annotation. */
function describeUnit(name: string, unit: string, losses: Loss[]): Described {
  if (isUnit(unit)) return { unit }
  const ours = suggestUnit(unit) ?? (/^[\w.-]+$/.test(unit) ? `{${unit}}` : '1')
  losses.push({ rule: 'unit', name, message: `has the unit \`${unit}\`: it is \`${ours}\`` })
  return { unit: ours, 'x-otel-unit': unit }
}

/** All uses of a signal by the name of the attribute, those of its groups among them. */
function listUses(registry: Registry, { entry, name }: Signal): Map<string, Plain> {
  const above = (groups: readonly string[]): Map<string, Plain> => joinGroups(registry, groups, [], new Set())
  const { own, groups } = readUses(registry, entry, name, [], above)
  return new Map([...above(groups), ...rename(own)])
}

function listRequired(registry: Registry, signal: Signal): string[] {
  const isRequired = (use: Plain): boolean => use === 'required' || asMap(use)?.requirement === 'required'
  return [...listUses(registry, signal)].filter(([, use]) => isRequired(use)).map(([key]) => key)
}
