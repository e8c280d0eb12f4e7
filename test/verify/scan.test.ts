import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { findInlineMaps, scanMap } from '../../cli/verify/maps.ts'
import { scanText } from '../../cli/verify/scan.ts'
import { listWanted } from '../../cli/verify/wanted.ts'

/** What is seen in a text, and what is left alone. Each row that is found shows that the guard is awake. */

const CATALOG = `telescopic: 1
attributes:
  tier: { type: string, brief: Part of the cache. }
  cache_tier: { type: string, brief: Part of the cache. }
  gen.model: { type: string, brief: Name of the model. }
scopes:
  job: { kind: span, brief: A job. }
  job.retries: { kind: counter, brief: Attempts after the first. }
  in: { kind: counter, brief: A keyword. }
`
const wanted = listWanted(parseCatalog(CATALOG, 'scopes.yaml').catalog, 'telescopic.gen')

function find(text: string): string[] {
  return scanText(text, wanted).map(({ kind, value, count }) => `${kind} ${value}${count > 1 ? ` x${count}` : ''}`)
}

describe('what is found in a text', () => {
  test.each([
    ['an import', "import{tele}from'telescopic'", 'module telescopic'],
    ['an import for its effect', 'import"telescopic/memory"', 'module telescopic/memory'],
    ['a re-export', 'export * from "telescopic/console";', 'module telescopic/console'],
    ['a require, minified', 'var t=r("telescopic");', 'module telescopic'],
    ['an import that is called', 'await import(/* @vite-ignore */ `telescopic`)', 'module telescopic'],
    ['a list of AMD', 'define(["exports","telescopic"],f)', 'module telescopic'],
    ['a module with escapes', 'require("tele\\x73copic")', 'module telescopic'],
    ['code in a string', 'eval("__webpack_require__(\\"telescopic\\")")', 'module telescopic'],
    ['a mark of the runtime', 'env("TELESCOPIC_STRICT")', 'runtime TELESCOPIC_STRICT'],
    ['the runtime in a comment', '// node_modules/telescopic/dist/runtime/x.js\n', 'runtime telescopic/dist'],
    ['a reporter alone', 'var r={recordTiming:(a,b)=>f(a,b)}', 'runtime recordTiming'],
    ['a class that is a reporter', 'class a{flush(){}recordTiming(a,b){}}', 'runtime recordTiming'],
    ['a generated file', "import'./telescopic.gen/scopes.js'", 'generated ./telescopic.gen/scopes.js'],
    ['a generated file in a comment', '// src/telescopic.gen/scopes.ts\n', 'generated telescopic.gen/scopes.ts'],
    ['a scope', "x('job.retries')", 'scope job.retries'],
    ['a scope in any position', 'const a={b:`job.retries`}', 'scope job.retries'],
    ['a scope with an escaped dot', '"job\\x2eretries"', 'scope job.retries'],
    ['a scope with an escaped dot, \\u', '"job\\u002eretries"', 'scope job.retries'],
    ['a scope with an escaped dot, \\u{}', '"job\\u{2e}retries"', 'scope job.retries'],
    ['a scope with an escaped dot, octal', '"job\\56retries"', 'scope job.retries'],
    ['a scope over two lines', '"job\\\n.retries"', 'scope job.retries'],
    ['a scope with a letter escaped for nothing', '"\\job.retries"', 'scope job.retries'],
    ['a scope after a quote in a regular expression', '/["]/.test(s);x("job.retries")', 'scope job.retries'],
    ['a scope after an apostrophe in a comment', "// it's\nx('job.retries')", 'scope job.retries'],
    ['a scope between two strings', '"a"in"job.retries"', 'scope job.retries'],
    ['the same scope often', '["job.retries","job.retries"]', 'scope job.retries x2'],
    ['a word as the first argument', 'x( "job" ,1)', 'word job'],
    ['a word as the only argument', "x('job')", 'word job'],
    ['a key with an underscore', 'x({cache_tier:1})', 'name cache_tier'],
    ['a key in quotes', "x({a:1, 'cache_tier': 1})", 'name cache_tier'],
    ['a key with a dot', 'x({"gen.model":1})', 'name gen.model'],
  ])('%s', (_, text, expected) => expect(find(text)).toEqual([expected]))
})

