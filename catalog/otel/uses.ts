import type { Loss } from '../foreign/losses.ts'
import type { Plain } from '../foreign/print.ts'
import { asMap, asMaps, asText, type Foreign } from '../foreign/read.ts'
import { keepRest, toPlain } from './plain.ts'
import type { Registry } from './registry.ts'

/** The uses of attributes that one entry lists, and the groups that it takes more from. */
export interface Uses {
  readonly own: ReadonlyMap<string, Plain>
  readonly groups: readonly string[]
}

/**
 * Reads the attributes of an entry. An entry that `extends` a group, or names one by `ref_group`, uses it; what extends
 * another signal is the caller's business.
 */
export function readUses(
  registry: Registry,
  entry: Foreign,
  owner: string,
  losses: Loss[],
  inherited: (groups: readonly string[]) => ReadonlyMap<string, Plain> = () => new Map(),
): Uses {
  const listed: [name: string, attribute: Foreign][] = []
  const groups: string[] = []
  const base = entry.extends === undefined ? '' : asText(entry.extends)
  if (base !== '' && registry.sets.has(base)) groups.push(base)
  else if (base !== '' && !isSignal(registry, base))
    losses.push({ rule: 'extends-unknown', name: owner, message: `extends \`${base}\`, which is no group` })
  for (const attribute of asMaps(entry.attributes)) {
    if (attribute.ref_group !== undefined) {
      const group = asText(attribute.ref_group)
      if (registry.sets.has(group)) groups.push(group)
      else
        losses.push({
          rule: 'group-unknown',
          name: owner,
          message: `uses the group \`${group}\`, which is not defined`,
        })
      continue
    }
    const prefix = attribute.ref === undefined && entry.prefix !== undefined ? `${asText(entry.prefix)}.` : ''
    const name = prefix + asText(attribute.ref ?? attribute.id)
    if (!registry.attributes.has(name)) {
      losses.push({ rule: 'attribute-unknown', name: owner, message: `uses \`${name}\`, which is not defined` })
    } else listed.push([name, attribute])
  }
  const above = inherited(groups)
  return { own: new Map(listed.map(([name, use]) => [name, describeUse(use, above.get(name))])), groups }
}

/** Spans extend spans by their id; the catalog says so with the same word. */
export function isSignal({ signals }: Registry, id: string): boolean {
  return signals.some(({ entry }) => asText(entry.id) === id)
}

/** What a definition says of itself; in the place of its definition, a use repeats it. */
const DEFINITION_KEYS = ['id', 'type', 'stability', 'deprecated', 'annotations'] as const

/** A use that says no level has the one of what it refines. */
function describeUse(use: Foreign, above: Plain): Plain {
  const isDefinition = use.id !== undefined
  const level = use.requirement_level === undefined ? inheritLevel(above) : describeLevel(use.requirement_level)
  const rest = keepRest(use, [
    'ref',
    'requirement_level',
    'brief',
    ...(isDefinition ? [...DEFINITION_KEYS, 'note', 'examples'] : []),
  ])
  const brief = isDefinition ? '' : asText(use.brief)
  const value = { ...level, brief: brief || undefined, ...rest }
  return Object.values(value).filter((each) => each !== undefined).length === 1 ? level.requirement : value
}

function inheritLevel(above: Plain): ReturnType<typeof describeLevel> {
  const map = asMap(above)
  if (!map) return { requirement: asText(above) || 'recommended' }
  return { requirement: asText(map.requirement), ...(map.when === undefined ? {} : { when: asText(map.when) }) }
}

/** `recommended` with a condition has no key of its own here: the text stays beside it. */
function describeLevel(given: unknown): { readonly requirement: string; readonly [key: string]: Plain } {
  const map = asMap(given)
  if (!map) return { requirement: asText(given) || 'recommended' }
  const when = asText(map.conditionally_required)
  if (when !== '') return { requirement: 'conditionally_required', when }
  return { requirement: 'recommended', 'x-otel-recommended': toPlain(map.recommended) }
}
