import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as grpc from '@grpc/grpc-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { captureLines } from '../../runtime/capture/capture.ts'
import { createControlQueue } from '../../runtime/capture/control-queue.ts'
import { createReceiver } from '../../runtime/capture/receiver.ts'
import { type EventStream, WorkerStream } from '../../runtime/capture/worker-stream.ts'
import { createControl } from '../../runtime/control/control.ts'
import { listen } from '../../runtime/grpc/listen.ts'
import { REPORT_BATCHES } from '../../runtime/grpc/service.ts'
import { grpcReporter } from '../../runtime/reporters/grpc.ts'
import { decodeControl } from '../../runtime/wire/control-messages.ts'
import { Hub } from '../../runtime/wire/hub.ts'
import { decodeBatch, decodeEvent, encodeBatch, encodeEvent } from '../../runtime/wire/messages.ts'
import { event } from './snakepit.ts'

/** What a peer may do that means no good, or that means well and has a bad day. */

const closers: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0)) await close()
})

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

function wireEvent(name: string, measurements: Record<string, unknown> = {}) {
  return { name, measurements, metadata: {}, timestampNs: 1n, correlationId: undefined }
}

describe('bytes that are another message', () => {
  it.each([
    ['a toggle that is a number', '0800'],
    ['a toggle that is eight bytes', '090000000000000000'],
    ['a sampling that is a number', '1001'],
    ['a filter that is four bytes', '1d00000000'],
    ['a oneof of tomorrow', '220101'],
  ])('%s is no command', (_, hex) => {
    expect(decodeControl(bytesOf(hex)).command).toBeUndefined()
  })

  it('what stands in a field as another type is left out, as in every reader of protobuf', () => {
    // A rate as a text of eight bytes; a pattern as a number.
    expect(decodeControl(bytesOf('120c0a08000000000000f03f1001')).command).toEqual({
      kind: 'sampling',
      rate: 0,
      patterns: [],
    })
    const { name, measurements, metadata } = decodeEvent(bytesOf('080110011801'))
    expect([name, Object.keys(measurements), Object.keys(metadata)]).toEqual(['', [], []])
    expect(decodeBatch(bytesOf('0801'))).toEqual([])
  })

  it('a field number beyond 2^29 is no field', () => {
    // The tag of field 1 and the type of bytes, with a bit beyond the 32 that a tag has.
    expect(() => decodeControl(bytesOf('8a8080801000'))).toThrow(RangeError)
  })
})

describe('a controller', () => {
  it('whose epoch is beyond all time does not lock out others longer than its command holds', () => {
    let nowS = 0
    const control = createControl({ now: () => nowS, ttlMs: 1000 })
    const toggle = (enabled: boolean, epoch: number) =>
      control.apply({ command: { kind: 'toggle', enabled }, epoch, ttlMs: 0 })
    expect(toggle(false, 2 ** 62)?.accepted).toBe(true)
    expect(toggle(true, 1_800_000_000_000)).toMatchObject({ accepted: false, reason: 'stale' })
    nowS = 2
    expect(toggle(false, 1_800_000_000_001)).toMatchObject({ accepted: true, epoch: 1_800_000_000_001 })
  })

  it('whose patterns are as bad as can be costs one look a name, and not one an event', () => {
    const control = createControl({ now: () => 0, maxChangesPerS: 10 })
    const patterns = Array.from({ length: 64 }, (_, index) => `*${'a'.repeat(60)}[${'b'.repeat(60)}]${index}`)
    control.apply({ command: { kind: 'filter', allow: [], deny: patterns }, epoch: 0, ttlMs: 0 })
    control.apply({ command: { kind: 'sampling', rate: 0.5, patterns }, epoch: 0, ttlMs: 0 })
    const name = 'a'.repeat(200)
    const indexOf = vi.spyOn(String.prototype, 'indexOf')
    control.refuses(name, undefined, true)
    const looks = indexOf.mock.calls.length
    for (let count = 0; count < 5; count++) control.refuses(name, undefined, true)
    expect(looks).toBeGreaterThan(0)
    expect(indexOf.mock.calls.length).toBe(looks)
  })

  it('is heeded at once, whatever was decided before', () => {
    let nowS = 0
    const control = createControl({ now: () => nowS, ttlMs: 1000 })
    const refused = (): unknown => control.refuses('a', undefined, true)
    expect(refused()).toBeUndefined()
    control.apply({ command: { kind: 'filter', allow: [], deny: ['a'] }, epoch: 0, ttlMs: 0 })
    expect([refused(), control.accepts('a')]).toEqual(['filtered', true])
    nowS = 2
    expect(refused()).toBeUndefined()
  })

  it('is asked about a million names, and remembers few of them', () => {
    const control = createControl({ now: () => 0 })
    control.apply({ command: { kind: 'filter', allow: [], deny: ['x.*'] }, epoch: 0, ttlMs: 0 })
    for (let index = 0; index < 20_000; index++) expect(control.refuses(`x.${index}`, undefined, true)).toBe('filtered')
    expect(control.refuses('y', undefined, true)).toBeUndefined()
  })
})

