import { type AttributeUse, type InstrumentTarget, type Measurement, type Scope, STABILITIES } from '../model.ts'
import type { Change } from './change.ts'

/** Compares two states of a scope. */
export function compareScopes(old: Scope, fresh: Scope): Change[] {
  const { name, place } = fresh
  const tell: Tell = (rule, message, at = place) => ({
    rule,
    name,
    message,
    place: at,
    experimental: old.stability === 'experimental',
  })
  if (old.kind !== fresh.kind)
    return [tell('kind-changed', `The kind of \`${name}\` was ${old.kind} and is ${fresh.kind}.`)]
  return [
    ...compareUnits(`\`${name}\``, old.unit, fresh.unit).map((message) => tell('unit-changed', message)),
    ...compareBuckets(old, fresh, tell),
    ...compareUses(old.attributes, fresh.attributes, tell, `\`${name}\``),
    ...compareMeasurements(old.measurements, fresh.measurements, tell, `\`${name}\``),
    ...compareConstants(old, fresh, tell),
    ...compareDeprecation(old, fresh, tell),
    ...compareGovernance(old, fresh, tell),
    ...compareInstruments(old, fresh, tell),
    ...(old.level === fresh.level
      ? []
      : [tell('level-changed', `\`${name}\` had the level \`${old.level}\` and has \`${fresh.level}\`.`)]),
    ...(old.brief === fresh.brief ? [] : [tell('brief-changed', `\`${name}\` is described in other words.`)]),
  ]
}

type Tell = (rule: Change['rule'], message: string, place?: Change['place']) => Change

function compareUnits(what: string, old: string | undefined, fresh: string | undefined): string[] {
  if (old === fresh) return []
  const show = (unit: string | undefined): string => (unit === undefined ? 'no unit' : `the unit \`${unit}\``)
  return [`${what} had ${show(old)} and has ${show(fresh)}.`]
}

function compareBuckets(old: Scope, fresh: Scope, tell: Tell): Change[] {
  if (old.buckets.join() === fresh.buckets.join()) return []
  const show = ({ buckets }: Scope): string => (buckets.length === 0 ? 'none' : buckets.join(', '))
  return [tell('buckets-changed', `The buckets of \`${fresh.name}\` were ${show(old)} and are ${show(fresh)}.`)]
}

function compareUses(
  old: readonly AttributeUse[],
  fresh: readonly AttributeUse[],
  tell: Tell,
  scope: string,
): Change[] {
  return pair(old, fresh).flatMap(([before, after]): Change[] => {
    const [was, is] = [before?.requirement === 'required', after?.requirement === 'required']
    if (!after) return [tell('key-removed', `${scope} no longer takes \`${before!.name}\`.`)]
    if (!was && is)
      return [tell('key-required', `${scope} asks for \`${after.name}\`, which could be left out.`, after.place)]
    if (!before) return [tell('key-added', `${scope} may have \`${after.name}\`.`, after.place)]
    return was && !is ? [tell('key-optional', `${scope} may lack \`${after.name}\`.`, after.place)] : []
  })
}

function compareMeasurements(
  old: readonly Measurement[],
  fresh: readonly Measurement[],
  tell: Tell,
  scope: string,
): Change[] {
  return pair(old, fresh).flatMap(([before, after]): Change[] => {
    if (!after) return [tell('measurement-removed', `${scope} no longer measures \`${before!.name}\`.`)]
    const { name, type, unit, place } = after
    if (!before) return [tell('measurement-added', `Calls of ${scope} must give \`${name}\`.`, place)]
    const units = compareUnits(`\`${name}\` of ${scope}`, before.unit, unit)
    const other = `\`${name}\` of ${scope} was \`${before.type}\` and is \`${type}\`.`
    return [
      ...(before.type === type ? [] : [tell('measurement-type-changed', other, place)]),
      ...units.map((message) => tell('unit-changed', message, place)),
    ]
  })
}

function compareConstants(old: Scope, fresh: Scope, tell: Tell): Change[] {
  if (old.constName === fresh.constName) return []
  return [tell('const-renamed', `The constant \`${old.constName}\` is now \`${fresh.constName}\`.`)]
}

function compareDeprecation(old: Scope, fresh: Scope, tell: Tell): Change[] {
  if (!old.deprecated === !fresh.deprecated) return []
  if (!fresh.deprecated) return [tell('deprecation-lifted', `\`${fresh.name}\` is no longer deprecated.`)]
  const target = fresh.deprecated.replacedBy
  return [tell('scope-deprecated', `\`${fresh.name}\` is deprecated${target ? `: use \`${target}\`` : ''}.`)]
}

function compareGovernance(old: Scope, fresh: Scope, tell: Tell): Change[] {
  const [was, is] = [old, fresh].map(({ stability }) => STABILITIES.indexOf(stability))
  const [share, other] = [old, fresh].map(({ sample }) => sample?.rate ?? 1)
  const name = `\`${fresh.name}\``
  return [
    ...(is! < was! ? [tell('stability-lowered', `${name} was ${old.stability} and is ${fresh.stability}.`)] : []),
    ...(share === other && old.sample?.key === fresh.sample?.key
      ? []
      : [tell('sample-changed', `${name} was recorded ${showShare(old)} and is ${showShare(fresh)}.`)]),
    ...(old.owners.join() === fresh.owners.join() ? [] : [tell('owners-changed', `${name} has other owners.`)]),
  ]
}

/** A target in the place of another one may be the same function after a move: only one that is gone can be missed. */
function compareInstruments(old: Scope, fresh: Scope, tell: Tell): Change[] {
  const [before, after] = [old, fresh].map(({ instrument }) => new Set(instrument.map(keyOf)))
  const gone = old.instrument.filter((target) => !after!.has(keyOf(target)))
  const came = fresh.instrument.filter((target) => !before!.has(keyOf(target)))
  const name = `\`${fresh.name}\``
  return Array.from({ length: Math.max(gone.length, came.length) }, (_, index) => {
    const [was, is] = [gone[index], came[index]]
    if (!is) return tell('instrument-removed', `${name} is no longer put around \`${was!.text}\`.`)
    if (!was) return tell('instrument-added', `${name} is put around \`${is.text}\`.`, is.place)
    return tell('instrument-changed', `${name} was put around \`${was.text}\`, now around \`${is.text}\`.`, is.place)
  })
}

function keyOf(target: InstrumentTarget): string {
  return `${target.file ?? target.package}#${target.name}`
}

function showShare({ sample }: Scope): string {
  if (!sample) return 'always'
  return `at a rate of ${sample.rate}${sample.key === undefined ? '' : ` by \`${sample.key}\``}`
}

interface Named {
  readonly name: string
}

/** Pairs entries by name, in the order of the names. */
function pair<Entry extends Named>(
  old: readonly Entry[],
  fresh: readonly Entry[],
): (readonly [Entry | undefined, Entry | undefined])[] {
  const [before, after] = [old, fresh].map((list) => new Map(list.map((entry) => [entry.name, entry])))
  const names = [...new Set([...before!.keys(), ...after!.keys()])].sort()
  return names.map((name) => [before!.get(name), after!.get(name)] as const)
}
