import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { parseCatalog, printCatalog } from '../../catalog/index.ts'
import type { SiteDescription, Telemetry } from '../../runtime/index.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'

/** `describe.ts`: what the catalog says about values, acted on by the runtime. */

const folder = mkdtempSync(join(tmpdir(), 'telescopic-describe-'))
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

async function load(yaml: string): Promise<{ text: string; describeScope: (scope: string) => SiteDescription }> {
  const { catalog, diagnostics } = parseCatalog(yaml, 'scopes.yaml')
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const options = { sourceName: 'scopes.yaml', source: yaml, command: 'telescopic generate' } as const
  const text = printCatalog(catalog!, options as never).get('describe.ts')!
  const file = join(folder, `${Math.random()}.ts`)
  writeFileSync(file, text)
  return { text, ...(await import(pathToFileURL(file).href)) }
}

const CATALOG = `telescopic: 1
attributes:
  user: { type: string, brief: A. , privacy: personal }
  address: { type: string, brief: A., privacy: personal, scrub: hash }
  postcode: { type: string, brief: A., privacy: personal, scrub: truncate }
  body: { type: any, brief: A., privacy: sensitive }
  key: { type: string, brief: A., privacy: secret, scrub: drop }
  api_key_id: { type: string, brief: A., privacy: technical }
  'it"s': { type: string, brief: A., privacy: personal }
  plain: { type: string, brief: A., privacy: technical }
scopes:
  job:
    kind: span
    brief: A job.
    attributes: { user: opt_in, address: opt_in, postcode: opt_in, body: opt_in, key: opt_in, api_key_id: opt_in, plain: opt_in }
  rare: { kind: span, brief: A., sample: { rate: 0.25, key: user }, attributes: { user: opt_in } }
  never: { kind: event, brief: A., sample: { rate: 0 }, measurements: { n: { type: int, brief: A., unit: '1' } } }
  silent: { kind: counter, brief: A., unit: '1', attributes: { plain: opt_in } }
`.replace(/^ {2}'it"s'.*\n/m, '')

describe('describe.ts', () => {
  test('has what says something, and nothing else', async () => {
    const { describeScope } = await load(CATALOG)
    expect(describeScope('job')).toEqual({
      privacy: {
        address: 'personal',
        api_key_id: 'technical',
        body: 'sensitive',
        key: 'secret',
        postcode: 'personal',
        user: 'personal',
      },
      scrub: { address: 'hash', key: 'drop', postcode: 'truncate' },
    })
    expect(describeScope('rare')).toEqual({ privacy: { user: 'personal' }, sample: { rate: 0.25, key: 'user' } })
    for (const name of ['silent', 'constructor', '__proto__', 'toString', ''])
      expect(describeScope(name)).toBe(undefined)
  })

  test('of a catalog that says nothing is a table of nothing', async () => {
    const { describeScope, text } = await load(
      'telescopic: 1\nscopes: { hit: { kind: counter, brief: A., unit: "1" } }\n',
    )
    expect(describeScope('hit')).toBe(undefined)
    expect(text).toContain('= {};')
  })

  test('is acted on', async () => {
    const { describeScope } = await load(CATALOG)
    const record = (privacy = {}) => {
      const { tele, records } = createTestTelemetry({ describe: describeScope, privacy })
      const given = {
        user: 'ann',
        address: 'a@b.c',
        postcode: '😀1234',
        body: { x: 1 },
        key: 'k',
        api_key_id: 'kid',
        plain: 'p',
      }
      ;(tele as unknown as (...args: unknown[]) => void)('job', given, () => {})
      ;(tele as Telemetry).emit('never' as never, { n: 1 } as never)
      expect(tele.stats()!.sampledOut).toBe(1)
      const { metadata } = records[0]!
      return Object.fromEntries(Object.keys(given).map((key) => [key, metadata[key]]))
    }
    expect(record()).toEqual({
      user: '[withheld]',
      address: '[withheld]',
      postcode: '😀123',
      body: '[withheld]',
      key: '[withheld]',
      api_key_id: 'kid',
      plain: 'p',
    })
    const { user, address } = record({ personal: 'keep', hashKey: 'pepper' })
    expect(user).toBe('ann')
    expect(address).toMatch(/^[\da-f]{32}$/)
  })
})
