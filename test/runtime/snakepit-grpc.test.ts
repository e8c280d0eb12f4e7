import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as grpc from '@grpc/grpc-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createReceiver, type ReceivedEvent, type ReceiverOptions } from '../../runtime/capture/receiver.ts'
import { checkDialer, checkListener, formatAddress, isLocal, parseAddress } from '../../runtime/grpc/address.ts'
import { STREAM } from '../../runtime/grpc/service.ts'
import { type GrpcReporterOptions, grpcReporter } from '../../runtime/reporters/grpc.ts'
import { encodeControl } from '../../runtime/wire/control-messages.ts'
import { decodeEvent } from '../../runtime/wire/messages.ts'
import { event, metric, timing } from './snakepit.ts'

/** The streams between our own two ends, and what strangers do to them. With Python: snakepit-python.test.ts. */

const closers: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0)) await close()
})

function reporterOf(options: GrpcReporterOptions = {}) {
  const reporter = grpcReporter(options)
  closers.push(() => reporter.shutdown?.())
  return {
    ...reporter,
    stats: reporter.stats,
    send: (...names: string[]) => reporter.recordBatch?.(names.map((name) => event(name))),
  }
}

function receiverOf(options: Partial<ReceiverOptions> = {}) {
  const events: ReceivedEvent[] = []
  const receiver = createReceiver({ onEvent: (received) => events.push(received), ...options })
  closers.push(() => receiver.close())
  const names = (): string[] => events.map(({ name }) => name).filter((name) => !name.startsWith('telescopic.'))
  return { receiver, events, names }
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 5 })

async function connected(options: GrpcReporterOptions = {}) {
  const reporter = reporterOf(options)
  const { receiver, events, names } = receiverOf()
  receiver.registerWorker({
    workerId: 'w',
    poolName: 'p',
    address: await reporter.address,
    ...(options.token ? { token: options.token } : {}),
  })
  await until(() => expect(receiver.listStreams()[0]?.state?.accepted).toBe(true))
  return { reporter, receiver, events, names }
}

describe('a worker that listens', () => {
  it('S14 sends what waited, then what comes, in order and whole', async () => {
    const reporter = reporterOf()
    reporter.send('early.a', 'early.b')
    const { receiver, names } = receiverOf()
    receiver.registerWorker({ workerId: 'w', address: await reporter.address })
    await until(() => expect(names()).toEqual(['early.a', 'early.b']))
    const later = Array.from({ length: 900 }, (_, index) => `later.${index}`)
    reporter.send(...later)
    await until(() => expect(names()).toEqual(['early.a', 'early.b', ...later]))
    expect(reporter.stats()).toMatchObject({ dropped: 0, waiting: 0, streams: 1 })
  })

  it('S20 S21 does what it is asked for, and answers with what counts', async () => {
    const { reporter, receiver, names } = await connected()
    await expect(receiver.updateFilter('w', { deny: ['secret.*'] })).resolves.toEqual({ sent: true })
    await until(() => expect(receiver.listStreams()[0]?.state?.deny).toEqual(['secret.*']))
    reporter.send('secret.x', 'open.x')
    await receiver.updateSampling('w', 0, ['noise.*'])
    await until(() => expect(receiver.listStreams()[0]?.state?.rate).toBe(0))
    reporter.recordBatch?.([timing('noise.span', 1), metric('noise.count', 1), timing('other', 1)])
    await receiver.toggle('w', false)
    await until(() => expect(receiver.listStreams()[0]?.state?.enabled).toBe(false))
    reporter.send('off.x')
    await receiver.toggle('w', true)
    await until(() => expect(receiver.listStreams()[0]?.state?.enabled).toBe(true))
    reporter.send('on.x')
    await until(() => expect(names()).toEqual(['open.x', 'noise.count', 'other.stop', 'on.x']))
    expect(reporter.accepts('secret.x')).toBe(false)
  })

  it('gives two receivers everything, and tells both what one of them changed', async () => {
    const { reporter, receiver, names } = await connected()
    const second = receiverOf()
    second.receiver.registerWorker({ workerId: 'w', address: await reporter.address })
    await until(() => expect(second.receiver.listStreams()[0]?.state).toBeDefined())
    reporter.send('a')
    await until(() => expect([names(), second.names()]).toEqual([['a'], ['a']]))
    await second.receiver.updateFilter('w', { deny: ['b'] })
    await until(() => expect(receiver.listStreams()[0]?.state?.deny).toEqual(['b']))
  })

  it('is not switched on by somebody who only looks', async () => {
    const { reporter, receiver } = await connected()
    await receiver.toggle('w', false)
    await until(() => expect(receiver.listStreams()[0]?.state?.enabled).toBe(false))
    const second = receiverOf()
    second.receiver.registerWorker({ workerId: 'w', address: await reporter.address })
    await until(() => expect(second.receiver.listStreams()[0]?.state).toMatchObject({ accepted: true, enabled: false }))
  })

  it('S33 a receiver that throws is counted', async () => {
    const reporter = reporterOf()
    const { receiver } = receiverOf({
      onEvent: () => {
        throw new Error('handler')
      },
    })
    receiver.registerWorker({ workerId: 'w', address: await reporter.address })
    reporter.send('a')
    await until(() => expect(receiver.failed).toBeGreaterThan(0))
  })

  it('S16 shutdown ends the stream behind what waits, and ends itself', async () => {
    const { reporter, receiver, names } = await connected()
    reporter.send('last.a', 'last.b')
    await reporter.shutdown?.()
    await until(() => expect(names()).toEqual(['last.a', 'last.b']))
    await until(() => expect(receiver.listStreams()[0]?.connected).toBe(false))
  })

  it('listens at a socket of its own user, and takes over one that was left behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telescopic-socket-'))
    closers.push(() => rmSync(folder, { recursive: true, maxRetries: 10 }))
    const path = join(folder, 'w.sock')
    await promisify(execFile)(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]).catch(() => {})
    const { reporter, names } = await connected({ listen: `unix:${path}` })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    reporter.send('a')
    await until(() => expect(names()).toEqual(['a']))
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    await expect(reporterOf({ listen: `unix:${path}` }).address).rejects.toThrow('EADDRINUSE')
    expect(printed).toHaveBeenCalledTimes(1)
  })

  it('asks for its token', async () => {
    const { reporter, names } = await connected({ token: 'let me in' })
    const breaks: string[] = []
    const stranger = receiverOf({ onBreak: (_, reason) => breaks.push(reason) })
    stranger.receiver.registerWorker({ workerId: 'w', address: await reporter.address, token: 'guess' })
    await until(() => expect(breaks).toEqual(['A token is needed.']))
    reporter.send('a')
    await until(() => expect(names()).toEqual(['a']))
    expect(stranger.events).toEqual([])
  })
})

