import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import door, { createTelemetry, NOOP, tele } from '../../runtime/index.ts'
import { NOOP_SPAN } from '../../runtime/noop.ts'
import { type Loose, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

const touched = vi.fn()
const reporter = { recordTiming: touched, recordMetric: touched, recordEvent: touched }
const HOSTILE = new Proxy(
  {},
  {
    get: () => {
      throw new Error('touched')
    },
    ownKeys: () => {
      throw new Error('touched')
    },
  },
)

const OFF: [string, Loose][] = [
  ['tele', loosen(tele)],
  ['NOOP', loosen(NOOP)],
  ['an instrument switched off', loosen(createTelemetry({ reporters: [reporter], enabled: false }))],
  ['an instrument without reporters', loosen(createTelemetry({ enabled: true }))],
]

it('NOOP, which nothing can switch on, gives back the function itself and leaves the method', () => {
  const noop = loosen(NOOP)
  const fn = (): void => {}
  expect(noop.wrap('a', fn)).toBe(fn)
  expect(noop.wrap('a', { x: 1 }, fn)).toBe(fn)
  // "No result" leaves what is decorated as it is, whatever it is and in both forms.
  expect(noop.traced('a')(fn, { kind: 'method' })).toBeUndefined()
  expect(noop.traced('a')({}, 'key', { value: fn })).toBeUndefined()
})

describe.each(OFF)('off: %s', (_, t) => {
  it('says so', () => expect(t.enabled).toBe(false))
  it('time and span are the same', () => expect([t.time, t.span]).toEqual([t, t]))

  it('every span is the one inert span', () => {
    const fn = (): never => expect.unreachable('`start` never takes a function')
    const spans = [
      t('a'),
      t('a', { x: 1 }),
      t.time('b'),
      t.span(''),
      t.start('a', fn),
      t(null),
      t(),
      t('a', (span: Loose) => span),
    ]
    expect(new Set(spans)).toEqual(new Set([NOOP_SPAN]))
  })

  it('functions run, with the inert span, and give what they give', () => {
    const promise = Promise.resolve()
    expect(t('a', () => promise)).toBe(promise)
    expect(t('a', { x: 1 }, (span: Loose) => [span])).toEqual([NOOP_SPAN])
    const error = new Error('body')
    const run = (): void =>
      t('a', () => {
        throw error
      })
    expect(run).toThrow(error)
  })

  it('what wrap and traced give runs as the function itself does, whatever the name', () => {
    const fn = (a: number, b: number): number => a + b
    for (const name of ['a', 'Bad Name', '', null]) {
      expect(t.wrap(name, fn)(1, 2)).toBe(3)
      expect(t.wrap(name, { x: 1 }, fn)).toHaveLength(2)
      expect((t.traced(name)(fn, { kind: 'method' }) ?? fn)(1, 2)).toBe(3)
      expect((t.traced(name)({}, 'key', { value: fn })?.value ?? fn)(1, 2)).toBe(3)
    }
    expect(touched).not.toHaveBeenCalled()
  })

  it('nothing is checked, nothing is read, nothing is returned', () => {
    const METHODS = ['count', 'gauge', 'record', 'emit']
    const values = fc.constantFrom<unknown>(HOSTILE, '', 'Bad Name', null, undefined, 5, Symbol('s'))
    const call = fc.tuple(fc.constantFrom(...METHODS), fc.array(values, { maxLength: 5 }))
    fc.assert(
      fc.property(call, ([method, args]) => {
        expect(t[method](...args)).toBeUndefined()
        expect(t(...args)).toBe(NOOP_SPAN)
        expect(t.start(...args)).toBe(NOOP_SPAN)
        expect([t.counter(...args).add(...args), t.histogram(...args).record(...args)]).toEqual([undefined, undefined])
        for (const name of ['set', 'count', 'gauge', 'record', 'end']) {
          expect(t(...args)[name](...args)).toBeUndefined()
        }
      }),
    )
    expect(touched).not.toHaveBeenCalled()
  })

  it('flush and shutdown resolve', async () => {
    expect(await t.flush()).toBeUndefined()
  })
})

it('the inert things are frozen', () => {
  expect(Object.isFrozen(NOOP)).toBe(true)
  expect(Object.isFrozen(NOOP_SPAN)).toBe(true)
  loosen(NOOP).configure({ reporters: 'nonsense', enabled: true })
  expect(NOOP.enabled).toBe(false)
})

it('`using` works with the inert span', () => {
  using span = NOOP('db.query')
  expect(span).toBe(NOOP_SPAN)
})

it('tele is also the default export, and its functions can be taken off it', () => {
  expect(door).toBe(tele)
  const { count, wrap } = loosen(tele)
  expect([count('a'), typeof wrap('a', () => {})]).toEqual([undefined, 'function'])
})

it('leaves no garbage behind', async () => {
  const { bytes } = (await runFixture('noop-heap.ts', { nodeArgs: ['--expose-gc'] })) as { bytes: number }
  expect(bytes).toBeLessThan(1)
})
