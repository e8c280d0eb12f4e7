import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

class OwnPromise<T> extends Promise<T> {}

/** Starts its work when somebody calls `then`, and cannot be constructed by `then`. */
class LazyPromise extends Promise<string> {
  started = 0
  constructor(start: () => void) {
    super((resolve) => resolve('lazy'))
    this.start = start
  }
  readonly start: () => void
  // biome-ignore lint/suspicious/noThenProperty: the case under test
  override then(...args: Loose): Loose {
    this.started++
    return Promise.resolve('lazy').then(...args)
  }
}

describe('what the function returns is what the caller gets', () => {
  const lazy = new LazyPromise(() => {})
  const thenable = {
    // biome-ignore lint/suspicious/noThenProperty: the case under test
    get then(): never {
      throw new Error('touched')
    },
  }
  const touchy = new Proxy(
    {},
    {
      get: () => {
        throw new Error('touched')
      },
      getPrototypeOf: () => {
        throw new Error('touched')
      },
    },
  )
  const VALUES: [string, unknown][] = [
    ['undefined', undefined],
    ['an object', {}],
    ['a function', () => {}],
    ['a promise', Promise.resolve(1)],
    ['a pending promise', new Promise(() => {})],
    ['a promise of a subclass', OwnPromise.resolve(1)],
    ['a promise of another realm', runInNewContext('Promise.resolve(1)')],
    ['a frozen promise', Object.freeze(Promise.resolve(1))],
    ['a lazy promise', lazy],
    ['a thenable', thenable],
    ['a proxy with traps', touchy],
    ['something that only looks like a promise', Object.create(Promise.prototype)],
  ]
  it.each(VALUES)('%s', (_, value) => {
    const { tele } = createTestTelemetry()
    // `toBe` would print the value when it fails, and printing touches it.
    expect(loosen(tele)('a', () => value) === value).toBe(true)
    expect(loosen(tele)('a', {}, () => value) === value).toBe(true)
    expect(loosen(tele).wrap('a', () => value)() === value).toBe(true)
  })

  it('a lazy promise was not started', () => expect(lazy.started).toBe(0))

  it('a generator is the generator', () => {
    const { tele } = createTestTelemetry()
    function* numbers(): Generator<number> {
      yield 1
      yield 2
    }
    expect([...loosen(tele)('a', numbers)]).toEqual([1, 2])
  })
})

describe('a span closes', () => {
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
  const KINDS: [string, () => Promise<unknown>][] = [
    ['async function', async () => tick()],
    ['function', () => tick()],
    ['function with a subclass', () => OwnPromise.resolve(tick())],
    ['function with another realm', () => runInNewContext('Promise.resolve(tick())', { tick })],
  ]
  it.each(KINDS)('when the promise settles: %s', async (_, fn) => {
    const { tele, records, clock } = createTestTelemetry()
    const promise = loosen(tele)('a', fn)
    expect(records).toEqual([])
    clock.advance(2)
    await promise
    expect(records).toMatchObject([{ scope: 'a', durationS: 2 }])
  })

  it('when the function returns, for a thenable and for a lazy promise', () => {
    const { tele, records } = createTestTelemetry()
    // biome-ignore lint/suspicious/noThenProperty: the case under test
    loosen(tele)('a', () => ({ then() {} }))
    loosen(tele)('b', () => new LazyPromise(() => {}))
    expect(records).toMatchObject([{ scope: 'a' }, { scope: 'b' }])
  })

  it('with the value of an async function untouched', async () => {
    const { tele } = createTestTelemetry()
    const value = {}
    expect(await loosen(tele)('a', async () => value)).toBe(value)
  })
})
