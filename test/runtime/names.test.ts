import { afterEach, describe, expect, it, vi } from 'vitest'
import { RE_SCOPE } from '../../runtime/names.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import names from '../fixtures/runtime/names.json' with { type: 'json' }
import { type Loose, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the rule for names', () => {
  it.each(names.valid)('%j is a scope name', (name) => expect(RE_SCOPE.test(name)).toBe(true))
  it.each(names.malformed)('%j is not', (name) => expect(RE_SCOPE.test(name)).toBe(false))
})

describe('TELESCOPIC_STRICT', () => {
  const groups = [...names.valid, ...names.malformed, ...names.unusable]
  const argument = JSON.stringify(groups)

  it('is on when exactly 1: every bad name throws, of spans and of metrics', async () => {
    const outcomes = (await runFixture('strict.ts', { env: { TELESCOPIC_STRICT: '1' }, args: [argument] })) as unknown[]
    expect(outcomes).toEqual([
      ...names.valid.map(() => ['fine', 'fine']),
      ...names.malformed.map(() => ['RangeError', 'RangeError']),
      ...names.unusable.map((name) =>
        typeof name === 'string' ? ['RangeError', 'RangeError'] : ['TypeError', 'TypeError'],
      ),
    ])
  })

  it.each(['true', '0', '', 'yes', '1 '])('is off for %j: nothing throws', async (flag) => {
    const outcomes = await runFixture('strict.ts', { env: { TELESCOPIC_STRICT: flag }, args: [argument] })
    expect(outcomes).toEqual(groups.map(() => ['fine', 'fine']))
  })
})

describe('strict names', () => {
  const USES: [string, (tele: Loose, name: unknown) => void][] = [
    ['a handle', (tele, name) => tele(name)],
    ['start', (tele, name) => tele.start(name)],
    ['a function', (tele, name) => tele(name, () => {})],
    ['a bound counter', (tele, name) => tele.counter(name)],
    ['a bound histogram', (tele, name) => tele.histogram(name)],
    ['count', (tele, name) => tele.count(name)],
    ['gauge', (tele, name) => tele.gauge(name, 1)],
    ['record', (tele, name) => tele.record(name, 1)],
    ['emit', (tele, name) => tele.emit(name, {})],
    ['wrap', (tele, name) => tele.wrap(name, () => {})],
    ['traced', (tele, name) => tele.traced(name)],
    ['a relative name', (tele, name) => tele('ok').count(name)],
  ]
  it.each(USES)('throw at %s', (_, use) => {
    const { tele } = createTestTelemetry({ strict: true })
    expect(() => use(loosen(tele), 'fine')).not.toThrow()
    expect(() => use(loosen(tele), 'Bad Name')).toThrow(RangeError)
    expect(() => use(loosen(tele), 5)).toThrow('Scope name must be a string, got number.')
    expect(() => use(loosen(tele), '')).toThrow('Scope name must be a non-empty string.')
  })

  it('show the name, clipped and on one line', () => {
    const tele = loosen(createTestTelemetry({ strict: true }).tele)
    expect(() => tele('a\nb')).toThrow(
      'Scope name "a\\nb" is not dot-separated lowercase words of letters, digits and _, as in "http.request".',
    )
    expect(() => tele('X'.repeat(10_000))).toThrow(/"X{80}…"/)
  })
})

describe('without strict', () => {
  it.each(names.malformed)('%j is recorded as it is', (name) => {
    const { tele, records } = createTestTelemetry()
    loosen(tele)(name, () => loosen(tele).count(name))
    expect(records.map((record) => 'scope' in record && record.scope)).toEqual([name, name])
  })

  it.each([...names.unusable, Symbol('s')])('%o does nothing, and the function still runs', (name) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const { tele, records, lost } = createTestTelemetry()
    const fn = (): string => 'ran'
    expect(loosen(tele)(name, fn)).toBe('ran')
    expect(loosen(tele).wrap(name, fn)).toBe(fn)
    loosen(tele)(name).end()
    loosen(tele).start(name).end()
    loosen(tele).counter(name).add()
    loosen(tele).histogram(name).record(1)
    loosen(tele).count(name)
    loosen(tele).emit(name, {})
    expect(records).toEqual([])
    expect(lost().invalidName).toBe(8)
    expect(warn).toHaveBeenCalledOnce()
    expect(warn.mock.calls[0]![0]).toMatch(/^Scope name must be a .*TELESCOPIC_STRICT=1 throws\.$/)
  })

  it.each(['', null, undefined, 7])('a relative name %j does nothing', (name) => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const { tele, records, lost } = createTestTelemetry()
    loosen(tele)('a').count(name)
    expect([records, lost().invalidName]).toEqual([[], 1])
  })
})
