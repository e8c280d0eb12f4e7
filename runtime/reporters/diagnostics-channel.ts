import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { complain } from '../host.ts'
import type { TelemetryRecord, TelemetryReporter } from '../reporter.ts'
import { takeRecords } from './intake.ts'
import { type Lossy, tellLosses } from './losses.ts'

/** What was published and is no record. */
export type DiagnosticsChannelLoss = 'unreadable'

export interface DiagnosticsChannelReporter extends TelemetryReporter, Lossy<DiagnosticsChannelLoss> {}

const KINDS = ['timing', 'metric', 'event', 'start'] as const

/**
 * Makes a reporter that publishes on the channels `telescopic:timing`, `telescopic:metric`, `telescopic:event` and, with
 * `starts`, `telescopic:start`. With nobody subscribed it costs a look.
 */
export function diagnosticsChannelReporter({
  starts = false,
}: {
  /** Publish spans that open as well. @default false */
  readonly starts?: boolean
} = {}): DiagnosticsChannelReporter {
  const counts = { unreadable: 0 }
  const channels = new Map(KINDS.map((kind) => [kind, channel(`telescopic:${kind}`)]))
  const take = (record: TelemetryRecord): void => {
    const target = channels.get(record.kind)
    if (target === undefined) throw new TypeError('This is no record.')
    if (record.kind === 'start' && !starts) return
    if (target.hasSubscribers) target.publish(record)
  }
  return tellLosses(counts, {
    ...takeRecords(take, () => counts.unreadable++),
    wants: { starts, traces: true },
  })
}

/**
 * Subscribes to a kind of record; gives the way to stop. Node makes what a subscriber throws an uncaught exception, which ends
 * the program: what this one throws is printed, once a subscription, and ends here.
 */
export function subscribeToTelemetry<Kind extends TelemetryRecord['kind']>(
  kind: Kind,
  listener: (record: Extract<TelemetryRecord, { readonly kind: Kind }>) => void,
): () => void {
  let hasFailed = false
  const listen = (record: unknown): void => {
    try {
      listener(record as Extract<TelemetryRecord, { readonly kind: Kind }>)
    } catch (error) {
      if (!hasFailed) complain('error', `A subscriber of telescopic:${kind} failed:`, error)
      hasFailed = true
    }
  }
  subscribe(`telescopic:${kind}`, listen)
  return () => void unsubscribe(`telescopic:${kind}`, listen)
}
