import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/** A request that a page made. */
export interface Posted {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/**
 * Opens a page in the Chromium that is installed, or in the one that `CHROMIUM` names. Its script may import from `runtime`;
 * gives what it posted when it posts to `/done`.
 */
export async function openPage(script: string): Promise<readonly Posted[]> {
  const { outputFiles } = buildSync({
    stdin: { contents: script, resolveDir: new URL('../../runtime', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
  })
  const profile = mkdtempSync(join(tmpdir(), 'telescopic-chromium-'))
  const posted: Posted[] = []
  const done = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.method === 'POST')
      posted.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks) })
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      request.method === 'POST' ? '' : `<!doctype html><script type="module">${outputFiles[0]!.text}</script>`,
    )
    if (request.url === '/done') done.resolve()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  // Not `--dump-dom`, which ends when the page has loaded: requests of its script may then be under way.
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  const browser = execFile(process.env.CHROMIUM ?? 'chromium', [...flags, url])
  try {
    await done.promise
  } finally {
    browser.kill()
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return posted
}
