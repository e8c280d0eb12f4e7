import { type Attribute, readAttributes } from './attributes.ts'
import type { OtlpLoss, OtlpReporterOptions } from './otlp.ts'
import type { OtlpWriter } from './otlp-fields.ts'
import { post } from './otlp-http.ts'
import { jsonWriter } from './otlp-json.ts'
import { type Signal, writeRequest } from './otlp-messages.ts'
import { protobufWriter } from './otlp-protobuf.ts'
import { checkTarget } from './otlp-target.ts'

/** Writes an item; throws before it writes anything, if the item cannot be read. */
export type WriteItem<T> = (writer: OtlpWriter, item: T) => void

/** The way to the collector. */
export interface Sender {
  /** Sends items in one request; tells whether the collector took it. */
  send<T>(signal: Signal, items: readonly T[], write: WriteItem<T>): Promise<boolean>
  lastError(): string | undefined
}

/** Opens it; what is lost on it is counted. */
export function createSender(options: OtlpReporterOptions, counts: Record<OtlpLoss, number>): Sender {
  const { encoding = 'protobuf', compression = 'none', timeoutS = 10 } = options
  const { urls, headers } = checkTarget(options.url ?? 'http://127.0.0.1:4318', options.headers ?? {}, encoding)
  const resource = describeResource(options)
  const settings = { headers, gzip: compression === 'gzip', timeoutMs: timeoutS * 1000 }
  const writer = encoding === 'json' ? jsonWriter() : protobufWriter()
  let lastError: string | undefined
  return {
    lastError: () => lastError,
    send: async (signal, items, write) => {
      let written = 0
      const body = writeRequest(writer, signal, resource, () => {
        for (const item of items) {
          try {
            write(writer, item)
            written++
          } catch {
            counts.unreadable++
          }
        }
      })
      if (written === 0) return true
      const answer = await post(urls[signal], body, { ...settings, fetch: options.fetch ?? fetch })
      if (!answer.taken) {
        // Metrics are not lost: their sums are sent again.
        if (signal !== 'metrics') counts.failed += written
        lastError = answer.reason
        return false
      }
      counts.rejected += Math.min(written, answer.rejected)
      if (answer.message !== '') lastError = answer.message
      return true
    },
  }
}

// --- internal ---

function describeResource({ service, resource = {} }: OtlpReporterOptions): Attribute[] {
  if (typeof service !== 'string' || service === '')
    throw new TypeError("otlpReporter needs a service: the name of this program, as in { service: 'shop' }.")
  return readAttributes({
    'service.name': service,
    'telemetry.sdk.name': 'telescopic',
    'telemetry.sdk.language': 'document' in globalThis ? 'webjs' : 'nodejs',
    ...resource,
  })
}
