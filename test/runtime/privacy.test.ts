import { describe, expect, it } from 'vitest'
import { createRecorder } from '../../runtime/configure.ts'
import type { PrivacyClass, TelemetryOptions } from '../../runtime/index.ts'
import { createInstrument } from '../../runtime/instrument.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

const recorded = (metadata: unknown, options: Omit<TelemetryOptions, 'enabled' | 'delivery'> = {}): Loose => {
  const { tele, records } = createTestTelemetry(options)
  loosen(tele).count('n', 1, metadata)
  const { depth: _, parentScope: __, metricType: ___, ...rest } = records[0]!.metadata
  return rest
}

describe('keys that sound like a secret', () => {
  const KEYS = [
    'password',
    'userPassword',
    'PASSWD',
    'api_key',
    'apiKey',
    'Authorization',
    'set-cookie',
    'access_token',
  ]
  it.each([...KEYS, 'client_secret', 'passphrase', 'private_key', 'aws_credentials'])(
    '%s: a text is withheld',
    (key) => {
      expect(recorded({ [key]: 'hunter2' })).toEqual({ [key]: '[withheld]' })
    },
  )

  it('a number under one is a count, and is kept', () => {
    expect(recorded({ tokens: 12, token_rate: 0.5, cookies: true })).toEqual({
      tokens: 12,
      token_rate: 0.5,
      cookies: true,
    })
  })

  it('other texts are kept', () => {
    expect(recorded({ model: 'hunter2', pass: 'first' })).toEqual({ model: 'hunter2', pass: 'first' })
  })
})

describe('classes from the catalog', () => {
  const described = (privacy: Record<string, PrivacyClass>, options: object, metadata: object): Loose =>
    recorded(metadata, { describe: () => ({ privacy }), privacy: options })

  it('secret is withheld, whatever the value', () => {
    expect(described({ a: 'secret', b: 'secret' }, {}, { a: 'x', b: 5 })).toEqual({ a: '[withheld]', b: '[withheld]' })
  })

  it('personal is dropped, hashed or kept, as the policy says', () => {
    const privacy = { email: 'personal' } as const
    const metadata = { email: 'a@b.example', plan: 'pro' }
    expect(described(privacy, {}, metadata)).toEqual({ email: '[withheld]', plan: 'pro' })
    expect(described(privacy, { personal: 'keep' }, metadata)).toEqual(metadata)
    const hashed = (hashKey: string): string => described(privacy, { personal: 'hash', hashKey }, metadata).email
    expect(hashed('k')).toMatch(/^[0-9a-f]{32}$/)
    expect(hashed('k')).toBe(hashed('k'))
    expect(hashed('k')).not.toBe(hashed('other'))
  })

  it('a hash without a key could be undone by trying: the value is withheld', () => {
    expect(described({ email: 'personal' }, { personal: 'hash' }, { email: 'x' })).toEqual({ email: '[withheld]' })
  })

  it('technical and interaction win over the name of the key', () => {
    const privacy = { token_type: 'technical', cookie_choice: 'interaction' } as const
    const metadata = { token_type: 'bearer', cookie_choice: 'all' }
    expect(described(privacy, {}, metadata)).toEqual(metadata)
  })

  it('a class is not found on a prototype', () => {
    expect(described({}, {}, { constructor: 'x' })).toEqual({ constructor: 'x' })
  })

  it('holds for spans, their set, bound handles, events and relative names', () => {
    const { tele, records } = createTestTelemetry({ describe: () => ({ privacy: { key: 'secret' } }) })
    const t = loosen(tele)
    const bound = t.counter('n', { key: 'x' })
    bound.add()
    bound.add(1, { key: 'y' })
    t('s', { key: 'x' }, (span: Loose) => [span.set({ key: 'y' }), span.gauge('g', 1, { key: 'z' })])
    t.emit('e', { key: 'x' }, { key: 'y' })
    expect(JSON.stringify(records)).not.toMatch(/"[xyz]"/)
    expect(JSON.stringify(records).match(/\[withheld\]/g)).toHaveLength(6)
  })

  it('asks again when it is configured again, also for what is bound', () => {
    const { tele, records } = createTestTelemetry()
    const bound = loosen(tele).counter('n', { key: 'x' })
    bound.add()
    tele.configure({ describe: () => ({ privacy: { key: 'secret' } }) })
    bound.add()
    expect(records.map(({ metadata }) => (metadata as Loose).key)).toEqual(['x', '[withheld]'])
  })
})

