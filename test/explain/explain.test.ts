import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { diffEdits } from '../../cli/explain/diff.ts'
import { explainCalls } from '../../cli/explain/verdicts.ts'
import { run } from '../../cli/prove/builds.ts'
import { createConfig } from '../../transformer/options.ts'
import { analyzeSource, transformSource } from '../../transformer/transform.ts'
import { createProject, SCOPES } from '../hosts/project.ts'

/** `telescopic explain`: a row is a call, its verdict and the reason. */

const { catalog } = parseCatalog(SCOPES, 'scopes.yaml')
const config = createConfig({ mode: 'off', catalog })

function explain(code: string): string[] {
  const text = `import { tele } from 'telescopic'\n${code}\n`
  const analysis = analyzeSource(text, 'a.ts', config)
  return explainCalls(text, 'a.ts', analysis).map(({ method, verdict, why }) => `${method} ${verdict}: ${why}`)
}

const GONE = 'removed: nothing of it is left'

describe('verdicts', () => {
  test.each([
    ["tele.count('hit')", `count ${GONE}`],
    ["const f = () => tele.count('hit')", 'count removed: its value is nothing: `void 0` is left'],
    ["const a = tele('job', () => 1)", 'span inlined: what the function does takes the place of the call'],
    [
      "const a = tele('job', { }, () => { return 1 })",
      'span inlined: what the function does takes the place of the call',
    ],
    ["tele('job', () => { let a = 1; b(a) })", 'span inlined: what the function does takes the place of the call'],
    [
      "const a = (tele('job', (span): number => 1))",
      'span inlined: what the function does takes the place of the call',
    ],
    ["tele('job', function () { b(); c() })", 'span called in place: a `function` has a `this` of its own'],
    [
      "tele('job', () => { var a = 1; b(a) })",
      'span called in place: it declares a `var`, which would be seen outside',
    ],
    ["a(tele('job', async () => { b(); c() }))", 'span called in place: it is async, and nobody awaits it here'],
    [
      "await tele('job', async () => { b() })",
      'span called in place: it is async, and has nothing to wait for at its end',
    ],
    [
      "tele('job', () => { if (a) return; b() })",
      'span called in place: its `return` would be one of the function around it',
    ],
    [
      "a(tele('job', () => { b(); return 1 }))",
      'span called in place: it is a block, and its value is wanted where only an expression may stand',
    ],
    ["function work() {}\ntele('job', work)", 'span called in place: the function is called by its name'],
    ["const a = tele.wrap('job', () => 1)", 'wrap inlined: the function takes the place of the wrapper'],
    ["class A { @tele.traced('job') m() {} }", `traced ${GONE}`],
    ['tele.configure({ reporters: [] })', `configure ${GONE}`],
    ["using span = tele('job')", `span ${GONE}`],
    ["if (tele.enabled) { tele.count('hit') }", `count ${GONE}`],
  ])('%s', (code, expected) => expect(explain(code)).toEqual([expected]))

  test('a call within a call', () => {
    expect(explain("tele('job', () => { tele.count('hit') })")).toEqual([`span ${GONE}`, `count ${GONE}`])
    expect(explain("const a = tele('job', (s) => { s.set({}); return tele('job', () => 1) })")).toEqual([
      'span inlined: what the function does takes the place of the call',
      `set ${GONE}`,
      'span inlined: what the function does takes the place of the call',
    ])
  })

  test('an error refuses its call and keeps the others', () => {
    expect(explain("tele.count('hti')\ntele.count('hit')")).toEqual([
      "count refused: 'hti' is not a scope of scopes.yaml [scope-unknown]",
      'count kept: nothing is taken out of a file with an error',
    ])
  })

  test('without edits every call is kept', () => {
    const text = "import { tele } from 'telescopic'\ntele.count('hit')\n"
    const analysis = analyzeSource(text, 'a.ts', createConfig({ catalog, mode: 'on' }))
    expect(explainCalls(text, 'a.ts', analysis)).toMatchObject([{ verdict: 'kept', why: 'the build keeps its scope' }])
  })
})