describe('what the program itself wants sent', () => {
  it.each([
    [{ rate: Number.NaN }, /A sampling rate is/],
    [{ rate: 50 }, /A sampling rate is from 0 to 1/],
    [{ rate: '0.5' as never }, /A sampling rate is/],
    [{ deny: 'secret.*' as never }, /patterns/],
    [{ enabled: 'no' as never }, /toggle/],
  ])('%j is refused at the call', (send, message) => {
    expect(() => grpcReporter({ send })).toThrow(message)
  })

  it.each([Number.NaN, 0, -1, '5' as never])('so is a time of %s for commands to hold', (controlTtlMs) => {
    expect(() => grpcReporter({ controlTtlMs })).toThrow(/controlTtlMs/)
  })
})

describe('a worker that dials', () => {
  /** A port at which somebody listens: what goes wrong afterwards would be nobody's to catch. */
  async function somewhere(): Promise<string> {
    const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
    closers.push(() => server.close())
    await new Promise((resolve) => server.on('listening', resolve))
    return `127.0.0.1:${(server.address() as { port: number }).port}`
  }

  it.each([
    ['a name that no header can hold', { workerId: 'wörker' }],
    ['a name with a line feed', { workerId: 'a\nb' }],
    ['a token with one', { token: 'a\r\nx: y' }],
    ['a certificate that is none', { tls: { ca: 'garbage', cert: 'garbage', key: 'garbage' } }],
  ])('with %s is refused at the call, and does not end the process later', async (_, options) => {
    const dial = await somewhere()
    expect(() => {
      const reporter = grpcReporter({ dial, ...options })
      closers.push(() => reporter.shutdown?.())
    }).toThrow()
  })
})

describe('a socket in the file system', () => {
  it('does not take the place of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telescopic-socket-'))
    closers.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
    const path = join(folder, 'letter.txt')
    writeFileSync(path, 'dear')
    const listener = listen({ kind: 'unix', path }, {}, [])
    closers.push(() => listener.close())
    await expect(listener.address).rejects.toThrow(/EADDRINUSE/)
    expect(readFileSync(path, 'utf8')).toBe('dear')
  })

  it('that somebody listens at is left at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telescopic-socket-'))
    closers.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
    const path = join(folder, 'socket')
    const sockets = new Set<unknown>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
      socket.resume()
    }).listen(path)
    closers.push(() => server.close())
    await new Promise((resolve) => server.on('listening', resolve))
    const listener = listen({ kind: 'unix', path }, {}, [])
    closers.push(() => listener.close())
    await expect(listener.address).rejects.toThrow(/EADDRINUSE/)
    await vi.waitFor(() => expect(sockets.size).toBe(0), { timeout: 5000 })
  })
})

