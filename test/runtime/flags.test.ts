import { describe, expect, it } from 'vitest'
import gating from '../fixtures/runtime/gating.json' with { type: 'json' }
import { runFixture } from './run-fixture.ts'

interface Row {
  readonly env: Record<string, string>
  readonly reporters: number
  readonly override?: boolean
  readonly tele: boolean
  readonly instance: boolean
}

describe('flags, each row in a fresh process', () => {
  it.concurrent.each(gating.rows as Row[])(
    '$env, $reporters reporters, override $override: $tele',
    async ({ env, reporters, override, tele, instance }) => {
      const args = [String(reporters), ...(override === undefined ? [] : [String(override)])]
      const calls = Array.from({ length: tele ? reporters : 0 }, (_, index) => `${index}:a.b`)
      expect(await runFixture('flags.ts', { env, args })).toEqual({
        tele,
        // The flags are read once: what happens to the environment later changes nothing.
        afterChange: tele,
        instance,
        noop: !tele,
        calls,
        kept: tele && reporters === 0 ? 1 : 0,
      })
    },
  )
})
