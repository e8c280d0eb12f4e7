import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { userTimingReporter } from '../../runtime/reporters/user-timing.ts'
import { type Loose, loosen } from './catalog.ts'
import { openPage } from './chromium.ts'
import { timing } from './contract/hostile-records.ts'

const ours = (): Loose[] => performance.getEntriesByType('measure').filter(({ name }) => name.startsWith('⏱ '))

describe('the buffer of performance', () => {
  it('has the spans, at their time, with their metadata', async () => {
    const reporter = userTimingReporter()
    const tele = loosen(createTelemetry({ reporters: [reporter], enabled: true }))
    const before = performance.now()
    tele('outer', { model: 'm' }, () => tele('inner', () => tele.count('n')))
    const after = performance.now()
    await tele.flush()
    const [outer, inner] = ours().toSorted((a, b) => b.duration - a.duration)
    expect([outer.name, outer.detail, inner.name]).toEqual(['⏱ outer', { model: 'm' }, '⏱ inner'])
    expect(outer.startTime).toBeGreaterThanOrEqual(before)
    expect(outer.startTime + outer.duration).toBeLessThanOrEqual(after)
    await tele.shutdown()
    expect(ours()).toEqual([])
  })

  it('is kept small, and what is not ours is left alone', () => {
    performance.measure('theirs', { start: 0, end: 1 })
    const reporter = userTimingReporter({ maxEntries: 100 })
    for (let index = 0; index < 1000; index++) {
      reporter.recordBatch!([timing(index % 2 === 0 ? 'hot' : `name ${index}`, 0.001)])
      expect(ours().length).toBeLessThanOrEqual(100)
    }
    expect(ours().at(-1).name).toBe('⏱ name 999')
    reporter.shutdown()
    expect(performance.getEntriesByName('theirs')).toHaveLength(1)
    performance.clearMeasures('theirs')
  })

  it('that is not there costs a count', () => {
    const reporter = userTimingReporter({ performance: { now: () => 0 } as Loose })
    reporter.recordBatch!([timing('a')])
    expect(reporter.losses).toEqual({ invalid: 0, unreadable: 0, unsupported: 1 })
  })
})

/** `TELESCOPIC_REAL=1` opens a page in Chromium. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('a page in Chromium', () => {
  it('has the spans in its timeline, and no more of them than it was told', async () => {
    const [found] = await openPage(`
      import { createTelemetry } from './index.ts'
      import { userTimingReporter } from './reporters/user-timing.ts'
      const tele = createTelemetry({ enabled: true, reporters: [userTimingReporter({ maxEntries: 50 })] })
      for (let index = 0; index < 500; index++) tele('page.step', { index }, () => {})
      tele('page.load', { tab: 'first' }, () => tele('page.parse', () => {}))
      await tele.flush()
      const entries = performance.getEntriesByType('measure')
      const found = entries.map(({ name, detail, duration }) => ({ name, detail, duration }))
      await fetch('/done', { method: 'POST', body: JSON.stringify(found) })`)
    const entries: Loose[] = JSON.parse(String(found!.body))
    expect(entries.length).toBeLessThanOrEqual(50)
    expect(entries.filter(({ name }) => name === '⏱ page.load')).toMatchObject([{ detail: { tab: 'first' } }])
    expect(entries.every(({ duration }) => duration >= 0)).toBe(true)
  })
})
