import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

/**
 * The parent of a metric in every kind of place, as `parent/depth`. On the Node that runs the tests, with and without its
 * `AsyncContextFrame`, and on those that `TELESCOPIC_NODES` names, as paths separated by `:`.
 */
const EXPECTED: Readonly<Record<string, string>> = {
  'a call': 'a/1',
  'nested calls': 'c/3',
  'after a nested call': 'a/1',
  'after a nested call that threw': 'a/1',
  'after an await': 'a/1',
  'after an await of a rejection': 'a/1',
  'Promise.all of two': 'y/1 x/1',
  'allSettled with one cancelled': 'a/1',
  'a timer': 'a/1',
  'an interval': 'a/1',
  'setImmediate, nextTick, microtask': 'a/1 a/1 a/1',
  'a timer after the end of its span': 'a/1',
  'an emitter: the context of the emit': 'a/1',
  'events.once': 'a/1',
  'a stream': 'a/1 a/1',
  'an HTTP server': 'request/1',
  'a generator: the caller of next': 'a/1',
  'an async generator: the caller of next': 'a/1',
  'for await': 'a/1',
  'a thenable': 'a/1',
  'AsyncResource.bind': 'a/1',
  'tele.bind, called elsewhere': 'a/1',
  'span.run': 'a/1',
  'span.run, after an await': 'a/1',
  'inside of using, without a transformer: not its child': '-/0 a/1',
  'the caller of a function that used a handle': '-/0 -/0',
  'synchronous inside of asynchronous': 's/2 a/1',
  'asynchronous inside of synchronous': 'a/2 a/2',
  'started in a synchronous span, later': 's/2 a/1',
  '17 other storages': 'a/1',
  'nothing is left': '-/0',
}

const folder = mkdtempSync(join(tmpdir(), 'telescopic-context-'))
const script = join(folder, 'table.mjs')

beforeAll(async () => {
  // Bundled, for versions that cannot run TypeScript.
  const entry = fileURLToPath(new URL('../fixtures/runtime/context-table.ts', import.meta.url))
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
})
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

const NODES: [string, string, string[]][] = [
  ['this node', process.execPath, []],
  // The flag came with the thing that it switches off.
  ...(Number.parseInt(process.versions.node, 10) < 24
    ? []
    : [
        ['this node, --no-async-context-frame', process.execPath, ['--no-async-context-frame']] as [
          string,
          string,
          string[],
        ],
      ]),
  ...(process.env.TELESCOPIC_NODES ?? '')
    .split(':')
    .filter((path) => path !== '')
    .map((path): [string, string, string[]] => [path, path, []]),
]

it.each(NODES)('%s', async (_, node, flags) => {
  const { stdout } = await promisify(execFile)(node, [...flags, script], { env: {} })
  expect(JSON.parse(stdout)).toEqual(EXPECTED)
})
