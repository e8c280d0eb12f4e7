import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { configure, createRecorder } from '../../runtime/configure.ts'
import { NOOP_SPAN } from '../../runtime/noop.ts'
import { count, countIn, countOf, open, prepareSite, run } from '../../runtime/prepared.ts'
import type { TelemetryRecord } from '../../runtime/reporter.ts'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { recordProgram } from './record.ts'
import { catalog } from './spec.ts'

/** Prepared calls where it is not Node that runs them, before their module has run, silenced, and in company. */

const optimize = resolveOptimizations()

function prepare(code: string): string {
  const result = transformSource(code, 'input.ts', createConfig({ mode: 'on', catalog, optimize }))
  expect(result.diagnostics).toEqual([])
  return result.code
}

// --- browsers ---

const PAGE = `import { tele } from 'telescopic'
const hop = async () => { await null; await null }
async function work() {
  await tele('job', async () => {
    tele.count('hit', 1)
    await hop()
    tele.count('hit', 2)
    tele.emit('tool.done', { bytes: 3 })
    await tele('detail', async () => { await hop(); tele.count('hit', 4) })
    tele('detail', () => tele.count('hit', 5))
    const helper = () => tele.count('hit', 6)
    helper()
    try { await Promise.reject(1) } catch { tele.gauge('depth', 7) }
    { using inner = tele('detail'); inner.set({}); await hop(); tele.record('bytes', 8) }
  })
  tele.count('hit', 9)
}
await work()
tele.count('hit', 10)
await Promise.all([
  tele('job', async (span) => { await hop(); tele.count('hit', 11); await hop(); span.count('retries', 12) }),
  tele('detail', async () => { await hop(); tele.count('hit', 13) }),
])
tele.count('hit', 14)
`

/** The parents of the metrics and events by their number; what is lost is told from what is known. */
const WRITTEN = '1 job/1, 2 -, 3 -, 4 -, 5 detail/1, 6 -, 7 -, 8 -, 9 -, 10 -, 11 -, 13 -, 12 job/1, 14 -'
const PREPARED =
  '1 job/1, 2 job/1, 3 job/1, 4 detail/2, 5 detail/2, 6 -, 7 job/1, 8 job/1, 9 -, 10 -, 11 job/1, 13 detail/1, 12 job/1, 14 -'

async function bundlePage(code: string): Promise<string> {
  const room = new URL('../../runtime', import.meta.url).pathname
  const enable = `import { tele } from 'telescopic'
    const told = [], note = (value, { parentScope, depth }) => told.push(\`\${value} \${parentScope ? \`\${parentScope}/\${depth}\` : '-'}\`)
    tele.configure({ enabled: true, delivery: 'sync', reporters: [{ recordTiming() {},
      recordMetric: (_, value, metadata) => note(value, metadata), recordEvent: ({ measurements, metadata }) => note(measurements.bytes, metadata) }] })`
  const { outputFiles } = await build({
    stdin: {
      contents: `import 'enable'; import 'page'; import { told } from 'enable'; globalThis.done(told.join(', '))`,
      resolveDir: room,
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'silent',
    alias: { 'telescopic/site': `${room}/compiled.ts`, telescopic: `${room}/index.ts` },
    plugins: [
      {
        name: 'page',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(?:page|enable)$/ }, ({ path }) => ({ path, namespace: 'page', sideEffects: true }))
          onLoad({ filter: /.*/, namespace: 'page' }, ({ path }) => ({
            contents: path === 'page' ? code : enable.replace('const told', 'export const told'),
            loader: 'ts',
            resolveDir: room,
          }))
        },
      },
    ],
  })
  return outputFiles[0]!.text
}

describe('where there is no AsyncLocalStorage', () => {
  test.each([
    ['as it is written', PAGE, WRITTEN],
    ['prepared', prepare(PAGE), PREPARED],
  ])('nesting, %s', async (_name, code, expected) => {
    const script = (await bundlePage(code)).replace(/^export \{[^}]*\};?$/m, '')
    const told = new Promise((resolve, reject) => {
      const context = createContext({ done: resolve, performance, console })
      Promise.resolve(runInContext(`(async () => {${script}})()`, context)).catch(reject)
    })
    expect(await told).toBe(expected)
  })

  /** `TELESCOPIC_REAL=1` opens the page in the Chromium that is installed, or in the one that `CHROMIUM` names. */
  test.runIf(process.env.TELESCOPIC_REAL === '1')(
    'nesting in Chromium',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'telescopic-page-'))
      for (const [code, expected] of [
        [PAGE, WRITTEN],
        [prepare(PAGE), PREPARED],
      ] as const) {
        const script = `globalThis.done = (told) => document.body.textContent = 'told: ' + told + '.'\n${await bundlePage(code)}`
        writeFileSync(join(folder, 'page.html'), `<!doctype html><body><script type="module">${script}</script>`)
        const flags = [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${folder}`,
          '--virtual-time-budget=5000',
        ]
        const page = execFileSync(
          process.env.CHROMIUM ?? 'chromium',
          [...flags, '--dump-dom', `file://${folder}/page.html`],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
        )
        expect(/told: (.*?)\./.exec(page)?.[1]).toBe(expected)
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
    60_000,
  )
})

