import type { MeasurementsOf, MetadataArgs, MetadataOf, NameOf, RelativeName } from './catalog.ts'
import type { TelemetryReporter } from './reporter.ts'

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

/** A method decorator, for the standard decorators and for `experimentalDecorators`. */
export interface TracedDecorator {
  <F extends AnyFunction>(value: F, context: ClassMethodDecoratorContext): F
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor
}

/** What `tele.configure` takes. */
export interface TelemetryOptions {
  /** Called in this order for every record. */
  readonly reporters?: readonly TelemetryReporter[]
  /** Overrides the flags `TELESCOPIC` and `DEBUG`. @default what the flags say */
  readonly enabled?: boolean
}

/** The instrument: everything a call site needs. */
export interface Telemetry extends OpenSpan {
  /** The same as `tele(…)`, under the name it has in Pollux. */
  readonly time: OpenSpan
  /** The same as `tele(…)`, under the name it has in Snakepit. */
  readonly span: OpenSpan
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
  readonly wrap: WrapFunction
  traced<Name extends string>(scope: NameOf<Name, 'span'>, ...metadata: MetadataArgs<Name>): TracedDecorator
  /** Whether records go anywhere. Compiled to `false` in builds without telemetry. */
  readonly enabled: boolean
  /** Sets reporters, once, in the program's entry. Throws a `TypeError` that names the position of a bad reporter. */
  configure(options: TelemetryOptions): void
  /** Asks every reporter to send what it holds back. Never rejects. */
  flush(): Promise<void>
  /** Flushes and releases every reporter; records are dropped from then on. Never rejects. */
  shutdown(): Promise<void>
}
