import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as doors from './doors.ts'
import { createProject, type Project, SCOPES } from './project.ts'

/** The server of Vite and a page in a browser: what is edited reaches the page. `TELESCOPIC_REAL=1` opens Chromium. */

const MAIN = `import { tele } from 'telescopic'
import { text } from './text.ts'
const say = (words) => fetch('/said', { method: 'POST', body: words })
say('loaded ' + text())
if (import.meta.hot) {
  import.meta.hot.accept('./text.ts', (changed) => say('updated ' + changed.text()))
}
tele.count('hit')
`
/** Vite shows faults in an element of its own, which is there although no module of the page runs. */
const PAGE = `<!doctype html>
<script>
  let shown = ''
  setInterval(() => {
    const text = document.querySelector('vite-error-overlay')?.shadowRoot.textContent ?? ''
    if (text !== shown) fetch('/said', { method: 'POST', body: 'overlay ' + text })
    shown = text
  }, 20)
</script>
<script type="module" src="/src/main.ts"></script>
`
const TEXT = `import { tele } from 'telescopic'
export function text(): string {
  tele.count('hit', 1, { tier: 'l1' })
  return 'first' + (String(text).includes('count') ? ' with telemetry' : '')
}
`

describe.runIf(process.env.TELESCOPIC_REAL === '1').each(['on', 'off'] as const)('telemetry %s', (mode) => {
  const profile = mkdtempSync(join(tmpdir(), 'telescopic-chromium-'))
  const said: string[] = []
  const suffix = mode === 'on' ? ' with telemetry' : ''
  let [project, server, close] = [{} as Project, {} as ViteDevServer, () => {}]

  beforeAll(async () => {
    project = createProject({
      'tsconfig.json': '{}',
      'index.html': PAGE,
      'src/main.ts': MAIN,
      'src/text.ts': TEXT,
    })
    server = await createServer({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
      plugins: [doors.vite({ enabled: mode === 'on', silent: true }), { name: 'listen', configureServer: listen }],
    })
    await server.listen()
    const { port } = server.httpServer!.address() as { port: number }
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`]
    const browser = execFile(process.env.CHROMIUM ?? 'chromium', [
      ...flags,
      '--remote-debugging-port=0',
      `http://127.0.0.1:${port}/`,
    ])
    close = () => void browser.kill()
  })
  afterAll(async () => {
    close()
    await server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  function listen({ middlewares }: ViteDevServer): void {
    middlewares.use('/said', async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      said.push(body)
      response.end()
    })
  }

  const hear = (words: string) =>
    vi.waitFor(() => expect(said).toContainEqual(expect.stringContaining(words)), { timeout: 60_000, interval: 20 })

  test('the page runs, and gets an edited source without a reload', async () => {
    await hear(`loaded first${suffix}`)
    said.length = 0
    project.write('src/text.ts', TEXT.replace('first', 'second'))
    await hear(`updated second${suffix}`)
    expect(said.filter((words) => words.startsWith('loaded'))).toEqual([])
  })

  test('the page gets an edited catalog: its faults, and then the program again', async () => {
    said.length = 0
    project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
    await hear("did you mean 'hits'?")
    said.length = 0
    project.write('scopes.yaml', SCOPES)
    await hear(`second${suffix}`)
  })
})