describe('the difference', () => {
  const marks = { hunk: '', same: ' ', removed: '-', added: '+' }
  const diff = (text: string): string[] =>
    diffEdits(text, analyzeSource(text, 'a.ts', config).edits).map(({ kind, text }) => marks[kind] + text)

  test('hunks have their lines, with two around them', () => {
    const text = `import { tele } from 'telescopic'\n${'x();\n'.repeat(8)}tele('job', () => {\n  a()\n\n  b()\n})\n`
    expect(diff(text)).toEqual([
      '@@ -1,3 +1,2 @@',
      "-import { tele } from 'telescopic'",
      ' x();',
      ' x();',
      '@@ -8,7 +7,7 @@',
      ' x();',
      ' x();',
      "-tele('job', () => {",
      '+{',
      '   a()',
      ' ',
      '   b()',
      '-})',
      '+}',
    ])
  })

  test.each(['\n', '\r\n', '\r'])('lines that end with %j', (end) => {
    const text = ["import { tele } from 'telescopic'", "tele.count('hit')", 'x()', ''].join(end)
    expect(diff(text)).toEqual(['@@ -1,3 +1,1 @@', "-import { tele } from 'telescopic'", "-tele.count('hit')", ' x()'])
  })

  test('what is added and kept is the text that the compiler gets, blank lines aside', () => {
    const text = `import { tele } from 'telescopic'
export function f() { tele.count('hit'); return tele('job', () => { if (a) return 1; return 2 }) }
const s = tele('job'), size = tele('job', async () => {
  return await g() // kept
})
s.end()`
    const after = diff(text).filter((line) => /^[ +]/.test(line))
    const lines = transformSource(text, 'a.ts', config).code.split('\n')
    const squeeze = (line: string): string => line.replace(/\s+/g, '')
    expect(after.map((line) => squeeze(line.slice(1)))).toEqual(lines.map(squeeze).filter(Boolean))
  })
})

describe('the command', () => {
  const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  const project = createProject({
    'src/a.ts': "import { tele } from 'telescopic'\n\ntele.count('hit')\n",
    'src/faulty.ts': "import { tele } from 'telescopic'\nconsole.log(tele)\n",
    'src/none.ts': 'x()\n',
  })
  // CI servers ask for colours by their environment, and some name FORCE_COLOR too: an answer of the test says which.
  const start = (...args: string[]) =>
    run(process.execPath, [command, 'explain', ...args], project.root, { NO_COLOR: '1' })

  test('prints calls and difference, plain where NO_COLOR asks for it', async () => {
    expect(await start('src/a.ts')).toMatchObject({
      code: 0,
      stdout: `src/a.ts:3:1 count hit removed: nothing of it is left

--- src/a.ts
+++ src/a.ts, telemetry off
@@ -1,3 +1,1 @@
-import { tele } from 'telescopic'
 
-tele.count('hit')
`,
    })
  })

  test('prints them in colours where FORCE_COLOR asks for it', async () => {
    const args = [command, 'explain', 'src/a.ts']
    const { stdout } = await run(process.execPath, args, project.root, { NO_COLOR: '', FORCE_COLOR: '1' })
    expect(stdout).toContain("\x1b[31m-tele.count('hit')\x1b[39m")
  })

  test('as JSON', async () => {
    const { code, stdout } = await start('src/a.ts', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      file: 'src/a.ts',
      calls: [{ method: 'count', scope: 'hit', place: { line: 3, column: 1 }, verdict: 'removed' }],
      diff: ['@@ -1,3 +1,1 @@', "-import { tele } from 'telescopic'", ' ', "-tele.count('hit')"],
      diagnostics: [],
    })
  })

  test('an error is told with its place, and ends with 1', async () => {
    const { code, stderr } = await start('src/faulty.ts')
    expect(code).toBe(1)
    expect(stderr).toContain('src/faulty.ts:2:13 error tele-escape')
  })

  test('a file without telemetry is said to be one', async () => {
    expect(await start('src/none.ts')).toMatchObject({ code: 0, stdout: 'src/none.ts: no use of telescopic\n' })
  })

  test.each([
    ['nothing', [], '`telescopic explain` needs a file'],
    ['a file that is not there', ['src/nowhere.ts'], 'There is no file `src/nowhere.ts`'],
    ['a catalog that is not there', ['src/a.ts', '--catalog', 'no.yaml'], 'There is no file `no.yaml`'],
  ])('%s is wrong usage', async (_, args, message) => {
    const { code, stderr } = await start(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
