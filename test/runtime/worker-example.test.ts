import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { preparePython } from './python.ts'

/** `TELESCOPIC_REAL=1` runs the example with its host in Python, and checks its types. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('examples/worker', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  let python: ReturnType<typeof preparePython>
  beforeAll(() => {
    python = preparePython()
  })
  afterAll(() => python.remove())

  it('has its types', async () => {
    await promisify(execFile)(process.execPath, [
      `${root}node_modules/typescript/bin/tsc`,
      '-p',
      `${root}examples/worker`,
    ])
  })

  it('reports to a host that throttles it, and ends when its host is gone', async () => {
    const worker = spawn(process.execPath, [`${root}examples/worker/src/worker.ts`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [address] = await new Promise<string[]>((resolve) => {
      createInterface({ input: worker.stdout }).once('line', (line: string) =>
        resolve([line.replace('listening at ', '')]),
      )
    })
    const complaints: string[] = []
    const { lines, child } = python.run('examples/worker/listen.py', address!, 'deny=tool.result_size')
    child.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
    const events = (): { event: string; metadata: Record<string, string> }[] => lines.map((line) => JSON.parse(line))
    const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 })
    await until(() => expect(events().filter(({ event }) => event === 'telescopic.control')).toHaveLength(2))
    const from = lines.length
    await until(() => expect(lines.length).toBeGreaterThan(from + 50))
    const names = new Set(
      events()
        .slice(from)
        .map(({ event }) => event),
    )
    expect([...names].filter((name) => !name.endsWith('.start')).sort()).toEqual([
      'tool.calls',
      'tool.execution.exception',
      'tool.execution.stop',
    ])
    expect(events().find(({ event }) => event === 'tool.execution.exception')?.metadata).toMatchObject({
      tool: 'divide',
      error_type: 'RangeError',
    })
    worker.stdin.end()
    expect(await new Promise((resolve) => worker.on('exit', resolve))).toBe(0)
    // The stream has ended in order, and so has the client.
    if (child.exitCode === null) await new Promise((resolve) => child.on('exit', resolve))
    expect(complaints.join('')).toBe('')
  })
})
