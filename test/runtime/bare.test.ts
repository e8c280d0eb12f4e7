import { describe, expect, test } from 'vitest'
import { enter, leave, runBare, runBareIn, syncBare } from '../../runtime/bare.ts'
import { createRecorder } from '../../runtime/configure.ts'
import { open, prepareSite, run, runIn, sync } from '../../runtime/prepared.ts'
import { recordTiming } from '../../runtime/recorder.ts'
import type { ReporterWants, TelemetryRecord } from '../../runtime/reporter.ts'
import type { Site } from '../../runtime/site.ts'
import { listen } from './listen.ts'

/** Spans without an object record what spans with one do: compiled calls take the one or the other. */

interface Forms {
  readonly run: <T>(site: Site, metadata: unknown, fn: () => T) => T
  readonly sync: <T>(site: Site, metadata: unknown, fn: () => T) => T
  /** A `using`, as it is lowered. */
  readonly hold: <T>(site: Site, metadata: unknown, fn: () => T) => T
}

const WITH: Forms = {
  run,
  sync,
  hold: (site, metadata, fn) => {
    const span = open(site, metadata)
    try {
      return fn()
    } finally {
      span.end()
    }
  },
}

const WITHOUT: Forms = {
  run: runBare,
  sync: syncBare,
  hold: (site, metadata, fn) => {
    const place = enter(site, metadata)
    try {
      return fn()
    } finally {
      leave(site, place)
    }
  },
}

type Sites = Readonly<Record<'a' | 'b' | 'c', Site>>

async function settle(work: () => unknown): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    return String(error)
  }
}

const PROGRAMS: Readonly<Record<string, (forms: Forms, sites: Sites) => unknown>> = {
  'nested, each in its own way': ({ run, sync, hold }, { a, b, c }) =>
    run(a, undefined, () => hold(b, { key: 1 }, () => sync(c, { key: 'x' }, () => hold(a, undefined, () => 1)))),
  'one that throws': ({ run, sync }, { a, b }) =>
    run(a, { key: 1 }, () =>
      sync(b, undefined, () => {
        throw new TypeError('no')
      }),
    ),
  'a using that throws, and one behind it': ({ hold }, { a, b, c }) => {
    try {
      hold(a, undefined, () =>
        hold(b, undefined, () => {
          throw new Error('no')
        }),
      )
    } catch {}
    return hold(c, undefined, () => 2)
  },
  'a recursion': ({ hold, sync }, { a, b }) => {
    const count = (n: number): number =>
      n === 0 ? 0 : hold(a, { n }, () => sync(b, undefined, () => 1 + count(n - 1)))
    return count(80)
  },
  'two at once that wait': async ({ run, hold }, { a, b, c }) => {
    const wait = (site: Site, times: number) =>
      run(site, { times }, async () => {
        for (let index = 0; index < times; index++) await null
        return hold(c, undefined, () => times)
      })
    return await Promise.all([wait(a, 3), wait(b, 1)])
  },
  'a promise that is rejected': ({ run, sync }, { a, b }) =>
    run(a, undefined, async () => await sync(b, undefined, () => Promise.reject(new RangeError('late')))),
  'metadata that cannot be read': ({ run, hold }, { a, b }) => {
    const trap = Object.defineProperty({ fine: 1 }, 'key', {
      enumerable: true,
      get: () => {
        throw new Error('trap')
      },
    })
    return run(a, trap, () => hold(b, trap, () => 3))
  },
}

interface World {
  readonly wants?: ReporterWants
  readonly options?: object
}

const WORLDS: Readonly<Record<string, World>> = {
  'no traces': {},
  traces: { wants: { traces: true } },
  'traces and starts': { wants: { traces: true, starts: true } },
  'no share': { wants: { traces: true }, options: { sampleRate: 0 } },
  'a share by scope': { wants: { traces: true }, options: { sampleRate: (scope: string) => (scope === 'b' ? 0 : 1) } },
  'messages of errors': { options: { errorMessages: true } },
  'some silenced': { options: { filter: (scope: string) => scope !== 'b' } },
  'telemetry off': { options: { enabled: false } },
}

