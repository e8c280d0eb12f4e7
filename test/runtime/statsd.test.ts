import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type StatsdReporterOptions, statsdReporter } from '../../runtime/reporters/statsd.ts'
import { event, metric, TEXTS, TRACE, timing } from './contract/hostile-records.ts'

function sending(options: StatsdReporterOptions = {}) {
  const packets: string[] = []
  return { packets, reporter: statsdReporter({ ...options, send: (packet) => packets.push(packet) }) }
}

const RECORDS = [
  metric('counter', 'cache.hit', 2, { tier: 'l1' }),
  metric('counter', 'cache.hit', -1),
  metric('gauge', 'queue.depth', 7),
  metric('gauge', 'queue.depth', -2.5),
  metric('histogram', 'payload.bytes', 100),
  timing('pipeline.plan', 0.0123, { user: 'a' }),
  timing('pipeline.plan', 0.25, {}, { ...TRACE, sampleRate: 0.1 }),
  metric('counter', 'sampled', 1, {}, { ...TRACE, sampleRate: 0.1 }),
  event('tool.size', { bytes: 42 }, { tool: 'x' }),
]

describe('the lines', () => {
  it('of the original have no tags, and set a gauge below zero from zero', () => {
    const { packets, reporter } = sending({ prefix: 'shop.' })
    reporter.recordBatch!(RECORDS)
    expect(packets).toEqual([
      [
        'shop.cache.hit:2|c',
        'shop.cache.hit:-1|c',
        'shop.queue.depth:7|g',
        'shop.queue.depth:0|g',
        'shop.queue.depth:-2.5|g',
        'shop.payload.bytes:100|ms',
        'shop.pipeline.plan:12.3|ms',
        'shop.pipeline.plan:250|ms|@0.1',
        'shop.sampled:1|c',
        'shop.tool.size:1|c',
        'shop.tool.size.bytes:42|ms',
      ].join('\n'),
    ])
  })

  it('of DogStatsD have tags and distributions', () => {
    const { packets, reporter } = sending({ dialect: 'dogstatsd', tags: { env: 'prod' } })
    reporter.recordBatch!(RECORDS)
    expect(packets.join('\n').split('\n')).toEqual([
      'cache.hit:2|c|#env:prod,tier:l1',
      'cache.hit:-1|c|#env:prod',
      'queue.depth:7|g|#env:prod',
      'queue.depth:-2.5|g|#env:prod',
      'payload.bytes:100|d|#env:prod',
      'pipeline.plan:12.3|ms|#env:prod,user:a',
      'pipeline.plan:250|ms|@0.1|#env:prod',
      'sampled:1|c|#env:prod',
      'tool.size:1|c|#env:prod,tool:x',
      'tool.size.bytes:42|d|#env:prod,tool:x',
    ])
  })

  it('have numbers without an exponent', () => {
    const { packets, reporter } = sending()
    const values = [1e21, -1e21, 1e-7, 5e-324, -0, 2 ** 53 + 2, 0.1 + 0.2]
    reporter.recordBatch!(values.map((value) => metric('gauge', 'g', value)))
    reporter.recordBatch!([timing('t', 1, {}, { ...TRACE, sampleRate: 1e-9 })])
    expect(packets.join('\n').split('\n')).toEqual([
      'g:1000000000000000000000|g',
      'g:0|g',
      'g:-1000000000000000000000|g',
      'g:0.0000001|g',
      'g:0|g',
      'g:0|g',
      'g:9007199254740994|g',
      'g:0.30000000000000004|g',
      't:1000|ms|@0.000001',
    ])
  })

  it('are put into packets that no Ethernet cuts, and a gauge below zero is in one of them', () => {
    const { packets, reporter } = sending()
    reporter.recordBatch!(Array.from({ length: 300 }, (_, index) => metric('gauge', `a.gauge.${index}`, -index - 1)))
    expect(Math.max(...packets.map((packet) => Buffer.byteLength(packet)))).toBeLessThanOrEqual(1432)
    expect(Math.min(...packets.slice(0, -1).map((packet) => packet.length))).toBeGreaterThan(1390)
    for (const packet of packets) {
      const lines = packet.split('\n')
      for (let index = 0; index < lines.length; index += 2) {
        expect(lines[index]).toMatch(/:0\|g$/)
        expect(lines[index + 1]!.split(':')[0]).toBe(lines[index]!.split(':')[0])
      }
    }
  })

  it('cannot be ended, or be given fields, by what is in names, keys and values', () => {
    const { packets, reporter } = sending({ dialect: 'dogstatsd', maxPacketBytes: 60_000 })
    // A key of this name is the type of the metric, in every reporter.
    const texts = TEXTS.filter((text) => text !== 'metricType')
    for (const text of texts) {
      reporter.recordBatch!([
        metric('counter', text, 1),
        metric('counter', 'n', 1, { value: text }),
        metric('counter', 'n', 1, Object.fromEntries([[text, 'v']])),
      ])
    }
    const lines = packets.flatMap((packet) => packet.split('\n'))
    expect(lines).toHaveLength(3 * texts.length)
    for (const line of lines) expect(line).toMatch(/^[\w.-]+:1\|c(\|#[^\s:|@#,]+(:[^\s:|@#,]+)?)?$/)
    // No two names became one.
    expect(new Set(lines.filter((line) => !line.startsWith('n:'))).size).toBe(texts.length)
  })

  it('that cannot be are counted', () => {
    const { packets, reporter } = sending({ dialect: 'dogstatsd', maxPacketBytes: 100 })
    reporter.recordBatch!([metric('gauge', 'g', NaN), metric('gauge', 'g', 1, { long: 'x'.repeat(150) })])
    expect([packets, reporter.losses]).toEqual([[], { invalid: 1, unreadable: 0, tooLong: 1, packets: 0 }])
    const original = sending()
    original.reporter.recordBatch!([metric('histogram', 'h', -1)])
    expect([original.packets, original.reporter.dropped]).toEqual([[], 1])
  })
})

describe('on the way', () => {
  async function listenUdp(): Promise<{ socket: Socket; port: number; lines: string[] }> {
    const socket = createSocket('udp4')
    const lines: string[] = []
    socket.on('message', (message) => lines.push(...String(message).split('\n')))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    return { socket, port: socket.address().port, lines }
  }

  it('by UDP everything arrives, also what is recorded before there is a socket', async () => {
    const { socket, port, lines } = await listenUdp()
    const reporter = statsdReporter({ port })
    for (let index = 0; index < 5; index++) reporter.recordBatch!([metric('counter', `n${index}`)])
    await reporter.flush()
    reporter.recordMetric('last', 1, { depth: 0, parentScope: undefined, metricType: 'counter' })
    await reporter.shutdown()
    await vi.waitFor(() => expect(lines).toHaveLength(6))
    expect([lines.at(-1), reporter.dropped]).toEqual(['last:1|c', 0])
    socket.close()
  })

  it('nobody who listens, or a name that does not exist, is counted and not thrown', async () => {
    const { socket, port } = await listenUdp()
    await new Promise<void>((resolve) => socket.close(() => resolve()))
    const deaf = statsdReporter({ port })
    for (let round = 0; round < 5; round++) {
      deaf.recordBatch!([metric('counter', 'n')])
      await deaf.flush()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await deaf.shutdown()
    const lost = statsdReporter({ host: 'no-such-host.invalid' })
    for (let index = 0; index < 3; index++) lost.recordBatch!([metric('counter', 'n')])
    await lost.flush()
    expect(lost.losses.packets).toBe(3)
    await lost.shutdown()
  })

  it('a socket that does not answer keeps a thousand packets and no more', async () => {
    const reporter = statsdReporter({ host: 'no-such-host.invalid' })
    for (let index = 0; index < 1500; index++) reporter.recordBatch!([metric('counter', 'n')])
    expect(reporter.losses.packets).toBe(500)
    await reporter.shutdown()
    expect(reporter.losses.packets).toBe(1500)
  })

  it('on a Unix stream each packet has its length in front, and the socket may come later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telescopic-statsd-'))
    const socketPath = join(folder, 'socket')
    const reporter = statsdReporter({ dialect: 'dogstatsd', socketPath })
    reporter.recordBatch!([metric('counter', 'too.early')])
    await reporter.flush()
    expect(reporter.losses.packets).toBe(1)
    const chunks: Buffer[] = []
    const server = createServer((socket) => socket.on('data', (chunk: Buffer) => chunks.push(chunk)))
    await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    for (const tier of ['l1', 'é']) reporter.recordBatch!([metric('counter', 'n', 1, { tier })])
    await reporter.shutdown()
    await vi.waitFor(() => expect(Buffer.concat(chunks)).toHaveLength(2 * 4 + 14 + 14))
    const bytes = Buffer.concat(chunks)
    expect([bytes.readUInt32LE(0), String(bytes.subarray(4, 18))]).toEqual([14, 'n:1|c|#tier:l1'])
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  it('the original daemon has no Unix stream', () => {
    expect(() => statsdReporter({ socketPath: '/run/x' })).toThrow(TypeError)
    expect(() => statsdReporter({ maxPacketBytes: 0 })).toThrow(RangeError)
  })
})

/** `TELESCOPIC_REAL=1`: the original daemon, of npm. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('the StatsD daemon', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-statsd-'))
  // The daemon keeps its numbers in plain objects, and finds what every object has.
  const names = TEXTS.filter((text) => !(text in {}))
  let daemon: ChildProcess
  let management = 0

  beforeAll(async () => {
    const [port, managementPort] = [await findPort(), await findPort()]
    management = managementPort
    const config = join(folder, 'config.js')
    const options = { port, mgmt_port: management, flushInterval: 600_000, backends: [] }
    writeFileSync(config, JSON.stringify({ ...options, address: '127.0.0.1', mgmt_address: '127.0.0.1' }))
    const script = new URL('../../node_modules/statsd/stats.js', import.meta.url).pathname
    // It logs by a function that Node has no more since 23.
    const shim = join(folder, 'shim.cjs')
    writeFileSync(shim, "require('node:util').log = () => {}")
    daemon = spawn(process.execPath, ['--require', shim, script, config], { stdio: 'ignore' })
    await vi.waitFor(() => ask('health'), { timeout: 30_000 })
    const reporter = statsdReporter({ port })
    reporter.recordBatch!([
      ...RECORDS,
      metric('gauge', 'queue.depth', -3),
      metric('gauge', 'up', 5),
      metric('gauge', 'up', 2),
    ])
    reporter.recordBatch!(names.map((text) => metric('counter', text, 1)))
    await reporter.shutdown()
    await vi.waitFor(async () => expect((await ask('counters'))['statsd.metrics_received']).toBe(15 + names.length), {
      timeout: 30_000,
    })
  })
  afterAll(async () => {
    if (daemon.kill()) await new Promise((resolve) => daemon.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  it('holds the right counters', async () => {
    const counters = await ask('counters')
    expect(counters).toMatchObject({ 'cache.hit': 1, sampled: 1, 'tool.size': 1, 'statsd.bad_lines_seen': 0 })
    const hostile = Object.entries(counters).filter(([name]) => !/^(cache|sampled|tool|statsd)/.test(name))
    expect(hostile.map(([, count]) => count)).toEqual(names.map(() => 1))
  })

  it('holds the right gauges, those below zero too', async () => {
    expect(await ask('gauges')).toMatchObject({ 'queue.depth': -3, up: 2 })
  })

  it('holds the right timers', async () => {
    expect(await ask('timers')).toEqual({
      'payload.bytes': [100],
      'pipeline.plan': [12.3, 250],
      'tool.size.bytes': [42],
    })
  })

  /** What the management port prints: an object of JavaScript. */
  function ask(command: string): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      let text = ''
      const socket = connect(management, '127.0.0.1', () => socket.end(`${command}\n`))
      socket.on('data', (chunk) => {
        text += chunk
        if (/END\n\n$|^health/.test(text)) socket.destroy()
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text.startsWith('{') ? runInNewContext(`(${text.replace(/END\s*$/, '')})`) : {}))
    })
  }

  async function findPort(): Promise<number> {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    return port
  }
})
