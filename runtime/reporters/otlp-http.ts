import { later } from '../host.ts'
import { joinBytes } from '../join-bytes.ts'
import * as pb from '../wire/protobuf.ts'

/** How a request ended: taken, taken in part, or given up, and why. */
export type Delivery =
  | { readonly taken: true; readonly rejected: number; readonly message: string }
  | { readonly taken: false; readonly reason: string }

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly gzip: boolean
  /** For all attempts together. */
  readonly timeoutMs: number
  readonly fetch: typeof fetch
  /** Waits; replaced by tests. */
  readonly wait?: (ms: number) => Promise<void>
}

const ATTEMPTS = 5
const FIRST_DELAY_MS = 1000
const MAX_DELAY_MS = 5000

/** An answer is a few bytes; one that never ends is not read to its end, unpacked bytes counted. */
const MAX_ANSWER_BYTES = 65_536

const RETRIED = new Set([429, 502, 503, 504])

/** Posts a request, again where that is allowed, until the deadline. Never rejects. */
export async function post(url: string, body: Uint8Array<ArrayBuffer>, options: PostOptions): Promise<Delivery> {
  const deadline = performance.now() + options.timeoutMs
  const { headers, gzip, wait = sleep } = options
  try {
    const payload = gzip ? await compress(body) : body
    const sent = gzip ? { ...headers, 'content-encoding': 'gzip' } : headers
    let delay = FIRST_DELAY_MS
    for (let attempt = 1; ; attempt++) {
      const answer = await postOnce(url, payload, sent, options.fetch, deadline - performance.now())
      if ('taken' in answer) return answer
      // A fifth more or less, so that a fleet that lost its collector does not come back as one.
      const pause = answer.retryAfterMs ?? delay * (0.8 + Math.random() * 0.4)
      if (attempt === ATTEMPTS || performance.now() + pause >= deadline) return { taken: false, reason: answer.reason }
      await wait(pause)
      delay = Math.min(delay * 1.5, MAX_DELAY_MS)
    }
  } catch (error) {
    return { taken: false, reason: String(error) }
  }
}

// --- internal ---

interface Refusal {
  readonly reason: string
  readonly retryAfterMs: number | undefined
}

async function postOnce(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
  send: typeof fetch,
  timeoutMs: number,
): Promise<Delivery | Refusal> {
  let response: Response
  // A page that goes away lets 64 KiB of requests outlive it.
  const keepalive = body.length < 60_000
  const signal = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)))
  try {
    // Elsewhere than it was told to, nothing is sent, with its credentials least of all.
    response = await send(url, { method: 'POST', body, headers: { ...headers }, redirect: 'manual', keepalive, signal })
  } catch (error) {
    return { reason: String(error), retryAfterMs: undefined }
  }
  const { ok, status } = response
  if (ok) return readAnswer(response)
  await response.body?.cancel().catch(() => {})
  const reason = `status ${status}`
  if (!RETRIED.has(status)) return { taken: false, reason }
  return { reason, retryAfterMs: readRetryAfter(response.headers.get('retry-after')) }
}

/** Seconds, or a date; what is neither says nothing. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** What was taken: all of it, unless the answer says how much was not. An answer that cannot be read says nothing. */
async function readAnswer(response: Response): Promise<Delivery> {
  const bytes = await readBytes(response).catch(() => undefined)
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const { rejected, message } = bytes === undefined ? NO_WORDS : isJson ? readJson(bytes) : readProtobuf(bytes)
  return { taken: true, rejected, message }
}

const NO_WORDS = { rejected: 0, message: '' }

async function readBytes(response: Response): Promise<Uint8Array | undefined> {
  const reader = response.body?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (value === undefined) return joinBytes(parts)
    length += value.length
    if (length > MAX_ANSWER_BYTES) {
      await reader?.cancel()
      return undefined
    }
    parts.push(value)
  }
}

function readJson(bytes: Uint8Array): typeof NO_WORDS {
  try {
    const { partialSuccess = {} } = JSON.parse(new TextDecoder().decode(bytes))
    const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partialSuccess
    const rejected = Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0)
    return {
      rejected: Number.isFinite(rejected) ? Math.max(0, rejected) : 0,
      message: String(errorMessage ?? '').slice(0, 1024),
    }
  } catch {
    return NO_WORDS
  }
}

/** Field 1 is a message, of which field 1 is the number of items that were refused, and field 2 says why. */
function readProtobuf(bytes: Uint8Array): typeof NO_WORDS {
  let { rejected, message } = NO_WORDS
  try {
    for (const outer of pb.readFields(bytes)) {
      if (outer.number !== 1 || outer.type !== pb.BYTES) continue
      for (const field of pb.readFields(outer.bytes)) {
        if (field.number === 1 && field.type === pb.VARINT) rejected = Math.max(0, Number(pb.readInt64(field)))
        else if (field.number === 2 && field.type === pb.BYTES) message = pb.readText(field.bytes).slice(0, 1024)
      }
    }
    return { rejected, message }
  } catch {
    return NO_WORDS
  }
}

async function compress(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => later(ms, resolve))
}
