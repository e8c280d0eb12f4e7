import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecorder } from '../../runtime/configure.ts'
import type { Bag } from '../../runtime/metadata.ts'
import { plain } from '../../runtime/plain.ts'
import { count, prepareSite, run } from '../../runtime/prepared.ts'
import { listen } from './listen.ts'

/** Metadata that a compiler has seen goes into a record as it is, where a copy would be no other. */

function open(options: object = {}) {
  const reporter = listen()
  const recorder = createRecorder({
    reporters: [reporter],
    enabled: true,
    delivery: 'sync',
    detached: true,
    ...options,
  })
  return { recorder, site: prepareSite(recorder, 'hit'), records: reporter.records }
}

/** What is recorded of metadata that is given as it is, and of the same by way of `plain`. */
function recordBoth(make: () => Bag, options?: object) {
  return [false, true].map((isPlain) => {
    const { site, records, recorder } = open(options)
    count(site, 1, isPlain ? plain(site, make()) : make())
    return { records: records.map(({ metadata }) => metadata), dropped: recorder.dropped }
  })
}

const VALUES: Readonly<Record<string, () => Bag>> = {
  primitives: () => ({ tier: 'l1', size: 2, isWarm: true, none: undefined }),
  'numbers that are none': () => ({ size: Number.NaN, other: Number.POSITIVE_INFINITY }),
  'a list and an object': () => ({ list: [1, { a: 1 }], object: { a: 1 }, nothing: null }),
  'what is no data': () => ({ fn: () => 1, symbol: Symbol('s'), big: 2n ** 70n }),
  'a long text': () => ({ text: 'x'.repeat(5000), other: 'y'.repeat(129) }),
  'many long texts': () => Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`key${i}`, 'x'.repeat(128)])),
  'a secret by its name': () => ({ api_key: 'abc', password: 'def', tokens: 3 }),
  'a key of all objects': () => ({ toString: 'x', constructor: 'y', hasOwnProperty: 1 }),
  'numbers as keys': () => ({ 10: 'b', 2: 'a', name: 'c' }),
}

const OPTIONS: Readonly<Record<string, object>> = {
  'nothing said': {},
  strict: { privacy: { strict: true } },
  described: {
    describe: () => ({
      privacy: { tier: 'personal', size: 'secret', isWarm: 'technical' },
      scrub: { text: 'truncate' },
    }),
    privacy: { personal: 'hash', hashKey: 'key' },
  },
}

describe.each(Object.keys(OPTIONS))('%s', (options) => {
  test.each(Object.keys(VALUES))('%s', (values) => {
    const [copied, kept] = recordBoth(VALUES[values]!, OPTIONS[options])
    expect(kept).toEqual(copied)
    expect(copied!.records).toHaveLength(1)
  })

  test('anything', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.double(), fc.boolean(), fc.anything())
    const keys = fc.string({ minLength: 1, maxLength: 64 }).filter((key) => key !== '__proto__')
    fc.assert(
      fc.property(fc.dictionary(keys, value, { maxKeys: 32 }), (bag) => {
        const [copied, kept] = recordBoth(() => ({ ...bag }), OPTIONS[options])
        expect(kept).toEqual(copied)
      }),
    )
  })
})

test('what need not be changed is not copied, and what must be is', () => {
  const { site, records } = open()
  const [fine, long] = [{ tier: 'l1' }, { text: 'x'.repeat(200) }]
  run(site, plain(site, fine), () => count(site, 1, plain(site, long)))
  expect(long).toEqual({ text: 'x'.repeat(200) })
  expect(records).toHaveLength(2)
})

test('it is kept once: given again, or after another, it is copied', () => {
  const { site, records } = open()
  const [one, other] = [{ n: 1 } as Bag, { n: 2 } as Bag]
  plain(site, one)
  plain(site, other)
  count(site, 1, one)
  count(site, 1, other)
  count(site, 1, other)
  one.n = 3
  expect(records.map(({ metadata }) => (metadata as Bag).n)).toEqual([1, 2, 2])
})

test('a span may add to it', () => {
  const { site, records } = open()
  run(site, plain(site, { n: 1 }), (span) => span.set({ m: 2 }))
  expect(records[0]?.metadata).toMatchObject({ n: 1, m: 2 })
})

test('what cannot be judged throws nothing into the program, and is marked as in a copy', () => {
  const unusable = { privacy: { personal: 'hash', hashKey: 5 }, describe: () => ({ privacy: { tier: 'personal' } }) }
  const [copied, kept] = recordBoth(() => ({ tier: 'l1' }), unusable)
  expect(kept).toEqual(copied)
  expect(kept!.records).toMatchObject([{ tier: '[unreadable]' }])
})

test('a getter that all objects have throws nothing into the program', () => {
  const get = (): never => {
    throw new Error('asked')
  }
  const record = () => {
    Object.defineProperty(Object.prototype, 'inherited', { configurable: true, enumerable: true, get })
    try {
      return recordBoth(() => ({ tier: 'l1' }))
    } finally {
      Reflect.deleteProperty(Object.prototype, 'inherited')
    }
  }
  const [copied, kept] = record()
  expect(kept).toEqual(copied)
})

test('a key that objects have and that cannot be assigned to is recorded', () => {
  Object.defineProperty(Object.prototype, 'frozen', { configurable: true, value: 1 })
  try {
    const [copied, kept] = recordBoth(() => Object.fromEntries([['frozen', 'x'] as const]))
    expect([copied!.records[0]!['frozen' as never], kept!.records[0]!['frozen' as never]]).toEqual(['x', 'x'])
    const { site, records } = open()
    run(site, undefined, (span) => span.set(Object.fromEntries([['frozen', 'y']])))
    expect(Object.entries(records[0]!.metadata!)).toContainEqual(['frozen', 'y'])
  } finally {
    Reflect.deleteProperty(Object.prototype, 'frozen')
  }
})
