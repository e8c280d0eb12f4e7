import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createRecorder } from '../../runtime/configure.ts'
import type { TelemetryOptions, TelemetryRecord, TelemetryReporter } from '../../runtime/index.ts'
import { createInstrument } from '../../runtime/instrument.ts'
import { memoryReporter } from '../../runtime/reporters/memory.ts'
import { type FakeClock, fakeClock } from '../../runtime/testing.ts'
import { type Loose, listReporter, loosen } from './catalog.ts'

let printed: MockInstance
let warned: MockInstance
beforeEach(() => {
  warned = vi.spyOn(console, 'warn').mockReturnValue()
  printed = vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** An instrument with a queue, on a clock that stands still. */
function queued(options: TelemetryOptions): { readonly tele: Loose; readonly clock: FakeClock } {
  const clock = fakeClock()
  const recorder = createRecorder({ enabled: true, clock, detached: true, ...options })
  return { tele: loosen(createInstrument(recorder)), clock }
}

const repeat = (times: number, fn: () => void): void => {
  for (let count = 0; count < times; count++) fn()
}

describe('the queue', () => {
  it('delivers in order, after the program has gone on', async () => {
    const lines: string[] = []
    const { tele } = queued({ reporters: [listReporter(lines)] })
    tele('a', () => tele.count('n', 2))
    tele.emit('e', {})
    expect([lines, tele.stats().waiting]).toEqual([[], 3])
    await vi.waitFor(() => expect(lines).toEqual(['metric n 2', 'timing a', 'event e']))
    expect(tele.stats()).toMatchObject({ recorded: 3, waiting: 0 })
  })

  it('is delivered by flush before anything else happens', () => {
    const lines: string[] = []
    const { tele } = queued({ reporters: [listReporter(lines)] })
    tele.count('n')
    void tele.flush()
    expect(lines).toEqual(['metric n 1'])
  })

  it('that is full refuses what comes, counts it exactly, and works on', async () => {
    const lines: string[] = []
    const { tele } = queued({ reporters: [listReporter(lines)], capacity: 10 })
    repeat(25, () => tele.count('n'))
    tele('late', () => {})
    expect(tele.stats()).toMatchObject({ recorded: 10, waiting: 10, dropped: { queueFull: 16 } })
    await tele.flush()
    repeat(3, () => tele.count('m'))
    await tele.flush()
    expect(lines).toEqual([...Array(10).fill('metric n 1'), ...Array(3).fill('metric m 1')])
    expect(tele.stats()).toMatchObject({ recorded: 13, waiting: 0, dropped: { queueFull: 16 } })
    expect(warned).toHaveBeenCalledOnce()
  })

  it('wraps around: after a million records everything is in its place', async () => {
    const seen: number[] = []
    const { tele } = queued({
      reporters: [{ recordTiming() {}, recordMetric: (_, value) => void seen.push(value) }],
      capacity: 7,
    })
    for (let value = 0; value < 1000; value++) {
      tele.gauge('n', value)
      if (value % 5 === 4) await tele.flush()
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })

  it('takes its memory with the first record, and no more after that', () => {
    const { tele } = queued({ reporters: [listReporter([])], capacity: 100 })
    expect(tele.stats().queueBytes).toBe(0)
    tele.count('n')
    expect(tele.stats().queueBytes).toBe(5300)
    repeat(1000, () => tele.count('n'))
    expect(tele.stats().queueBytes).toBe(5300)
  })

  it('goes on under the fake timers of a test runner', async () => {
    vi.useFakeTimers()
    const lines: string[] = []
    const { tele } = queued({ reporters: [listReporter(lines)] })
    tele.count('n')
    vi.useRealTimers()
    await vi.waitFor(() => expect(lines).toEqual(['metric n 1']))
  })

  it('goes to those who listened when it was recorded', () => {
    const lines: string[] = []
    const { tele } = queued({ reporters: [listReporter(lines, 'old ')] })
    tele.count('n')
    tele.configure({ reporters: [listReporter(lines, 'new ')] })
    tele.count('n')
    void tele.flush()
    expect(lines).toEqual(['old metric n 1', 'new metric n 1'])
  })

  it('is read through the memory reporter as if there were none', () => {
    const memory = memoryReporter()
    const { tele } = queued({ reporters: [memory] })
    tele('a', () => {})
    expect(memory.timings.get('a')).toHaveLength(1)
    tele.count('n')
    expect(memory.report()).toContain('Count: 1')
  })

  it('holds no reference to what it has delivered', async () => {
    let metadata: object | undefined = { x: 1 }
    const gone = new Promise((resolve) => {
      const registry = new FinalizationRegistry(resolve)
      registry.register(metadata as object, 'gone')
    })
    const { tele } = queued({ reporters: [listReporter([])] })
    tele.count('n', 1, metadata)
    metadata = undefined
    await tele.flush()
    // Only asked where the collector can be: the copy is what is kept, so this holds in every run.
    if (globalThis.gc) {
      globalThis.gc()
      expect(await gone).toBe('gone')
    }
    expect(tele.stats().waiting).toBe(0)
  })

  it.each([
    { delivery: 'later' },
    { capacity: 0 },
    { capacity: 1.5 },
    { capacity: 2 ** 21 },
    { handleSignals: 1 },
    { errorMessages: 'yes' },
  ])('refuses %j', (options) => {
    expect(() => queued({ reporters: [], ...(options as Loose) })).toThrow(/must be/)
  })
})

describe('a reporter that fails again and again', () => {
  class Failing implements TelemetryReporter {
    calls = 0
    broken = true
    recordTiming(): void {}
    recordMetric(): void {
      this.calls++
      if (this.broken) throw new Error('down')
    }
  }

  it('is left in peace after five failures, for 1 s, 2 s, … 60 s, and tried again', () => {
    const failing = new Failing()
    const lines: string[] = []
    const { tele, clock } = queued({ reporters: [failing, listReporter(lines)], delivery: 'sync' })
    repeat(20, () => tele.count('n'))
    expect([failing.calls, lines.length]).toEqual([5, 21])
    expect(lines[5]).toBe('event telescopic.reporter_failure')
    const pauses = [1, 2, 4, 8, 16, 32, 60, 60]
    pauses.forEach((seconds, index) => {
      clock.advance(seconds - 0.001)
      tele.count('n')
      expect(failing.calls).toBe(5 + index)
      clock.advance(0.001)
      tele.count('n')
      tele.count('n')
      expect(failing.calls).toBe(6 + index)
    })
    expect(tele.stats().reporters[0]).toMatchObject({ name: 'Failing', failures: 13, quarantined: true, delivered: 0 })
    expect(printed.mock.calls.length).toBeLessThan(6)
  })

  it('is whole again after one success', () => {
    const failing = new Failing()
    const { tele, clock } = queued({ reporters: [failing], delivery: 'sync' })
    repeat(9, () => tele.count('n'))
    failing.broken = false
    clock.advance(1)
    repeat(3, () => tele.count('n'))
    const droppedBy = { failed: 5, quarantined: 4, overloaded: 0 }
    expect(tele.stats().reporters[0]).toMatchObject({ delivered: 3, failures: 5, droppedBy, quarantined: false })
    failing.broken = true
    repeat(4, () => tele.count('n'))
    expect(failing.calls).toBe(12)
  })

  it('is told of to the others, once, with its class and that of the error', () => {
    const failing = new Failing()
    const events: unknown[] = []
    const other = { recordTiming() {}, recordMetric() {}, recordEvent: (event: object) => void events.push(event) }
    const { tele, clock } = queued({ reporters: [failing, other] })
    repeat(9, () => tele.count('n', 1, { secret: 'x' }))
    void tele.flush()
    clock.advance(1)
    repeat(9, () => tele.count('n'))
    void tele.flush()
    expect(events).toEqual([
      {
        name: 'telescopic.reporter_failure',
        measurements: { failures: 5 },
        metadata: { depth: 0, parentScope: undefined, reporter: 'Failing', errorType: 'Error' },
        correlationId: undefined,
        timeS: 1_000_000,
      },
    ])
    tele.configure({ filter: (scope: string) => scope !== 'telescopic.reporter_failure' })
    failing.broken = false
    clock.advance(9)
    tele.count('n')
    failing.broken = true
    repeat(9, () => tele.count('n'))
    void tele.flush()
    expect([events.length, tele.stats().reporters[0].quarantined]).toEqual([1, true])
  })

  it('is not taken for a whole one because of events, which it is not given, and flushes, which it does not have', () => {
    const failing = new Failing()
    const { tele } = queued({ reporters: [failing], delivery: 'sync' })
    repeat(9, () => {
      tele.count('n')
      tele.emit('e', {})
      void tele.flush()
    })
    expect(tele.stats().reporters[0]).toMatchObject({ delivered: 0, failures: 5, quarantined: true })
  })

  it('keeps its quarantine when others are configured beside it', () => {
    const failing = new Failing()
    const { tele } = queued({ reporters: [failing], delivery: 'sync' })
    repeat(9, () => tele.count('n'))
    tele.configure({ reporters: [failing, listReporter([])] })
    tele.count('n')
    expect(failing.calls).toBe(5)
  })
})

describe('a reporter that hangs', () => {
  const never = (): Promise<void> => new Promise(() => {})

  it('is given no more than it can be owed', () => {
    const { tele } = queued({ reporters: [{ recordTiming: never, recordMetric: never as Loose }], delivery: 'sync' })
    repeat(10_000, () => tele.count('n'))
    expect(tele.stats().reporters[0]).toMatchObject({ waiting: 8192, droppedBy: { overloaded: 10_000 - 8192 } })
  })

  it('does not hold up flush and shutdown beyond the deadline', async () => {
    const lines: string[] = []
    const hanging = { recordTiming() {}, recordMetric() {}, flush: never, shutdown: never }
    const { tele } = queued({ reporters: [hanging, { ...listReporter(lines), flush: () => void lines.push('flush') }] })
    await tele.flush({ deadlineMs: 5 })
    await tele.shutdown({ deadlineMs: 5 })
    expect(lines).toEqual(['flush', 'flush'])
  })
})

describe('a reporter of batches', () => {
  type Batch = readonly TelemetryRecord[]
  const batches = (recordBatch: (batch: Batch) => void | Promise<void>): TelemetryReporter => ({
    recordTiming: () => expect.unreachable(),
    recordMetric: () => expect.unreachable(),
    recordEvent: () => expect.unreachable(),
    recordBatch,
  })
  const values = (batch: Batch): unknown[] => batch.map((record) => (record as Loose).value)

  it('gets up to 512 records at a time, in order', async () => {
    const sizes: number[] = []
    const { tele } = queued({ reporters: [batches((batch) => void sizes.push(batch.length))] })
    repeat(1100, () => tele.count('n'))
    await tele.flush()
    expect(sizes).toEqual([512, 512, 76])
  })

  it('is asked again when it has answered, and flush waits for all of it', async () => {
    let sending = 0
    const sizes: number[] = []
    const { tele } = queued({
      reporters: [
        batches(async (batch) => {
          expect(++sending).toBe(1)
          await sleep(2)
          sending--
          sizes.push(batch.length)
        }),
      ],
    })
    repeat(1100, () => tele.count('n'))
    await tele.flush()
    expect(sizes).toEqual([512, 512, 76])
  })

  it('is given a whole queue by one flush, however slow it is', async () => {
    let arrived = 0
    const slow = async (batch: Batch): Promise<void> => {
      await sleep(1)
      arrived += batch.length
    }
    const { tele } = queued({ reporters: [batches(slow)] })
    repeat(8192, () => tele.count('n'))
    await tele.flush()
    expect([arrived, tele.stats().reporters[0].dropped]).toEqual([8192, 0])
  })

  it('that fails three times and then recovers is given everything once, in order', async () => {
    const tried: unknown[][] = []
    const { tele } = queued({
      reporters: [
        batches((batch) => {
          tried.push(values(batch))
          if (tried.length <= 3) throw new Error('down')
        }),
      ],
      delivery: 'sync',
    })
    for (let value = 1; value <= 5; value++) tele.gauge('n', value)
    await tele.flush()
    // At most once: what failed is counted and not sent again.
    expect(tried).toEqual([[1], [2], [3], [4], [5]])
    expect(tele.stats().reporters[0]).toMatchObject({ delivered: 2, dropped: 3, failures: 3 })
  })

  it('that hangs is given up after 30 seconds', () => {
    let asked = 0
    const { tele, clock } = queued({
      reporters: [
        batches(() => {
          asked++
          return new Promise(() => {})
        }),
      ],
    })
    const send = (): void => {
      tele.count('n')
      void tele.flush({ deadlineMs: 1 })
    }
    repeat(10_000, send)
    expect(asked).toBe(1)
    expect(tele.stats().reporters[0]).toMatchObject({ waiting: 8192, dropped: 10_000 - 8192 })
    clock.advance(30)
    send()
    expect(asked).toBe(2)
    expect(tele.stats().reporters[0]).toMatchObject({ failures: 1 })
  })
})

describe('scopes that are not wanted', () => {
  it('record nothing, and are asked about once', () => {
    const asked: string[] = []
    const lines: string[] = []
    const filter = (scope: string): boolean => {
      asked.push(scope)
      return !scope.startsWith('noisy')
    }
    const { tele } = queued({ reporters: [listReporter(lines)], filter, delivery: 'sync' })
    const noisy = tele.counter('noisy.bound')
    repeat(3, () => {
      noisy.add()
      tele('noisy.span', () => tele.count('noisy.count'))
      tele('wanted').count('n')
    })
    expect(lines).toEqual(Array(3).fill('metric wanted.n 1'))
    expect(asked).toEqual(['noisy.bound', 'noisy.span', 'noisy.count', 'wanted', 'wanted.n'])
    tele.configure({ filter: () => true })
    noisy.add()
    expect(lines.at(-1)).toBe('metric noisy.bound 1')
  })

  it('a filter that throws filters nothing', () => {
    const lines: string[] = []
    const filter = (): never => {
      throw new Error('x')
    }
    queued({ reporters: [listReporter(lines)], filter, delivery: 'sync' }).tele.count('n')
    expect(lines).toEqual(['metric n 1'])
  })
})

describe('a million names', () => {
  it('are recorded; what is kept of them is bounded', () => {
    const counts: number[] = []
    const { tele } = queued({
      reporters: [{ recordTiming: (_, __, { callCount }) => void counts.push(callCount), recordMetric() {} }],
      delivery: 'sync',
    })
    for (let index = 0; index < 12_000; index++) tele(`s${index}`, () => {})
    expect(tele.stats()).toMatchObject({ recorded: 12_000, scopes: 10_000 })
    expect([counts[0], counts[9_999], counts[10_000], counts.length]).toEqual([1, 1, 0, 12_000])
  })
})