describe('a worker that dials', () => {
  it('sends to a collector, which can throttle it; after a break it dials again', async () => {
    const first = receiverOf()
    const address = await first.receiver.listen({ address: '127.0.0.1:0' })
    const reporter = reporterOf({ dial: address, workerId: 'far' })
    reporter.send('a')
    await until(() => expect(first.names()).toEqual(['a']))
    await first.receiver.updateFilter('far', { deny: ['b'] })
    await until(() => expect(first.receiver.listStreams()[0]?.state?.deny).toEqual(['b']))
    first.receiver.close()
    await until(() => expect(reporter.stats().streams).toBe(0))
    reporter.send('b', 'c')
    const second = receiverOf()
    await until(async () => void (await second.receiver.listen({ address })))
    await until(() => expect(second.names()).toEqual(['c']))
  })
})

describe('a worker that dials under the name of another', () => {
  it('is refused, and the other one stays', async () => {
    const { reporter, receiver, names } = await connected()
    const address = await receiver.listen({ address: '127.0.0.1:0' })
    const forger = reporterOf({ dial: address, workerId: 'w' })
    forger.send('forged')
    await vi.waitFor(() => expect(forger.stats()).toMatchObject({ streams: 0 }), { timeout: 5000 })
    await forger.flush?.()
    reporter.send('real')
    await until(() => expect(names()).toEqual(['real']))
  })
})

