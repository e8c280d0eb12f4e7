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
}

/** Changes that break nothing, for the reader of a diff. */
export const HARMLESS = [
  'scope-added',
  'scope-deprecated',
  'deprecation-lifted',
  'level-changed',
  'brief-changed',
  'key-added',
  'enum-value-added',
] as const
export type HarmlessRule = (typeof HARMLESS)[number]

/** Tells whether a change counts when only a category is asked for. */
export function isBreaking(rule: BreakingRule | HarmlessRule, category: Category): boolean {
  if (!(rule in RULES)) return false
  return CATEGORIES.indexOf(RULES[rule as BreakingRule].category) >= CATEGORIES.indexOf(category)
}
