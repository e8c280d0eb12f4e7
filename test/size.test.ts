import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/** Ceilings of what reaches a user's bundle, and what must not be in it. Raise one only with a reason in the commit. */

const ROOM = new URL('../runtime/', import.meta.url).pathname

/** Bytes, minified by esbuild and compressed by gzip. */
const CEILINGS: [string, string, number][] = [
  ['the inert instrument', `export { NOOP } from './index.ts'`, 0.3 * 1024],
  // The instrument and all it records and delivers with; the door adds what `tele` holds by itself. An ordinary program, which
  // imports `tele` and configures a reporter, has all of it: methods of one object, which no bundler takes apart.
  ['the core', `export * from './instrument.ts'; export * from './configure.ts'`, 10.5 * 1024],
  ['the door', `export * from './index.ts'`, 10.6 * 1024],
  ['an ordinary program', `import { tele } from './index.ts'; tele.configure({ reporters: [] })`, 10.6 * 1024],
  // As the compiler leaves it: calls are functions, and those that it does not call are not there.
  [
    'a compiled program that counts',
    `import { configure, count, site } from './compiled.ts'; configure({ reporters: [] }); count(site('a'))`,
    7.2 * 1024,
  ],
  [
    'a compiled program with spans',
    `import { configure, count, flush, run, site } from './compiled.ts'; configure({ reporters: [] }); count(site('a')); run(site('b'), {}, () => 1); flush()`,
    8.7 * 1024,
  ],
]

describe('size', () => {
  it.each(CEILINGS)('%s', async (_, contents, ceiling) => {
    expect(gzipSync((await bundle(contents)).text).length).toBeLessThanOrEqual(ceiling)
  })

  it('an import of the door that uses nothing leaves nothing', async () => {
    expect((await bundle(`import { tele } from './index.ts'`)).text).toBe('')
  })

  it('the inert instrument brings nothing else along', async () => {
    expect((await bundle(`export { NOOP } from './noop.ts'`)).inputs).toEqual(['runtime/noop.ts'])
  })

  it('the door does not bring reports, formats or test helpers along', async () => {
    const { inputs } = await bundle(`export * from './index.ts'`)
    expect(inputs.filter((input) => /text-report|format|memory|testing|preview|reporters\//.test(input))).toEqual([])
    expect(inputs).toContain('runtime/span.ts')
  })
})

async function bundle(contents: string): Promise<{ readonly text: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOM, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    absWorkingDir: new URL('../', import.meta.url).pathname,
  })
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
  return { text: outputFiles[0]!.text.trim(), inputs: used.filter((input) => input !== '<stdin>').sort() }
}
