import type { Entry, Given } from '../format/fields.ts'
import type { ATTRIBUTE, SCOPE } from '../format/format.ts'
import type { SUPPRESSIONS } from '../format/shared.ts'
import type { Deprecation, Governance, PlainValue, Stability, Suppression } from '../model.ts'
import type { MapEntry, MapNode } from '../yaml.ts'
import type { Reading } from './fields.ts'
import { readPlain } from './plain.ts'

type Governed = Entry<typeof SCOPE.fields> | Entry<typeof ATTRIBUTE.fields>

/** What an entry has where it says nothing. */
export interface GovernanceDefaults {
  readonly stability: Stability
  readonly owners: readonly string[]
}

/** Builds what every entry may say beside what it is. */
export function buildGovernance(reading: Reading, entry: Governed, defaults: GovernanceDefaults): Governance {
  const { note, stability, owners, since, links, deprecated, lint } = entry.values
  return {
    note: note?.value ?? '',
    stability: stability?.value ?? defaults.stability,
    owners: owners ? listTexts(owners.value) : defaults.owners,
    since: since?.value,
    links: links ? listTexts(links.value) : NOTHING,
    deprecated: deprecated && buildDeprecation(reading, deprecated),
    suppressions: buildSuppressions(reading, lint?.value),
    extensions: readExtensions(reading, entry),
  }
}

const NOTHING: readonly never[] = Object.freeze([])

export function listTexts(items: readonly Given<string>[]): readonly string[] {
  return Object.freeze(items.map(({ value }) => value))
}

function buildDeprecation(
  reading: Reading,
  { value, key }: NonNullable<Governed['values']['deprecated']>,
): Deprecation {
  const { replaced_by, since, remove_after, note } = value.values
  const deprecation: Deprecation = Object.freeze({
    replacedBy: replaced_by?.value,
    since: since?.value,
    removeAfter: remove_after?.value,
    note: note?.value,
    place: reading.findPlace(key.start, key.end),
  })
  rememberNode(reading, deprecation, value)
  return deprecation
}

/** Builds suppressions; one without a reason counts, so that the linter can ask for it. */
export function buildSuppressions(
  reading: Reading,
  lint: Entry<typeof SUPPRESSIONS.fields> | undefined,
): readonly Suppression[] {
  const given = lint?.values.disable?.value
  if (!given) return NOTHING
  return given.flatMap(({ value, node }) => {
    const { rule, reason } = value.values
    if (!rule) return []
    const at = rule.node ?? node
    const place = reading.findPlace(at.start, at.end)
    return Object.freeze({ rule: rule.value, reason: reason?.value.trim() ?? '', place })
  })
}

const NO_EXTENSIONS: ReadonlyMap<string, PlainValue> = new Map()

function readExtensions(reading: Reading, { node }: Governed): ReadonlyMap<string, PlainValue> {
  const free: MapEntry[] = []
  for (const entry of node?.entries.values() ?? []) if (entry.key.text.startsWith('x-')) free.push(entry)
  if (free.length === 0) return NO_EXTENSIONS
  return new Map(
    free.flatMap(({ key, value }) => {
      const plain = readPlain(reading, value, `\`${key.text}\``)
      return plain === undefined ? [] : [[key.text, plain] as const]
    }),
  )
}

/** Keeps the map that a part of the model was read from, for places inside of it. */
export function rememberNode(reading: Reading, model: object, { node }: { readonly node: MapNode | undefined }): void {
  if (node) reading.nodes.set(model, { node, findPlace: reading.findPlace })
}
