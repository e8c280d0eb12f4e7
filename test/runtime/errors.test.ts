import { describe, expect, it } from 'vitest'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

class PaymentRefused extends Error {}
const hostile = Object.defineProperty({}, 'constructor', {
  get: () => {
    throw new Error('trap')
  },
})

const THROWN: [string, unknown, string][] = [
  ['an error', new TypeError('secret'), 'TypeError'],
  ['a class of the program', new PaymentRefused('secret'), 'PaymentRefused'],
  ['a string', 'secret', 'string'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 5, 'number'],
  ['an object without a class', Object.create(null), 'object'],
  ['an object whose class cannot be read', hostile, 'object'],
  ['a frozen error', Object.freeze(new RangeError()), 'RangeError'],
]

const catchFrom = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return { error }
  }
  throw new Error('did not throw')
}

describe.each(THROWN)('%s', (_, thrown, errorType) => {
  const expected = [{ scope: 'a', metadata: { error: true, errorType, depth: 0 } }]

  it('thrown, is the same thing for the caller and a class name for the record', () => {
    const { tele, records } = createTestTelemetry()
    const fn = (): never => {
      throw thrown
    }
    expect((catchFrom(() => loosen(tele)('a', fn)) as Loose).error).toBe(thrown)
    expect(records).toMatchObject(expected)
    expect(Object.values(records[0]!.metadata)).not.toContain('secret')
  })

  it.each(['async', 'shared'])('rejected with, the same (%s function)', async (kind) => {
    const { tele, records } = createTestTelemetry()
    const fail = async (): Promise<never> => {
      throw thrown
    }
    const promise = loosen(tele)('a', kind === 'async' ? fail : () => fail())
    const outcome = await promise.then(
      () => 'fulfilled',
      (error: unknown) => ({ error }),
    )
    expect(outcome.error).toBe(thrown)
    expect(records).toMatchObject(expected)
  })
})

it('user metadata wins over what is recorded of an error', () => {
  const { tele, records } = createTestTelemetry()
  const fn = (span: Loose): never => {
    span.set({ error: 'user' })
    throw new TypeError()
  }
  expect(() => loosen(tele)('a', fn)).toThrow(TypeError)
  expect(records[0]!.metadata).toMatchObject({ error: 'user', errorType: 'TypeError' })
})

it('a span without an error says nothing of errors', () => {
  const { tele, records } = createTestTelemetry()
  loosen(tele)('a', () => {})
  expect(records[0]!.metadata).not.toHaveProperty('error')
  expect(records[0]!.metadata).not.toHaveProperty('errorType')
})

describe('rejections nobody handled', () => {
  it.each([
    ['async, caught', 0],
    ['async, awaited', 0],
    ['async, caught later', 1],
    ['async, forgotten', 1],
    ['shared, caught', 0],
    ['wrapped async, caught', 0],
    ['wrapped async, forgotten', 1],
  ])('%s: %d, on and off', async (kind, unhandled) => {
    const [on, off] = await Promise.all(
      ['on', 'off'].map((mode) => runFixture('rejections.ts', { args: [kind, mode] })),
    )
    expect(on).toEqual({ unhandled, errors: ['RangeError'] })
    expect(off).toEqual({ unhandled, errors: [] })
  })

  it('known limit: a promise that others may hold is handed on as it is, and listening to it counts as handling it', async () => {
    expect(await runFixture('rejections.ts', { args: ['shared, forgotten', 'on'] })).toMatchObject({ unhandled: 0 })
    expect(await runFixture('rejections.ts', { args: ['shared, forgotten', 'off'] })).toMatchObject({ unhandled: 1 })
  })
})

it('the stack of an error still names the async callers', async () => {
  const { tele } = createTestTelemetry()
  async function inner(): Promise<void> {
    await null
    throw new Error('deep')
  }
  async function theCaller(): Promise<void> {
    await loosen(tele)('a', async () => {
      await inner()
    })
  }
  const error: Error = await theCaller().then(
    () => expect.unreachable(),
    (reason) => reason,
  )
  // The test runner may print `at theCaller` for `at async theCaller`.
  expect(error.stack).toMatch(/at inner[\s\S]*at (?:async )?theCaller/)
})
