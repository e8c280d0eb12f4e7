import type { Signal } from './otlp-messages.ts'

/** Where requests go, and what stands above them. */
export interface OtlpTarget {
  readonly urls: Readonly<Record<Signal, string>>
  readonly headers: Readonly<Record<string, string>>
}

const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const

const RE_CREDENTIALS = /auth|key|token|secret|cookie|password|credential/i
const RE_LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Checks the address. Whoever listens on the way would read a token that is sent by plain HTTP: that is refused here, not sent. */
export function checkTarget(
  url: string,
  headers: Readonly<Record<string, string>>,
  encoding: 'protobuf' | 'json',
): OtlpTarget {
  const base = new URL(url)
  if (base.protocol !== 'http:' && base.protocol !== 'https:')
    throw new TypeError(`The url of a collector begins with http: or https:, got '${base.protocol}'.`)
  if (base.username !== '' || base.password !== '')
    throw new TypeError('The url of a collector has credentials in it. Say them in headers.')
  const secret = Object.keys(headers).find((name) => RE_CREDENTIALS.test(name))
  if (base.protocol === 'http:' && secret !== undefined && !RE_LOOPBACK.test(base.hostname))
    throw new TypeError(`The header '${secret}' would be sent to '${base.host}' by plain HTTP. Use https:.`)
  const path = base.pathname.replace(/\/$/, '')
  const urlOf = (signal: Signal): string => `${base.origin}${path}/v1/${signal}${base.search}`
  return {
    urls: { traces: urlOf('traces'), metrics: urlOf('metrics'), logs: urlOf('logs') },
    headers: { ...headers, 'content-type': CONTENT_TYPES[encoding] },
  }
}