/** A stream that is written to, and fails when it is told. */
function fakeStream() {
  const listeners = new Map<string, ((message: Uint8Array) => void)[]>()
  const written: Uint8Array[] = []
  let error: Error | undefined
  const stream: EventStream = {
    write: (message, done) => {
      written.push(message)
      done(error)
    },
    on: (name, listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]),
  }
  const emit = (name: string, message: Uint8Array = new Uint8Array()): void => {
    for (const listener of listeners.get(name) ?? []) listener(message)
  }
  const fail = (): void => {
    error = new Error('write after end')
  }
  return { stream, written, emit, fail }
}

describe('a stream that closes between two writes', () => {
  it('is not said to have sent a command', async () => {
    const { stream, fail } = fakeStream()
    const queue = createControlQueue(2000)
    queue.setStream((message, done) => stream.write(message, done))
    await expect(queue.send(new Uint8Array(1))).resolves.toEqual({ sent: true })
    fail()
    await expect(queue.send(new Uint8Array(1))).resolves.toEqual({ sent: false, reason: 'not_connected' })
  })

  it('loses what was under way, and that is counted', () => {
    const hub = new Hub({
      capacity: 9,
      control: createControl({ now: () => 0 }),
      now: () => 0,
      wall: () => 0,
      stallS: 9,
    })
    const dones: ((error?: Error | null) => void)[] = []
    const sink = { write: (_: Uint8Array, done: () => void) => dones.push(done) < 3, end: () => {}, abort: () => {} }
    const peer = hub.attach(sink, false)
    hub.send(['a', 'b', 'c', 'd'].map((name) => event(name)))
    dones[0]!()
    dones[1]!(new Error('reset'))
    expect(hub.stats()).toMatchObject({ sent: 1, dropped: 1, waiting: 1 })
    peer.detach()
    // The third had neither left nor failed; the fourth waits for the next stream.
    expect(hub.stats()).toMatchObject({ sent: 1, dropped: 2, waiting: 1 })
    // Its callback comes late, if at all, and changes nothing.
    dones[2]!(new Error('reset'))
    expect(hub.stats()).toMatchObject({ sent: 1, dropped: 2, waiting: 1 })
  })

  it('that was ended in order has lost nothing', () => {
    const hub = new Hub({
      capacity: 9,
      control: createControl({ now: () => 0 }),
      now: () => 0,
      wall: () => 0,
      stallS: 9,
    })
    const dones: (() => void)[] = []
    const sink = { write: (_: Uint8Array, done: () => void) => dones.push(done) > 0, end: () => {}, abort: () => {} }
    const peer = hub.attach(sink, false)
    hub.send([event('a')])
    hub.close()
    peer.detach()
    dones[0]!()
    expect(hub.stats()).toMatchObject({ sent: 1, dropped: 0 })
  })
})

describe('an event that no message can hold', () => {
  it('is counted, and the stream goes on', () => {
    const hub = new Hub({
      capacity: 9,
      control: createControl({ now: () => 0 }),
      now: () => 0,
      wall: () => 0,
      stallS: 9,
    })
    const sizes: number[] = []
    const write = (message: Uint8Array, done: () => void): boolean => {
      sizes.push(message.length)
      done()
      return true
    }
    hub.attach({ write, end: () => {}, abort: () => {} }, true)
    hub.send([event('x'.repeat(300_000)), event('a')])
    expect(hub.stats()).toMatchObject({ sent: 1, unencodable: 1 })
    expect(Math.max(...sizes)).toBeLessThan(65_536)
  })
})

