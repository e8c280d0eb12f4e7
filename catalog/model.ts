import type { Place } from '../report/index.ts'

/** What a scope measures. OpenTelemetry's instrument names, and `span` and `event`. */
export const KINDS = ['span', 'counter', 'gauge', 'histogram', 'event'] as const
export type Kind = (typeof KINDS)[number]

/** How much detail a scope is, from what must never be compiled out to what only a developer wants. */
export const LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const
export type Level = (typeof LEVELS)[number]

/** Requirement levels as in OpenTelemetry's semantic conventions; only `required` is non-optional in the types. */
export const REQUIREMENTS = ['required', 'conditionally_required', 'recommended', 'opt_in'] as const
export type Requirement = (typeof REQUIREMENTS)[number]

export const ATTRIBUTE_TYPES = [
  'string',
  'int',
  'double',
  'boolean',
  'enum',
  'any',
  'string[]',
  'int[]',
  'double[]',
  'boolean[]',
  'any[]',
] as const
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

export const MEASUREMENT_TYPES = ['int', 'double', 'string'] as const
export type MeasurementType = (typeof MEASUREMENT_TYPES)[number]

/** How well a value tells who a person is, from what tells nothing to what must never leave the process. */
export const PRIVACY_CLASSES = ['technical', 'pseudonymous', 'personal', 'sensitive', 'secret'] as const
export type PrivacyClass = (typeof PRIVACY_CLASSES)[number]

/** What is done to a value before it is recorded. */
export const SCRUB_MODES = ['none', 'hash', 'truncate', 'drop'] as const
export type ScrubMode = (typeof SCRUB_MODES)[number]

/** How many distinct values a key takes; a number in the catalog is an upper bound, `bounded`. */
export const CARDINALITIES = ['low', 'high', 'unbounded'] as const
export type CardinalityClass = (typeof CARDINALITIES)[number] | 'bounded'

/** How likely an entry is to change. That it is going away is said by `deprecated`, whatever its stability. */
export const STABILITIES = ['experimental', 'beta', 'stable'] as const
export type Stability = (typeof STABILITIES)[number]

/** What a rule of the linter may be set to. */
export const RULE_LEVELS = ['off', 'info', 'warning', 'error'] as const
export type RuleLevel = (typeof RULE_LEVELS)[number]

/** The rule of every name in a catalog: scopes, attributes and measurements. ASCII only, so that it is also identifier-safe. */
export const RE_NAME: RegExp = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/

/** A value as YAML gives it: what an example or an `x-*` key holds. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

/** What every entry may say beside what it is. */
export interface Governance {
  /** What a reader should know and the brief has no room for. */
  readonly note: string
  readonly stability: Stability
  /** Teams or addresses: `@payments`, `ada@example.com`. */
  readonly owners: readonly string[]
  /** The version that brought the entry. */
  readonly since: string | undefined
  readonly links: readonly string[]
  readonly deprecated: Deprecation | undefined
  /** Rules of the linter that do not hold for this entry. */
  readonly suppressions: readonly Suppression[]
  /** The `x-*` keys, as they are. */
  readonly extensions: ReadonlyMap<string, PlainValue>
}

/** A rule of the linter that an entry or a catalog is excused from. */
export interface Suppression {
  readonly rule: string
  readonly reason: string
  readonly place: Place
}

export interface Cardinality {
  readonly class: CardinalityClass
  /** Most distinct values; only for `bounded`. */
  readonly max: number | undefined
}

/** A member of an enum. */
export interface EnumMember {
  readonly value: string
  readonly brief: string
  /** Identifier of the generated member, e.g. `FREE_TRIAL`. */
  readonly constName: string
  readonly deprecated: boolean
  readonly place: Place
}

/** A metadata key: one meaning everywhere, whichever scopes use it. */
export interface Attribute extends Governance {
  readonly name: string
  readonly type: AttributeType
  /** The members of an `enum`, in the order of the file; empty for every other type. */
  readonly values: readonly string[]
  /** The same members, with all that is known of each. */
  readonly members: readonly EnumMember[]
  /** Whether an `enum` takes other values too. */
  readonly open: boolean
  readonly brief: string
  /** UCUM code or `{annotation}` of a number. */
  readonly unit: string | undefined
  /** Undefined when the catalog does not say. */
  readonly privacy: PrivacyClass | undefined
  readonly scrub: ScrubMode
  readonly cardinality: Cardinality | undefined
  readonly examples: readonly PlainValue[]
  /** Name of the generated enum type. */
  readonly typeName: string
  /** The upper-case identifier that it is named for, where the catalog gives one. */
  readonly constName: string | undefined
  /** Whether it stands in the scope that uses it and not in the dictionary. */
  readonly inline: boolean
  readonly place: Place
}

