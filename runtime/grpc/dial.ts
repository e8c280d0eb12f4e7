import { connect, type Socket } from 'node:net'
import * as grpc from '@grpc/grpc-js'
import { later } from '../host.ts'
import { type Address, checkDialer, formatAddress, type Security } from './address.ts'
import { detachFromLoop } from './listen.ts'
import { KEEPALIVE, type Method } from './service.ts'

/** A stream that we have opened. */
export type Outgoing = grpc.ClientDuplexStream<Uint8Array, Uint8Array>

export interface DialOptions {
  readonly address: Address
  readonly security: Security
  /** Said to the other side: which worker this is, for one. */
  readonly headers?: Readonly<Record<string, string>>
  /** The methods to try, best first: a peer that does not know one is asked for the next. */
  readonly methods: readonly Method[]
  /** Called with each stream, the first and those after a break; `method` is the one that is being tried. */
  readonly onStream: (call: Outgoing, method: Method) => void
  /** Told of each break, with how long it is until the next try. */
  readonly onBreak?: (reason: string, retryMs: number) => void
  /** How long opening may take. */
  readonly openTimeoutMs: number
}

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000

/** Keeps a stream open: dials, and dials again after a pause that grows while it fails. */
export class Dialer {
  /** Resolves when the first try has come to something, if only to a failure. */
  readonly opened: Promise<void>
  #settleOpened: () => void = () => {}
  readonly #options: DialOptions
  readonly #credentials: grpc.ChannelCredentials
  readonly #metadata: grpc.Metadata
  #client: grpc.Client | undefined
  #call: Outgoing | undefined
  #cancel: (() => void) | undefined
  #retryMs = FIRST_RETRY_MS
  #method = 0
  #closed = false

  constructor(options: DialOptions) {
    checkDialer(options.address, options.security)
    this.#options = options
    // Here, where who gave them can be told: a certificate or a name that is none would throw when the first stream opens, at
    // nobody, and end the process.
    this.#credentials = dialCredentials(options.security)
    this.#metadata = createMetadata(options)
    this.opened = new Promise((resolve) => {
      this.#settleOpened = resolve
    })
    this.#dial()
  }

  /** Dials no more, and ends the stream; after a while, for what it has been given and has not sent yet. */
  close(graceMs = 0): void {
    this.#closed = true
    this.#cancel?.()
    const end = (): void => {
      this.#call?.cancel()
      this.#client?.close()
    }
    if (graceMs > 0) later(graceMs, end)
    else end()
  }

  #dial(): void {
    const { address, openTimeoutMs } = this.#options
    // A look whether anybody is there, by a socket of ours: while `@grpc/grpc-js` connects it holds the process, for up to 20 s.
    const probe = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host)
    probe.unref()
    let settled = false
    const settle = (reason?: string): void => {
      if (settled) return
      settled = true
      this.#cancel?.()
      probe.destroy()
      if (this.#closed) return
      if (reason === undefined) this.#open()
      else this.#retry(reason)
    }
    this.#cancel = later(openTimeoutMs, () => settle('No answer.'))
    probe.on('connect', () => settle())
    probe.on('error', (error) => settle(error.message))
  }

  #open(): void {
    const { address, openTimeoutMs } = this.#options
    const client = new grpc.Client(formatAddress(address), this.#credentials, KEEPALIVE)
    this.#client = client
    // Not its own deadline: that timer would hold the process.
    this.#cancel = later(openTimeoutMs, () => this.#retry('No answer.'))
    client.waitForReady(Number.POSITIVE_INFINITY, (error) => {
      if (this.#closed || this.#client !== client) return
      this.#cancel?.()
      if (error) this.#retry(error.message)
      else this.#start(client)
    })
  }

  #start(client: grpc.Client): void {
    const { methods, onStream } = this.#options
    const method = methods[this.#method]!
    const call = client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      this.#metadata,
    )
    this.#call = call
    const openedAt = performance.now()
    // Its errors come as its status, which every stream ends with.
    call.on('error', () => {})
    call.on('status', ({ code, details }) => {
      if (code === grpc.status.UNIMPLEMENTED && this.#method + 1 < methods.length) {
        this.#method++
        this.#retryMs = 1
      } else if (performance.now() - openedAt > MAX_RETRY_MS) {
        this.#retryMs = FIRST_RETRY_MS
      }
      this.#retry(details || `The stream ended with status ${code}.`)
    })
    onStream(call, method)
    this.#settleOpened()
  }

  #retry(reason: string): void {
    this.#client?.close()
    this.#client = undefined
    this.#call = undefined
    if (this.#closed) return
    // Not all at once: what broke for one worker broke for all.
    const waitMs = this.#retryMs * (0.8 + 0.4 * Math.random())
    this.#retryMs = Math.min(MAX_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 1.6))
    this.#cancel = later(waitMs, () => this.#dial())
    // Not when it is only asked again by another method.
    if (waitMs > 2) this.#settleOpened()
    this.#options.onBreak?.(reason, waitMs)
  }
}

// --- internal ---

/** Throws on what no header can hold. */
function createMetadata({ headers = {}, security: { token } }: DialOptions): grpc.Metadata {
  const metadata = new grpc.Metadata()
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value)
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  return metadata
}

interface Connector {
  connect(socket: Socket): Promise<{ readonly socket: Socket }>
}

/** Credentials whose connections hold no process: where the way in is not as we know it, they are credentials as they were. */
function dialCredentials({ tls }: Security): grpc.ChannelCredentials {
  const part = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text))
  const credentials =
    tls === undefined
      ? grpc.credentials.createInsecure()
      : grpc.credentials.createSsl(part(tls.ca), part(tls.key), part(tls.cert))
  const open = credentials as unknown as { _createSecureConnector?(...args: unknown[]): Connector }
  const create = open._createSecureConnector?.bind(credentials)
  if (create === undefined) return credentials
  open._createSecureConnector = (...args) => {
    const connector = create(...args)
    const connectAs = connector.connect.bind(connector)
    connector.connect = async (socket) => {
      const result = await connectAs(socket)
      detachFromLoop(socket)
      detachFromLoop(result.socket)
      return result
    }
    return connector
  }
  return credentials
}
