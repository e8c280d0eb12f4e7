import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { createTelemetry, isTelemetryReporter, NOOP, tele as own, type TelemetryReporter } from '../../runtime/index.ts'
import { RE_SCOPE } from '../../runtime/names.ts'
import { NOOP_SPAN } from '../../runtime/noop.ts'
import { previewRaw, wantsRawPreview } from '../../runtime/preview.ts'
import { memoryReporter } from '../../runtime/reporters/memory.ts'
import { otelMetricsReporter } from '../../runtime/reporters/otel.ts'
import { createTestTelemetry, type FakeClock, fakeClock, type TestTelemetryOptions } from '../../runtime/testing.ts'
import { transform } from '../../transformer/hosts/transform.ts'
import library from '../fixtures/pollux/names.json' with { type: 'json' }
import names from '../fixtures/runtime/names.json' with { type: 'json' }
import { type Loose, listReporter, loosen } from './catalog.ts'
import { runFixture } from './run-fixture.ts'

/**
 * The features of Pollux, the first of the two systems that Telescopic re-imagines, by number. A line each: what is ours to
 * the full has its own file; here it is seen to be there, and where ours differs from the original it is said.
 */

afterEach(() => void vi.restoreAllMocks())

const reporter: TelemetryReporter = { recordTiming() {}, recordMetric() {} }
const scopes = (records: readonly unknown[]): string[] => records.map((record) => (record as Loose).scope)
const test = (options: Partial<TestTelemetryOptions<FakeClock>> = {}): Loose => {
  const { tele, ...rest } = createTestTelemetry({ clock: fakeClock(), ...options })
  return { ...rest, tele: loosen(tele) }
}

describe('switch', () => {
  it('P1 enabled when the flag is exactly 1', async () => {
    const isOn = async (flag: string): Promise<unknown> =>
      ((await runFixture('flags.ts', { env: { TELESCOPIC: flag }, args: ['1'] })) as Loose).tele
    expect(await Promise.all(['1', 'true', ' 1', '0', ''].map(isOn))).toEqual([true, false, false, false, false])
  })

  it('P2 the flag is read when the module loads', () => {
    vi.stubEnv('TELESCOPIC', '1')
    expect(createTelemetry({ reporters: [reporter] }).enabled).toBe(false)
    vi.unstubAllEnvs()
  })

  it('P3 off is one shared object', () => {
    const off = loosen(createTelemetry())
    expect(new Set([off('a'), off.start('b', { x: 1 }), loosen(own)('c'), loosen(NOOP)('d'), loosen(NOOP)])).toEqual(
      new Set([NOOP_SPAN]),
    )
  })

  it('P4 a flag without a reporter: `tele` keeps records in memory, other instruments record nothing', async () => {
    const seen = (await runFixture('flags.ts', { env: { TELESCOPIC: '1' }, args: ['0'] })) as Loose
    expect([seen.tele, seen.kept, seen.instance]).toEqual([true, 1, false])
  })

  it('P5 `enabled` says so, and is a constant where telemetry is compiled out', () => {
    expect([test().tele.enabled, NOOP.enabled]).toEqual([true, false])
    expect(erase(`import { tele } from 'telescopic'\nif (tele.enabled) report()`).code).not.toMatch(/enabled|report/)
  })
})

