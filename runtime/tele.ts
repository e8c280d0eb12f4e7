import type { MeasurementsOf, MetadataArgs, MetadataOf, NameOf, RelativeName } from './catalog.ts'
import type { PrivacyOptions, SiteDescription } from './privacy.ts'
import type { TelemetryReporter } from './reporter.ts'
import type { TelemetryStats } from './stats.ts'
import type { Correlation } from './trace.ts'

/**
 * An open span. Closes with its block (`using`), with `end()`, or with the function it was opened around.
 * Names are relative: `span.count('retries')` of the span `job` counts `job.retries`.
 */
export interface Span<Name extends string = string> extends Disposable {
  /** Scope of the span. */
  readonly scope: string
  /** Adds metadata, merged over what the span was opened with. */
  set(metadata: Partial<MetadataOf<Name>>): void
  count<R extends string>(name: RelativeOf<Name, R, 'counter'>, ...args: CountArgs<`${Name}.${R}`>): void
  gauge<R extends string>(
    name: RelativeOf<Name, R, 'gauge'>,
    value: number,
    ...metadata: MetadataArgs<`${Name}.${R}`>
  ): void
  record<R extends string>(
    name: RelativeOf<Name, R, 'histogram'>,
    value: number,
    ...metadata: MetadataArgs<`${Name}.${R}`>
  ): void
  /**
   * Runs a function inside the span: what it records, and the spans it opens, are this one's children. The span stays open.
   * In browsers, which have no ambient context, this is how code after an `await` stays inside.
   */
  run<T>(fn: () => T): T
  /** Closes the span; later calls do nothing. */
  end(): void
}

type RelativeOf<Name extends string, R extends string, K extends 'counter' | 'gauge' | 'histogram'> =
  R extends RelativeName<Name, K> ? R : RelativeName<Name, K>

/** `increment` may be left out only when no metadata is required. */
type CountArgs<Name extends string> =
  {} extends MetadataOf<Name>
    ? [increment?: number, metadata?: MetadataOf<Name>]
    : [increment: number, metadata: MetadataOf<Name>]

/** Opens spans: bare, around a function, or around a function with metadata. */
export interface OpenSpan {
  /** Opens a span; close it with `using`, or with `end()`. */
  <Name extends string>(scope: NameOf<Name, 'span'>, ...metadata: MetadataArgs<Name>): Span<Name>
  /** Opens a span around a function: same value, same error, same promise. */
  <Name extends string, T>(scope: NameOf<Name, 'span'>, metadata: MetadataOf<Name>, fn: (span: Span<Name>) => T): T
  <Name extends string, T>(
    scope: NameOf<Name, 'span'>,
    fn: {} extends MetadataOf<Name> ? (span: Span<Name>) => T : MetadataOf<Name>,
  ): T
}

// biome-ignore lint/suspicious/noExplicitAny: any function may be wrapped
type AnyFunction = (...args: any[]) => any

/** Wraps a function in a span: same parameters, same `this`, same result. */
export interface WrapFunction {
  <Name extends string, F extends AnyFunction>(
    scope: NameOf<Name, 'span'>,
    fn: {} extends MetadataOf<Name> ? F : MetadataOf<Name>,
  ): F
  <Name extends string, F extends AnyFunction>(scope: NameOf<Name, 'span'>, metadata: MetadataOf<Name>, fn: F): F
}

// biome-ignore lint/suspicious/noExplicitAny: any class may be decorated
type AnyClass = abstract new (...args: any[]) => any

/**
 * A decorator of methods, getters, setters, `accessor`s, fields that hold a function, and classes (the construction is
 * the span); static and private ones too. For the standard decorators, then for `experimentalDecorators`, where
 * a field is reached only under `useDefineForClassFields: false`: a defined one asks nobody.
 */
export interface TracedDecorator {
  <F extends AnyFunction>(
    value: F,
    context: ClassMethodDecoratorContext | ClassGetterDecoratorContext | ClassSetterDecoratorContext,
  ): F
  <This, Value>(
    value: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value>
  <This, F extends AnyFunction>(value: undefined, context: ClassFieldDecoratorContext<This, F>): (initial: F) => F
  <C extends AnyClass>(value: C, context: ClassDecoratorContext): C
  <C extends AnyClass>(value: C): C
  // biome-ignore lint/suspicious/noExplicitAny: of a method a descriptor is expected, of an `accessor` nothing
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): any
  (target: object, key: string | symbol): void
}

/** What a call has still to give when `Bound` was bound; keys that were bound may be given again, and win. */
type RestOf<Name extends string, Bound extends keyof MetadataOf<Name>> = Omit<MetadataOf<Name>, Bound> &
  Partial<MetadataOf<Name>>

/**
 * A counter with its name, and perhaps metadata, bound: for hot places, and for metadata that is always the same. What it records
 * is also summed, in `stats().series`, whole even when the queue is full.
 */
export interface BoundCounter<Name extends string = string, Bound extends keyof MetadataOf<Name> = never> {
  /** Adds to the counter; `value` may be left out, for 1, unless metadata follows. Metadata wins over what was bound. */
  add(
    ...args: {} extends Omit<MetadataOf<Name>, Bound>
      ? [value?: number, metadata?: Partial<MetadataOf<Name>>]
      : [value: number, metadata: RestOf<Name, Bound>]
  ): void
}

/** A histogram with its name, and perhaps metadata, bound. Its distribution is kept too, in `stats().series`. */
export interface BoundHistogram<Name extends string = string, Bound extends keyof MetadataOf<Name> = never> {
  /** Records a value of the distribution. Metadata wins over what was bound. */
  record(
    value: number,
    ...metadata: {} extends Omit<MetadataOf<Name>, Bound>
      ? [metadata?: Partial<MetadataOf<Name>>]
      : [metadata: RestOf<Name, Bound>]
  ): void
}

