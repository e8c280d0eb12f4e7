import type { Entry } from '../format/fields.ts'
import type { DEFAULTS } from '../format/format.ts'
import type { Expiry, Level, PrivacyClass, Sampling, Stability } from '../model.ts'
import { listTexts } from '../read/governance.ts'
import type { Part } from '../read.ts'

/** What the entries of a file have where they say nothing. */
export interface Defaults {
  readonly owners: readonly string[]
  readonly stability: Stability
  readonly level: Level
  readonly expires: Expiry | undefined
  readonly privacy: PrivacyClass | undefined
  readonly sample: Sampling | undefined
}

const NO_DEFAULTS: Defaults = {
  owners: [],
  stability: 'experimental',
  level: 'info',
  expires: undefined,
  privacy: undefined,
  sample: undefined,
}

type Given = Pick<Entry<typeof DEFAULTS.fields>, 'values'>

/** Gives the defaults of a name in a file. */
export type FindDefaults = (name: string) => Defaults

/**
 * Plans the defaults of one file: those of the catalog's first file, then its own, then those of the namespace. A
 * package is not asked to know the project it ends up in: `root` is its own first file.
 */
export function planDefaults(part: Part, root: Part): FindDefaults {
  const layers = root === part ? [part] : [root, part]
  const whole = layers.reduce((defaults, layer) => addLayer(defaults, layer, layer.defaults), NO_DEFAULTS)
  const namespaces = layers.flatMap((layer) =>
    [...(layer.defaults?.values.namespaces?.value ?? [])].map(([prefix, { value }]) => ({ layer, prefix, value })),
  )
  if (namespaces.length === 0) return () => whole
  // Short prefixes first, so that a longer one has the last word; of equal ones, that of the file itself.
  const sorted = namespaces.toSorted((a, b) => a.prefix.length - b.prefix.length)
  return (name) =>
    sorted
      .filter(({ prefix }) => name === prefix || name.startsWith(`${prefix}.`))
      .reduce((defaults, { layer, value }) => addLayer(defaults, layer, value), whole)
}

function addLayer(defaults: Defaults, { reading }: Part, given: Given | undefined): Defaults {
  if (!given) return defaults
  const { owners, stability, level, expires, privacy, sample } = given.values
  return {
    owners: owners ? listTexts(owners.value) : defaults.owners,
    stability: stability?.value ?? defaults.stability,
    level: level?.value ?? defaults.level,
    expires: expires
      ? { text: expires.value, place: reading.findPlace(expires.node.start, expires.node.end) }
      : defaults.expires,
    privacy: privacy?.value ?? defaults.privacy,
    sample: sample?.value.values.rate
      ? { rate: sample.value.values.rate.value, key: sample.value.values.key?.value }
      : defaults.sample,
  }
}
