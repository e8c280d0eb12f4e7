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

/**
 * Which trace a record belongs to. There is one where somebody wants it: a reporter that says so in `wants`, `tele.correlate`
 * around the call, or a sampling rate. It lies beside the metadata, so that no key of the user's can forge it.
 */
export interface TraceContext {
  /** 32 hexadecimal digits, as in W3C Trace Context. */
  readonly traceId: string
  /** 16 hexadecimal digits. Of a span its own; of anything else that of the span around it, if there is one. */
  readonly spanId: string | undefined
  /** Of a span: that of the span around it, which may be one of another process. */
  readonly parentSpanId: string | undefined
  /** What `tele.correlate` was given. */
  readonly correlationId: string | undefined
  /** Which share of its kind was recorded: at 0.1 this record stands for ten. Counters and gauges are never sampled. */
  readonly sampleRate: number
}

/** One emitted event. */
export interface EventRecord {
  readonly name: string
  readonly measurements: Readonly<Record<string, unknown>>
  readonly metadata: RecordMetadata
  /** What `emit` was given, else what `tele.correlate` around it was given. */
  readonly correlationId: string | undefined
  /** Wall clock, seconds since 1970. */
  readonly timeS: number
  readonly trace?: TraceContext | undefined
}

/** A span that has opened. Only for reporters that want it. */
export interface StartRecord {
  readonly scope: string
  readonly metadata: RecordMetadata
  /** Wall clock, seconds since 1970. */
  readonly timeS: number
  readonly trace?: TraceContext | undefined
}

/** One record, as plain data. */
export type TelemetryRecord =
  | {
      readonly kind: 'timing'
      readonly scope: string
      readonly durationS: number
      readonly metadata: TimingMetadata
      readonly trace?: TraceContext | undefined
    }
  | {
      readonly kind: 'metric'
      readonly scope: string
      readonly value: number
      readonly metadata: MetricMetadata
      readonly trace?: TraceContext | undefined
    }
  | ({ readonly kind: 'event' } & EventRecord)
  | ({ readonly kind: 'start' } & StartRecord)

/** What a reporter may ask for besides: it costs every span something, so nobody gets it unasked. */
export interface ReporterWants {
  /** Records of spans that open (`kind: 'start'`), in `recordBatch`. */
  readonly starts?: boolean
  /** A `trace` in every record. */
  readonly traces?: boolean
}

/** Receives records. Structural: any object with the first two methods will do, no inheritance. */
export interface TelemetryReporter {
  /** Called when a span closes. `durationS` is in seconds. */
  recordTiming(scope: string, durationS: number, metadata: TimingMetadata, trace?: TraceContext): void
  /** Called for every count, gauge and histogram value. */
  recordMetric(scope: string, value: number, metadata: MetricMetadata, trace?: TraceContext): void
  /** Called for every event; a reporter without it is given no events. */
  recordEvent?(event: EventRecord): void
  /**
   * Called with up to 512 records at once, in place of the three methods above, for whoever sends them somewhere.
   * While the promise it gives is unsettled the next batch waits, for 30 seconds.
   */
  recordBatch?(records: readonly TelemetryRecord[]): void | Promise<void>
  /** Read when the reporter is configured. */
  readonly wants?: ReporterWants
  /** Called when the reporter is configured, with a function that delivers what waits: for reporters that are read from. */
  connect?(deliver: () => void): void
  /** Sends what is held back. */
  flush?(): void | Promise<void>
  /** Sends what is held back and releases everything. */
  shutdown?(): void | Promise<void>
}