describe('a worker', () => {
  const workerOf = () => {
    const events: string[] = []
    const worker = new WorkerStream({ workerId: 'w' }, 1000, ({ name }) => events.push(name))
    return { worker, events }
  }
  /** What a worker says of itself that has been told so much. */
  const stateOf = (epoch: number) => ({
    ...{ accepted: true, reason: '', epoch, expiresInMs: 0, enabled: true, rate: 1 },
    ...{ patterns: [], allow: [], deny: [] },
  })

  it.each([Number.POSITIVE_INFINITY, -5, Number.NaN, '7', 2n ** 62n, 0.5])(
    'that says it has dropped %s events is not believed',
    (count) => {
      const { worker } = workerOf()
      const { stream, emit } = fakeStream()
      worker.attach(stream, true)
      const tell = (value: unknown): void =>
        emit('data', encodeBatch([encodeEvent(wireEvent('telescopic.dropped', { count: value }))]))
      tell(count)
      tell(3)
      expect(worker.info().dropped).toBe(3)
    },
  )

  it('that knows a later epoch is asked with one that is later still', async () => {
    const { worker } = workerOf()
    const { stream, written, emit } = fakeStream()
    worker.attach(stream, true)
    const epoch = Date.now() + 3_600_000
    emit('data', encodeBatch([encodeEvent(wireEvent('telescopic.control'), stateOf(epoch))]))
    await worker.command({ kind: 'toggle', enabled: false })
    expect(decodeControl(written.at(-1)!).epoch).toBe(epoch + 1)
  })

  it('that names an epoch beyond all numbers does not stop them from growing', async () => {
    const { worker } = workerOf()
    const { stream, written, emit } = fakeStream()
    worker.attach(stream, true)
    emit('data', encodeBatch([encodeEvent(wireEvent('telescopic.control'), stateOf(2 ** 62))]))
    await worker.command({ kind: 'toggle', enabled: false })
    await worker.command({ kind: 'toggle', enabled: true })
    const [before, after] = written.slice(-2).map((message) => decodeControl(message).epoch)
    expect(after).toBeGreaterThan(before!)
  })
})

describe('a receiver', () => {
  it('is not full of workers that have left', async () => {
    const names: string[] = []
    const receiver = createReceiver({ onEvent: (_, { workerId }) => names.push(workerId) })
    closers.push(() => receiver.close())
    const client = new grpc.Client(await receiver.listen({ address: '127.0.0.1:0' }), grpc.credentials.createInsecure())
    closers.push(() => client.close())
    const { path, requestSerialize, responseDeserialize } = REPORT_BATCHES
    const message = encodeBatch([encodeEvent(wireEvent('a'))])
    for (let index = 0; index < 1010; index++) {
      const metadata = new grpc.Metadata()
      metadata.set('x-telescopic-worker', `w${index}`)
      const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata)
      call.on('error', () => {}).on('data', () => {})
      const ended = new Promise((resolve) => call.on('status', resolve))
      call.write(message)
      call.end()
      await ended
    }
    expect(names.length).toBe(1010)
    expect(receiver.listStreams().length).toBeLessThanOrEqual(1000)
  })
})

describe('lines', () => {
  const line = (name: string): string =>
    `TELEMETRY:{"event": "${name}", "measurements": {}, "metadata": {}, "timestamp_ns": 1, "correlation_id": ""}\n`

  it('that a program throws at do not take the rest of their chunk with them', () => {
    const names: string[] = []
    const texts: string[] = []
    const capture = captureLines({
      onEvent: ({ name }) => {
        names.push(name)
        if (name === 'a') throw new Error('mine')
      },
      onText: (bytes) => texts.push(Buffer.from(bytes).toString()),
    })
    const chunk = Buffer.from(`${line('a')}${line('b')}text\n${line('c').slice(0, 30)}`)
    expect(() => capture.write(chunk)).toThrow('mine')
    capture.write(Buffer.from(line('c').slice(30)))
    expect([names, texts]).toEqual([['a', 'b', 'c'], ['text\n']])
  })

  it('with a time that no clock shows have none', () => {
    const times: bigint[] = []
    const capture = captureLines({ onEvent: ({ timestampNs }) => times.push(timestampNs) })
    for (const time of ['9'.repeat(4000), `-${'9'.repeat(30)}`, '1e3', '9223372036854775807'])
      capture.write(Buffer.from(line('a').replace('"timestamp_ns": 1', `"timestamp_ns": ${time}`)))
    expect(times).toEqual([0n, 0n, 1000n, 9223372036854775807n])
  })
})
