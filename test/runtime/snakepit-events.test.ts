import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTelemetry, tele } from '../../runtime/index.ts'
import { type Backend, backendReporter, getBackend, isEnabled, setBackend } from '../../runtime/reporters/backend.ts'
import { createTestTelemetry, fakeClock } from '../../runtime/testing.ts'
import { toNs } from '../../runtime/wire/event.ts'
import { listReporter, loosen } from './catalog.ts'
import { event, eventWith, listBackend, metric, readVectors, start, timing, traceOf, wire } from './snakepit.ts'

/** Rows S1 to S6 of the table of Snakepit's features: `emit`, `span` and back-ends. */

afterEach(() => {
  setBackend(null)
  tele.configure({ reporters: [], enabled: false })
  vi.restoreAllMocks()
})

/** An instrument whose back-end gets everything at once. */
function withBackend(backend: Backend) {
  return loosen(createTelemetry({ reporters: [backendReporter(backend)], enabled: true, delivery: 'sync' }))
}

describe('S1 emit', () => {
  it('S1 a back-end gets the four values unchanged', () => {
    const backend = listBackend()
    withBackend(backend).emit('tool.result_size', { bytes: 42 }, { tool: 'predict' }, 'abc')
    expect(backend.events).toEqual([['tool.result_size', { bytes: 42 }, { tool: 'predict' }, 'abc']])
  })

  it('S1 without metadata and without an id there is none', () => {
    const backend = listBackend()
    withBackend(backend).emit('x.y', {})
    expect(backend.events).toEqual([['x.y', {}, {}, undefined]])
  })
})

describe('S2 spans', () => {
  interface SpanVectors {
    readonly cases: {
      readonly events: readonly [string, Record<string, number>, Record<string, string> | null, string | null][]
    }
  }
  const { events } = readVectors<SpanVectors>('span').cases
  const metadata = { tool: 'predict' }
  const trace = traceOf({ correlationId: 'abc' })
  const failure = { error: true, errorType: 'KeyError', errorMessage: "'k'" }
  const records = [
    start('tool.execution', metadata, trace),
    event('tool.result_size', { bytes: 1 }),
    timing('tool.execution', 1e-6, metadata, trace),
    start('tool.execution', metadata, trace),
    timing('tool.execution', 1e-6, { ...metadata, ...failure }, trace),
    start('op'),
  ]

  it.each(records.map((record, index) => [events[index]![0], record, index] as const))(
    'S2 S3 %s is what the original sends',
    (_, record, index) => {
      const [name, measurements, given, id] = events[index]!
      const sent = wire(record)
      expect(sent.name).toBe(name)
      expect(sent.metadata).toEqual(given ?? {})
      expect(sent.correlationId ?? null).toBe(id)
      expect(Object.keys(sent.measurements)).toEqual(Object.keys(measurements))
      if ('duration' in measurements) expect(sent.measurements.duration).toBe(1000n)
      if ('system_time' in measurements) expect(sent.measurements.system_time).toBe(1_700_000_000_000_000_000n)
    },
  )

  it('S2 a duration is not negative under a calendar that is set back, and the events stand in order', async () => {
    const backend = listBackend()
    const clock = fakeClock()
    const { tele } = createTestTelemetry({ clock, reporters: [backendReporter(backend)] })
    loosen(tele)('tool.execution', () => {
      clock.advance(0.25)
      clock.stepWall(-3600)
    })
    await tele.flush()
    expect(backend.events.map(([name]) => name)).toEqual(['tool.execution.start', 'tool.execution.stop'])
    const stop = backend.events.find(([name]) => name === 'tool.execution.stop')
    expect(stop?.[1]).toEqual({ duration: 250_000_000n })
  })

  it('S2 nanoseconds are whole and not rounded to what a Number holds', () => {
    expect(toNs(1_700_000_000)).toBe(1_700_000_000_000_000_000n)
    expect(toNs(0.000_000_001)).toBe(1n)
    // 1700000000.000001 as a double is 953.67 ns past the second; times 1e9 it would be a multiple of 256.
    expect(toNs(1_700_000_000.000_001)).toBe(1_700_000_000_000_000_954n)
    expect(toNs(-0.25)).toBe(-250_000_000n)
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, '1' as unknown as number])
      expect(toNs(none)).toBe(0n)
  })
})

describe('S3 errors', () => {
  it('S3 the class is told, the message only if it was recorded', () => {
    const bare = wire(timing('op', 0, { error: true, errorType: 'TypeError' }))
    expect(bare).toMatchObject({ name: 'op.exception', metadata: { error_type: 'TypeError' } })
    expect(bare.metadata).not.toHaveProperty('error_message')
    const full = wire(timing('op', 0, { error: true, errorType: 'TypeError', errorMessage: 'no' }))
    expect(full.metadata).toEqual({ error_type: 'TypeError', error_message: 'no' })
  })

  it('S3 through the instrument, of a function that throws', async () => {
    const backend = listBackend()
    const tele = withBackend(backend)
    expect(() =>
      tele('op', () => {
        throw new RangeError('secret')
      }),
    ).toThrow('secret')
    await tele.flush()
    const [name, measurements, metadata] = backend.events.at(-1)!
    expect(name).toBe('op.exception')
    expect(Object.keys(measurements as object)).toEqual(['duration'])
    expect(metadata).toEqual({ error_type: 'RangeError' })
  })
})

