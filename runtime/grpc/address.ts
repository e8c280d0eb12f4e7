/** Where a stream is listened at or dialled. */
export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/** What makes a stranger trustworthy. */
export interface Security {
  /** Texts of PEM files. With `ca`, the other side has to show a certificate too, or is checked against this one. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string } | undefined
  /** Sent, and asked for, as `authorization: Bearer …`. */
  readonly token?: string | undefined
}

const RE_TCP = /^(?:(.*):)?(\d{1,5})$/

/** Reads `host:port`, `port` (of this machine) or `unix:/path`. Throws a `TypeError` that says which it may be. */
export function parseAddress(text: string): Address {
  if (text.startsWith('unix:') && text.length > 5)
    return { kind: 'unix', path: text.slice(5).replace(/^\/\/(?=\/)/, '') }
  const [, given = '', port] = RE_TCP.exec(text) ?? []
  const host = given.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1'
  if (port === undefined || Number(port) > 65_535) {
    throw new TypeError(`\`${text}\` is no address: write host:port, a port of this machine, or unix:/path.`)
  }
  return { kind: 'tcp', host, port: Number(port) }
}

/** As `parseAddress` reads it. */
export function formatAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

/** Tells whether only this machine can be at the other end. */
export function isLocal(address: Address): boolean {
  return address.kind === 'unix' || /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(address.host)
}

/**
 * Refuses to listen for strangers without knowing who they are, and to show a token to whoever reads the wire: beyond this
 * machine there is TLS, and whoever controls a worker shows a certificate or a token.
 */
export function checkListener(address: Address, { tls, token }: Security): void {
  if (tls !== undefined && !(tls.cert && tls.key)) throw new TypeError('To listen, tls needs a cert and a key.')
  if (isLocal(address)) return
  const place = formatAddress(address)
  if (tls === undefined) throw new TypeError(`To listen at ${place}, beyond this machine, set tls.`)
  if (!(tls.ca || token)) throw new TypeError(`To listen at ${place}, beyond this machine, set tls.ca or a token.`)
}

/** The same for who dials. */
export function checkDialer(address: Address, { tls, token }: Security): void {
  if (tls !== undefined && !tls.cert !== !tls.key) throw new TypeError('A tls.cert goes with its tls.key.')
  if (isLocal(address) || tls !== undefined) return
  const what = token ? 'a token would be sent in the clear' : 'events would be sent in the clear'
  throw new TypeError(`To dial ${formatAddress(address)}, beyond this machine, set tls: ${what}.`)
}
