import { type ControlCommand, findCallFault } from '../control/command.ts'
import { checkDialer, parseAddress, type Security } from '../grpc/address.ts'
import { Dialer } from '../grpc/dial.ts'
import { type Call, endCall, listen } from '../grpc/listen.ts'
import { REPORT, REPORT_BATCHES, STREAM, STREAM_BATCHES } from '../grpc/service.ts'
import type { ReceivedEvent } from '../wire/messages.ts'
import type { ControlResult } from './control-queue.ts'
import { type StreamInfo, WorkerStream } from './worker-stream.ts'

export type { ControlState } from '../wire/control-messages.ts'
export type { ReceivedEvent } from '../wire/messages.ts'
export type { ControlResult } from './control-queue.ts'
export type { StreamInfo } from './worker-stream.ts'

export interface ReceiverOptions {
  /** Is given every event of every worker. What it throws is counted and goes no further. */
  readonly onEvent: (
    event: ReceivedEvent,
    worker: { readonly workerId: string; readonly poolName?: string | undefined },
  ) => void
  /** Told when a stream to a worker breaks, and when it is tried again. */
  readonly onBreak?: (workerId: string, reason: string, retryMs: number) => void
  /** @default 2000 */
  readonly controlTimeoutMs?: number
  /** @default 5000 */
  readonly openTimeoutMs?: number
}

/** A worker that listens. */
export interface WorkerAddress extends Security {
  readonly workerId: string
  readonly poolName?: string
  readonly address: string
}

/** Receives the events of many workers, and tells each what to send. */
export interface Receiver {
  /** Dials a worker, and again whenever its stream breaks. One of the same name is replaced; what it was asked for holds on. */
  registerWorker(worker: WorkerAddress): void
  unregisterWorker(workerId: string): void
  /** Listens for workers that dial. Gives the address. */
  listen(options: Security & { readonly address: string }): Promise<string>
  toggle(workerId: string, enabled: boolean): Promise<ControlResult>
  /** `rate` from 0 to 1; with patterns for what they match only. Throws a `RangeError` otherwise. */
  updateSampling(workerId: string, rate: number, patterns?: readonly string[]): Promise<ControlResult>
  updateFilter(
    workerId: string,
    filter: { readonly allow?: readonly string[]; readonly deny?: readonly string[] },
  ): Promise<ControlResult>
  listStreams(): readonly StreamInfo[]
  /** Events that `onEvent` threw at. */
  readonly failed: number
  close(): void
}

const MAX_DIALLED_IN = 1000

export function createReceiver(options: ReceiverOptions): Receiver {
  const { onBreak, openTimeoutMs = 5000 } = options
  const registry = new Registry(options)
  const listeners: (() => void)[] = []
  const ask = (workerId: string, command: ControlCommand): Promise<ControlResult> => {
    const fault = findCallFault(command)
    if (fault !== undefined) throw new RangeError(fault)
    return (
      registry.workers.get(workerId)?.command(command) ?? Promise.resolve({ sent: false, reason: 'unknown_worker' })
    )
  }
  return {
    registerWorker: ({ workerId, poolName, address, ...security }) => {
      const parsed = parseAddress(address)
      checkDialer(parsed, security)
      const worker = registry.open({ workerId, poolName })
      const dialer = new Dialer({
        address: parsed,
        security,
        methods: [STREAM_BATCHES, STREAM],
        openTimeoutMs,
        onStream: (call, method) => worker.attach(call, method === STREAM_BATCHES),
        onBreak: (reason, retryMs) => onBreak?.(workerId, reason, retryMs),
      })
      registry.closers.set(workerId, () => dialer.close())
    },
    unregisterWorker: (workerId) => registry.remove(workerId),
    listen: ({ address, ...security }) => {
      const take = (batched: boolean) => (call: Call) => takeCall(registry, call, batched)
      const methods = [[REPORT, take(false)] as const, [REPORT_BATCHES, take(true)] as const]
      const listener = listen(parseAddress(address), security, methods)
      listeners.push(listener.close)
      return listener.address
    },
    toggle: (workerId, enabled) => ask(workerId, { kind: 'toggle', enabled }),
    updateSampling: (workerId, rate, patterns = []) => ask(workerId, { kind: 'sampling', rate, patterns }),
    updateFilter: (workerId, { allow = [], deny = [] }) => ask(workerId, { kind: 'filter', allow, deny }),
    listStreams: () => [...registry.workers.values()].map((worker) => worker.info()),
    get failed() {
      return registry.failed
    },
    close: () => {
      for (const close of listeners) close()
      for (const workerId of registry.workers.keys()) registry.remove(workerId)
    },
  }
}

// --- internal ---

interface Who {
  readonly workerId: string
  readonly poolName?: string | undefined
}

/** The workers by name, and how to let go of each. */
class Registry {
  readonly workers: Map<string, WorkerStream> = new Map()
  readonly closers: Map<string, () => void> = new Map()
  failed = 0
  readonly #options: ReceiverOptions

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  /** Adds a worker, in place of the one of that name. */
  open(who: Who): WorkerStream {
    const before = this.workers.get(who.workerId)
    this.remove(who.workerId)
    const { onEvent, controlTimeoutMs = 2000 } = this.#options
    const receive = (event: ReceivedEvent): void => {
      try {
        onEvent(event, who)
      } catch {
        this.failed++
      }
    }
    const worker = new WorkerStream(who, controlTimeoutMs, receive, before)
    this.workers.set(who.workerId, worker)
    return worker
  }

  /** Sees to it that there is room for one more: who has dialled in and left longest ago is forgotten first. */
  makeRoom(limit: number): boolean {
    if (this.workers.size < limit) return true
    for (const [workerId, worker] of this.workers) {
      if (worker.info().connected || this.closers.has(workerId)) continue
      this.remove(workerId)
      return true
    }
    return false
  }

  remove(workerId: string): void {
    this.closers.get(workerId)?.()
    this.closers.delete(workerId)
    this.workers.delete(workerId)
  }
}

/**
 * A worker has dialled in. Its name is what it says it is: it may not be that of a worker that the program has registered, and a
 * stranger's names may not fill the memory.
 */
function takeCall(registry: Registry, call: Call, batched: boolean): void {
  const workerId = String(call.metadata.get('x-telescopic-worker')[0] ?? call.getPeer()).slice(0, 128)
  const isTaken = registry.closers.has(workerId)
  const isFull = !registry.workers.has(workerId) && !registry.makeRoom(MAX_DIALLED_IN)
  if (isTaken || isFull)
    return endCall(call, 8, isTaken ? `${workerId} is another worker.` : 'There are too many workers.')
  registry.open({ workerId }).attach(call, batched)
  call.on('end', () => call.end())
}