/** What `tele.configure` takes. What is left out stays as it is. */
export interface TelemetryOptions {
  /** Called in this order for every record. */
  readonly reporters?: readonly TelemetryReporter[]
  /** Overrides the flags `TELESCOPIC` and `DEBUG`. @default what the flags say */
  readonly enabled?: boolean
  /**
   * `queued`: records wait for up to 200 ms, and reporters never run in the middle of what the program does.
   * `sync`: the call that records calls the reporters. @default 'queued'; 'sync' where there are no timers
   */
  readonly delivery?: 'queued' | 'sync'
  /** Records that may wait; more are dropped and counted. 53 bytes each, taken when the first is recorded. @default 8192 */
  readonly capacity?: number
  /** Which scopes record. Asked once a scope, and again by each `configure`. @default all */
  readonly filter?: (scope: string) => boolean
  /**
   * Which share of spans and events is recorded, for all scopes or for each. What belongs to one trace is recorded or left out
   * together, in every process that knows its id. Counters, gauges and histograms always are. @default what `describe` says, or 1
   */
  readonly sampleRate?: number | ((scope: string) => number | undefined)
  /** What is known of a scope beside its name: the privacy of its attributes, its sampling. Asked as `filter` is. @default nothing */
  readonly describe?: (scope: string) => SiteDescription | undefined
  /** What happens to values that should not be told. */
  readonly privacy?: PrivacyOptions
  /** Adds `errorMessage` to failed spans. A message may hold what the user typed. @default false: the class only */
  readonly errorMessages?: boolean
  /** Delivers what waits when SIGTERM, SIGINT or SIGHUP ends the process, then raises the signal again. @default false */
  readonly handleSignals?: boolean
}

/** What `flush` and `shutdown` take. */
export interface FlushOptions {
  /** How long to wait for reporters, in milliseconds. @default 5000 */
  readonly deadlineMs?: number
}

/** The instrument: everything a call site needs. */
export interface Telemetry extends OpenSpan {
  /** The same as `tele(…)`, under the name it has in Pollux. */
  readonly time: OpenSpan
  /** The same as `tele(…)`, under the name it has in Snakepit. */
  readonly span: OpenSpan
  /** Opens a span to be closed with `end()` or `using`: `tele(…)` that never takes a function. */
  start<Name extends string>(scope: NameOf<Name, 'span'>, ...metadata: MetadataArgs<Name>): Span<Name>
  count<Name extends string>(scope: NameOf<Name, 'counter'>, ...args: CountArgs<Name>): void
  gauge<Name extends string>(scope: NameOf<Name, 'gauge'>, value: number, ...metadata: MetadataArgs<Name>): void
  /** Records a value of a distribution. */
  record<Name extends string>(scope: NameOf<Name, 'histogram'>, value: number, ...metadata: MetadataArgs<Name>): void
  emit<Name extends string>(
    scope: NameOf<Name, 'event'>,
    measurements: MeasurementsOf<Name>,
    ...rest: {} extends MetadataOf<Name>
      ? [metadata?: MetadataOf<Name>, correlationId?: string]
      : [metadata: MetadataOf<Name>, correlationId?: string]
  ): void
  /**
   * Binds a counter, in OpenTelemetry's words: `const hits = tele.counter('cache.hit', { tier: 'l1' })`, `hits.add()`.
   * Gauges are not bound: `tele.gauge` is the name of the call itself, and a gauge keeps its last value only, so that
   * there is no sum that a handle would save looking up.
   */
  counter<Name extends string, Bound extends keyof MetadataOf<Name> = never>(
    scope: NameOf<Name, 'counter'>,
    metadata?: Pick<MetadataOf<Name>, Bound>,
  ): BoundCounter<Name, Bound>
  /** Binds a histogram: `const bytes = tele.histogram('payload.bytes')`, `bytes.record(body.length)`. */
  histogram<Name extends string, Bound extends keyof MetadataOf<Name> = never>(
    scope: NameOf<Name, 'histogram'>,
    metadata?: Pick<MetadataOf<Name>, Bound>,
  ): BoundHistogram<Name, Bound>
  readonly wrap: WrapFunction
  traced<Name extends string>(scope: NameOf<Name, 'span'>, ...metadata: MetadataArgs<Name>): TracedDecorator
  /** Whether records go anywhere. Compiled to `false` in builds without telemetry. */
  readonly enabled: boolean
  /** Sets reporters, once, in the program's entry. Throws a `TypeError` that names the position of a bad reporter. */
  configure(options: TelemetryOptions): void
  /**
   * Runs a function for a correlation id, or for the trace of a request: what it records, now or after an `await`, belongs to it.
   * An id that is blank or left out is made. Gives what the function gives.
   */
  correlate<T>(id: string | Correlation | undefined, fn: () => T): T
  /** The correlation id around the running code. */
  correlationId(): string | undefined
  /** The header `traceparent` of W3C Trace Context for a request that goes out now; `undefined` outside of every trace. */
  traceparent(): string | undefined
  /** Gives back the function, to be called later by somebody else, inside the span that is around the code now. */
  bind<F extends AnyFunction>(fn: F): F
  /** Delivers what waits and asks every reporter to send what it holds back. Resolves by the deadline; never rejects. */
  flush(options?: FlushOptions): Promise<void>
  /** Flushes and releases every reporter; records are dropped from then on. Resolves by the deadline; never rejects. */
  shutdown(options?: FlushOptions): Promise<void>
  /** What was recorded, what was lost and why, and how reporters fare. `undefined` from the inert instrument. */
  stats(): TelemetryStats | undefined
}
