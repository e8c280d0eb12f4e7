import type { WireEvent } from '../wire/event.ts'

/** What is known of an event: where it belongs, and which keys it may have. */
export interface FoldEntry {
  /** Its canonical path. @default its name, split at the dots */
  readonly event?: readonly string[]
  readonly measurements: readonly string[]
  readonly metadata: readonly string[]
}

/** Events by the name that senders use. `catalogOf` makes one from the generated `catalog.json`. */
export type FoldCatalog = Readonly<Record<string, FoldEntry>>

/** An event as the receiver has it. */
export interface FoldedEvent {
  readonly event: readonly string[]
  readonly measurements: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
}

/** Why something was left out. An event counts once, under the first reason. */
export interface FoldDropped {
  /** The event: its name is in no catalog. */
  unknownEvent: number
  /** The event: one of its measurements is not its own. */
  unknownMeasurement: number
  /** A key of metadata; the event was kept. */
  unknownMetadata: number
}

/** What became of events so far. */
export interface FoldStats {
  readonly folded: number
  readonly dropped: Readonly<FoldDropped>
  /** The last text that each was said of, at most 128 characters: where to begin looking. */
  readonly last: Readonly<Partial<Record<keyof FoldDropped, string>>>
}

export interface FoldOptions {
  readonly catalog: FoldCatalog
  /** What the receiver knows of the sender (`node`, `worker_id`, `pool_name`, …). Wins over what the sender says. */
  readonly context?: Readonly<Record<string, unknown>>
}

/** Holds events against a catalog. */
export interface Fold {
  readonly fold: (event: WireEvent) => FoldedEvent | undefined
  readonly stats: () => FoldStats
}

/**
 * Makes the door between what senders say and what the receiver's program knows. Names and keys from outside are only ever
 * looked up, never kept: a sender that invents a million of them costs a million counts and no memory.
 */
export function createFold({ catalog, context = {} }: FoldOptions): Fold {
  const known = new Map(Object.entries(catalog).map(([name, entry]) => [name, prepare(name, entry)]))
  const dropped: FoldDropped = { unknownEvent: 0, unknownMeasurement: 0, unknownMetadata: 0 }
  const last: Partial<Record<keyof FoldDropped, string>> = {}
  let folded = 0
  const drop = (reason: keyof FoldDropped, text: string): undefined => {
    dropped[reason]++
    last[reason] = text.slice(0, 128)
  }
  return {
    fold: ({ name, measurements, metadata, timestampNs, correlationId }) => {
      const entry = known.get(name)
      if (entry === undefined) return drop('unknownEvent', name)
      const stranger = Object.keys(measurements).find((key) => !entry.measurements.has(key))
      if (stranger !== undefined) return drop('unknownMeasurement', `${name} ${stranger}`)
      const kept: Record<string, unknown> = {}
      for (const key of Object.keys(metadata)) {
        if (entry.metadata.has(key)) kept[key] = metadata[key]
        else drop('unknownMetadata', `${name} ${key}`)
      }
      folded++
      const own = { correlation_id: correlationId?.trim() ? correlationId : null, timestamp_ns: timestampNs }
      return { event: entry.event, measurements: { ...measurements }, metadata: { ...kept, ...context, ...own } }
    },
    stats: () => ({ folded, dropped: { ...dropped }, last: { ...last } }),
  }
}

/** What is used of a generated `catalog.json`. */
export interface GeneratedCatalog {
  readonly scopes: Readonly<
    Record<
      string,
      {
        readonly kind: string
        readonly attributes?: Readonly<Record<string, unknown>>
        readonly measurements?: Readonly<Record<string, unknown>>
      }
    >
  >
}

const SPAN_EVENTS = { start: 'system_time', stop: 'duration', exception: 'duration' } as const
/** Keys that the wire itself adds. */
const WIRE_KEYS = ['error_type', 'error_message', 'metric_type', 'sample_rate']

/** Gives the events that a program with this catalog sends; their paths begin with `prefix`. */
export function catalogOf(catalog: GeneratedCatalog, prefix: readonly string[] = []): FoldCatalog {
  const entries: [string, FoldEntry][] = []
  for (const [scope, { kind, attributes = {}, measurements = {} }] of Object.entries(catalog.scopes)) {
    const metadata = [...Object.keys(attributes), ...WIRE_KEYS]
    const add = (name: string, keys: readonly string[]): void => {
      entries.push([name, { event: [...prefix, ...name.split('.')], measurements: keys, metadata }])
    }
    if (kind === 'event') add(scope, Object.keys(measurements))
    else if (kind !== 'span') add(scope, ['value'])
    else for (const [end, key] of Object.entries(SPAN_EVENTS)) add(`${scope}.${end}`, [key])
  }
  return Object.fromEntries(entries)
}

// --- internal ---

interface Prepared {
  readonly event: readonly string[]
  readonly measurements: ReadonlySet<string>
  readonly metadata: ReadonlySet<string>
}

function prepare(name: string, { event = name.split('.'), measurements, metadata }: FoldEntry): Prepared {
  return { event: Object.freeze([...event]), measurements: new Set(measurements), metadata: new Set(metadata) }
}