describe('S34 S35 S36 S37 a receiver', () => {
  it('S34 refuses at the call what no worker would take, also for a worker that it does not know', async () => {
    const { receiver } = receiverOf()
    expect(() => receiver.updateSampling('w', 1.5)).toThrow('A sampling rate is from 0 to 1, not 1.5.')
    expect(() => receiver.toggle('w', 1 as unknown as boolean)).toThrow('A toggle is true or false.')
    expect(() => receiver.updateFilter('w', { allow: ['x'.repeat(129)] })).toThrow(RangeError)
    expect(receiver.listStreams()).toEqual([])
  })

  it('S35 says so of a worker that it does not know', async () => {
    await expect(receiverOf().receiver.toggle('nobody', true)).resolves.toEqual({
      sent: false,
      reason: 'unknown_worker',
    })
  })

  it('S36 applies again what was asked for, to a worker that comes back or is registered anew', async () => {
    const { reporter, receiver } = await connected()
    await receiver.updateFilter('w', { deny: ['x'] })
    await receiver.updateSampling('w', 0.5)
    const address = await reporter.address
    await reporter.shutdown?.()
    await until(() => expect(receiver.listStreams()[0]?.connected).toBe(false))
    const anew = reporterOf({ listen: address })
    await anew.address
    await until(() => expect(receiver.listStreams()[0]?.state).toMatchObject({ deny: ['x'], rate: 0.5 }))
    const other = reporterOf()
    receiver.registerWorker({ workerId: 'w', address: await other.address })
    await until(() => expect(receiver.listStreams()[0]?.state).toMatchObject({ deny: ['x'], rate: 0.5 }))
    await until(() => expect(anew.stats().streams).toBe(0))
    expect(receiver.listStreams()).toHaveLength(1)
  })

  it('S37 lists its streams, and none when there is none', async () => {
    expect(receiverOf().receiver.listStreams()).toEqual([])
    const { receiver } = await connected()
    expect(receiver.listStreams()).toMatchObject([
      { workerId: 'w', poolName: 'p', connected: true, malformed: 0, dropped: 0 },
    ])
    receiver.unregisterWorker('w')
    expect(receiver.listStreams()).toEqual([])
  })
})

describe('strangers', () => {
  async function raw() {
    const reporter = reporterOf()
    const client = new grpc.Client(await reporter.address, grpc.credentials.createInsecure())
    closers.push(() => client.close())
    const open = () => {
      const call = client.makeBidiStreamRequest(STREAM.path, STREAM.requestSerialize, STREAM.responseDeserialize)
      const ended = new Promise<grpc.StatusObject>((resolve) => call.on('status', resolve))
      call.on('error', () => {})
      call.on('data', () => {})
      return { call, ended }
    }
    return { reporter, open }
  }

  it('that send garbage are ended, and the next one is served', async () => {
    const { reporter, open } = await raw()
    const { call, ended } = open()
    for (let index = 0; index < 8; index++) call.write(Buffer.from('0a05ff', 'hex'))
    expect(await ended).toMatchObject({ details: 'These are no messages of telescopic.proto.' })
    expect(reporter.stats()).toMatchObject({ malformed: 8, streams: 0 })
    const next = open()
    next.call.write(encodeControl({ command: { kind: 'toggle', enabled: true }, epoch: 0, ttlMs: 0 }))
    const answer = await new Promise<Uint8Array>((resolve) => next.call.on('data', resolve))
    expect(decodeEvent(answer).name).toBe('telescopic.control')
    next.call.cancel()
  })

  it('that send a megabyte are refused', async () => {
    const { open } = await raw()
    const { call, ended } = open()
    call.write(Buffer.alloc(1_000_000))
    expect(await ended).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED })
  })

  it('that open a fifth stream are refused, and one that leaves makes room', async () => {
    const { reporter, open } = await raw()
    const calls = Array.from({ length: 5 }, open)
    const refused = await Promise.race(calls.map(({ ended }) => ended))
    expect(refused).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED })
    expect(reporter.stats().streams).toBe(4)
    for (const { call } of calls) call.cancel()
    await until(() => expect(reporter.stats().streams).toBe(0))
  })

  it('that speak no HTTP/2, or vanish in the middle of it, leave nothing behind', async () => {
    const { reporter, names } = await connected()
    const { port } = new URL(`http://${await reporter.address}`)
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\0'.repeat(100), 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0', '']) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write(bytes, () => socket.resetAndDestroy())
    }
    reporter.send('still.here')
    await until(() => expect(names()).toEqual(['still.here']))
  })

  it('that flood with commands are heard ten times', async () => {
    const changes: boolean[] = []
    const reporter = reporterOf({ onControl: ({ accepted }) => changes.push(accepted) })
    const client = new grpc.Client(await reporter.address, grpc.credentials.createInsecure())
    closers.push(() => client.close())
    const call = client.makeBidiStreamRequest(STREAM.path, STREAM.requestSerialize, STREAM.responseDeserialize)
    let answers = 0
    call.on('error', () => {})
    call.on('data', () => answers++)
    const message = encodeControl({ command: { kind: 'toggle', enabled: true }, epoch: 0, ttlMs: 0 })
    for (let index = 0; index < 5000; index++) call.write(message)
    await until(() => expect(changes.length).toBeGreaterThan(10))
    reporter.send('still.here')
    await until(() => expect(reporter.stats().waiting).toBe(0))
    expect(answers).toBeLessThan(200)
    call.cancel()
  })

  it('that read slowly make nobody wait: what does not fit is dropped, told, and the rest arrives', async () => {
    const reporter = reporterOf({ capacity: 100 })
    const client = new grpc.Client(await reporter.address, grpc.credentials.createInsecure())
    closers.push(() => client.close())
    const call = client.makeBidiStreamRequest(STREAM.path, STREAM.requestSerialize, STREAM.responseDeserialize)
    call.on('error', () => {})
    call.pause()
    call.write(encodeControl({ command: { kind: 'toggle', enabled: true }, epoch: 0, ttlMs: 0 }))
    await until(() => expect(reporter.stats().streams).toBe(1))
    const big = event('big', {}, { text: 'x'.repeat(4000) })
    for (let round = 0; round < 50; round++) {
      reporter.recordBatch?.(Array.from({ length: 50 }, () => big))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const { dropped } = reporter.stats()
    expect(dropped).toBeGreaterThan(500)
    let received = 0
    let told = 0
    call.on('data', (bytes: Uint8Array) => {
      const { name, measurements } = decodeEvent(bytes)
      if (name === 'big') received++
      else if (name === 'telescopic.dropped') told += Number(measurements.count)
    })
    call.resume()
    await until(() => expect(received + told).toBe(2500))
    expect(told).toBe(dropped)
    call.cancel()
  })
})

