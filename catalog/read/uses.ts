import type { Entry, Given, ValueOf } from '../format/fields.ts'
import type { GROUP, USE } from '../format/format.ts'
import type { Attribute, AttributeUse, Requirement } from '../model.ts'
import { type AttributeDefaults, buildAttribute } from './attribute.ts'
import { type Reading, report } from './fields.ts'

type Uses = ValueOf<typeof GROUP.fields.attributes>
type UseEntry = Entry<typeof USE.fields>

/** What a scope or group says about attributes: which it uses, and which it defines in place. */
export interface BuiltUses {
  readonly uses: readonly AttributeUse[]
  readonly inline: readonly Attribute[]
}

const NO_USES: BuiltUses = { uses: [], inline: [] }

export function buildUses(reading: Reading, given: Given<Uses> | undefined, defaults: AttributeDefaults): BuiltUses {
  if (!given) return NO_USES
  const uses: AttributeUse[] = []
  const inline: Attribute[] = []
  for (const use of given.value.values()) {
    uses.push(buildUse(reading, use))
    const definition = typeof use.value === 'string' ? undefined : findDefinition(use.value)
    if (definition) inline.push(buildAttribute(reading, use.key, definition, defaults, true))
  }
  return { uses, inline }
}

function buildUse(reading: Reading, { key, node, value }: Given<Requirement | UseEntry>): AttributeUse {
  const entry = typeof value === 'string' ? undefined : value
  const requirement = typeof value === 'string' ? value : value.values.requirement?.value
  if (requirement) checkCondition(reading, key, requirement, entry, entry?.values.requirement?.node ?? node)
  return Object.freeze({
    name: key.text,
    requirement: requirement ?? 'opt_in',
    when: entry?.values.when?.value,
    brief: entry?.values.type ? '' : (entry?.values.brief?.value ?? ''),
    from: undefined,
    place: reading.findPlace(key.start, key.end),
  })
}

function checkCondition(
  reading: Reading,
  key: Given<unknown>['key'],
  requirement: Requirement,
  entry: UseEntry | undefined,
  at: { readonly start: number; readonly end: number },
): void {
  const when = entry?.values.when
  const isGiven = entry !== undefined && (entry.has('when') || entry.node?.partial)
  if (requirement !== 'conditionally_required') {
    if (when) report(reading, 'key-misplaced', '`when` belongs to `conditionally_required`.', when.key)
  } else if (!isGiven) {
    const note = `write \`${key.text}: { requirement: conditionally_required, when: 'the condition' }\``
    report(reading, 'key-missing', '`conditionally_required` needs a `when`.', at, [note])
  } else if (when?.value.trim() === '') {
    report(reading, 'key-missing', 'The `when` of a conditionally required attribute is empty.', when.node)
  }
}

/** Keys of a use that define an attribute; `brief` alone only says more about one of the dictionary. */
const DEFINING = ['type', 'values', 'open', 'unit', 'privacy', 'scrub', 'cardinality', 'examples'] as const

function findDefinition(entry: UseEntry): Parameters<typeof buildAttribute>[2] | undefined {
  if (!DEFINING.some((key) => entry.has(key))) return undefined
  const { requirement: _, when: __, ...values } = entry.values
  return { ...entry, values, has: (key) => (DEFINING as readonly string[]).includes(key) && entry.has(key as 'type') }
}
