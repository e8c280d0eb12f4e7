import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CATEGORIES, HARMLESS, isBreaking, RULES } from '../../catalog/evolution/rules.ts'
import { compareCatalogs, parseCatalog, renderChangesMarkdown } from '../../catalog/index.ts'

// A row a rule: an old catalog, what is different in the new one, and what is said of it.

const OLD = `telescopic: 1
attributes:
  tier: { type: enum, values: [free, pro], open: true, privacy: technical, brief: Plan. }
  size: { type: int, brief: Size. }
scopes:
  plan: { kind: span, stability: beta, sample: { rate: 0.1 }, brief: Plan it., attributes: { tier: recommended } }
  plan.time: { kind: histogram, unit: ms, buckets: [1, 10], brief: Time. }
  plan.done: { kind: event, brief: Done., attributes: { tier: required }, measurements: { bytes: { type: int, unit: By } } }
  plan.old: { kind: span, brief: Old., deprecated: { replaced_by: plan } }
  step: { kind: span, brief: Step., instrument: [src/step.ts#run, pg#query] }
`

/** Rule, what is replaced by what, and the message. A rule with several rows has several ways to happen. */
const ROWS: readonly (readonly [rule: string, from: string | RegExp, to: string, message: string])[] = [
  [
    'scope-removed',
    /\n {2}plan\.time.*/,
    '',
    'The scope `plan.time` is gone: deprecate it first, or keep it as an alias.',
  ],
  [
    'const-removed',
    /\n {2}plan\.old.*/,
    '',
    'The deprecated scope `plan.old` is gone, and the constant `PLAN_OLD` with it.',
  ],
  [
    'kind-changed',
    'histogram, unit: ms, buckets: [1, 10]',
    'gauge, unit: ms',
    'The kind of `plan.time` was histogram and is gauge.',
  ],
  ['unit-changed', 'unit: ms', 'unit: s', '`plan.time` had the unit `ms` and has the unit `s`.'],
  ['unit-changed', 'type: int, unit: By', 'type: int', '`bytes` of `plan.done` had the unit `By` and has no unit.'],
  ['buckets-changed', '[1, 10]', '[1, 20]', 'The buckets of `plan.time` were 1, 10 and are 1, 20.'],
  ['attr-type-changed', 'size: { type: int', 'size: { type: double', 'The attribute `size` was `int` and is `double`.'],
  ['enum-value-removed', '[free, pro]', '[free]', '`tier` no longer has the value `pro`.'],
  ['key-required', 'tier: recommended', 'tier: required', '`plan` asks for `tier`, which could be left out.'],
  [
    'key-required',
    'tier: recommended',
    'tier: recommended, size: required',
    '`plan` asks for `size`, which could be left out.',
  ],
  ['key-optional', 'tier: required', 'tier: opt_in', '`plan.done` may lack `tier`.'],
  ['key-removed', ', attributes: { tier: recommended }', '', '`plan` no longer takes `tier`.'],
  [
    'measurement-removed',
    ', measurements: { bytes: { type: int, unit: By } }',
    '',
    '`plan.done` no longer measures `bytes`.',
  ],
  [
    'measurement-type-changed',
    'type: int, unit',
    'type: double, unit',
    '`bytes` of `plan.done` was `int` and is `double`.',
  ],
  ['measurement-added', 'unit: By }', 'unit: By }, rows: { type: int }', 'Calls of `plan.done` must give `rows`.'],
  ['const-renamed', 'brief: Time.', 'brief: Time., const_name: PT', 'The constant `PLAN_TIME` is now `PT`.'],
  [
    'scope-added',
    'scopes:\n',
    'scopes:\n  cache.hit: { kind: counter, brief: Hit. }\n',
    'The counter `cache.hit` is new.',
  ],
  ['scope-deprecated', 'brief: Time.', 'brief: Time., deprecated: { since: "2" }', '`plan.time` is deprecated.'],
  ['deprecation-lifted', ', deprecated: { replaced_by: plan }', '', '`plan.old` is no longer deprecated.'],
  ['level-changed', 'brief: Time.', 'brief: Time., level: debug', '`plan.time` had the level `info` and has `debug`.'],
  ['brief-changed', 'Time.', 'How long.', '`plan.time` is described in other words.'],
  ['brief-changed', 'Size.', 'How big.', '`size` is described in other words.'],
  ['key-added', 'tier: recommended', 'tier: recommended, size: opt_in', '`plan` may have `size`.'],
  ['enum-value-added', '[free, pro]', '[free, pro, team]', '`tier` has the new value `team`.'],
  [
    'scope-renamed',
    /plan\.time: \{/,
    'plan.duration: { aliases: [plan.time],',
    'The scope `plan.time` is now `plan.duration`, and the constant `PLAN_TIME` is `PLAN_DURATION`.',
  ],
  ['enum-closed', ', open: true', '', '`tier` no longer takes other values than its own.'],
  ['type-renamed', 'open: true', 'open: true, const_name: PLAN_TIER', 'The enum `Tier` is now `PlanTier`.'],
  ['member-renamed', '[free, pro]', '{ free: { const_name: GRATIS }, pro: }', '`FREE` of `tier` is now `GRATIS`.'],
  ['privacy-raised', 'privacy: technical', 'privacy: personal', '`tier` was `technical` and is `personal`.'],
  ['scrub-changed', 'open: true', 'open: true, scrub: hash', '`tier` was scrubbed by `none`, now by `hash`.'],
  ['sample-changed', ', sample: { rate: 0.1 }', '', '`plan` was recorded at a rate of 0.1 and is always.'],
  ['stability-lowered', 'stability: beta', 'stability: experimental', '`plan` was beta and is experimental.'],
  [
    'instrument-removed',
    '[src/step.ts#run, pg#query]',
    'pg#query',
    '`step` is no longer put around `src/step.ts#run`.',
  ],
  ['instrument-added', 'pg#query]', 'pg#query, pg#end]', '`step` is put around `pg#end`.'],
  [
    'instrument-changed',
    'src/step.ts#run',
    'src/steps/run.ts#run',
    '`step` was put around `src/step.ts#run`, now around `src/steps/run.ts#run`.',
  ],
  ['owners-changed', 'stability: beta', "stability: beta, owners: ['@a']", '`plan` has other owners.'],
]

function read(text: string) {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  return catalog
}

describe('a change', () => {
  it.each(ROWS)('%s: %s to %s', (rule, from, to, message) => {
    const fresh = OLD.replace(from, () => to)
    expect(fresh).not.toBe(OLD)
    const changes = compareCatalogs(read(OLD), read(fresh))
    expect(changes.map((change) => [change.rule, change.message])).toEqual([[rule, message]])
    expect(changes[0]!.place.line).toBeGreaterThan(1)
  })

  it('has a row for every rule', () => {
    expect([...new Set(ROWS.map(([rule]) => rule))].sort()).toEqual([...Object.keys(RULES), ...HARMLESS].sort())
  })

  it('is on the page', () => {
    const page = readFileSync(new URL('../../docs/evolution.md', import.meta.url), 'utf8')
    const rows = Object.entries(RULES).map(([id, { category, title }]) => `| \`${id}\` | ${category} | ${title} |`)
    expect(rows.filter((row) => !page.includes(`${row}\n`))).toEqual([])
    expect(HARMLESS.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([])
  })

  it('is none where nothing changed', () => expect(compareCatalogs(read(OLD), read(OLD))).toEqual([]))

  it('is none where only the form of the file changed', () => {
    const other = `# A comment.\n${OLD.replace('tier: required', '"tier": { requirement: required }').replace('[src/step.ts#run, pg#query]', '[pg#query, ./src/step.ts#run]')}`
    expect(compareCatalogs(read(OLD), read(other))).toEqual([])
  })
})

describe('categories', () => {
  it('are parts of each other', () => {
    const counts = CATEGORIES.map(
      (category) => Object.keys(RULES).filter((rule) => isBreaking(rule as 'kind-changed', category)).length,
    )
    expect(counts).toEqual([Object.keys(RULES).length, counts[1], 1])
    expect(counts[1]).toBeLessThan(counts[0]!)
    expect(HARMLESS.some((rule) => isBreaking(rule, 'code'))).toBe(false)
  })
})

describe('Markdown', () => {
  it('lists what breaks first', () => {
    const fresh = OLD.replace('unit: ms', 'unit: s').replace('brief: Plan.', 'brief: A plan.')
    expect(
      renderChangesMarkdown(compareCatalogs(read(OLD), read(fresh)), { category: 'code', allowExperimental: false }),
    ).toBe(`## Changes of the telemetry catalog

1 breaking change, 1 other.

### Breaking

- **data** \`unit-changed\` \`plan.time\` had the unit \`ms\` and has the unit \`s\`.

### Other

- \`brief-changed\` \`tier\` is described in other words.`)
  })
})
