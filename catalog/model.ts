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

/** The rule of every name in a catalog: scopes, attributes and measurements. ASCII only, so that it is also identifier-safe. */
export const RE_NAME: RegExp = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/

/** A metadata key: one meaning everywhere, whichever scopes use it. */
export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  /** The members of an `enum`, in the order of the file; empty for every other type. */
  readonly values: readonly string[]
  readonly brief: string
  readonly place: Place
}

/** A scope's use of an attribute. */
export interface AttributeUse {
  readonly name: string
  readonly requirement: Requirement
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

/** Why a scope should no longer be used, and what to use instead. */
export interface Deprecation {
  readonly replacedBy: string | undefined
  readonly since: string | undefined
  readonly note: string | undefined
  readonly place: Place
}

/** One entry of `scopes`: a name that may be emitted, with all that is known of it. */
export interface Scope {
  readonly name: string
  readonly kind: Kind
  readonly brief: string
  readonly level: Level
  /** UCUM code or `{annotation}`; always there for gauges and histograms. */
  readonly unit: string | undefined
  /** Explicit bucket bounds of a histogram, ascending; empty when not given. */
  readonly buckets: readonly number[]
  /** Sorted by name. */
  readonly attributes: readonly AttributeUse[]
  /** Sorted by name; empty unless the kind is `event`. */
  readonly measurements: readonly Measurement[]
  readonly deprecated: Deprecation | undefined
  /** Identifier of the generated constant, e.g. `PIPELINE_PLAN`. */
  readonly constName: string
  readonly place: Place
}

/** A whole catalog. Maps are in the code-unit order of the names. */
export interface Catalog {
  /** Path of the file it was read from, as given. */
  readonly file: string
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly scopes: ReadonlyMap<string, Scope>
}
