/**
 * The types of a call site. `Catalog` is empty here; generated files merge into it, so that
 * the catalogs of several packages add up and the same scope declared twice is a TypeScript error.
 */

/** Every known scope by name. Filled by `declare module 'telescopic' { interface Catalog { … } }` in generated code. */
// biome-ignore lint/suspicious/noEmptyInterface: merging is the point
export interface Catalog {}

/** Entry of a span: its metadata. */
export interface SpanScope<Metadata extends object = NoMetadata> {
  readonly kind: 'span'
  readonly metadata: Metadata
}

/** Entry of a counter: a sum of increments. */
export interface CounterScope<Metadata extends object = NoMetadata> {
  readonly kind: 'counter'
  readonly metadata: Metadata
}

/** Entry of a gauge: the last value counts. */
export interface GaugeScope<Metadata extends object = NoMetadata> {
  readonly kind: 'gauge'
  readonly metadata: Metadata
}

/** Entry of a histogram: the distribution counts. */
export interface HistogramScope<Metadata extends object = NoMetadata> {
  readonly kind: 'histogram'
  readonly metadata: Metadata
}

/** Entry of an event: measurements and metadata. */
export interface EventScope<Measurements extends object = NoMetadata, Metadata extends object = NoMetadata> {
  readonly kind: 'event'
  readonly measurements: Measurements
  readonly metadata: Metadata
}

/** The metadata of a scope that has none: `{}` fits, any key does not. A bare `{}` type would swallow every key. */
export type NoMetadata = { readonly [key: string]: never }

export type Kind = 'span' | 'counter' | 'gauge' | 'histogram' | 'event'

interface Entry {
  readonly kind: Kind
  readonly metadata: object
  readonly measurements?: object
}

/**
 * The catalog with an index signature. Looking up `Lookup[K]` for `K extends string` makes the checker use the index
 * signature as the constraint, not the union of all shapes: a call costs the same with 10 scopes and with 10,000.
 */
interface Lookup extends Catalog {
  readonly [scope: string]: Entry
}

/** What TypeScript shows when no generated file is part of the program. */
type NoCatalog = 'no catalog: run `telescopic generate` and include the folder telescopic.gen in tsconfig.json'

/** The names of one kind. */
export type ScopeName<K extends Kind = Kind> = [keyof Catalog] extends [never]
  ? NoCatalog
  : { [Name in keyof Catalog]: Catalog[Name] extends { readonly kind: K } ? Name : never }[keyof Catalog]

/**
 * The parameter type of a name: the name itself when it is in the catalog with that kind, else the list to choose from.
 * The kind is looked up: `Name extends ScopeName<K>` compares with each name, for each call, which took TypeScript 7
 * fifty times as long for 2,000 calls of a catalog of 10,000. The index signature has every kind, so it fits none.
 */
export type NameOf<Name extends string, K extends Kind> = Lookup[Name]['kind'] extends K ? Name : ScopeName<K>

/** The metadata of a scope. */
export type MetadataOf<Name extends string> = Lookup[Name]['metadata']

/** The measurements of an event. */
export type MeasurementsOf<Name extends string> = NonNullable<Lookup[Name]['measurements']>

/** The names below a span that are of one kind: for `pipeline.plan` and a gauge `pipeline.plan.tokens`, `tokens`. */
export type RelativeName<Parent extends string, K extends Kind> =
  ScopeName<K> extends infer Name ? (Name extends `${Parent}.${infer Rest}` ? Rest : never) : never

/** `[metadata?]` when nothing is required, else `[metadata]`. */
export type MetadataArgs<Name extends string> =
  {} extends MetadataOf<Name> ? [metadata?: MetadataOf<Name>] : [metadata: MetadataOf<Name>]
