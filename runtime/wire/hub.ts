import type { Control, ControlAck } from '../control/control.ts'
import type { TelemetryRecord } from '../reporter.ts'
import { decodeControl } from './control-messages.ts'
import { correlationOf, toNs, toWireEvent, type WireEvent, wireName } from './event.ts'
import { encodeBatch, encodeEvent } from './messages.ts'
import { createOutbox, type Outbox } from './outbox.ts'

/** Where the messages of one stream go. */
export interface Sink {
  /** Takes a message; `false` asks to wait for `resume`. `done` is called when it has left, or cannot. */
  readonly write: (message: Uint8Array, done: (error?: Error | null) => void) => boolean
  /** Nothing comes any more; what was written still arrives. */
  readonly end: () => void
  /** Ends at once. */
  readonly abort: (reason: string) => void
}

/** One stream, as the transport sees it. */
export interface Peer {
  /** There is room again. */
  readonly resume: () => void
  /** A message of the controller. */
  readonly receive: (message: Uint8Array) => void
  /** The stream is gone. */
  readonly detach: () => void
}

/** What became of records. */
export interface HubStats {
  readonly sent: number
  /** Not wanted by the program or a controller: not lost. */
  readonly filtered: number
  readonly sampled: number
  /** Lost: a receiver was too slow, or there was none for too long. */
  readonly dropped: number
  readonly waiting: number
  readonly streams: number
  /** Messages of controllers that were none. */
  readonly malformed: number
  /** Records made by hand that could not be read, and those that no message can hold. */
  readonly unencodable: number
}

export interface HubOptions {
  /** Events that may wait for each receiver, and for the first one. */
  readonly capacity: number
  readonly control: Control
  /** Monotonic seconds, and those of the calendar. */
  readonly now: () => number
  readonly wall: () => number
  /** How long a receiver may take nothing, in seconds, before its stream is ended. */
  readonly stallS: number
}

const MAX_EVENTS = 200
const MAX_BYTES = 60_000
const MAX_MALFORMED = 8

interface Stream {
  readonly sink: Sink
  readonly outbox: Outbox
  readonly batched: boolean
  /** Since when it takes nothing. */
  stalledS: number | undefined
  /** Events that the sink has, and that have not left. */
  unsent: number
  malformed: number
  isLost: boolean
}

/**
 * Records in, messages out to any number of streams. The first stream is given what has waited; each further one gets everything
 * from then on: nobody takes anything away from another, as a second controller did in the original.
 */
export class Hub {
  readonly #options: HubOptions
  /** What waits for the first stream. */
  readonly #early: Outbox
  readonly #streams: Set<Stream> = new Set()
  readonly #counts = { sent: 0, filtered: 0, sampled: 0, malformed: 0, unencodable: 0, droppedBefore: 0 }
  #closed = false
  #waiters: (() => void)[] = []

  constructor(options: HubOptions) {
    this.#options = options
    this.#early = this.#openOutbox()
  }