/** Times go; ids become the order in which they are met. */
function normalize(records: readonly TelemetryRecord[]): unknown[] {
  const ids = new Map<string, string>()
  const text = JSON.stringify(records, (key, value) => {
    if (/S$/.test(key) && typeof value === 'number') return undefined
    if (!/Id$/.test(key) || typeof value !== 'string') return value
    ids.set(value, ids.get(value) ?? `id ${ids.size}`)
    return ids.get(value)
  })
  return JSON.parse(text) as unknown[]
}

async function play(program: string, { wants, options }: World, forms: Forms) {
  const reporter = listen(wants)
  const recorder = createRecorder({
    reporters: [reporter],
    enabled: true,
    delivery: 'sync',
    detached: true,
    ...options,
  })
  const sites = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, prepareSite(recorder, name)])) as Sites
  const result = await settle(() => PROGRAMS[program]!(forms, sites))
  return { result, records: normalize(reporter.records), sampledOut: recorder.sampledOut }
}

describe.each(Object.keys(WORLDS))('%s', (world) => {
  test.each(Object.keys(PROGRAMS))('%s', async (program) => {
    const [expected, found] = [await play(program, WORLDS[world]!, WITH), await play(program, WORLDS[world]!, WITHOUT)]
    expect(found).toEqual(expected)
  })
})

test('the programs record', async () => {
  const played = await Promise.all(Object.keys(PROGRAMS).map((program) => play(program, WORLDS['no traces']!, WITHOUT)))
  for (const { records } of played) expect(records.length).toBeGreaterThan(1)
})

test('the worlds are what they are called', async () => {
  const [program] = Object.keys(PROGRAMS)
  const played = async (world: string) => await play(program!, WORLDS[world]!, WITHOUT)
  expect((await played('traces')).records[0]).toHaveProperty('trace.traceId')
  expect(await played('no share')).toMatchObject({ records: [], sampledOut: 4 })
  expect(
    (await played('traces and starts')).records.filter((one) => (one as TelemetryRecord).kind === 'start'),
  ).toHaveLength(4)
  expect((await played('telemetry off')).records).toEqual([])
})

test('inside of a reporter nothing opens', () => {
  const told: string[] = []
  const recorder = createRecorder({
    enabled: true,
    delivery: 'sync',
    detached: true,
    reporters: [
      {
        recordMetric() {},
        recordTiming: (scope) => {
          told.push(scope)
          WITHOUT.run(site('inner'), undefined, () => WITHOUT.sync(site('inner'), undefined, () => {}))
          WITHOUT.hold(site('inner'), undefined, () => {})
        },
      },
    ],
  })
  const site = (name: string): Site => prepareSite(recorder, name)
  recordTiming(site('outer'), undefined, 0, undefined)
  WITHOUT.hold(site('outer'), undefined, () => {})
  expect(told).toEqual(['outer', 'outer'])
})

test('in the callback of a span that the context has lost, the span is the parent', () => {
  const [expected, found] = [runIn, runBareIn].map((form) => {
    const reporter = listen()
    const recorder = createRecorder({ reporters: [reporter], enabled: true, delivery: 'sync', detached: true })
    const outer = open(prepareSite(recorder, 'outer'))
    form(outer, prepareSite(recorder, 'inner'), undefined, () => 1)
    outer.end()
    return normalize(reporter.records)
  })
  expect(found).toEqual(expected)
  expect(JSON.stringify(found)).toContain('"depth":1')
})

test('what is given is called without a `this` and without arguments', () => {
  const recorder = createRecorder({ enabled: true, delivery: 'sync', detached: true, reporters: [] })
  const seen: unknown[] = []
  function callback(this: unknown): void {
    // biome-ignore lint/complexity/noArguments: how it is called is what is asked here
    seen.push(this, arguments.length <= 1)
  }
  runBare(prepareSite(recorder, 'a'), undefined, callback)
  syncBare(prepareSite(recorder, 'a'), undefined, callback)
  expect(seen).toEqual([undefined, true, undefined, true])
})
