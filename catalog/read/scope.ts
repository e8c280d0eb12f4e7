import { toConstName } from '../identifiers.ts'
import {
  type AttributeUse,
  type Deprecation,
  KINDS,
  type Kind,
  LEVELS,
  MEASUREMENT_TYPES,
  type Measurement,
  REQUIREMENTS,
  type Scope,
} from '../model.ts'
import type { MapEntry } from '../yaml.ts'
import {
  describeNode,
  type Fields,
  isEmpty,
  joinWords,
  type Reading,
  readFields,
  readList,
  readMap,
  readNumber,
  readRequired,
  readText,
  readWord,
  report,
} from './fields.ts'
import { sortByName } from './sort.ts'
import { showText } from './text.ts'

const SCOPE_KEYS = [
  'kind',
  'brief',
  'level',
  'unit',
  'buckets',
  'attributes',
  'measurements',
  'deprecated',
  'const_name',
] as const
type ScopeFields = Fields<(typeof SCOPE_KEYS)[number]>

/** Reads one entry of `scopes`; gives undefined only when it is not a map at all. */
export function readScope(reading: Reading, entry: MapEntry): Scope | undefined {
  const name = entry.key.text
  const fields = readFields(reading, entry.value, `the scope ${showText(name)}`, SCOPE_KEYS)
  if (!fields) return undefined
  const kind = readKind(reading, fields, entry)
  const scope: Scope = Object.freeze({
    name,
    kind: kind.word,
    brief: readBrief(reading, fields, entry),
    level: readWord(reading, fields.get('level'), LEVELS).word ?? 'info',
    unit: readText(reading, fields.get('unit')),
    buckets: readBuckets(reading, fields, kind.word),
    attributes: readAttributeUses(reading, fields),
    measurements: readMeasurements(reading, fields, kind.word),
    deprecated: readDeprecation(reading, fields),
    constName: readText(reading, fields.get('const_name')) ?? toConstName(name),
    place: reading.findPlace(entry.key.start, entry.key.end),
  })
  if (!kind.certain || fields.node.partial) reading.doubtful.add(scope)
  reading.nodes.set(scope, fields.node)
  return scope
}

function readKind(reading: Reading, fields: ScopeFields, entry: MapEntry): { word: Kind; certain: boolean } {
  const given = readRequired(reading, fields, 'kind', entry.key, `valid values are ${joinWords(KINDS)}`)
  const { word, certain } = readWord(reading, given, KINDS)
  return { word: word ?? guessKind(fields), certain: certain && given !== undefined }
}

/** Guesses a kind from the keys that only one kind takes, so that a missing kind is not also told as misplaced keys. */
function guessKind(fields: ScopeFields): Kind {
  if (fields.get('measurements')) return 'event'
  return fields.get('buckets') ? 'histogram' : 'span'
}

function readBrief(reading: Reading, fields: ScopeFields, entry: MapEntry): string {
  const given = readRequired(reading, fields, 'brief', entry.key, 'say in one sentence what the scope measures')
  const brief = readText(reading, given)
  if (given && brief?.trim() === '') {
    report(reading, 'key-missing', `The \`brief\` of ${fields.owner} is empty.`, given.value)
  }
  return brief ?? ''
}

function readBuckets(reading: Reading, fields: ScopeFields, kind: Kind): readonly number[] {
  const entry = fields.get('buckets')
  if (!entry) return []
  if (kind !== 'histogram') {
    report(reading, 'key-misplaced', `\`buckets\` belongs to histograms; ${fields.owner} is a ${kind}.`, entry.key)
    return []
  }
  const items = readList(reading, entry, 'numbers') ?? []
  if (entry.value.kind === 'list' && items.length === 0)
    report(reading, 'value-type', '`buckets` is empty.', entry.value)
  const buckets: number[] = []
  for (const item of items) {
    const bound = readNumber(reading, item, 'A bucket')
    const before = buckets.at(-1)
    if (bound === undefined) continue
    if (before !== undefined && bound <= before) {
      report(reading, 'value-type', `Buckets ascend, but ${bound} stands after ${before}.`, item)
    } else buckets.push(bound)
  }
  return Object.freeze(buckets)
}

const USE_KEYS = ['requirement', 'when'] as const

