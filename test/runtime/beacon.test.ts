import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { beaconReporter } from '../../runtime/reporters/beacon.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

const parse = (body: string): Loose[] =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the beacon reporter', () => {
  function sending(accept: () => boolean = () => true) {
    const bodies: string[] = []
    const send = (_url: string, body: string): boolean => {
      if (!accept()) return false
      bodies.push(body)
      return true
    }
    const beacon = beaconReporter({ url: '/t', send, maxRecords: 100 })
    const { tele } = createTestTelemetry({ reporters: [beacon] })
    return { bodies, beacon, tele: loosen(tele) }
  }

  it('posts a line for each record, once, and nothing when there is nothing', async () => {
    const { bodies, tele } = sending()
    await tele.flush()
    tele('a', () => tele.count('n', 2))
    tele.emit('e', { bytes: 1 })
    await tele.flush()
    await tele.flush()
    expect(bodies).toHaveLength(1)
    expect(parse(bodies[0]!)).toMatchObject([{ kind: 'metric', value: 2 }, { kind: 'timing' }, { kind: 'event' }])
  })

  it('posts no more than a browser takes; the rest goes next', async () => {
    const { bodies, tele } = sending()
    for (let index = 0; index < 60; index++) tele.count('n', index, { text: 'x'.repeat(1024) })
    await tele.flush()
    await tele.flush()
    expect(bodies.map((body) => body.length <= 60_000)).toEqual([true, true])
    expect(bodies.flatMap(parse).map(({ value }) => value)).toEqual(Array.from({ length: 60 }, (_, index) => index))
  })

  it('keeps what the browser refuses, up to a bound, and counts what is beyond it', async () => {
    let open = false
    const { bodies, beacon, tele } = sending(() => open)
    for (let index = 0; index < 130; index++) tele.count('n', index)
    await tele.flush()
    expect([bodies.length, beacon.dropped]).toEqual([0, 30])
    open = true
    await tele.flush()
    expect(parse(bodies[0]!)[0].value).toBe(30)
  })

  it('is silent where there are no beacons', () => {
    vi.stubGlobal('navigator', undefined)
    const beacon = beaconReporter({ url: '/t' })
    beacon.recordMetric('n', 1, { depth: 0, parentScope: undefined, metricType: 'counter' })
    expect(() => beacon.flush()).not.toThrow()
    vi.unstubAllGlobals()
  })
})

/** `TELESCOPIC_REAL=1` opens a page in the Chromium that is installed, or in the one that `CHROMIUM` names. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('a page in Chromium', () => {
  let server: Server
  let origin: string
  const posted: string[] = []
  const profile = mkdtempSync(join(tmpdir(), 'telescopic-chromium-'))

  // The program of the page about browsers, and what fills more than a beacon before it leaves.
  const fence = /```ts page\n([\s\S]*?)```/.exec(
    readFileSync(new URL('../../docs/browser.md', import.meta.url), 'utf8'),
  )
  const PAGE = `${fence?.[1]}
    for (let index = 0; index < 40; index++) tele.gauge('big', index, { text: 'x'.repeat(1000) })
    location.href = '/next'`

  beforeAll(async () => {
    const room = new URL('../../runtime', import.meta.url).pathname
    const { outputFiles } = buildSync({
      stdin: { contents: PAGE, resolveDir: room, loader: 'ts' },
      alias: { telescopic: `${room}/index.ts`, 'telescopic/beacon': `${room}/reporters/beacon.ts` },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
    })
    server = createServer(
      (request, response) => void answer(request, outputFiles[0]!.text).then((body) => response.end(body)),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (_, response) => response.setHeader('content-type', 'text/html'))
  })
  afterAll(() => {
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
  })

  async function answer(request: IncomingMessage, script: string): Promise<string> {
    if (request.url === '/telemetry') {
      let body = ''
      for await (const chunk of request) body += chunk
      posted.push(body)
      return ''
    }
    // Without eval, and with no script from elsewhere: as strict as a page can be and still have one of its own.
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline'">`
    return request.url === '/'
      ? `<!doctype html>${policy}<script type="module">${script}</script>`
      : '<!doctype html>next'
  }

  it('sends what it recorded when it is left', async () => {
    const chromium = process.env.CHROMIUM ?? 'chromium'
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${profile}`,
      '--virtual-time-budget=5000',
    ]
    const browser = execFile(chromium, [...flags, '--dump-dom', `${origin}/`])
    await vi.waitFor(() => expect(posted.length).toBeGreaterThan(0), { timeout: 60_000 })
    browser.kill()
    const records = posted.flatMap(parse)
    const parents = records.slice(0, 4).map(({ scope, metadata }) => [scope, metadata.parentScope])
    expect(parents).toEqual([
      ['before', 'page.load'],
      // Without AsyncLocalStorage an await ends the nesting, and `span.run` takes it up again.
      ['after', undefined],
      ['inside', 'page.load'],
      ['page.load', undefined],
    ])
    expect(records).toHaveLength(44)
    expect(records[3].durationS).toBeGreaterThan(0)
  })
})
