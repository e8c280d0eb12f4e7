import type { Entry, Given, ValueOf } from '../format/fields.ts'
import type { MEASUREMENT, SCOPE } from '../format/format.ts'
import { toConstName } from '../identifiers.ts'
import type { Attribute, Governance, Kind, Level, Measurement, Scope } from '../model.ts'
import type { Defaults } from '../resolve/defaults.ts'
import { isEmpty, type Reading, report } from './fields.ts'
import { buildGovernance, listTexts, rememberNode } from './governance.ts'
import { buildInstrument, type Home } from './instrument.ts'
import { sortByName } from './sort.ts'
import { buildUses } from './uses.ts'
import type { Variant } from './variants.ts'

type ScopeEntry = Entry<typeof SCOPE.fields>

/** A scope by itself: `kind` and the attributes are still to be completed by what it extends and the groups it uses. */
export interface OwnScope extends Omit<Scope, 'kind' | 'level' | keyof Governance>, Governance {
  readonly kind: Kind | undefined
  readonly level: Level | undefined
  readonly defaults: Defaults
  readonly entry: ScopeEntry
  readonly reading: Reading
  /** Attributes that it defines in place. */
  readonly inline: readonly Attribute[]
  /** Whether a part of it was reported, so that no conclusion may be drawn from it. */
  readonly isDoubtful: boolean
}

/** Builds what one entry of `scopes` says, for one of its variants. */
export function buildScope(
  reading: Reading,
  { key, value: entry }: Given<ScopeEntry>,
  variant: Variant,
  defaults: Defaults,
  home: Home,
): OwnScope {
  const { kind, level, unit, const_name, use, aliases, examples, sample, expires } = entry.values
  const { uses, inline } = buildUses(reading, entry.values.attributes, defaults)
  const own: OwnScope = {
    name: variant.name,
    kind: kind?.value ?? (entry.has('extends') ? undefined : guessKind(entry)),
    brief: variant.fill(readBrief(reading, entry)),
    level: level?.value,
    unit: unit?.value,
    buckets: readBuckets(reading, entry),
    attributes: uses,
    inline,
    measurements: buildMeasurements(reading, entry),
    aliases: (aliases?.value ?? []).map(({ value, node }) => ({
      name: value,
      place: reading.findPlace(node.start, node.end),
    })),
    expires: expires ? { text: expires.value, place: placeOf(reading, expires) } : undefined,
    sample: sample && buildSample(sample.value),
    examples: (examples?.value ?? []).map(({ value, node }) => ({
      values: new Map([...value].map(([name, given]) => [name, given.value])),
      place: reading.findPlace(node.start, node.end),
    })),
    instrument: buildInstrument(reading, entry, variant, home),
    groups: use ? listTexts(use.value) : [],
    base: entry.values.extends?.value,
    template: variant.template,
    constName: const_name ? nameConstant(const_name.value, variant) : toConstName(variant.name),
    ...buildGovernance(reading, entry, defaults),
    place: reading.findPlace(key.start, key.end),
    defaults,
    entry,
    reading,
    isDoubtful: isDoubtful(entry),
  }
  return own
}

function placeOf(reading: Reading, { node }: Given<unknown>): ReturnType<Reading['findPlace']> {
  return reading.findPlace(node.start, node.end)
}

function isDoubtful({ values, has, node }: ScopeEntry): boolean {
  return Boolean(node?.partial) || (values.kind ? !values.kind.certain : has('kind') || !has('extends'))
}

/** Guesses a kind from the keys that only one kind takes, so that a missing kind is not also told as misplaced keys. */
function guessKind({ has }: ScopeEntry): Kind {
  if (has('measurements')) return 'event'
  return has('buckets') ? 'histogram' : 'span'
}

function readBrief(reading: Reading, { values, owner }: ScopeEntry): string {
  const { brief } = values
  if (brief?.value.trim() === '') {
    report(reading, 'key-missing', `The \`brief\` of ${owner} is empty.`, brief.node)
  }
  return brief?.value ?? ''
}

/** Reports keys that only another kind takes; asked for when the kind is known. */
export function checkKindKeys({ reading, entry }: OwnScope, kind: Kind): void {
  const { buckets, measurements } = entry.values
  if (buckets && kind !== 'histogram') {
    report(reading, 'key-misplaced', `\`buckets\` belongs to histograms; ${entry.owner} is a ${kind}.`, buckets.key)
  }
  if (measurements && kind !== 'event' && !isEmpty(measurements.node)) {
    const message = `\`measurements\` belongs to events; ${entry.owner} is a ${kind}.`
    report(reading, 'key-misplaced', message, measurements.key)
  }
}

function readBuckets(reading: Reading, { values }: ScopeEntry): readonly number[] {
  const given = values.buckets
  if (!given) return []
  if (given.node.kind === 'list' && given.node.items.length === 0) {
    report(reading, 'value-type', '`buckets` is empty.', given.node)
  }
  const buckets: number[] = []
  for (const { value, node } of given.value) {
    const before = buckets.at(-1)
    if (before !== undefined && value <= before) {
      report(reading, 'value-type', `Buckets ascend, but ${value} stands after ${before}.`, node)
    } else buckets.push(value)
  }
  return Object.freeze(buckets)
}

function buildMeasurements(reading: Reading, { values }: ScopeEntry): readonly Measurement[] {
  const given = values.measurements
  if (!given) return []
  return Object.freeze(sortByName([...given.value.values()].map((each) => buildMeasurement(reading, each))))
}

function buildMeasurement(reading: Reading, { key, value }: Given<ValueOf<typeof MEASUREMENT>>): Measurement {
  const { type, unit, brief } = value.values
  const measurement: Measurement = Object.freeze({
    name: key.text,
    type: type?.value ?? 'double',
    unit: unit?.value,
    brief: brief?.value ?? '',
    place: reading.findPlace(key.start, key.end),
  })
  rememberNode(reading, measurement, value)
  return measurement
}

function buildSample({ values }: ValueOf<typeof SCOPE.fields.sample>): Scope['sample'] {
  return values.rate && { rate: values.rate.value, key: values.key?.value }
}

/** Words of a variant are lower case; what the user wrote in upper case stays to be judged as it is. */
function nameConstant(given: string, { template, fill }: Variant): string {
  return template === undefined ? given : fill(given).replace(/[a-z]+/g, (word) => word.toUpperCase())
}