describe('what is left alone in a text', () => {
  test.each([
    ['the package in prose', '// a telescopic ladder\nx("a telescopic ladder")'],
    ['another package', 'import"@scope/telescopic";import"telescopic-mast"'],
    ['a word that is no argument', 'const x={kind:"job"};if(a==="job")y(1,"job")'],
    ['a word between two strings', 'f("a"in"b")'],
    ['a member access', 'job.retries;x.job.retries()'],
    ['a scope in a sentence', 'x("see job.retries for more")'],
    ['a longer name', 'x("job.retries.more","my.job.retries")'],
    ['a key that is a plain word', 'x({tier:1})'],
    ['a variable with the name of a key', 'const cache_tier=1;x(cache_tier)'],
    ['the naming enums', "import{Tier}from'./telescopic.gen/names.js'"],
    ['a call of another library', 'metrics.recordTiming("x", 2);recordTiming(1)'],
    ['an invalid escape', '"\\u{ffffffff}\\x"'],
  ])('%s', (_, text) => expect(find(text)).toEqual([]))

  test('what is allowed', () => {
    const allowed = { ...wanted, allowed: new Set(['job.retries', 'telescopic']) }
    expect(scanText('x("job.retries", "telescopic")', allowed)).toEqual([])
  })

  test('a string that is longer than a stack', () => {
    const text = `atob("${'A'.repeat(20_000_000)}");x("job.retries")`
    expect(find(text)).toEqual(['scope job.retries'])
  })
})

describe('the runtime is known by whatever is taken of it', async () => {
  const bridges = ['prometheus', 'statsd', 'otlp', 'otel', 'chrome-trace', 'pino', 'user-timing', 'diagnostics-channel']
  const names = ['memory', 'console', 'testing', 'beacon', ...bridges]
  const doors = ['telescopic', ...names.map((name) => `telescopic/${name}`)]
  const parts = await Promise.all(
    doors.map(async (door) => Object.keys(await import(door)).map((name) => [door, name] as const)),
  )
  // What records nothing by itself has no string to be known by.
  const unmarked = new Set(['fakeClock', 'expectEvents', 'activeTraceparent', 'subscribeToTelemetry'])
  const withMarks = parts.flat().filter(([, name]) => !unmarked.has(name))

  test.each(withMarks)('%s, %s', async (door, name) => {
    const contents = `import { ${name} as part } from '${door}'\nglobalThis.part = part\n`
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      external: ['node:*'],
    })
    expect(find(outputFiles[0]!.text).join()).toMatch(/^runtime /)
  })
})

describe('maps', () => {
  const map = (fields: object): string =>
    JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: '', ...fields })
  const source = "import { tele } from 'telescopic'\ntele.count('job.retries')\n"
  const scan = (json: string, strict = false): string[] | undefined =>
    scanMap(json, wanted, strict)?.map(({ kind, value, source }) => [kind, value, source].filter(Boolean).join(' '))

  test('the source that the user wrote may hold calls, unless they are asked for', () => {
    const json = map({ sourcesContent: [source] })
    expect(scan(json)).toEqual([])
    expect(scan(json, true)).toEqual(['module telescopic a.ts', 'scope job.retries a.ts'])
  })

  test.each([
    ['the runtime', { sources: ['../node_modules/telescopic/dist/runtime/tele.js'] }, 'runtime'],
    ['a generated file', { sources: ['src/telescopic.gen/scopes.ts'] }, 'generated'],
    ['a constant', { names: ['x', 'JOB_RETRIES'] }, 'name JOB_RETRIES'],
  ])('%s has been compiled', (_, fields, expected) => {
    expect(scan(map(fields))!.join()).toMatch(new RegExp(`^${expected}`))
    expect(scan(JSON.stringify({ version: 3, sections: [{ map: JSON.parse(map(fields)) }] }))).toHaveLength(1)
    expect(scan(`)]}'\n${map(fields)}`)).toHaveLength(1)
  })

  test('the naming enums may be a source', () => {
    expect(scan(map({ sources: ['src/telescopic.gen/names.ts'] }))).toEqual([])
  })

  test('what is no map is not taken for one', () => {
    expect(scan('{}')).toBeUndefined()
    expect(scan('x("job.retries")')).toBeUndefined()
  })

  test.each([
    ['base64', `data:application/json;base64,${Buffer.from('{"a":1}').toString('base64')}`],
    ['base64 with a charset', `data:application/json;charset=utf-8;base64,${btoa('{"a":1}')}`],
    ['percent signs', `data:application/json,${encodeURIComponent('{"a":1}')}`],
  ])('an inline map is found: %s', (_, url) => {
    const text = (end: string): string => `x()\n//# sourceMappingURL=${url}${end}`
    for (const end of ['', '\n', ' */', '*/']) {
      expect(findInlineMaps(text(end)), end).toEqual([{ json: '{"a":1}', start: 8 }])
    }
  })
})
