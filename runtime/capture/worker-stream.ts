import type { ControlCommand } from '../control/command.ts'
import { type ControlState, encodeControl } from '../wire/control-messages.ts'
import { decodeBatch, decodeEvent, type ReceivedEvent } from '../wire/messages.ts'
import { type ControlQueue, type ControlResult, createControlQueue } from './control-queue.ts'

/** As much of a gRPC stream as is used here, whichever side opened it. */
export interface EventStream {
  write(message: Uint8Array, done: (error?: Error | null) => void): unknown
  on(event: string, listener: (message: Uint8Array) => void): unknown
}

/** What is known of a worker's stream. */
export interface StreamInfo {
  readonly workerId: string
  readonly poolName: string | undefined
  readonly connected: boolean
  readonly received: number
  /** Messages that were none. */
  readonly malformed: number
  /** Events that the worker says it has dropped. */
  readonly dropped: number
  /** What counts at the worker, as it answered last; a Snakepit worker does not answer. */
  readonly state: ControlState | undefined
}

/** One worker: its stream, which may come and go, and what it was asked for, which stays. */
export class WorkerStream {
  readonly workerId: string
  readonly poolName: string | undefined
  readonly #onEvent: (event: ReceivedEvent) => void
  readonly #queue: ControlQueue
  /** The last command of each kind. */
  readonly #asked: Map<string, ControlCommand>
  #current: EventStream | undefined
  #counts = { received: 0, malformed: 0, dropped: 0 }
  #state: ControlState | undefined
  #epoch = 0

  /** `before` is the worker that had this name until now: what it was asked for holds for this one. */
  constructor(
    who: { readonly workerId: string; readonly poolName?: string | undefined },
    controlTimeoutMs: number,
    onEvent: (event: ReceivedEvent) => void,
    before?: WorkerStream,
  ) {
    this.workerId = who.workerId
    this.poolName = who.poolName
    this.#onEvent = onEvent
    this.#queue = createControlQueue(controlTimeoutMs)
    this.#asked = new Map(before === undefined ? [] : before.#asked)
    this.#epoch = before === undefined ? 0 : before.#epoch
  }

  /**
   * Takes a stream that has opened: says again what was asked for before. Snakepit's hello switches a worker on; ours only asks what
   * counts, or looking at a worker would undo what somebody else has switched off.
   */
  attach(stream: EventStream, batched: boolean): void {
    this.#current = stream
    this.#queue.setStream((message, done) => stream.write(message, done))
    stream.on('data', (message) => this.#receive(message, batched))
    for (const event of ['end', 'error', 'cancelled', 'status']) stream.on(event, () => this.#detach(stream))
    void this.#send(batched ? undefined : { kind: 'toggle', enabled: true })
    for (const command of this.#asked.values()) void this.#send(command)
  }

  /** Asks for something that is known to be right. */
  command(command: ControlCommand): Promise<ControlResult> {
    this.#asked.set(command.kind, command)
    return this.#send(command)
  }

  info(): StreamInfo {
    const { workerId, poolName } = this
    return { workerId, poolName, connected: this.#current !== undefined, ...this.#counts, state: this.#state }
  }

  // The clock, so that a controller that was started anew does not begin below where it was.
  #send(command: ControlCommand | undefined): Promise<ControlResult> {
    this.#epoch = Math.max(this.#epoch + 1, Date.now())
    return this.#queue.send(encodeControl({ command, epoch: this.#epoch, ttlMs: 0 }))
  }

  #detach(stream: EventStream): void {
    if (this.#current !== stream) return
    this.#current = undefined
    this.#queue.setStream(undefined)
  }

  #receive(message: Uint8Array, batched: boolean): void {
    let events: readonly ReceivedEvent[]
    try {
      events = batched ? decodeBatch(message) : [decodeEvent(message)]
    } catch {
      // Of a worker that speaks something else; it is counted, and the next message may be one.
      this.#counts.malformed++
      return
    }
    for (const event of events) {
      this.#counts.received++
      if (event.control !== undefined) this.#takeState(event.control)
      if (event.name === 'telescopic.dropped') this.#counts.dropped += readCount(event.measurements.count)
      this.#onEvent(event)
    }
  }

  /** A worker that has heard later commands, of a controller whose clock is ahead, refuses ours until they are later still. */
  #takeState(state: ControlState): void {
    this.#state = state
    if (state.epoch < MAX_EPOCH) this.#epoch = Math.max(this.#epoch, state.epoch)
  }
}

/** Beyond it a number that is counted on stays where it is. */
const MAX_EPOCH = 2 ** 52

/** What a worker says that it has lost; no count is none. */
function readCount(given: unknown): number {
  return typeof given === 'number' && Number.isSafeInteger(given) && given > 0 ? given : 0
}
