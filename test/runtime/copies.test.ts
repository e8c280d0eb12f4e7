import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runFixture } from './run-fixture.ts'

/**
 * Two copies of the package in one process: a bundle as ES module and one as CommonJS, as dependencies that bring their own. They
 * share what is around the running code, and nothing else.
 */

const folder = mkdtempSync(join(tmpdir(), 'telescopic-copies-'))
const [esm, cjs, counting] = [join(folder, 'first.mjs'), join(folder, 'second.cjs'), join(folder, 'counting.mjs')]
const entry = new URL('../../runtime/index.ts', import.meta.url).pathname

beforeAll(async () => {
  const options: BuildOptions = { entryPoints: [entry], bundle: true, platform: 'node', target: 'node20' }
  await build({ ...options, outfile: esm, format: 'esm' })
  // As another version would be: not a name of it is the same.
  await build({ ...options, outfile: cjs, format: 'cjs', minify: true })
  const contents = `export { configureWith, count, run, site, takeDelivery, takeFlag, takeOwnReporters } from './compiled.ts'`
  const stdin = { contents, resolveDir: new URL('../../runtime/', import.meta.url).pathname, loader: 'ts' } as const
  await build({ ...options, entryPoints: [], stdin, outfile: counting, format: 'esm', minify: true })
})
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

const run = (before: string): Promise<unknown> => runFixture('copies.ts', { args: [esm, cjs, before] })

const SHARED = ['two called: a/1', 'one awaited: b/1', 'two nested: c/2', 'one after: b/1', 'two nothing.left: -/0']
const ALONE = [
  'two called: -/0',
  'one awaited: -/0',
  'two nested: b/1',
  'one after: -/0',
  'two nothing.left: -/0',
  'two by.reporter: -/0',
]
const WARNING = 'telescopic was loaded 2 times here, and each copy is configured by itself.'

describe('two copies in one process', () => {
  it('find the parents in each other, by one AsyncLocalStorage; a reporter of one is not told of by the other', async () => {
    expect(await run('nothing')).toEqual({ seen: SHARED, storages: 1, copies: 2, warnings: [WARNING] })
  })

  it.each(['a global object that is sealed', 'an object of somebody else'])(
    'go each its own way beside %s',
    async (before) => {
      expect(await run(before)).toEqual({ seen: ALONE, storages: 2, copies: 1, warnings: [] })
    },
  )

  it('tell records the trace they are in, also where one of them cannot open any', async () => {
    const text = await readFile(counting, 'utf8')
    expect(text.includes('getRandomValues')).toBe(false)
    const trace = { correlationId: 'order 7', sampleRate: 1, spanId: expect.stringMatching(/^[\da-f]{16}$/) }
    const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampleRate: 1 }
    expect(await runFixture('copies-trace.ts', { args: [esm, counting] })).toEqual([
      { scope: 'apart' },
      { scope: 'inside', parentScope: 'a', trace: { ...trace, traceId: expect.stringMatching(/^[\da-f]{32}$/) } },
      { scope: 'continued', trace: { ...remote, correlationId: remote.traceId } },
      {
        scope: 'span',
        trace: { ...remote, correlationId: remote.traceId, spanId: trace.spanId, parentSpanId: remote.spanId },
      },
    ])
  })

  it('put garbage aside', async () => {
    expect(await run('garbage')).toMatchObject({ seen: SHARED, storages: 1 })
  })
})