  /** Takes records in. What nobody wants is not even encoded. */
  send(records: readonly TelemetryRecord[]): void {
    if (this.#closed) return
    for (const record of records) {
      const message = this.#tryToEncode(record)
      if (message === undefined) continue
      if (this.#streams.size === 0) this.#early.push(message)
      for (const stream of this.#streams) stream.outbox.push(message)
    }
    for (const stream of this.#streams) {
      if (this.#isStuck(stream)) this.#abort(stream, 'The receiver takes nothing.')
      else this.#pump(stream)
    }
  }

  attach(sink: Sink, batched: boolean): Peer {
    const outbox = this.#openOutbox()
    const stream: Stream = { sink, outbox, batched, stalledS: undefined, unsent: 0, malformed: 0, isLost: false }
    if (this.#streams.size === 0) this.#early.moveTo(outbox)
    this.#streams.add(stream)
    this.#pump(stream)
    return {
      resume: () => {
        stream.stalledS = undefined
        this.#pump(stream)
      },
      receive: (message) => this.#receive(stream, message),
      detach: () => this.#lose(stream),
    }
  }

  /** Resolves when all that waited has left, or there is nobody for it to leave to. */
  whenSent(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
      this.#settle()
    })
  }

  /** Ends all streams when they have got what waits for them; a stream that comes later too. Later records are left out. */
  close(): void {
    this.#closed = true
    for (const stream of this.#streams) this.#pump(stream)
  }

  /** Ends all streams now. */
  abort(): void {
    this.#closed = true
    for (const stream of this.#streams) this.#abort(stream, 'The worker ends.')
  }

  stats(): HubStats {
    const { droppedBefore, ...counts } = this.#counts
    const boxes = [this.#early, ...[...this.#streams].map(({ outbox }) => outbox)]
    const dropped = boxes.reduce((sum, box) => sum + box.dropped, droppedBefore)
    const waiting = boxes.reduce((sum, box) => sum + box.size, 0)
    return { ...counts, dropped, waiting, streams: this.#streams.size }
  }

  /** A record made by hand, whose getters throw, costs itself and not the batch. */
  #tryToEncode(record: TelemetryRecord): Uint8Array | undefined {
    try {
      const message = this.#encodeWanted(record)
      // A receiver ends the stream of whoever sends it a message that is too large.
      if (message === undefined || message.length <= MAX_BYTES) return message
    } catch {
      // Counted below.
    }
    this.#counts.unencodable++
    return undefined
  }

  #encodeWanted(record: TelemetryRecord): Uint8Array | undefined {
    const { control, wall } = this.#options
    const name = wireName(record)
    // A counter that is thinned would be a wrong sum, and nobody could tell.
    const isThinned = record.kind !== 'metric' || record.metadata.metricType === 'histogram'
    const refusal = control.refuses(name, correlationOf(record), isThinned)
    if (refusal !== undefined) {
      this.#counts[refusal]++
      return undefined
    }
    const event = toWireEvent(record, wall())
    const rate = isThinned ? control.rate(name) : 1
    if (rate === 1) return encodeEvent(event)
    const sample_rate = rate * (record.trace?.sampleRate ?? 1)
    return encodeEvent({ ...event, metadata: { ...event.metadata, sample_rate } })
  }

  #pump(stream: Stream): void {
    const { sink, outbox, batched } = stream
    while (stream.stalledS === undefined && outbox.size > 0 && this.#streams.has(stream)) {
      const events = outbox.take(batched ? MAX_EVENTS : 1, MAX_BYTES)
      const message = batched ? encodeBatch(events) : events[0]!
      stream.unsent += events.length
      const done = (error?: Error | null): void => {
        // Of a stream that was lost it has been counted, and may have left all the same.
        if (stream.isLost) this.#counts.droppedBefore -= events.length
        else stream.unsent -= events.length
        this.#counts[error ? 'droppedBefore' : 'sent'] += events.length
        this.#settle()
      }
      if (!sink.write(message, done)) stream.stalledS = this.#options.now()
    }
    if (!this.#closed || outbox.size > 0 || !this.#streams.has(stream)) return
    sink.end()
    this.#detach(stream)
  }

  #receive(stream: Stream, message: Uint8Array): void {
    let ack: ControlAck | undefined
    try {
      ack = this.#options.control.apply(decodeControl(message))
    } catch {
      // Bytes that are no message: counted, and enough of them end the stream.
      this.#counts.malformed++
      if (++stream.malformed >= MAX_MALFORMED) this.#abort(stream, 'These are no messages of telescopic.proto.')
    }
    if (ack !== undefined && !ack.silent) this.#answer(ack, ack.command === 'state' ? [stream] : this.#streams)
  }

  /** A change to all: a controller is told as well when another one has changed what it set. */
  #answer(ack: ControlAck, streams: Iterable<Stream>): void {
    const { accepted, reason: refusal, epoch, expiresInMs, settings, command } = ack
    const reason: string = refusal ?? ''
    const event = this.#ownEvent('telescopic.control', { accepted, epoch }, { command, reason })
    const message = encodeEvent(event, { ...settings, accepted, reason, epoch, expiresInMs })
    for (const stream of streams) {
      stream.outbox.pushUrgent(message)
      this.#pump(stream)
    }
  }

  #isStuck({ stalledS }: Stream): boolean {
    const { now, stallS } = this.#options
    return stalledS !== undefined && now() - stalledS > stallS
  }

  #abort(stream: Stream, reason: string): void {
    stream.sink.abort(reason)
    this.#lose(stream)
  }

  /** What was under way on a stream that broke may have arrived or not: what is not known to have left counts as dropped. */
  #lose(stream: Stream): void {
    this.#detach(stream)
    if (stream.isLost) return
    stream.isLost = true
    this.#counts.droppedBefore += stream.unsent
    stream.unsent = 0
  }

  #detach(stream: Stream): void {
    if (!this.#streams.delete(stream)) return
    this.#counts.droppedBefore += stream.outbox.dropped
    // The last one gone: what it did not get waits for the next. Otherwise the others have it too.
    if (this.#streams.size === 0) stream.outbox.moveTo(this.#early)
    this.#settle()
  }

  #settle(): void {
    if ([...this.#streams].some(({ outbox, unsent }) => outbox.size > 0 || unsent > 0)) return
    for (const resolve of this.#waiters.splice(0)) resolve()
  }

  #openOutbox(): Outbox {
    const tell = (count: number): Uint8Array =>
      encodeEvent(this.#ownEvent('telescopic.dropped', { count }, { transport: 'grpc' }))
    return createOutbox(this.#options.capacity, tell)
  }

  #ownEvent(name: string, measurements: WireEvent['measurements'], metadata: WireEvent['metadata']): WireEvent {
    return { name, measurements, metadata, timestampNs: toNs(this.#options.wall()), correlationId: undefined }
  }
}
