/**
 * What a change can break, each a part of the one before it: `code` is all of it, `data` leaves out what only the
 * compiler would see, `name` asks for nothing but that names live on.
 */
export const CATEGORIES = ['code', 'data', 'name'] as const
export type Category = (typeof CATEGORIES)[number]

/** The id of a breaking change. */
export type BreakingRule =
  | 'scope-removed'
  | 'kind-changed'
  | 'unit-changed'
  | 'buckets-changed'
  | 'attr-type-changed'
  | 'enum-value-removed'
  | 'key-required'
  | 'key-optional'
  | 'measurement-removed'
  | 'measurement-type-changed'
  | 'const-removed'
  | 'const-renamed'
  | 'key-removed'
  | 'measurement-added'
  | 'scope-renamed'
  | 'enum-closed'
  | 'privacy-raised'
  | 'scrub-changed'
  | 'sample-changed'
  | 'stability-lowered'
  | 'type-renamed'
  | 'member-renamed'
  | 'instrument-removed'

/** Rules of breaking changes, append-only: people look for the ids in their logs. */
export const RULES: Readonly<Record<BreakingRule, { readonly category: Category; readonly title: string }>> = {
  'scope-removed': { category: 'name', title: 'A scope is gone that was neither deprecated nor became an alias' },
  'kind-changed': { category: 'data', title: 'A scope is of another kind' },
  'unit-changed': { category: 'data', title: 'A scope or a measurement has another unit' },
  'buckets-changed': { category: 'data', title: 'A histogram has other buckets' },
  'attr-type-changed': { category: 'data', title: 'An attribute has another type' },
  'enum-value-removed': { category: 'data', title: 'An enum has lost a value' },
  'key-required': { category: 'data', title: 'A scope asks for an attribute that could be left out before' },
  'key-optional': { category: 'data', title: 'An attribute may be missing that was always there before' },
  'measurement-removed': { category: 'data', title: 'An event has lost a measurement' },
  'measurement-type-changed': { category: 'data', title: 'A measurement has another type' },
  'const-removed': { category: 'code', title: 'A constant is gone, with a deprecated or renamed scope' },
  'const-renamed': { category: 'code', title: 'The constant of a scope has another name' },
  'key-removed': { category: 'code', title: 'A scope no longer takes an attribute' },
  'measurement-added': { category: 'code', title: 'Calls of an event must give one measurement more' },
  'scope-renamed': { category: 'code', title: 'A scope has another name; the old one is an alias' },
  'enum-closed': { category: 'code', title: 'An enum no longer takes other values than its own' },
  'type-renamed': { category: 'code', title: 'The enum of an attribute has another name' },
  'member-renamed': { category: 'code', title: 'A member of an enum has another name' },
  'privacy-raised': { category: 'data', title: 'The values of an attribute tell more about a person than was said' },
  'scrub-changed': { category: 'data', title: 'The values of an attribute are scrubbed in another way' },
  'sample-changed': { category: 'data', title: 'Another share of a scope is recorded' },
  'stability-lowered': { category: 'data', title: 'A scope is less stable than it was' },
  'instrument-removed': { category: 'data', title: 'A span is no longer put around a function' },
}

/** Changes that break nothing, for the reader of a diff. */
export const HARMLESS = [
  'scope-added',
  'scope-deprecated',
  'deprecation-lifted',
  'level-changed',
  'brief-changed',
  'key-added',
  'owners-changed',
  'enum-value-added',
  'instrument-added',
  'instrument-changed',
] as const
export type HarmlessRule = (typeof HARMLESS)[number]

/** What is asked of a newer catalog. */
export interface BreakingOptions {
  readonly category: Category
  /** Entries that were experimental may break. */
  readonly allowExperimental: boolean
}

/** Tells whether a rule counts when only a category is asked for. */
export function isBreaking(rule: BreakingRule | HarmlessRule, category: Category): boolean {
  if (!(rule in RULES)) return false
  return CATEGORIES.indexOf(RULES[rule as BreakingRule].category) >= CATEGORIES.indexOf(category)
}