describe('the process', () => {
  const run = promisify(execFile)
  const script = fileURLToPath(new URL('../fixtures/runtime/grpc-exit.ts', import.meta.url))

  it.each(['listen', 'dial-nobody', 'dial'])('ends by itself, having sent what waited: %s', async (how) => {
    const { receiver, names } = receiverOf()
    const address = how === 'dial' ? await receiver.listen({ address: '127.0.0.1:0' }) : '127.0.0.1:9'
    await run(process.execPath, [script, how, address], { timeout: 20_000, env: { ...process.env, TELESCOPIC: '1' } })
    if (how === 'dial') expect(names()).toEqual(['at.the.end'])
  })
})

describe('addresses', () => {
  it.each([
    ['127.0.0.1:50051', '127.0.0.1:50051', true],
    ['50051', '127.0.0.1:50051', true],
    [':50051', '127.0.0.1:50051', true],
    ['[::1]:1', '[::1]:1', true],
    ['localhost:1', 'localhost:1', true],
    ['0.0.0.0:1', '0.0.0.0:1', false],
    ['127.evil.com:1', '127.evil.com:1', false],
    ['example.com:443', 'example.com:443', false],
    ['unix:/run/x.sock', 'unix:/run/x.sock', true],
    ['unix:///run/x.sock', 'unix:/run/x.sock', true],
  ])('%s is %s, of this machine: %s', (text, formatted, local) => {
    const address = parseAddress(text)
    expect(formatAddress(address)).toBe(formatted)
    expect(isLocal(address)).toBe(local)
  })

  it.each(['', 'x', 'host:', 'host:99999', 'unix:', 'http://x'])('%j is none', (text) => {
    expect(() => parseAddress(text)).toThrow('is no address')
  })

  const tls = { cert: 'c', key: 'k' }
  it.each([
    ['127.0.0.1:1', {}, undefined],
    ['unix:/x', {}, undefined],
    ['0.0.0.0:1', {}, 'set tls.'],
    ['0.0.0.0:1', { token: 't' }, 'set tls.'],
    ['0.0.0.0:1', { tls }, 'set tls.ca or a token.'],
    ['0.0.0.0:1', { tls, token: 't' }, undefined],
    ['0.0.0.0:1', { tls: { ...tls, ca: 'a' } }, undefined],
    ['127.0.0.1:1', { tls: { cert: 'c' } }, 'a cert and a key'],
  ])('to listen at %s with %j: %s', (text, security, fault) => {
    const check = (): void => checkListener(parseAddress(text), security)
    if (fault === undefined) check()
    else expect(check).toThrow(fault)
  })

  it.each([
    ['127.0.0.1:1', { token: 't' }, undefined],
    ['far.example:1', {}, 'events would be sent in the clear'],
    ['far.example:1', { token: 't' }, 'a token would be sent in the clear'],
    ['far.example:1', { token: 't', tls: {} }, undefined],
    ['far.example:1', { tls: { cert: 'c' } }, 'goes with its tls.key'],
  ])('to dial %s with %j: %s', (text, security, fault) => {
    const check = (): void => checkDialer(parseAddress(text), security)
    if (fault === undefined) check()
    else expect(check).toThrow(fault)
  })

  it('both at once are refused', () => {
    expect(() => grpcReporter({ listen: '1', dial: '2' })).toThrow('Give listen or dial, not both.')
    expect(() => grpcReporter({ listen: '0.0.0.0:1' })).toThrow('beyond this machine')
    expect(() => grpcReporter({ capacity: 0 })).toThrow('capacity')
  })
})
