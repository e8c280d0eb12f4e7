import { describe, expect, it } from 'vitest'
import { formatFixed, pad } from '../../runtime/format.ts'
import type { MetricMetadata, TimingMetadata } from '../../runtime/index.ts'
import { createTelemetry } from '../../runtime/index.ts'
import { memoryReporter } from '../../runtime/reporters/memory.ts'
import reports from '../fixtures/runtime/reports.json' with { type: 'json' }
import { type Loose, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

const NO_METADATA = {} as TimingMetadata

describe('the report', () => {
  it.each(reports.rows)('$name', ({ timings, metrics, text }) => {
    const reporter = memoryReporter()
    for (const [scope, seconds] of timings as [string, number][]) reporter.recordTiming(scope, seconds, NO_METADATA)
    for (const [scope, value, metricType] of metrics as [string, Loose, MetricMetadata['metricType']][]) {
      reporter.recordMetric(scope, value, { depth: 0, parentScope: undefined, metricType })
    }
    expect(reporter.report()).toBe(text)
  })

  it('shows the average of a histogram, and adds booleans as the original does', () => {
    const reporter = memoryReporter()
    const record = (scope: string, value: Loose, metricType: Loose): void =>
      reporter.recordMetric(scope, value, { depth: 0, parentScope: undefined, metricType })
    record('h', 1, 'histogram')
    record('h', 2, 'histogram')
    record('c', true, 'counter')
    record('c', 'text', 'counter')
    record('c', 1_234_566, 'counter')
    expect(reporter.report().split('\n').slice(4)).toEqual([
      `${'c'.padEnd(40)} | Count: 3    | Total: 1,234,567`,
      `${'h'.padEnd(40)} | Count: 2    | Avg: 1.50`,
    ])
  })

  it('keeps a name on its line, and what is below a scope below it', () => {
    const reporter = memoryReporter()
    for (const scope of ['a', 'a-b', 'a.b', 'x\ny\u202e']) reporter.recordTiming(scope, 1, NO_METADATA)
    const names = reporter.report().split('\n').slice(4)
    expect(names.map((line) => line.split('|')[0]!.trimEnd())).toEqual(['a', '  b', 'a-b', 'x\\u000ay\\u202e'])
  })

  it.each<[number, number, string]>([
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [-1234.5, 0, '-1,234'],
    [1_234_567.89, 0, '1,234,568'],
    [999, 0, '999'],
    [1e21, 0, '1e+21'],
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [0.615, 2, '0.61'],
    [1.005, 2, '1.00'],
    [-2.675, 2, '-2.67'],
    [12_345.678, 2, '12,345.68'],
    [Number.NaN, 0, 'NaN'],
    [Number.POSITIVE_INFINITY, 2, 'Infinity'],
  ])('writes %d with %d decimals as %s', (value, digits, text) => expect(formatFixed(value, digits)).toBe(text))

  it('pads by characters, not by UTF-16 units', () => expect(pad('😀é', 4)).toBe('😀é  '))
})

describe('bounds', () => {
  it('keeps the newest entries of a scope and counts them all', () => {
    const reporter = memoryReporter({ maxEntriesPerScope: 2 })
    for (const seconds of [1, 2, 3]) reporter.recordTiming('a', seconds, NO_METADATA)
    expect(reporter.timings.get('a')!.map((entry) => entry.durationS)).toEqual([2, 3])
    expect(reporter.report()).toContain('Calls: 3    | Avg: 2.0000s | Total: 6.0000s')
  })

  it('keeps 1000 by default', () => {
    const reporter = memoryReporter()
    for (let i = 0; i < 1005; i++) reporter.recordTiming('a', i, NO_METADATA)
    expect(reporter.timings.get('a')!.length).toBe(1000)
    expect(reporter.timings.get('a')![0]!.durationS).toBe(5)
  })

  it('keeps no more scopes than it may, and counts what it drops', () => {
    const reporter = memoryReporter({ maxScopes: 2 })
    for (const scope of ['a', 'b', 'c', 'a', 'd']) reporter.recordTiming(scope, 1, NO_METADATA)
    reporter.recordEvent({ name: 'x', measurements: {}, metadata: NO_METADATA, correlationId: undefined, timeS: 0 })
    expect([...reporter.timings.keys(), ...reporter.events.keys()]).toEqual(['a', 'b', 'x'])
    expect(reporter.dropped).toBe(2)
    reporter.reset()
    expect(reporter.dropped).toBe(0)
  })

  it.each([0, -1, 1.5, Number.NaN, '5'])('refuses %j', (value) => {
    expect(() => memoryReporter({ maxScopes: value as number })).toThrow(
      `maxScopes must be a whole number above 0, got ${value}.`,
    )
    expect(() => memoryReporter({ maxEntriesPerScope: value as number })).toThrow(RangeError)
  })
})

describe('contents', () => {
  it('are plain data, a copy', () => {
    const reporter = memoryReporter()
    const tele = loosen(createTelemetry({ reporters: [reporter], enabled: true, delivery: 'sync' }))
    tele('a', { x: 1 }, () => tele.gauge('g', 2))
    tele.emit('e', { bytes: 3 })
    const contents = reporter.toObject()
    expect(JSON.parse(JSON.stringify(contents))).toMatchObject({
      timings: { a: [{ durationS: expect.any(Number), metadata: { depth: 0, x: 1 } }] },
      metrics: { g: [{ value: 2, metadata: { metricType: 'gauge', parentScope: 'a' } }] },
      events: { e: [{ name: 'e', measurements: { bytes: 3 } }] },
    })
    reporter.reset()
    expect(contents.timings.a).toHaveLength(1)
    expect(reporter.toObject()).toEqual({ timings: {}, metrics: {}, events: {} })
    expect(reporter.report()).toBe('=== Telescopic Report ===\n')
  })

  it('hold a scope called __proto__ like any other', () => {
    const reporter = memoryReporter()
    reporter.recordTiming('__proto__', 1, NO_METADATA)
    expect(Object.keys(reporter.toObject().timings)).toEqual(['__proto__'])
  })
})

it('the reporter of `tele` is given what was recorded before its module was imported, the newest 8192 records', async () => {
  const seen = await runFixture('late-memory.ts', { env: { TELESCOPIC: '1' } })
  expect(seen).toEqual({ before: [12_001, 12_001], held: 8192, spans: 1, newest: 11_999, after: 8193, events: 1 })
})