describe('scopes', () => {
  it('P6 calling opens a span, which is what the function is given', () => {
    const { tele, records } = test()
    expect(tele('a', (span: Loose) => span.scope)).toBe('a')
    tele.time('b').end()
    expect(scopes(records)).toEqual(['a', 'b'])
  })

  it("P7 depth and parent; a name is the catalog's, not a path of what is around it", () => {
    const { tele, records } = test()
    tele('a.b', () => tele('c.d', () => {}))
    expect(records).toMatchObject([
      { scope: 'c.d', metadata: { depth: 1, parentScope: 'a.b' } },
      { scope: 'a.b', metadata: { depth: 0, parentScope: undefined } },
    ])
  })

  it('P8 callCount counts', () => {
    const { tele, records } = test()
    for (let index = 0; index < 3; index++) tele('a', () => {})
    expect(records.map((record: Loose) => record.metadata.callCount)).toEqual([1, 2, 3])
  })

  it('P9 four times in seconds, the end of the calendar derived', () => {
    const { tele, records, clock } = test({ clock: fakeClock(5, 1000) })
    tele('a', () => clock.advance(2))
    expect(records[0]).toMatchObject({
      durationS: 2,
      metadata: { startMonotonicS: 5, endMonotonicS: 7, startWallTimeS: 1000, endWallTimeS: 1002 },
    })
  })

  it('P10 an error is timed and passes unchanged, thrown or rejected', async () => {
    const { tele, records } = test()
    const error = new Error('x')
    expect(() =>
      tele('a', () => {
        throw error
      }),
    ).toThrow(error)
    await expect(tele('b', async () => Promise.reject(error))).rejects.toBe(error)
    expect(scopes(records)).toEqual(['a', 'b'])
  })

  it('P11 user metadata wins over what is built in', () => {
    const { tele, records } = test()
    tele('a', { depth: 99 }, () => {})
    expect(records[0].metadata.depth).toBe(99)
  })

  it('P12 count, gauge and time; metricType says which', () => {
    const { tele, records } = test()
    tele.count('c')
    tele.gauge('g', 2)
    tele.record('h', 3)
    tele.time('t').end()
    expect(records.map((record: Loose) => record.metadata.metricType)).toEqual([
      'counter',
      'gauge',
      'histogram',
      undefined,
    ])
  })

  it('P13 the depth of a metric is the number of open spans', () => {
    const { tele, records } = test()
    tele('a', () => tele('b', () => tele.count('n')))
    expect(records[0].metadata).toMatchObject({ depth: 2, parentScope: 'b' })
  })

  it('P14 strict names: one rule when compiled and when run', () => {
    const { tele } = test({ strict: true })
    const compiled = (name: string): boolean =>
      parseCatalog(`telescopic: 1\nscopes: { ${JSON.stringify(name)}: { kind: span, brief: A. } }`, 'scopes.yaml')
        .diagnostics.length === 0
    for (const name of names.valid) {
      expect([RE_SCOPE.test(name), () => tele(name), compiled(name)]).toEqual([true, expect.any(Function), true])
      expect(() => tele(name)).not.toThrow()
    }
    for (const name of names.malformed) {
      expect([RE_SCOPE.test(name), compiled(name)]).toEqual([false, false])
      expect(() => tele(name)).toThrow(RangeError)
    }
  })

  it('P15 a name that is empty or no text is refused', () => {
    const { tele } = test({ strict: true })
    expect(() => tele('')).toThrow(RangeError)
    expect(() => tele(5)).toThrow(TypeError)
  })

  it('P16 names of metrics are checked like any other', () => {
    expect(() => test({ strict: true }).tele.count('Bad-Name/x')).toThrow(RangeError)
  })
})

describe('reporters and context', () => {
  it('P17 several, in order', () => {
    const lines: string[] = []
    const { tele } = test({ reporters: ['a', 'b', 'c'].map((name) => listReporter(lines, name)) })
    tele.count('n')
    expect(lines).toEqual(['ametric n 1', 'bmetric n 1', 'cmetric n 1'])
  })

  it('P18 one that fails is alone with it', () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const lines: string[] = []
    const broken = { ...reporter, recordMetric: () => expect.unreachable() }
    const { tele, lost } = test({ reporters: [broken, listReporter(lines)] })
    tele.count('n')
    expect([lines, lost().reporterFailures]).toEqual([['metric n 1'], 1])
  })

  it('P19 a reporter is whatever has the two methods', () => {
    class Foreign {
      recordTiming(_scope: string, _durationS: number): void {}
      recordMetric(): void {}
    }
    expectTypeOf<Foreign>().toExtend<TelemetryReporter>()
    expectTypeOf<{ recordTiming(): void }>().not.toExtend<TelemetryReporter>()
    expect([isTelemetryReporter(new Foreign()), isTelemetryReporter({ recordTiming() {} })]).toEqual([true, false])
  })

  it('P20 concurrent tasks do not see each other', async () => {
    const { tele, records } = test()
    await Promise.all(
      ['x', 'y'].map((name) => tele(name, async () => [await sleep(name === 'x' ? 3 : 1), tele.count(`${name}.n`)])),
    )
    for (const { scope, metadata } of records.filter(({ kind }: Loose) => kind === 'metric')) {
      expect(`${metadata.parentScope}.n`).toBe(scope)
    }
  })

  it('P21 a worker starts empty', async () => {
    expect(await runFixture('worker.ts')).toContainEqual([['worker.job', 0, null]])
  })

  it('P22 instruments share the context and nothing else', () => {
    const [one, two] = [test(), test()]
    one.tele('a', () => two.tele('b', () => {}))
    expect([scopes(one.records), scopes(two.records)]).toEqual([['a'], ['b']])
    expect(two.records[0].metadata.parentScope).toBe('a')
  })

  it('P23 closing in the wrong order leaves nothing behind', () => {
    const { tele, records } = test()
    const [a, b] = [tele('a'), tele('b')]
    a.end()
    b.end()
    tele.count('n')
    expect(records.at(-1).metadata).toMatchObject({ depth: 0, parentScope: undefined })
  })

  it('P24 off returns nothing, checks nothing, leaves nothing on the heap', async () => {
    const noop = loosen(NOOP)
    expect([noop.count(), noop.gauge(null), noop(''), noop(undefined)]).toEqual([
      undefined,
      undefined,
      NOOP_SPAN,
      NOOP_SPAN,
    ])
    expect(((await runFixture('noop-heap.ts', { nodeArgs: ['--expose-gc'] })) as Loose).bytes).toBeLessThan(1)
  })
})