// --- modules ---

test('a function is called before its own module has run', async () => {
  const main = `import { tele } from 'telescopic'
import { early } from './other.js'
export function work() { tele.count('hit', 1); tele('job', () => log('in')); using s = tele('job'); s.count('retries') }
log(early)
work()
`
  const other = `import { work } from './main.js'\nexport const early = 'early'\nwork()\n`
  const plain = await recordProgram(
    new Map([
      ['main.ts', main],
      ['other.ts', other],
    ]),
    undefined,
  )
  const prepared = await recordProgram(
    new Map([
      ['main.ts', prepare(main)],
      ['other.ts', other],
    ]),
    undefined,
  )
  expect(prepared).toEqual(plain)
  expect(plain.trace).toEqual(['in', 'early', 'in'])
  expect(plain.events).toHaveLength(8)
})

test('what stands before the import of tele is loaded before it', async () => {
  const main = `import './first.js'\nimport { tele } from 'telescopic'\nimport './last.js'\ntele.count('hit', 1)\n`
  expect(prepare(main)).toMatch(/^import '.\/first.js'\nimport \{ tele \} from 'telescopic';import\{/)
})

// --- sites ---

function createTold() {
  const told: TelemetryRecord[] = []
  const reporter = {
    recordTiming: (scope: string, durationS: number, metadata: never) =>
      told.push({ kind: 'timing', scope, durationS, metadata }),
    recordMetric: (scope: string, value: number, metadata: never) =>
      told.push({ kind: 'metric', scope, value, metadata }),
  }
  return { told, reporters: [reporter] }
}

describe('sites', () => {
  test('there is one for a name of an instrument, and none is shared by two', () => {
    const [one, other] = [createRecorder({ detached: true }), createRecorder({ detached: true })]
    expect(prepareSite(one, 'hit')).toBe(prepareSite(one, 'hit'))
    expect(prepareSite(one, 'hit')).not.toBe(prepareSite(other, 'hit'))
  })

  test('hear of what is configured later, beyond the cap of names too', () => {
    const { told, reporters } = createTold()
    const recorder = createRecorder({ detached: true, delivery: 'sync', reporters, enabled: true })
    for (let index = 0; index < 10_001; index++) prepareSite(recorder, `n${index}`)
    configure(recorder, { enabled: false })
    const last = prepareSite(recorder, 'n10000')
    expect(last.interest).toBe(false)
    configure(recorder, { enabled: true, filter: (scope) => scope === 'n10000' })
    expect([last.interest, prepareSite(recorder, 'n1').interest]).toEqual([true, false])
    count(last, 3)
    expect(told).toMatchObject([{ scope: 'n10000', value: 3 }])
  })

  test('a call that records nothing evaluates nothing, and one that does evaluates once', async () => {
    const code = `import { tele } from 'telescopic'
const f = (n) => { log(n); return n }
const out = [tele.count('hit', f(1)), tele('job', { size: f(2) }, () => f(3))]
{ using s = tele('job', { size: f(4) }); s.count('retries', f(5)) }
log(out)
`
    const on = await recordProgram(new Map([['main.ts', prepare(code)]]), undefined)
    const silenced = `${prepare(code).replace(/\n/, '\ntele.configure({ filter: () => false });')}`
    expect(on.trace).toEqual(['1', '2', '3', '4', '5', ',3'])
    const off = await recordProgram(new Map([['main.ts', silenced]]), undefined, { mayConfigure: true })
    expect(off).toEqual({ trace: ['3', ',3'], events: [] })
  })

  test('what is inert stays inert, and nobody records by it', () => {
    const { told, reporters } = createTold()
    const recorder = createRecorder({
      detached: true,
      delivery: 'sync',
      reporters,
      enabled: true,
      filter: (scope) => scope !== 'job',
    })
    const [job, hit] = [prepareSite(recorder, 'job'), prepareSite(recorder, 'hit')]
    expect(open(job)).toBe(NOOP_SPAN)
    run(job, undefined, (span) => {
      countOf(span, hit, 1)
      countIn(span, hit, 2)
    })
    expect(told).toMatchObject([{ value: 2, metadata: { depth: 0, parentScope: undefined } }])
  })

  test('a name that no catalog can have is a bug of the compiler', () => {
    expect(() => prepareSite(createRecorder({ detached: true }), '')).toThrow('no catalog can have')
  })
})

test('what is asked whether to record may be instrumented itself', () => {
  const told: string[] = []
  const ask = <T>(answer: T): T => run(prepareSite(recorder, 'asked'), undefined, () => answer)
  const recorder: ReturnType<typeof createRecorder> = createRecorder({
    ...{ enabled: true, delivery: 'sync', detached: true, sampleRate: () => ask(1) },
    filter: (scope) => ask(scope !== 'job'),
    reporters: [{ recordTiming: (scope) => void told.push(scope), recordMetric() {} }],
  })
  for (const scope of ['work', 'job']) run(prepareSite(recorder, scope), undefined, () => {})
  expect(told.filter((scope) => scope !== 'asked')).toEqual(['work'])
  expect(told.length).toBeLessThan(20)
})
