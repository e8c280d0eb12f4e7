import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { userTimingReporter } from '../../runtime/reporters/user-timing.ts'
import { type Loose, loosen } from './catalog.ts'
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

/** `TELESCOPIC_REAL=1` opens a page in the Chromium that is installed, or in the one that `CHROMIUM` names. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('a page in Chromium', () => {
  it('has the spans in its timeline, and no more of them than it was told', async () => {
    const room = new URL('../../runtime', import.meta.url).pathname
    const page = `
      import { createTelemetry } from './index.ts'
      import { userTimingReporter } from './reporters/user-timing.ts'
      const tele = createTelemetry({ enabled: true, reporters: [userTimingReporter({ maxEntries: 50 })] })
      for (let index = 0; index < 500; index++) tele('page.step', { index }, () => {})
      tele('page.load', { tab: 'first' }, () => tele('page.parse', () => {}))
      await tele.flush()
      const entries = performance.getEntriesByType('measure')
      const found = entries.map(({ name, detail, duration }) => ({ name, detail, duration }))
      await fetch('/found', { method: 'POST', body: JSON.stringify(found) })`
    const { outputFiles } = buildSync({
      stdin: { contents: page, resolveDir: room, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
    })
    const profile = mkdtempSync(join(tmpdir(), 'telescopic-chromium-'))
    const found = Promise.withResolvers<Loose[]>()
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      if (request.method === 'POST') found.resolve(JSON.parse(body))
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><script type="module">${outputFiles[0]!.text}</script>`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`, '--dump-dom', url]
    const browser = execFile(process.env.CHROMIUM ?? 'chromium', flags)
    const entries = await found.promise
    browser.kill()
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    expect(entries.length).toBeLessThanOrEqual(50)
    expect(entries.filter(({ name }) => name === '⏱ page.load')).toMatchObject([{ detail: { tab: 'first' } }])
    expect(entries.every(({ duration }) => duration >= 0)).toBe(true)
  })
})
