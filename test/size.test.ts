import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundle, compileProgram, countGzipped, weighModules } from './weigh.ts'

/** Ceilings of what reaches a user's bundle, and what must not be in it. Raise one only with a reason in the commit. */

const COUNT = "tele.count('hit')"
const SPAN = `${COUNT}; tele('job', {}, () => work()); tele.flush()`

// As the compiler leaves them: calls are functions, and those that a program does not call are not there.
const COUNTING = compileProgram(`tele.configure({ reporters: [] }); ${COUNT}`)
const SPANNING = compileProgram(`tele.configure({ reporters: [] }); ${SPAN}`)

/** Bytes, minified by esbuild and compressed by gzip. */
const CEILINGS: [string, string, number][] = [
  ['the inert instrument', `export { NOOP } from './index.ts'`, 0.3 * 1024],
  // The instrument and all it records and delivers with; the door adds what `tele` holds by itself. An ordinary program, which
  // imports `tele` and configures a reporter, has all of it: methods of one object, which no bundler takes apart.
  ['the core', `export * from './instrument.ts'; export * from './configure.ts'`, 10.9 * 1024],
  ['the door', `export * from './index.ts'`, 11 * 1024],
  ['an ordinary program', `import { tele } from './index.ts'; tele.configure({ reporters: [] })`, 10.9 * 1024],
  ['a compiled program that counts', COUNTING, 4.85 * 1024],
  [
    'a compiled program that counts, with a reporter of its own',
    compileProgram(`tele.configure({ reporters: [own] }); ${COUNT}`),
    6.2 * 1024,
  ],
  ['a compiled program with spans', SPANNING, 6.45 * 1024],
  [
    'a compiled program with spans, with a reporter of its own',
    compileProgram(`tele.configure({ reporters: [own] }); ${SPAN}`),
    7.6 * 1024,
  ],
  [
    'a compiled program with spans, with options that are put together elsewhere',
    compileProgram(`tele.configure(options); ${SPAN}`),
    8.55 * 1024,
  ],
]

describe('size', () => {
  it.each(CEILINGS)('%s', async (_, contents, ceiling) => {
    expect(countGzipped((await bundle(contents)).text)).toBeLessThanOrEqual(ceiling)
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

describe('docs/performance.md', () => {
  const page = new URL('../docs/performance.md', import.meta.url)
  const PRINTED = /(?<=<!-- printed: size -->\n)[\s\S]*?(?=<!-- end of size -->)/

  it('says how large programs and modules are', async () => {
    const [programs, modules] = [await weighPrograms(), await weighParts([COUNTING, SPANNING])]
    const rows = new Map([...programs, ...modules])
    if (process.env.UPDATE_DOCS === '1') {
      const text = `\n${printTable(['gzipped', 'bytes'], programs)}\n${printTable(['of which', 'counts', 'with spans'], modules)}\n`
      writeFileSync(page, readFileSync(page, 'utf8').replace(PRINTED, text))
    }
    expect(findStaleRows(readFileSync(page, 'utf8').match(PRINTED)![0], rows)).toEqual([])
  })

  it('the guard is awake', () => {
    const rows = new Map([
      ['a.ts', [100, 200]],
      ['b', [300]],
    ])
    const table = printTable(['', '', ''], rows)
    expect(findStaleRows(table, rows)).toEqual([])
    expect(findStaleRows(table.replace('200', '240'), rows)).toEqual(['a.ts'])
    expect(findStaleRows(table.replace('b', 'c'), rows)).toEqual(['b', 'c'])
  })
})

type Rows = ReadonlyMap<string, readonly number[]>

async function weighPrograms(): Promise<Rows> {
  const weigh = async (contents: string): Promise<number[]> => [countGzipped((await bundle(contents)).text)]
  return new Map(await Promise.all(CEILINGS.map(async ([name, contents]) => [name, await weigh(contents)] as const)))
}

/** Bytes of each module in each of the programs, then what would not go with one alone. */
async function weighParts(programs: readonly string[]): Promise<Rows> {
  const weights = await Promise.all(programs.map(weighModules))
  const wholes = await Promise.all(programs.map(async (program) => countGzipped((await bundle(program)).text)))
  const modules = [...new Set(weights.flatMap((weight) => [...weight.keys()]))].filter((name) => name !== '<stdin>')
  const rows = modules.map((name) => [name, weights.map((weight) => weight.get(name) ?? 0)] as const)
  const shared = wholes.map((whole, at) => whole - rows.reduce((sum, [, bytes]) => sum + bytes[at]!, 0))
  return new Map([...rows.sort(([, a], [, b]) => b.at(-1)! - a.at(-1)!), ['what several have in common', shared]])
}

function printTable(head: readonly string[], rows: Rows): string {
  const lines = [...rows].map(([name, bytes]) => `| ${[name, ...bytes].join(' | ')} |\n`)
  return `| ${head.join(' | ')} |\n| --- |${' ---: |'.repeat(head.length - 1)}\n${lines.join('')}`
}

/** Rows that are missing, too many, or off by more than what another build of zlib makes of the same bytes. */
function findStaleRows(table: string, rows: Rows): string[] {
  const printed = new Map(
    [...table.matchAll(/^\| (.+?) \| ([\d| ]+) \|$/gm)].map(([, name, bytes]) => [
      name!,
      bytes!.split(' | ').map(Number),
    ]),
  )
  const isClose = (name: string): boolean =>
    rows.get(name)?.every((bytes, at) => Math.abs(bytes - (printed.get(name)?.[at] ?? Number.NaN)) < 30) ?? false
  return [...new Set([...rows.keys(), ...printed.keys()])].filter((name) => !isClose(name))
}
