import type { Plain } from '../foreign/print.ts'
import { asMap, type Foreign } from '../foreign/read.ts'
import { toPlain } from './plain.ts'

type Described = { readonly [key: string]: Plain }

/** Keys of ours that an export writes under `annotations.telescopic`, spelt as a catalog spells them. */
const KEYS =
  'level buckets sample instrument measurements aliases expires owners since links privacy scrub cardinality unit open deprecated'.split(
    ' ',
  )

/** Takes back what an export has put there, for a registry that came from a catalog. Later keys win over earlier ones. */
export function readOurs(entry: Foreign): Described {
  const ours = asMap(asMap(entry.annotations)?.telescopic) ?? {}
  return Object.fromEntries(KEYS.filter((key) => key in ours).map((key) => [key, toPlain(ours[key]) ?? undefined]))
}

/** The entry without them. */
export function withoutOurs(entry: Foreign): Foreign {
  const annotations = asMap(entry.annotations)
  if (!annotations || !('telescopic' in annotations)) return entry
  const { telescopic: _, ...rest } = annotations
  const { annotations: __, ...others } = entry
  return Object.keys(rest).length > 0 ? { ...others, annotations: rest } : others
}