describe('in memory', () => {
  it('P25 a thousand entries a scope, reset, plain data', () => {
    const memory = memoryReporter()
    const { tele } = test({ reporters: [memory] })
    for (let index = 0; index < 1500; index++) tele.gauge('n', index)
    expect(memory.toObject().metrics.n!.map(({ value }) => value)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i + 500),
    )
    memory.reset()
    expect(memory.toObject()).toEqual({ timings: {}, metrics: {}, events: {} })
  })

  it('P26 the text report: parents keep their children, gauges show the last value', () => {
    const memory = memoryReporter()
    const { tele, clock } = test({ reporters: [memory] })
    tele('a', () => tele('a.b', () => clock.advance(0.1)))
    tele.gauge('q', 40)
    tele.gauge('q', 38)
    expect(memory.report().split('\n').slice(2)).toEqual([
      '',
      '--- Timings ---',
      'a                              | Calls: 1    | Avg: 0.1000s | Total: 0.1000s',
      '  b                              | Calls: 1    | Avg: 0.1000s | Total: 0.1000s',
      '',
      '--- Metrics ---',
      'q                                        | Count: 2    | Last: 38.00',
    ])
  })

  it('P27 no deprecated alias is offered: `tele.time` and `tele.span` are `tele`', () => {
    const { tele } = test()
    expect([tele.time, tele.span]).toEqual([tele, tele])
  })

  it('P28 the raw preview counts characters, not halves of them', () => {
    expect(previewRaw('😀😀😀😀', { limit: 2 })).toEqual({ text: '😀😀... [TRUNCATED]' })
  })

  it('P29 the raw preview is asked for by the program, else by a flag that is exactly 1', () => {
    vi.stubEnv('TELESCOPIC_RAW_PREVIEW', '1')
    expect([wantsRawPreview(), wantsRawPreview(false)]).toEqual([true, false])
    vi.stubEnv('TELESCOPIC_RAW_PREVIEW', 'yes')
    expect([wantsRawPreview(), wantsRawPreview(true)]).toEqual([false, true])
    vi.unstubAllEnvs()
  })

  it('P30 what is attached to a result is plain data of known keys, whatever came in', () => {
    const hostile = JSON.parse('{"__proto__": {"text": "x"}, "text": {"a": 1}, "usage": [1], "candidates": {"0": 1}}')
    expect(JSON.stringify(previewRaw(hostile))).toBe('{}')
  })
})

const CATALOG = `telescopic: 1
attributes: { x: { type: int, brief: A number. } }
scopes:
  known: { kind: span, brief: A span., attributes: { x: recommended } }
  hit: { kind: counter, brief: A counter. }
`
const folder = mkdtempSync(join(tmpdir(), 'telescopic-pollux-'))
writeFileSync(join(folder, 'scopes.yaml'), CATALOG)
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

/** What is left of a program, and what is said of it, with telemetry compiled out. */
function erase(code: string): { readonly code: string; readonly messages: readonly string[] } {
  const result = transform(code, join(folder, 'file.ts'), { enabled: false, catalog: join(folder, 'scopes.yaml') })
  return { code: result.code, messages: result.diagnostics.map(({ message }) => message) }
}

const using = (statement: string): string => `import { tele } from 'telescopic'\n${statement}\n`

