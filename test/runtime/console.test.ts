import { afterEach, describe, expect, it, vi } from 'vitest'
import { consoleReporter } from '../../runtime/reporters/console.ts'
import { createTestTelemetry, type FakeClock } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

const LINES: [string, (tele: Loose, clock: FakeClock) => void, string][] = [
  ['a span', (t, c) => t('a.b', { n: 1 }, () => c.advance(0.0123)), 'span a.b 12.3ms n=1'],
  ['a short span', (t, c) => t('a', () => c.advance(0.00085)), 'span a 850µs'],
  ['a long span', (t, c) => t('a', () => c.advance(75.5)), 'span a 75.5s'],
  ['a counter', (t) => t.count('n', 2, { tier: 'l1' }), 'counter n 2 tier=l1'],
  ['a metric of a span', (t) => t('s').gauge('g', 0.5), 'gauge s.g 0.5 parentScope=s'],
  ['an event', (t) => t.emit('e', { bytes: 1 }, { tool: 'x' }, 'id-1'), 'event e bytes=1 tool=x correlationId=id-1'],
  ['text with spaces', (t) => t.count('n', 1, { a: 'b c', d: '' }), 'counter n 1 a="b c" d=""'],
  ['a line feed', (t) => t.count('n', 1, { a: 'b\nspan forged 1s' }), 'counter n 1 a="b\\nspan forged 1s"'],
  ['a line feed in a key', (t) => t.count('n', 1, { 'a\nb': 1 }), 'counter n 1 "a\\nb"=1'],
  ['a line feed in a name', (t) => t.count('n\r\nspan x', 1), 'counter n\\u000d\\u000aspan x 1'],
  ['a type of its own', (t) => t.count('n', 1, { metricType: 'x\ny' }), 'counter n 1'],
  ['terminal codes', (t) => t.count('n', 1, { a: '\u001b[31m\u009b' }), 'counter n 1 a=\\u001b[31m\\u009b'],
  ['separators', (t) => t.count('n', 1, { a: 'b\u2028c\u202ed' }), 'counter n 1 a="b\\u2028c\\u202ed"'],
  ['an object', (t) => t.count('n', 1, { a: { b: [1] } }), 'counter n 1 a=[Object]'],
  ['a cycle', (t) => t.count('n', 1, { a: cyclic }), 'counter n 1 a=[Object]'],
  ['a bigint and a symbol', (t) => t.count('n', 1, { a: 1n, b: Symbol('s') }), 'counter n 1 a=1 b=Symbol(s)'],
  ['a function', (t) => t.count('n', 1, { a: () => {} }), 'counter n 1 a=[function]'],
  ['nothing', (t) => t.count('n', 1, { a: undefined, b: null }), 'counter n 1 b=null'],
  ['a long text', (t) => t.count('n', 1, { a: 'x'.repeat(1000) }), `counter n 1 a=${'x'.repeat(256)}…`],
]

describe('one line', () => {
  it.each(LINES)('for %s', (_, record, expected) => {
    const lines: string[] = []
    const { tele, clock, lost } = createTestTelemetry({
      reporters: [consoleReporter({ write: (line) => lines.push(line) })],
    })
    record(loosen(tele), clock)
    expect(lines).toEqual([expected])
    expect(lost().reporterFailures).toBe(0)
  })
})

it('writes to stderr by default, also when the console is replaced later', () => {
  const reporter = consoleReporter()
  const error = vi.spyOn(console, 'error').mockReturnValue()
  createTestTelemetry({ reporters: [reporter] }).tele.count('cache.miss')
  expect(error.mock.calls).toEqual([['counter cache.miss 1']])
})
