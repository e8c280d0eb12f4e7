import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Loose } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

/**
 * A process whose clock is really set, by faketime. `TELESCOPIC_REAL=1` runs it, and installs Debian's `faketime` where it is
 * missing.
 */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('the clock of the process is set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-clock-'))
  const file = join(folder, 'offset')
  let library: string

  beforeAll(() => {
    const find = (): string | undefined => globSync('/usr/lib/*/faketime/libfaketime.so.1').find(existsSync)
    if (find() === undefined) {
      execFileSync('apt-get', ['update', '-qq'])
      execFileSync('apt-get', ['install', '-y', '-qq', 'faketime'], { stdio: 'ignore' })
    }
    library = find()!
  })
  afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

  async function run(env: Record<string, string>, looksS: number): Promise<{ records: Loose[]; clockSteps: number }> {
    writeFileSync(file, '+0')
    const faketime = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' }
    return (await runFixture('clock-steps.ts', { args: [file, `${looksS}`], env: { ...faketime, ...env } })) as never
  }

  it('the calendar by a day and back by an hour: durations do not notice, spans are where they began', async () => {
    const { records, clockSteps } = await run({ FAKETIME_DONT_FAKE_MONOTONIC: '1' }, 1.05)
    const days = Object.fromEntries(records.map(({ scope, wallS }) => [scope, Math.round(wallS / 3600)]))
    expect(days).toEqual({
      before: 0,
      'into.tomorrow': 0,
      tomorrow: 24,
      'back.an.hour': 24,
      'an.hour.less': 23,
      told: 23,
      whole: 0,
    })
    expect(clockSteps).toBe(2)
    for (const { durationS, lengthS } of records.filter((record) => 'durationS' in record)) {
      expect(durationS).toBeGreaterThan(0)
      expect(durationS).toBeLessThan(60)
      expect(lengthS).toBeCloseTo(durationS, 5)
    }
  })

  it('the monotonic clock too, which no machine should do: no duration is negative', async () => {
    const { records } = await run({}, 0)
    expect(records.map(({ durationS }) => durationS ?? 0).filter((durationS) => !(durationS >= 0))).toEqual([])
    expect(records).toHaveLength(7)
  })
})
