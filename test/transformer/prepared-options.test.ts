import { describe, expect, test } from 'vitest'
import * as configuring from '../../runtime/configure.ts'
import * as options from '../../runtime/options.ts'
import type { TelemetryOptions } from '../../runtime/tele.ts'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { TAKERS } from '../../transformer/prepare-setup.ts'
import { transformSource } from '../../transformer/transform.ts'
import { type Recorded, recordProgram } from './record.ts'
import { catalog } from './spec.ts'

/** A compiled `configure` has the options that stand in its text, and does with each what `tele.configure` does. */

const NAMES: Readonly<Record<keyof TelemetryOptions, true>> = {
  reporters: true,
  enabled: true,
  delivery: true,
  capacity: true,
  filter: true,
  sampleRate: true,
  describe: true,
  privacy: true,
  errorMessages: true,
  handleSignals: true,
}

/** A text for each option that is given something, and for each that is given what is nothing for it. */
const GIVEN = [
  "reporters: 'x'",
  'reporters: [{}]',
  'reporters: null',
  'reporters: undefined',
  'enabled: false',
  "enabled: 'false'",
  'enabled: undefined',
  'delivery: "queued"',
  "delivery: 'later'",
  'capacity: 1',
  'capacity: 0',
  'filter: (scope) => scope !== "hit"',
  'filter() { throw 1 }',
  'sampleRate: 0',
  'sampleRate: (scope) => scope === "job" ? 0 : undefined',
  'sampleRate: 2',
  'describe: () => ({ privacy: { model: "secret" }, scrub: { note: "drop" }, sample: { rate: 0 } })',
  'describe: () => { throw 1 }',
  'privacy: { strict: true }',
  'describe: () => ({ privacy: { model: "personal" } }), privacy: { personal: "keep" }',
  'describe: () => ({ privacy: { model: "personal" } }), privacy: { personal: "hash", hashKey: "k" }',
  'errorMessages: true',
  "errorMessages: 'yes'",
  "errorMessages: true, privacy: { strict: true }, sampleRate: 'all'",
  'handleSignals: true',
  'handleSignals: 1',
]

const WITHHELD = 'https://user:pass@host/'

function write(given: string): string {
  return `import { tele } from 'telescopic'
try { tele.configure({ ${given} }) } catch (error) { log(String(error)) }
const given: any = { model: '${WITHHELD}', note: 'some text', password: 'x' }
try { tele('job', given, () => { throw new Error('${WITHHELD}') }) } catch {}
tele.count('hit', 1, given)
tele.emit('tool.done', { bytes: 1 }, given)
tele.configure({ filter: () => true })
tele.count('hit', 2, given)
`
}

function prepare(code: string): string {
  const optimize = resolveOptimizations()
  const result = transformSource(code, 'input.ts', createConfig({ mode: 'on', catalog, optimize }))
  expect(result.diagnostics).toEqual([])
  return result.code
}

function run(code: string): Promise<Recorded> {
  return recordProgram(new Map([['input.ts', code]]), undefined, { mayConfigure: true })
}

describe('an option that stands in the text', () => {
  test.each(GIVEN)('%s', async (given) => {
    const written = write(given)
    const prepared = prepare(written)
    expect(prepared).not.toContain('_tconfigure(')
    expect(await run(prepared)).toEqual(await run(written))
  })

  test('the guard is awake: without what takes it, an option does something else', async () => {
    for (const given of ["enabled: 'false'", 'sampleRate: 0', 'privacy: { strict: true }']) {
      const prepared = prepare(write(given))
      const without = prepared.replace(/,\{\w+:_ttake\w+\}\)/, ')')
      expect(without).not.toBe(prepared)
      expect(await run(without)).not.toEqual(await run(prepared))
    }
  })
})

test('the compiler and the runtime know the same options', () => {
  expect([...TAKERS.keys()].sort()).toEqual(Object.keys(NAMES).sort())
  const takers = [...TAKERS].flatMap(([name, taker]) => (taker === undefined ? [] : [[name, taker] as const]))
  const all: Readonly<Record<string, unknown>> = { ...options }
  const named = takers.map(([name, taker]) => [name, all[taker]])
  expect(Object.fromEntries(named)).toEqual(configuring.TAKERS)
})
