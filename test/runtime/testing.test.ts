import { afterEach, describe, expect, it } from 'vitest'
import { tele } from '../../runtime/index.ts'
import { defaultReporter } from '../../runtime/reporters/memory.ts'
import { createTestTelemetry, expectEvents, fakeClock, recordTelemetry } from '../../runtime/testing.ts'
import { listReporter, loosen } from './catalog.ts'

afterEach(() => {
  tele.configure({ enabled: false })
})

describe('createTestTelemetry', () => {
  it('is on whatever the flags say, and starts over after reset', () => {
    const { tele: own, records, reset } = createTestTelemetry()
    own.count('cache.miss')
    expect([own.enabled, records.length]).toEqual([true, 1])
    reset()
    expect(records).toEqual([])
  })

  it('takes any clock', () => {
    const clock = { monotonic: () => 7, wall: () => 8 }
    const test = createTestTelemetry({ clock })
    test.tele('db.query', () => {})
    expect(test.clock).toBe(clock)
    expect(test.records[0]!.metadata).toMatchObject({ startMonotonicS: 7, startWallTimeS: 8 })
  })
})

describe('recordTelemetry', () => {
  it('gives the value and what the program recorded, then puts everything back', async () => {
    const lines: string[] = []
    tele.configure({ reporters: [listReporter(lines)], enabled: true, delivery: 'sync' })
    const clock = fakeClock()
    const { value, records } = await recordTelemetry(
      async () => {
        await null
        return tele('db.query', () => {
          clock.advance(2)
          return 'value'
        })
      },
      { clock },
    )
    expect(value).toBe('value')
    expect(records).toMatchObject([{ kind: 'timing', scope: 'db.query', durationS: 2 }])
    expect(lines).toEqual([])
    tele.count('cache.miss')
    expect(lines).toEqual(['metric cache.miss 1'])
  })

  it('puts back what the function has set and nobody had set before', async () => {
    const scopes: string[] = []
    await recordTelemetry(() => {
      tele.configure({
        capacity: 16,
        filter: (scope) => !scope.startsWith('cache'),
        describe: (scope) => {
          scopes.push(scope)
          return undefined
        },
      })
      tele.count('cache.miss')
    })
    const asked = scopes.length
    const lines: string[] = []
    tele.configure({ reporters: [listReporter(lines)], enabled: true, delivery: 'sync' })
    tele.count('cache.miss')
    loosen(tele).count('first.of.its.name')
    expect(lines).toEqual(['metric cache.miss 1', 'metric first.of.its.name 1'])
    expect(scopes).toHaveLength(asked)
  })

  it('puts back an instrument that was off', async () => {
    await recordTelemetry(() => expect(tele.enabled).toBe(true))
    expect(tele.enabled).toBe(false)
  })

  it('puts it back when the function throws', async () => {
    const run = recordTelemetry(() => {
      throw new RangeError('x')
    })
    await expect(run).rejects.toThrow(RangeError)
    expect(tele.enabled).toBe(false)
    await expect(recordTelemetry(() => 1)).resolves.toEqual({ value: 1, records: [] })
  })

  it('refuses to run twice at a time', async () => {
    const first = recordTelemetry(() => null)
    await expect(recordTelemetry(() => null)).rejects.toThrow('already running')
    await first
  })
})

describe('expectEvents', () => {
  const record = () => {
    const { tele, records, clock } = createTestTelemetry()
    tele('api.generate', { model: 'x' }, () => {
      clock.advance(2)
      tele.count('cache.hit', 3, { tier: 'l1' })
    })
    tele.emit('tool.size', { bytes: 1 }, { tool: 't' }, 'id')
    return records
  }

  it('accepts what is so, and does not ask for the rest', () => {
    expectEvents(record(), [
      { kind: 'metric', scope: 'cache.hit', value: 3, metadata: { tier: 'l1', parentScope: 'api.generate' } },
      { scope: 'api.generate', durationS: 2, metadata: { model: 'x' } },
      { kind: 'event', scope: 'tool.size', measurements: { bytes: 1 }, correlationId: 'id' },
    ])
    expectEvents(record(), [{}, {}, {}])
    expectEvents([], [])
  })

  it.each([
    [[{}, {}], 'Record 3: event tool.size {"bytes":1} '],
    [[{}, {}, {}, { scope: 'more' }], "Record 4: expected 'more', but nothing more was recorded."],
    [[{ scope: 'cache.miss' }], "Record 1: expected the scope 'cache.miss', got 'cache.hit'."],
    [[{ value: 4 }], 'Record 1: expected value to be 4, got 3.'],
    [[{ metadata: { tier: 'l2' } }], 'Record 1: expected metadata.tier to be l2, got l1.'],
    [[{ metadata: { teir: 'l1' } }], 'Record 1: expected metadata.teir to be l1, got undefined.'],
    [[{}, { kind: 'metric' as const }], 'Record 2: expected kind to be metric, got timing.'],
  ])('refuses what is not: %j', (expected, message) => {
    expect(() => expectEvents(record(), expected)).toThrow(message)
    expect(() => expectEvents(record(), expected)).toThrow('1. metric cache.hit 3')
  })
})

it('the default reporter holds what `tele` records while nobody configured reporters', async () => {
  const before = defaultReporter.timings.size
  loosen(tele)('a', () => {})
  expect(defaultReporter.timings.size).toBe(before)
})
