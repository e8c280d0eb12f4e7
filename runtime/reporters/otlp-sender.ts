import { type Attribute, readAttributes } from './attributes.ts'
import type { OtlpLoss, OtlpReporterOptions } from './otlp.ts'
import type { OtlpWriter } from './otlp-fields.ts'
import { post } from './otlp-http.ts'
import { jsonWriters } from './otlp-json.ts'
import { type Signal, writeResource, writeScope } from './otlp-messages.ts'
import { protobufWriters } from './otlp-protobuf.ts'
import type { OtlpRequest } from './otlp-queue.ts'
import { checkTarget } from './otlp-target.ts'

/** The way to the collector. */
export interface Sender {
  /** Gives a writer for what is sent. */
  openWriter(): OtlpWriter
  /** Sends a request; tells whether the collector took it. */
  send(signal: Signal, request: OtlpRequest): Promise<boolean>
  lastError(): string | undefined
}

/** Opens it; what is lost on it is counted. */
export function createSender(options: OtlpReporterOptions, counts: Record<OtlpLoss, number>): Sender {
  const { encoding = 'protobuf', compression = 'none', timeoutS = 10 } = options
  const { urls, headers } = checkTarget(options.url ?? 'http://127.0.0.1:4318', options.headers ?? {}, encoding)
  const resource = describeResource(options)
  const settings = { headers, gzip: compression === 'gzip', timeoutMs: timeoutS * 1000 }
  const prepare = encoding === 'json' ? jsonWriters : protobufWriters
  let lastError: string | undefined
  return {
    openWriter: prepare((writer) => writeResource(writer, resource), writeScope),
    lastError: () => lastError,
    send: async (signal, { body, count }) => {
      const answer = await post(urls[signal], body, { ...settings, fetch: options.fetch ?? fetch })
      if (!answer.taken) {
        // Metrics are not lost: their sums are sent again.
        if (signal !== 'metrics') counts.failed += count
        lastError = answer.reason
        return false
      }
      counts.rejected += Math.min(count, answer.rejected)
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