describe('metrics', () => {
  it('are an event with a value and their kind', () => {
    expect(wire(metric('cache.hit', 2))).toMatchObject({
      name: 'cache.hit',
      measurements: { value: 2 },
      metadata: { metric_type: 'counter' },
    })
  })

  it('carry the rate at which their kind was sampled', () => {
    expect(wire(timing('op', 0, {}, traceOf({ sampleRate: 0.1 }))).metadata).toEqual({ sample_rate: 0.1 })
  })

  it('a key `__proto__` reaches nothing', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "ok": 1}') as Record<string, unknown>
    const sent = wire(event('x.y', {}, hostile))
    expect(sent.metadata).toEqual({ ok: 1 })
    expect(Object.getPrototypeOf(sent.metadata)).toBe(Object.prototype)
  })
})

describe('S4 S6 a back-end that fails', () => {
  const broken: Backend = {
    emit: () => {
      throw new Error('back-end')
    },
  }

  it('S4 S6 reaches neither result nor error of the program', () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const tele = withBackend(broken)
    expect(tele('op', () => 3)).toBe(3)
    expect(() =>
      tele('op', () => {
        throw new RangeError('body')
      }),
    ).toThrow('body')
    expect(() => tele.emit('x.y', {})).not.toThrow()
  })

  it('S6 one event that it throws at does not cost the others', async () => {
    const seen: string[] = []
    const reporter = backendReporter({
      emit: (name) => {
        if (name === 'b') throw new Error('b')
        seen.push(name)
      },
    })
    await reporter.recordBatch?.([event('a'), event('b'), event('c')])
    expect(seen).toEqual(['a', 'c'])
    expect(reporter.failed).toBe(1)
  })

  it('S6 one that throws at all of them is left in peace', async () => {
    expect(() => backendReporter(broken).recordBatch?.([event('a')])).toThrow('back-end')
  })

  it('S6 a rejection is one too', async () => {
    const reporter = backendReporter({
      emit: async (name) => {
        if (name === 'a') throw new Error('late')
      },
    })
    await reporter.recordBatch?.([event('a'), event('b')])
    expect(reporter.failed).toBe(1)
  })

  it('S6 what is no back-end is refused by name', () => {
    expect(() => backendReporter({} as Backend)).toThrow('A back-end has a method `emit`.')
  })
})

describe('S5 setBackend', () => {
  it('S5 adds to what the program configured, swaps, and takes away', async () => {
    const lines: string[] = []
    const first = listBackend()
    const second = listBackend()
    const loose = loosen(tele)
    tele.configure({ reporters: [listReporter(lines)], enabled: true })
    expect([getBackend(), isEnabled()]).toEqual([null, false])
    setBackend(first)
    expect([getBackend(), isEnabled()]).toEqual([first, true])
    loose.emit('a', {})
    setBackend(second)
    loose.emit('b', {})
    setBackend(null)
    loose.emit('c', {})
    await tele.flush()
    expect(first.events.map(([name]) => name)).toEqual(['a'])
    expect(second.events.map(([name]) => name)).toEqual(['b'])
    expect(lines).toEqual(['event a', 'event b', 'event c'])
    expect([getBackend(), isEnabled()]).toEqual([null, false])
  })

  it('S5 survives a later configure of reporters', async () => {
    const backend = listBackend()
    setBackend(backend)
    tele.configure({ reporters: [listReporter([])], enabled: true })
    loosen(tele).emit('a', {})
    await tele.flush()
    expect(backend.events).toHaveLength(1)
  })

  it('S5 does not switch on what is off', () => {
    tele.configure({ enabled: false })
    setBackend(listBackend())
    expect(isEnabled()).toBe(false)
  })
})

describe('S17 threads', () => {
  it('S17 what threads emit at once arrives whole in the back-end of the main thread', async () => {
    const source = new URL('../fixtures/runtime/thread-backend.ts', import.meta.url)
    const received = new Map<number, number[]>()
    const backend: Backend = {
      emit: (_, { thread, index }) => {
        const list = received.get(thread as number) ?? []
        received.set(thread as number, [...list, index as number])
      },
    }
    const threads = [0, 1, 2].map(
      (thread) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(source, { workerData: { thread, count: 500 } })
          worker.on('message', (values: Parameters<Backend['emit']>) => backend.emit(...values))
          worker.on('error', reject)
          worker.on('exit', resolve)
        }),
    )
    await Promise.all(threads)
    const all = Array.from({ length: 500 }, (_, index) => index)
    expect(received).toEqual(
      new Map([
        [0, all],
        [1, all],
        [2, all],
      ]),
    )
  })
})

describe('S33 correlation', () => {
  it('S33 passes what was given, takes what is around it, and inside of a span gives its trace', () => {
    expect(wire(eventWith('x', {}, {}, 'given')).correlationId).toBe('given')
    expect(
      wire({ ...eventWith('x', {}, {}, 'given'), trace: traceOf({ correlationId: 'around' }) }).correlationId,
    ).toBe('given')
    expect(wire(timing('x', 0, {}, traceOf({ correlationId: 'around' }))).correlationId).toBe('around')
    expect(wire(timing('x', 0, {}, traceOf())).correlationId).toMatch(/^[0-9a-f]{32}$/)
    expect(wire({ ...event('x'), trace: traceOf({ spanId: undefined }) }).correlationId).toBeUndefined()
  })
})