describe('strict: texts that look like a secret', () => {
  const SECRETS = [
    'https://user:hunter2@host/path',
    'https://host/?key=abc',
    'Bearer abc',
    'eyJhbGciOi.eyJzdWIi.sig',
    '-----BEGIN PRIVATE KEY-----',
    'sk_live1234567890abc',
    'ghp_abcdefghij1234567890',
    'A'.repeat(40),
  ]
  it.each(SECRETS)('%s', (text) => {
    expect(recorded({ note: text }, { privacy: { strict: true } })).toEqual({ note: '[withheld]' })
    expect(recorded({ note: text })).toEqual({ note: text })
  })

  it.each(['https://host/path?page=2', 'gpt-4.1-mini', 'a sentence about a bearer', 'x'.repeat(39), '2026-11-21'])(
    '%s is none',
    (text) => expect(recorded({ note: text }, { privacy: { strict: true } })).toEqual({ note: text }),
  )
})

describe('errors', () => {
  const failing = (options: object, error: unknown): Loose => {
    const { tele, records } = createTestTelemetry(options)
    expect(() =>
      loosen(tele)('a', () => {
        throw error
      }),
    ).toThrow()
    return records[0]!.metadata
  }

  it('have a class and no message, unless asked for', () => {
    const error = new RangeError('for user 5')
    expect(failing({}, error)).not.toHaveProperty('errorMessage')
    expect(failing({ errorMessages: true }, error)).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'for user 5',
    })
  })

  it('have a message within the limits, and withheld where it looks like a secret', () => {
    const options = { errorMessages: true, privacy: { strict: true } }
    expect(failing(options, new Error('Bearer abc')).errorMessage).toBe('[withheld]')
    expect(failing(options, new Error('a '.repeat(5000))).errorMessage).toMatch(/… \[8976 more\]$/)
  })
})

describe('limits', () => {
  it('of keys: 32, of at most 64 characters', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, index]))
    expect(Object.keys(recorded(many))).toHaveLength(32)
    expect(recorded({ ['k'.repeat(65)]: 1, ok: 2 })).toEqual({ ok: 2 })
  })

  it('of texts: 1024 each, 4096 together, cut with a mark and not within a character', () => {
    expect(recorded({ text: 'x'.repeat(1025) }).text).toBe(`${'x'.repeat(1024)}… [1 more]`)
    expect(recorded({ text: `${'x'.repeat(1023)}😀` }).text).toBe(`${'x'.repeat(1023)}… [2 more]`)
    const texts = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`k${index}`, 'x'.repeat(1000)]))
    const lengths = Object.values(recorded(texts)).map((text) => (text as string).split('…')[0]!.length)
    expect(lengths.slice(0, 4)).toEqual([1000, 1000, 1000, 1000])
    expect(lengths[4]).toBeLessThan(100)
    expect(lengths[5]).toBe(0)
  })

  it('of lists: 32 plain values', () => {
    expect(recorded({ list: [1, 'a', null, [2], {}] }).list).toEqual([1, 'a', null, '[…]', '[…]'])
    expect(recorded({ list: Array(40).fill(1) }).list).toHaveLength(32)
  })

  it('are counted', () => {
    const { tele, lost } = createTestTelemetry()
    loosen(tele).count('n', 1, { text: 'x'.repeat(2000), ['k'.repeat(65)]: 1 })
    expect(lost().overLimit).toBe(2)
  })

  it('objects become the name of their class; a hundred million characters are not kept', () => {
    expect(recorded({ a: new Map(), b: { c: 1 }, d: new Date(Number.NaN) })).toEqual({
      a: '[Map]',
      b: '[Object]',
      d: '[Date]',
    })
    expect(recorded({ text: 'x'.repeat(100_000_000) }).text.length).toBeLessThan(1100)
  })
})

it('what waits in the queue holds no secret', () => {
  const recorder = createRecorder({
    enabled: true,
    detached: true,
    reporters: [{ recordTiming() {}, recordMetric() {} }],
  })
  const tele = loosen(createInstrument(recorder))
  tele.count('n', 1, { password: 'hunter2', note: 'kept' })
  tele.emit('e', { token: 'hunter2' })
  const waiting = JSON.stringify(recorder.ring!.bags)
  expect(waiting).toContain('kept')
  expect(waiting).not.toContain('hunter2')
})
