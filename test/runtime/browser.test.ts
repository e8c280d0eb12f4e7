import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Loose, listReporter } from './catalog.ts'

const ROOM = new URL('../../runtime/', import.meta.url).pathname

async function bundle(file: string): Promise<{ readonly code: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${ROOM}${file}`],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'telescopic',
    target: 'es2022',
  })
  expect(Object.values(metafile.outputs).flatMap((output) => output.imports)).toEqual([])
  return { code: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) }
}

let door: string
beforeAll(async () => {
  door = (await bundle('index.ts')).code
})

/** Runs the bundle with nothing but what is given: no process, no Buffer, no AsyncLocalStorage. */
function load(globals: Record<string, unknown>): Page {
  const context = createContext({ ...globals })
  runInContext(door, context)
  return { tele: context.telescopic.tele, run: (script) => runInContext(script, context) }
}

interface Page {
  readonly tele: Loose
  /** Runs a script of the page: its promises are those of the page, not of the test. */
  run(script: string): Loose
}

const console_ = { warn: () => {}, error: () => {} }
const PLACES: [string, Record<string, unknown>][] = [
  ['a browser', { performance, console: console_ }],
  ['no clock and no console', {}],
  ['an empty process', { process: {} }],
  ['a process that may not be read', deniedProcess()],
]

/** Deno without --allow-env. */
function deniedProcess(): Record<string, unknown> {
  const deny = (): never => {
    throw new Error('NotCapable')
  }
  return { process: Object.defineProperties({}, { env: { get: deny }, getBuiltinModule: { value: deny } }) }
}

describe.each(PLACES)('in %s', (_, globals) => {
  it('is off until it is switched on', () => {
    const { tele } = load(globals)
    expect(tele.enabled).toBe(false)
    expect(tele('a', () => 'ran')).toBe('ran')
  })

  it('nests through synchronous calls, and puts the context back', async () => {
    const seen: unknown[] = []
    const { tele, run } = load(globals)
    const note = (scope: string, _value: number, { parentScope, depth }: Loose): void =>
      void seen.push([scope, parentScope, depth])
    tele.configure({ enabled: true, reporters: [{ recordTiming: note, recordMetric: note }] })
    await run(`(async () => {
      const { tele } = telescopic
      tele('a', () => tele('b', () => tele.count('n')))
      try {
        tele('c', () => {
          throw new Error('x')
        })
      } catch {}
      await tele('d', async () => {
        tele.count('before')
        await null
        tele.count('after')
      })
      tele.count('end')
    })()`)
    expect(seen).toEqual([
      ['n', 'b', 2],
      ['b', 'a', 1],
      ['a', undefined, 0],
      ['c', undefined, 0],
      ['before', 'd', 1],
      // Known limit: without AsyncLocalStorage an await ends the nesting.
      ['after', undefined, 0],
      ['d', undefined, 0],
      ['end', undefined, 0],
    ])
  })

  it('isolates reporters and refuses names without a console', () => {
    const lines: string[] = []
    const { tele } = load(globals)
    const broken = {
      recordTiming: () => {
        throw new Error('x')
      },
      recordMetric: () => tele.count('again'),
    }
    tele.configure({ enabled: true, reporters: [broken, listReporter(lines)] })
    tele('a', () => {})
    tele.count('n')
    tele.count('')
    expect(lines).toEqual(['timing a', 'metric n 1'])
  })
})

it('the inert instrument brings nothing else along', async () => {
  expect((await bundle('noop.ts')).inputs).toEqual([expect.stringMatching(/runtime\/noop\.ts$/)])
})
