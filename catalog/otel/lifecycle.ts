import type { Loss } from '../foreign/losses.ts'
import type { Plain } from '../foreign/print.ts'
import { asMap, asText, type Foreign } from '../foreign/read.ts'
import type { Stability } from '../model.ts'
import { keepRest } from './plain.ts'

type Described = { readonly [key: string]: Plain }

const STABILITY_OF: Readonly<Record<string, Stability>> = {
  stable: 'stable',
  release_candidate: 'beta',
  beta: 'beta',
  alpha: 'experimental',
  experimental: 'experimental',
  development: 'experimental',
}

/** `development`, which most entries are, is what an entry is here when it says nothing. */
export function describeStability(entry: Foreign): Described {
  const given = asText(entry.stability)
  const ours = STABILITY_OF[given] ?? 'experimental'
  const exact = given === '' || given === ours || given === 'development'
  return { stability: ours === 'experimental' ? undefined : ours, 'x-otel-stability': exact ? undefined : given }
}

/** A renamed entry is replaced by another; our rules ask that it lives and fits, else its name stays beside the reason. */
export function describeDeprecation(
  name: string,
  entry: Foreign,
  isReplacement: (target: string) => string | undefined,
  losses: Loss[],
): Described {
  const map = asMap(entry.deprecated)
  if (entry.deprecated === undefined) return {}
  if (!map) return { deprecated: { note: asText(entry.deprecated) || 'Deprecated.' } }
  const target = asText(map.renamed_to)
  const replacement = target === '' ? undefined : isReplacement(target)
  const dropped = target !== '' && replacement === undefined
  if (dropped) {
    const message = `is replaced by \`${target}\`, which is not there, deprecated too, or of another kind`
    losses.push({ rule: 'replacement', name, message })
  }
  const note = asText(map.note) || (target === '' ? asText(map.reason) : '')
  return {
    deprecated: {
      replaced_by: replacement,
      note: note || undefined,
      'x-otel-renamed-to': dropped ? target : undefined,
      ...keepRest(map, ['renamed_to', 'note', ...(target === '' ? [] : ['reason'])]),
    },
  }
}
