import { systemClock } from '../clock.ts'
import type { ControlAck } from '../control/control.ts'
import { createControl } from '../control/control.ts'
import { type ControlSettings, EVERYTHING, findSettingsFault } from '../control/settings.ts'
import { type Address, parseAddress, type Security } from '../grpc/address.ts'
import { Dialer, type Outgoing } from '../grpc/dial.ts'
import { type Call, endCall, listen } from '../grpc/listen.ts'
import { REPORT, REPORT_BATCHES, STREAM, STREAM_BATCHES } from '../grpc/service.ts'
import { complain, later } from '../host.ts'
import type { TelemetryReporter } from '../reporter.ts'
import { Hub, type HubStats, type Peer, type Sink } from '../wire/hub.ts'
import { takeBatches } from './intake.ts'

export type { ControlAck } from '../control/control.ts'
export type { ControlSettings } from '../control/settings.ts'

export interface GrpcReporterOptions extends Security {
  /** Where receivers dial in, as Snakepit's do: `host:port`, a port of this machine, or `unix:/path`. @default '127.0.0.1:0' */
  readonly listen?: string
  /** Where a collector listens, for workers that cannot be reached; in place of `listen`. */
  readonly dial?: string
  /** Which worker this is, to a collector. @default the process id */
  readonly workerId?: string
  /** Events that may wait for each receiver; the newest beyond are dropped, counted and told of. @default 1024 */
  readonly capacity?: number
  /** What is sent unless a receiver asks for less. @default everything */
  readonly send?: Partial<ControlSettings>
  /** Lets a receiver ask for more than `send` says. @default false */
  readonly allowRemoteEnable?: boolean
  /** How long a command of a receiver holds, in milliseconds. @default 900000 */
  readonly controlTtlMs?: number
  /** Told of every command, for the program's own audit. */
  readonly onControl?: (change: ControlAck) => void
}

/** Sends records to receivers, over streams that they can throttle. */
export interface GrpcReporter extends TelemetryReporter {
  /** Where it listens, once it does; of one that dials, where it dials. Rejects if it cannot listen. */
  readonly address: Promise<string>
  /** Whether anything of a scope may be sent, for the instrument's `filter`. */
  readonly accepts: (scope: string) => boolean
  readonly stats: () => HubStats
}

const MAX_STREAMS = 4
const STALL_S = 60
const CLOSE_MS = 2000
const OPEN_MS = 5000
const GRACE_MS = 500
const LAST_WORDS_MS = 50

/** Makes a reporter that streams records over gRPC, with `@grpc/grpc-js`, as `telescopic.proto` says. */
export function grpcReporter(options: GrpcReporterOptions = {}): GrpcReporter {
  const { capacity = 1024, dial } = options
  if (!(Number.isInteger(capacity) && capacity > 0)) throw new RangeError('capacity is a whole number above 0.')
  if (dial !== undefined && options.listen !== undefined) throw new TypeError('Give listen or dial, not both.')
  const now = systemClock.monotonic
  const control = createControl({ now, ...controlOptions(options) })
  const hub = new Hub({ capacity, control, now, wall: systemClock.wall, stallS: STALL_S })
  const address = parseAddress(dial ?? options.listen ?? '127.0.0.1:0')
  const transport = dial === undefined ? startServer(hub, address, options) : startClient(hub, address, options)
  return {
    wants: { starts: true, traces: true },
    address: transport.address,
    accepts: control.accepts,
    stats: () => hub.stats(),
    ...takeBatches((records) => hub.send(records)),
    // A short program may end before its stream is open.
    flush: () => withinClose(transport.opened.then(() => hub.whenSent())),
    shutdown: async () => {
      await withinClose(transport.opened)
      hub.close()
      await withinClose(hub.whenSent())
      // The status that ends a stream has no callback, and nothing holds the process until it has left.
      await new Promise<void>((resolve) => later(LAST_WORDS_MS, resolve))
      hub.abort()
      transport.close()
    },
  }
}

// --- internal ---

function controlOptions({ send, allowRemoteEnable = false, controlTtlMs, onControl }: GrpcReporterOptions) {
  const fault = findSettingsFault({ ...EVERYTHING, ...send })
  if (fault !== undefined) throw new RangeError(`send: ${fault}`)
  if (controlTtlMs !== undefined && !(typeof controlTtlMs === 'number' && controlTtlMs > 0))
    throw new RangeError(`controlTtlMs is a number of milliseconds above 0, not ${controlTtlMs}.`)
  const audit = (ack: ControlAck): void => {
    try {
      onControl?.(ack)
    } catch (error) {
      complain('error', 'onControl failed:', error)
    }
  }
  return {
    allowRemoteEnable,
    onChange: audit,
    ...(send === undefined ? {} : { initial: send }),
    ...(controlTtlMs === undefined ? {} : { ttlMs: controlTtlMs }),
  }
}

/** A receiver that takes nothing does not hold up the end of the program for ever. */
function withinClose(sent: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = later(CLOSE_MS, resolve)
    void sent.then(() => {
      cancel()
      resolve()
    })
  })
}

interface Transport {
  readonly address: Promise<string>
  readonly opened: Promise<void>
  readonly close: () => void
}

function startServer(hub: Hub, address: Address, security: Security): Transport {
  const handle = (batched: boolean) => (call: Call) => {
    if (hub.stats().streams >= MAX_STREAMS) return endCall(call, 8, `There are ${MAX_STREAMS} streams already.`)
    attach(hub, call, batched, (reason) => endCall(call, 9, reason))
  }
  const listener = listen(address, security, [
    [STREAM, handle(false)],
    [STREAM_BATCHES, handle(true)],
  ])
  // Said once, whether or not the program looks at the promise: without it events would wait for nobody, in silence.
  listener.address.catch((error: Error) => complain('error', `Telemetry cannot listen: ${error.message}`))
  return { ...listener, opened: Promise.resolve() }
}

function startClient(hub: Hub, address: Address, options: GrpcReporterOptions): Transport {
  const dialer = new Dialer({
    address,
    security: options,
    headers: { 'x-telescopic-worker': options.workerId ?? String(process.pid) },
    methods: [REPORT_BATCHES, REPORT],
    openTimeoutMs: OPEN_MS,
    onStream: (call, method) => attach(hub, call, method === REPORT_BATCHES, () => call.cancel()),
  })
  return { address: Promise.resolve(options.dial ?? ''), opened: dialer.opened, close: () => dialer.close(GRACE_MS) }
}

function attach(hub: Hub, call: Call | Outgoing, batched: boolean, abort: (reason: string) => void): void {
  const sink: Sink = {
    // The stream buffers without bound whoever does not look at what `write` says.
    write: (message, done) => call.write(message, done),
    end: () => call.end(),
    abort,
  }
  const peer: Peer = hub.attach(sink, batched)
  call.on('data', peer.receive)
  call.on('drain', peer.resume)
  for (const event of ['cancelled', 'error', 'close', 'status']) call.on(event, peer.detach)
}
