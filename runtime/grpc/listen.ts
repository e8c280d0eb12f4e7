import { createHash, timingSafeEqual } from 'node:crypto'
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net'
import * as grpc from '@grpc/grpc-js'
import { later } from '../host.ts'
import { type Address, checkListener, formatAddress, type Security } from './address.ts'
import { KEEPALIVE, MAX_MESSAGE_BYTES, type Method } from './service.ts'

/** A stream that somebody has opened. */
export type Call = grpc.ServerDuplexStream<Uint8Array, Uint8Array>

/** What listens. */
export interface Listener {
  /** Where: the port is known then. Rejects if it cannot. */
  readonly address: Promise<string>
  readonly close: () => void
}

const MAX_CONNECTIONS = 64
const IDLE_MS = 60_000
const CLOSE_MS = 500

/**
 * Listens for streams. The socket is ours, not of `@grpc/grpc-js`: a server of theirs keeps its process alive, and telemetry
 * alone must not.
 */
export function listen(
  address: Address,
  security: Security,
  handlers: readonly (readonly [Method, (call: Call) => void])[],
): Listener {
  checkListener(address, security)
  const server = new grpc.Server({
    ...KEEPALIVE,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': 16,
    'grpc.max_connection_idle_ms': IDLE_MS,
  })
  const isKnown = checkToken(security.token)
  for (const [method, handle] of handlers) {
    server.register(method.path, guard(isKnown, handle), method.responseSerialize, method.requestDeserialize, 'bidi')
  }
  const injector = server.createConnectionInjector(serverCredentials(security))
  const net = createServer((socket) => {
    detachFromLoop(socket)
    socket.on('error', () => {})
    injector.injectConnection(socket)
  })
  net.maxConnections = MAX_CONNECTIONS
  net.unref()
  return {
    address: openSocket(net, address),
    close: () => {
      net.close()
      // The last words of a stream that has ended are on their way still.
      injector.drain(CLOSE_MS)
      later(CLOSE_MS, () => {
        injector.destroy()
        server.forceShutdown()
      })
    },
  }
}

/** Makes a socket nothing that a process stays alive for, whoever holds it later. */
export function detachFromLoop(socket: Socket): void {
  socket.unref()
  socket.ref = () => socket
}

// --- internal ---

function serverCredentials({ tls }: Security): grpc.ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure()
  const pair = { private_key: Buffer.from(tls.key ?? ''), cert_chain: Buffer.from(tls.cert ?? '') }
  return grpc.ServerCredentials.createSsl(tls.ca ? Buffer.from(tls.ca) : null, [pair], tls.ca !== undefined)
}

/** By hashes of one length: how long a comparison takes must not tell how much of a token was right. */
function checkToken(token: string | undefined): (given: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const wanted = token === undefined ? undefined : digest(`Bearer ${token}`)
  return (given) => wanted === undefined || timingSafeEqual(digest(given), wanted)
}

function guard(isKnown: (given: string) => boolean, handle: (call: Call) => void): (call: Call) => void {
  return (call) => {
    // A stream that breaks is no error of the program's.
    call.on('error', () => {})
    if (isKnown(String(call.metadata.get('authorization')[0] ?? ''))) return handle(call)
    endCall(call, grpc.status.UNAUTHENTICATED, 'A token is needed.')
  }
}

/** Ends a stream with a status. */
export function endCall(call: Call, code: grpc.status, details: string): void {
  call.emit('error', { code, details })
}

function openSocket(net: NetServer, address: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    net.on('error', (error: NodeJS.ErrnoException) => {
      if (address.kind !== 'unix' || error.code !== 'EADDRINUSE') return reject(error)
      // A socket that a process left behind when it was killed: nobody answers there.
      const probe = connect(address.path)
      probe.unref()
      probe.on('connect', () => {
        probe.destroy()
        reject(error)
      })
      probe.on('error', () => {
        if (!removeSocket(address.path)) return reject(error)
        net.listen(address.path)
      })
    })
    net.on('listening', () => {
      if (address.kind === 'unix') {
        // Others on this machine are strangers too.
        chmodSync(address.path, 0o600)
        return resolve(formatAddress(address))
      }
      const bound = net.address()
      const port = typeof bound === 'object' && bound !== null ? bound.port : address.port
      resolve(formatAddress({ ...address, port }))
    })
    if (address.kind === 'unix') net.listen(address.path)
    else net.listen(address.port, address.host)
  })
}

/** Removes a socket; `false` where it cannot, or where there is something else: a file answers nobody either. */
function removeSocket(path: string): boolean {
  try {
    if (!lstatSync(path).isSocket()) return false
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