describe('at compile time', () => {
  it('P31 the names of the library are in a catalog', () => {
    const path = new URL('../../examples/pollux/scopes.yaml', import.meta.url)
    const { catalog } = parseCatalog(readFileSync(path, 'utf8'), 'scopes.yaml')
    expect(library.pipeline.filter(({ name }) => !catalog.scopes.has(name))).toEqual([])
    expect(library.pipeline.length).toBeGreaterThan(30)
  })

  it('P32 how a name is written: known, unknown, made at run time', () => {
    expect(erase(using(`tele('known').end()`)).messages).toEqual([])
    expect(erase(using(`tele('unknown').end()`)).messages).toHaveLength(1)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the program's
    expect(erase(using('tele(`known.${index}`).end()')).messages).toHaveLength(1)
  })

  it('P33 compiled out nothing is left', () => {
    expect(erase(using(`tele.count('hit')\nexport const a = 1`)).code.trim()).toBe('export const a = 1')
  })

  it('P34 a span of depth 200 knows its depth; what one costs is in docs/performance.md', () => {
    const { tele, records } = test()
    const nest = (depth: number): void => tele('a', () => (depth > 1 ? nest(depth - 1) : undefined))
    nest(200)
    expect(records[0].metadata.depth).toBe(199)
  })

  it('P35 arguments are not evaluated where it is compiled out; one with an effect is an error', () => {
    expect(erase(using(`tele('known', { x: size() }).end()`)).code).not.toContain('size')
    expect(erase(using(`tele('known', { x: i++ }).end()`)).messages).toHaveLength(1)
  })

  it('P36 a decorator and a wrapper: same function', async () => {
    const { tele, records } = test()
    const load = tele.wrap('a', async function (this: Loose, b: number) {
      return [this.a, b]
    })
    expect(await load.call({ a: 1 }, 2)).toEqual([1, 2])
    expect(scopes(records)).toEqual(['a'])
  })

  it('P37 a failed span says so, by class; the message only when asked for', () => {
    const fail = (options: object): Loose => {
      const { tele, records } = test(options)
      expect(() =>
        tele('a', () => {
          throw new RangeError('x')
        }),
      ).toThrow()
      return records[0].metadata
    }
    expect(fail({})).toMatchObject({ error: true, errorType: 'RangeError' })
    expect(fail({})).not.toHaveProperty('errorMessage')
    expect(fail({ errorMessages: true })).toMatchObject({ errorMessage: 'x' })
  })

  it('P38 flush and shutdown reach every reporter once; a missing hook is fine', async () => {
    const lines: string[] = []
    const { tele } = test({ reporters: [reporter, { ...reporter, flush: () => void lines.push('flush') }] })
    await tele.flush()
    await tele.shutdown()
    expect(lines).toEqual(['flush', 'flush'])
  })

  it('P39 a reporter that is none is named by its position and what it lacks', () => {
    expect(() => createTelemetry({ reporters: [reporter, { recordTiming() {} } as Loose] })).toThrow(
      'Reporter at position 1 (Object) is invalid. Missing required method(s): recordMetric.',
    )
  })

  it('P40 OpenTelemetry: seconds in a histogram, no negative counter, no empty attribute', () => {
    const calls: unknown[] = []
    const instrument = (kind: string, name: string) => (value: number, attributes: unknown) =>
      void calls.push([kind, name, value, attributes])
    const meter = {
      createCounter: (name: string) => ({ add: instrument('counter', name) }),
      createHistogram: (name: string, options?: object) => ({
        record: instrument(`histogram ${JSON.stringify(options)}`, name),
      }),
    }
    const { tele, clock } = test({ reporters: [otelMetricsReporter({ meter })] })
    tele('a', { x: 1, nothing: null, list: [1, 2] }, () => clock.advance(2))
    tele.count('c', 2, { tier: 'l1' })
    tele.count('c', -2)
    tele.gauge('g', 3)
    expect(calls).toEqual([
      ['histogram {"unit":"s"}', 'a', 2, { x: 1, list: '1,2' }],
      ['counter', 'c', 2, { tier: 'l1' }],
      ['histogram undefined', 'g', 3, {}],
    ])
  })

  it('P41 a name that is not in the catalog fails the build', () => {
    expect(erase(using(`tele.count('hti')`)).messages[0]).toContain('hti')
    expect(erase(using(`tele.count('hit')`)).messages).toEqual([])
  })
})
