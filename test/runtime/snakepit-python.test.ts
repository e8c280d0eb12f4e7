import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createReceiver, type ReceivedEvent } from '../../runtime/capture/receiver.ts'
import { grpcReporter } from '../../runtime/reporters/grpc.ts'
import type { WireEvent } from '../../runtime/wire/event.ts'
import { decodeEvent, encodeEvent } from '../../runtime/wire/messages.ts'
import { preparePython } from './python.ts'
import { event, timing } from './snakepit.ts'

/** `TELESCOPIC_REAL=1` talks to Python's grpcio, with code that protoc makes of our `.proto`: Debian's packages. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('Python at the other end', () => {
  let python: ReturnType<typeof preparePython>
  beforeAll(() => {
    python = preparePython()
  })
  afterAll(() => python.remove())
  const closers: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 10 })

  async function addressOf(lines: readonly string[]): Promise<string> {
    await until(() => expect(lines[0]).toMatch(/^listening /))
    return lines[0]!.slice('listening '.length)
  }

  it('S12 S14 a client of Python receives what a worker of ours sends, throttles it and filters it', async () => {
    const changes: string[] = []
    const reporter = grpcReporter({ onControl: ({ command, accepted }) => changes.push(`${command} ${accepted}`) })
    closers.push(() => reporter.shutdown?.())
    reporter.recordBatch?.([event('early.a', { big: 2n ** 63n - 1n, half: 0.5, text: 'é✓' }, { tool: 'predict' })])
    const { lines, child } = python.run(
      'examples/worker/listen.py',
      await reporter.address,
      'deny=secret.*',
      'sampling=0:noise.*',
    )
    const seen = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line))
    await until(() => expect(changes).toEqual(['toggle true', 'filter true', 'sampling true']))
    reporter.recordBatch?.([event('secret.x'), event('noise.x'), timing('tool.execution', 0.25, { tool: 'predict' })])
    await until(() => expect(seen().at(-1)?.event).toBe('tool.execution.stop'))
    expect(seen()[0]).toMatchObject({
      event: 'early.a',
      measurements: { half: 0.5, text: 'é✓' },
      metadata: { tool: 'predict' },
    })
    expect(lines[0]).toContain('"big": 9223372036854775807')
    expect(lines[0]).toContain('"timestamp_ns": 1700000000000000000')
    expect(seen().at(-1)?.measurements).toEqual({ duration: 250_000_000 })
    expect(seen().map((one) => one.event)).toEqual([
      'early.a',
      ...Array(3).fill('telescopic.control'),
      'tool.execution.stop',
    ])
    expect(seen()[3]?.control).toMatchObject({ accepted: true, rate: 0, deny: ['secret.*'] })
    child.kill('SIGKILL')
    await until(() => expect(reporter.stats().streams).toBe(0))
  })

  it('S14 twenty thousand events arrive whole and in order', async () => {
    const reporter = grpcReporter({ capacity: 30_000 })
    closers.push(() => reporter.shutdown?.())
    const { lines } = python.run('examples/worker/listen.py', await reporter.address)
    await until(() => expect(reporter.stats().streams).toBe(1))
    for (let round = 0; round < 40; round++) {
      reporter.recordBatch?.(Array.from({ length: 500 }, (_, index) => event('e', { index: round * 500 + index })))
    }
    const indices = (): unknown[] =>
      lines
        .map((line) => JSON.parse(line))
        .filter((one) => one.event === 'e')
        .map((one) => one.measurements.index)
    await until(() => expect(lines.length).toBeGreaterThanOrEqual(20_000))
    await until(() => expect(indices()).toEqual(Array.from({ length: 20_000 }, (_, index) => index)))
    expect(reporter.stats().dropped).toBe(0)
  })

  it('S12 S22 S35 we receive what a worker of Python sends, and it obeys', async () => {
    const { lines } = python.run('test/fixtures/python/worker.py')
    const events: ReceivedEvent[] = []
    const receiver = createReceiver({ onEvent: (received) => events.push(received) })
    closers.push(() => receiver.close())
    receiver.registerWorker({ workerId: 'py', address: await addressOf(lines) })
    await until(() => expect(events.length).toBeGreaterThan(20))
    const [first] = events
    expect(first).toMatchObject({ name: 'tool.execution.stop', metadata: { tool: 'predict' }, correlationId: 'c1' })
    expect({ ...first?.measurements }).toEqual({ index: 1, big: 2n ** 63n - 1n, share: 0.5, text: 'é✓' })
    expect(first?.timestampNs).toBeGreaterThan(1_700_000_000_000_000_000n)
    await expect(receiver.updateFilter('py', { deny: ['python.*'] })).resolves.toEqual({ sent: true })
    await until(() => expect(lines.some((line) => line.startsWith('control filter'))).toBe(true))
    await until(() => {
      const from = events.length
      expect(events.slice(from - 20).map(({ name }) => name)).toEqual(Array(20).fill('tool.execution.stop'))
    })
    await receiver.toggle('py', false)
    await until(() => expect(lines.at(-1)).toMatch(/^control toggle/))
    // It knows nothing of our single-stream answers, and is asked by the method that it has.
    expect(receiver.listStreams()).toMatchObject([{ connected: true, malformed: 0, state: undefined }])
  })

  it('a worker of ours dials a collector of Python, which filters it', async () => {
    const { lines } = python.run('test/fixtures/python/collector.py')
    const reporter = grpcReporter({ dial: await addressOf(lines), workerId: 'ours' })
    closers.push(() => reporter.shutdown?.())
    reporter.recordBatch?.([event('open.a')])
    await until(() => expect(lines).toContain('ours telescopic.control True'))
    reporter.recordBatch?.([event('secret.x'), event('open.b')])
    await until(() =>
      expect(lines.filter((line) => !line.includes('telescopic')).slice(1)).toEqual([
        'ours open.a False',
        'ours open.b False',
      ]),
    )
  })

  it('S12 Python reads ten thousand events of ours as they were meant, and we read what it writes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    const value = fc.oneof(text, fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
    const arbitrary = fc.record({
      name: text,
      measurements: fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }),
      metadata: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
      timestampNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      correlationId: fc.option(
        text.filter((id) => id !== ''),
        { nil: undefined },
      ),
    })
    const events: WireEvent[] = fc.sample(arbitrary, 10_000)
    const chunks = events.flatMap((one) => {
      const bytes = encodeEvent(one)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    })
    const answers = python.pipe('test/fixtures/python/codec.py', Buffer.concat(chunks)).trim().split('\n')
    expect(answers).toHaveLength(events.length)
    const sorted = (list: readonly (readonly unknown[])[]): unknown[] => list.map((one) => JSON.stringify(one)).sort()
    for (const [index, answer] of answers.entries()) {
      const { name, measurements, metadata, timestampNs, correlationId = '' } = events[index]!
      const [parts, values, texts, ns, id, hex] = JSON.parse(answer)
      const arm = (given: unknown): string => (typeof given === 'string' ? 'string_value' : 'int_value')
      expect([parts, sorted(values), sorted(texts), ns, id]).toEqual([
        name.split('.'),
        sorted(Object.entries(measurements).map(([key, given]) => [key, arm(given), String(given)])),
        sorted(Object.entries(metadata)),
        String(timestampNs),
        correlationId,
      ])
      const back = decodeEvent(Buffer.from(hex, 'hex'))
      expect(sorted(Object.entries(back.measurements).map(([key, given]) => [key, String(given)]))).toEqual(
        sorted(Object.entries(measurements).map(([key, given]) => [key, String(given)])),
      )
    }
  })
})