function readAttributeUses(reading: Reading, fields: ScopeFields): readonly AttributeUse[] {
  const entry = fields.get('attributes')
  if (!entry || isEmpty(entry.value)) return []
  const note = 'each entry is a name and a level: `user.tier: required`'
  const map = readMap(reading, entry.value, `\`attributes\` of ${fields.owner}`, [note])
  const uses = [...(map?.entries.values() ?? [])]
    .filter((use) => !use.key.text.startsWith('x-'))
    .map((use) => readAttributeUse(reading, use))
  return Object.freeze(sortByName(uses))
}

function readAttributeUse(reading: Reading, entry: MapEntry): AttributeUse {
  const place = reading.findPlace(entry.key.start, entry.key.end)
  const { value } = entry
  const fields =
    value.kind === 'map' ? readFields(reading, value, `the use of ${showText(entry.key.text)}`, USE_KEYS) : undefined
  const levels = `valid values are ${joinWords(REQUIREMENTS)}`
  const given = fields ? readRequired(reading, fields, 'requirement', entry.key, levels) : entry
  const { word } = readWord(reading, given, REQUIREMENTS)
  const when = fields?.get('when')
  const condition = readText(reading, when)
  if (word === 'conditionally_required' && (fields ? !fields.node.partial && !when : true)) {
    const note = `write \`${entry.key.text}: { requirement: conditionally_required, when: 'the condition' }\``
    report(reading, 'key-missing', '`conditionally_required` needs a `when`.', given?.value ?? entry.key, [note])
  } else if (word === 'conditionally_required' && condition?.trim() === '') {
    report(reading, 'key-missing', 'The `when` of a conditionally required attribute is empty.', when!.value)
  } else if (word && word !== 'conditionally_required' && when) {
    report(reading, 'key-misplaced', '`when` belongs to `conditionally_required`.', when.key)
  }
  return Object.freeze({ name: entry.key.text, requirement: word ?? 'opt_in', place })
}

const MEASUREMENT_KEYS = ['type', 'unit', 'brief'] as const

function readMeasurements(reading: Reading, fields: ScopeFields, kind: Kind): readonly Measurement[] {
  const entry = fields.get('measurements')
  if (!entry || isEmpty(entry.value)) return []
  if (kind !== 'event') {
    report(reading, 'key-misplaced', `\`measurements\` belongs to events; ${fields.owner} is a ${kind}.`, entry.key)
    return []
  }
  const map = readMap(reading, entry.value, `\`measurements\` of ${fields.owner}`)
  const measurements = [...(map?.entries.values() ?? [])]
    .filter((measurement) => !measurement.key.text.startsWith('x-'))
    .map((measurement) => readMeasurement(reading, measurement))
  return Object.freeze(sortByName(measurements))
}

function readMeasurement(reading: Reading, entry: MapEntry): Measurement {
  const owner = `the measurement ${showText(entry.key.text)}`
  const fields = isEmpty(entry.value) ? undefined : readFields(reading, entry.value, owner, MEASUREMENT_KEYS)
  const measurement: Measurement = Object.freeze({
    name: entry.key.text,
    type: readWord(reading, fields?.get('type'), MEASUREMENT_TYPES).word ?? 'double',
    unit: readText(reading, fields?.get('unit')),
    brief: readText(reading, fields?.get('brief')) ?? '',
    place: reading.findPlace(entry.key.start, entry.key.end),
  })
  if (fields) reading.nodes.set(measurement, fields.node)
  return measurement
}

const DEPRECATED_KEYS = ['replaced_by', 'since', 'note'] as const

function readDeprecation(reading: Reading, scope: ScopeFields): Deprecation | undefined {
  const entry = scope.get('deprecated')
  if (!entry || entry.value.kind === 'fault') return undefined
  if (entry.value.kind !== 'map') {
    const note =
      "write `deprecated: { replaced_by: other.scope, since: '2.0.0', note: 'why' }`; each key may be left out"
    report(
      reading,
      'value-type',
      `\`deprecated\` of ${scope.owner} must be a map, not ${describeNode(entry.value)}.`,
      entry.value,
      [note],
    )
    return undefined
  }
  const fields = readFields(reading, entry.value, `\`deprecated\` of ${scope.owner}`, DEPRECATED_KEYS)
  const deprecation: Deprecation = Object.freeze({
    replacedBy: readText(reading, fields?.get('replaced_by')),
    since: readText(reading, fields?.get('since')),
    note: readText(reading, fields?.get('note')),
    place: reading.findPlace(entry.key.start, entry.key.end),
  })
  if (fields) reading.nodes.set(deprecation, fields.node)
  return deprecation
}