/** A scope's use of an attribute. */
export interface AttributeUse {
  readonly name: string
  readonly requirement: Requirement
  /** When a `conditionally_required` attribute must be given. */
  readonly when: string | undefined
  /** What the attribute means in this scope, where that is more than its brief. */
  readonly brief: string
  /** Where a use comes from that the scope itself does not list, e.g. ``the group `checkout` ``. */
  readonly from: string | undefined
  readonly place: Place
}

/** A number (or short text) that an event carries beside its metadata. */
export interface Measurement {
  readonly name: string
  readonly type: MeasurementType
  /** UCUM code or `{annotation}`. */
  readonly unit: string | undefined
  readonly brief: string
  readonly place: Place
}

/** Why an entry should no longer be used, and what to use instead. */
export interface Deprecation {
  readonly replacedBy: string | undefined
  readonly since: string | undefined
  /** The day from which the entry may be taken out, as `YYYY-MM-DD`. */
  readonly removeAfter: string | undefined
  readonly note: string | undefined
  readonly place: Place
}

/** A name that a scope had: a call of it is told the new one. */
export interface Alias {
  readonly name: string
  readonly place: Place
}

/** The day or the major version from which a scope should be looked at again, or `never`. */
export interface Expiry {
  /** `YYYY-MM-DD`, `v3` or `never`. */
  readonly text: string
  readonly place: Place
}

export interface Sampling {
  /** Share of what is recorded, from 0 to 1. */
  readonly rate: number
  /** The attribute whose equal values are recorded or left out together. */
  readonly key: string | undefined
}

/** Metadata as a call might give it. */
export interface ScopeExample {
  readonly values: ReadonlyMap<string, PlainValue>
  readonly place: Place
}

interface NamedFunction {
  /** As it is written: `where#what`. */
  readonly text: string
  /** Words with dots between them, such as `Planner.plan`; `*` and `?` stand for signs within a word. */
  readonly name: string
  /** The file that says it, as places name it. */
  readonly catalogFile: string
  readonly place: Place
}

/** Functions of the files that a path or glob names, from the folder of `catalogFile`, without `./`. */
export interface FileTarget extends NamedFunction {
  readonly file: string
  readonly package: undefined
}

/** Functions of what a package or a subpath of one exports. The first word of the name is exact, and may be `default`. */
export interface PackageTarget extends NamedFunction {
  readonly file: undefined
  readonly package: string
}

/** Functions that the compiler puts a span around. */
export type InstrumentTarget = FileTarget | PackageTarget

/** One entry of `scopes`: a name that may be emitted, with all that is known of it. */
export interface Scope extends Governance {
  readonly name: string
  readonly kind: Kind
  readonly brief: string
  readonly level: Level
  /** UCUM code or `{annotation}`; always there for gauges and histograms. */
  readonly unit: string | undefined
  /** Explicit bucket bounds of a histogram, ascending; empty when not given. */
  readonly buckets: readonly number[]
  /** What the scope lists itself, and what groups and the extended scope give it. Sorted by name. */
  readonly attributes: readonly AttributeUse[]
  /** Sorted by name; empty unless the kind is `event`. */
  readonly measurements: readonly Measurement[]
  readonly aliases: readonly Alias[]
  readonly expires: Expiry | undefined
  readonly sample: Sampling | undefined
  readonly examples: readonly ScopeExample[]
  /** What its span is put around, in the order of the file. A package's scopes have none: it weaves its own. */
  readonly instrument: readonly InstrumentTarget[]
  /** Names of the groups it uses, as written. */
  readonly groups: readonly string[]
  /** The scope it takes its fields from. */
  readonly base: string | undefined
  /** The name with placeholders that it was expanded from, e.g. `http.{method}.done`. */
  readonly template: string | undefined
  /** Identifier of the generated constant, e.g. `PIPELINE_PLAN`. */
  readonly constName: string
  readonly place: Place
}

/** Attributes that several scopes use together. */
export interface Group {
  readonly name: string
  readonly brief: string
  readonly attributes: readonly AttributeUse[]
  readonly place: Place
}

/** The weight that a catalog gives a rule. */
export interface RuleSetting {
  readonly level: RuleLevel
  readonly place: Place
}

/** What the catalog sets for the linter. */
export interface LintSettings {
  readonly rules: ReadonlyMap<string, RuleSetting>
  /** Rules that do not hold for a file, with the file. */
  readonly suppressions: readonly Suppression[]
}

/** A file that a catalog was put together from. */
export interface CatalogFile {
  /** Path as places name it. */
  readonly file: string
  /** The package that publishes it; undefined for files of the project. */
  readonly packageName: string | undefined
  readonly text: string
}

/** A whole catalog. Maps are in the code-unit order of the names. */
export interface Catalog {
  /** Path of the file it was read from, as given. */
  readonly file: string
  /** Every file that was read: the first is `file`. */
  readonly files: readonly CatalogFile[]
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly groups: ReadonlyMap<string, Group>
  readonly scopes: ReadonlyMap<string, Scope>
  readonly lint: LintSettings
}
