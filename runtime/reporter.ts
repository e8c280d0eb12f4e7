/** The receiving side: what a reporter is, and the shapes it is given. Durations and instants are in seconds. */

/** What every record carries. User metadata is merged over these keys, as in the originals. */
export interface RecordMetadata {
  /** How many spans were open around this one (a span) or around the call (a metric). */
  readonly depth: number
  /** Scope of the span around it, or `undefined` at the root. */
  readonly parentScope: string | undefined
  readonly [key: string]: unknown
}

/** What a timing carries besides. */
export interface TimingMetadata extends RecordMetadata {
  /** How many times this scope has closed in this process, this time included; the first is 1, and 0 means not counted (a scope beyond the first 10,000). */
  readonly callCount: number
  /** Monotonic clock, seconds, arbitrary origin. */
  readonly startMonotonicS: number
  readonly endMonotonicS: number
  /** Wall clock, seconds since 1970; the end is the start plus the duration, so that it never runs backwards. */
  readonly startWallTimeS: number
  readonly endWallTimeS: number
}

/** What a metric carries besides. */
export interface MetricMetadata extends RecordMetadata {
  readonly metricType: 'counter' | 'gauge' | 'histogram'
}

/** One emitted event. */
export interface EventRecord {
  readonly name: string
  readonly measurements: Readonly<Record<string, unknown>>
  readonly metadata: RecordMetadata
  readonly correlationId: string | undefined
  /** Wall clock, seconds since 1970. */
  readonly timeS: number
}

/** One record, as plain data. */
export type TelemetryRecord =
  | { readonly kind: 'timing'; readonly scope: string; readonly durationS: number; readonly metadata: TimingMetadata }
  | { readonly kind: 'metric'; readonly scope: string; readonly value: number; readonly metadata: MetricMetadata }
  | ({ readonly kind: 'event' } & EventRecord)

/** Receives records. Structural: any object with the first two methods will do, no inheritance. */
export interface TelemetryReporter {
  /** Called when a span closes. `durationS` is in seconds. */
  recordTiming(scope: string, durationS: number, metadata: TimingMetadata): void
  /** Called for every count, gauge and histogram value. */
  recordMetric(scope: string, value: number, metadata: MetricMetadata): void
  /** Called for every event; a reporter without it is given no events. */
  recordEvent?(event: EventRecord): void
  /**
   * Called with up to 512 records at once, in place of the three methods above, for whoever sends them somewhere.
   * While the promise it gives is unsettled the next batch waits, for 30 seconds.
   */
  recordBatch?(records: readonly TelemetryRecord[]): void | Promise<void>
  /** Called when the reporter is configured, with a function that delivers what waits: for reporters that are read from. */
  connect?(deliver: () => void): void
  /** Sends what is held back. */
  flush?(): void | Promise<void>
  /** Sends what is held back and releases everything. */
  shutdown?(): void | Promise<void>
}
