import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createTelemetry, NOOP, type TelemetryRecord, type TelemetryReporter } from '../../runtime/index.ts'
import type { ReporterWants } from '../../runtime/reporter.ts'
import type { Telemetry } from '../../runtime/tele.ts'
import { readFences } from '../fences.ts'
import { listen } from './listen.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

import { createTestTelemetry } from '../../runtime/testing.ts'

/** Traces: ids, correlation, `traceparent`, starts, and sampling by trace. */

type Loose = Telemetry & ((...args: unknown[]) => unknown)

function open(wants: ReporterWants = { traces: true }, options: object = {}) {
  const reporter = listen(wants)
  const { tele, records } = createTestTelemetry({ reporters: [reporter], ...options })
  return { tele: tele as unknown as Loose, records: reporter.records, plain: records }
}

function find(records: readonly TelemetryRecord[], name: string, kind?: string): TelemetryRecord {
  const found = records.find((record) => nameOf(record) === name && (kind === undefined || record.kind === kind))
  if (!found) throw new Error(`no ${name} among ${records.map(nameOf).join(', ')}`)
  return found
}

const nameOf = (record: TelemetryRecord): string => (record.kind === 'event' ? record.name : record.scope)
const traceOf = (records: readonly TelemetryRecord[], name: string) => find(records, name).trace!

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

afterEach(() => vi.restoreAllMocks())

describe('ids', () => {
  test('nobody who wants none gets one', () => {
    const { tele, records } = createTestTelemetry()
    ;(tele as unknown as Loose)('a', () => (tele as unknown as Loose).count('n' as never))
    expect(records.map(({ trace }) => trace)).toEqual([undefined, undefined])
  })

  test('spans have their own, name their parent, and share the trace', () => {
    const { tele, records } = open()
    tele('a', () => {
      tele('b', () => tele.count('n' as never))
      tele.emit('e' as never, {} as never)
    })
    const [a, b] = [traceOf(records, 'a'), traceOf(records, 'b')]
    expect(a.traceId).toMatch(/^[\da-f]{32}$/)
    expect(a.spanId).toMatch(/^[\da-f]{16}$/)
    expect(a).toMatchObject({ parentSpanId: undefined, correlationId: undefined, sampleRate: 1 })
    expect(b).toMatchObject({ traceId: a.traceId, parentSpanId: a.spanId })
    expect(b.spanId).not.toBe(a.spanId)
    // A metric and an event are of the span around them.
    expect(traceOf(records, 'n')).toMatchObject({ traceId: a.traceId, spanId: b.spanId, parentSpanId: undefined })
    expect(traceOf(records, 'e')).toMatchObject({ traceId: a.traceId, spanId: a.spanId })
  })

  test('each root begins a trace', () => {
    const { tele, records } = open()
    for (let n = 0; n < 3; n++) tele(`root${n}`, () => {})
    expect(new Set(records.map(({ trace }) => trace!.traceId)).size).toBe(3)
  })

  test('a trace changes nothing of what metadata says', () => {
    const { tele, records, plain } = open()
    tele('a', () => tele('b', { x: 1 }, () => tele.gauge('g' as never, 2)))
    const bare = createTestTelemetry()
    const other = bare.tele as unknown as Loose
    other('a', () => other('b', { x: 1 }, () => other.gauge('g' as never, 2)))
    const strip = (all: readonly TelemetryRecord[]) => all.map(({ trace: _, ...rest }) => rest)
    expect(strip(records)).toEqual(strip(bare.records))
    expect(strip(plain)).toEqual(strip(bare.records))
    expect(plain).toEqual(records)
  })

  test('tasks beside each other keep theirs across awaits', async () => {
    const { tele, records } = open()
    await Promise.all(
      ['x', 'y'].map((name) =>
        tele(`root.${name}`, async () => {
          await new Promise((resolve) => setTimeout(resolve, 1))
          await tele(`child.${name}`, async () => {})
        }),
      ),
    )
    for (const name of ['x', 'y']) {
      const root = traceOf(records, `root.${name}`)
      expect(traceOf(records, `child.${name}`)).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId })
    }
    expect(traceOf(records, 'root.x').traceId).not.toBe(traceOf(records, 'root.y').traceId)
  })
})

describe('correlate', () => {
  test('the id is of everything inside, nests, and is in no metadata', async () => {
    const { tele, records } = open({ traces: false })
    const result = await tele.correlate('outer', async () => {
      await null
      expect(tele.correlationId()).toBe('outer')
      tele.emit('e1' as never, {} as never)
      tele.correlate('inner', () => tele('b', () => {}))
      tele.emit('e2' as never, {} as never, {} as never, 'own')
      return 7
    })
    expect([result, tele.correlationId()]).toEqual([7, undefined])
    expect(find(records, 'e1')).toMatchObject({
      correlationId: 'outer',
      metadata: { depth: 0, parentScope: undefined },
    })
    expect(find(records, 'e2')).toMatchObject({ correlationId: 'own', trace: { correlationId: 'outer' } })
    expect(traceOf(records, 'b')).toMatchObject({ correlationId: 'inner', traceId: find(records, 'e1').trace!.traceId })
    expect(JSON.stringify(records.map(({ trace: _, ...rest }) => rest))).not.toContain('inner')
  })

  test.each([[undefined], [''], ['  '], [{}], [{ traceparent: 'nonsense' }], [7]])('%j makes an id', (given) => {
    const { tele } = open()
    const [id, sent] = tele.correlate(given as never, () => [tele.correlationId(), tele.traceparent()])
    expect(id).toMatch(/^[\da-f]{32}$/)
    expect(sent?.split('-')[1]).toBe(id)
  })

  test('one whose getters throw is none, and the function is called', () => {
    const { tele } = open()
    const given = Object.defineProperty({}, 'correlationId', {
      get: () => {
        throw new Error('trap')
      },
    })
    expect(tele.correlate(given, () => tele.correlationId())).toMatch(/^[\da-f]{32}$/)
  })

  test('an id from outside is cut', () => {
    const { tele } = open()
    expect(tele.correlate('x'.repeat(1000), () => tele.correlationId())).toHaveLength(128)
  })

  test('the id changes and the trace stays, also where nobody has asked for its id yet', () => {
    const { tele, records } = open()
    tele.correlate('outer', () => {
      tele.correlate('inner', () => tele('a', () => {}))
      tele('b', () => {})
    })
    expect(traceOf(records, 'a').correlationId).toBe('inner')
    expect(traceOf(records, 'a').traceId).toBe(traceOf(records, 'b').traceId)
  })

  test('spans that are open stay the parents', () => {
    const { tele, records } = open()
    tele('a', () => tele.correlate('id', () => tele('b', () => {})))
    expect(find(records, 'b').metadata).toMatchObject({ depth: 1, parentScope: 'a' })
    expect(traceOf(records, 'b').parentSpanId).toBe(traceOf(records, 'a').spanId)
  })

  test('what the function throws or rejects with passes', async () => {
    const { tele } = open()
    const error = new Error('own')
    expect(() =>
      tele.correlate('id', () => {
        throw error
      }),
    ).toThrow(error)
    await expect(tele.correlate('id', () => Promise.reject(error))).rejects.toBe(error)
  })

  test('without telemetry the function is called and there are no ids', () => {
    for (const tele of [NOOP, createTelemetry()]) {
      expect(tele.correlate('id', () => [tele.correlationId(), tele.traceparent()])).toEqual([undefined, undefined])
    }
  })
})

describe('traceparent', () => {
  test('comes in and goes on', () => {
    const { tele, records } = open()
    const sent = tele.correlate({ traceparent: REMOTE }, () => {
      expect(tele.traceparent()).toBe(REMOTE)
      return tele('a', () => tele.traceparent()!)
    })
    const a = traceOf(records, 'a')
    expect(a).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' })
    expect(sent).toBe(`00-${a.traceId}-${a.spanId}-01`)
  })

  test('a process that does not record is respected, but for metrics', () => {
    const { tele, records } = open()
    tele.correlate({ traceparent: `${REMOTE.slice(0, -2)}00` }, () => {
      tele('a', () => {
        tele.count('n' as never)
        tele.emit('e' as never, {} as never)
        expect(tele.traceparent()).toMatch(/-00$/)
      })
    })
    expect(records.map(nameOf)).toEqual(['n'])
    expect(tele.stats()!.sampledOut).toBe(2)
  })

  test.each([
    ['of a later version, with more', `01${REMOTE.slice(2)}-more`, true],
    ['of this version, with more', `${REMOTE}-more`, false],
    ['of version ff', `ff${REMOTE.slice(2)}`, false],
    ['in capitals', REMOTE.toUpperCase(), false],
    ['with no trace', REMOTE.replace(/-[\da-f]{32}-/, `-${'0'.repeat(32)}-`), false],
    ['with no span', REMOTE.replace(/-[\da-f]{16}-/, `-${'0'.repeat(16)}-`), false],
    ['cut', REMOTE.slice(0, -1), false],
    ['with a line feed behind', `${REMOTE}\n`, false],
    ['endless', REMOTE.repeat(1e5), false],
  ])('%s', (_, traceparent, isTaken) => {
    const { tele } = open()
    const sent = tele.correlate({ traceparent }, () => tele.traceparent())
    expect(sent!.includes('0af7651916cd43dd8448eb211c80319c')).toBe(isTaken)
  })
})

test('the page prints what it says', () => {
  const page = readFences(readFileSync(new URL('../../docs/correlation.md', import.meta.url), 'utf8'))
  const [program, said, setup] = page.map(({ text }) => text)
  const run = (text: string) =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', text], { encoding: 'utf8', cwd: ROOT })
  const ours = (text: string) => text.replaceAll("'telescopic'", JSON.stringify(`${ROOT}runtime/index.ts`))
  expect(run(ours(program!))).toBe(said)
  expect(run(ours(setup!))).toBe('')
})

describe('starts', () => {
  test('come before, with what the span was opened with', () => {
    const { tele, records, plain } = open({ starts: true })
    tele('a', { x: 1 }, (span: unknown) => (span as { set(bag: object): void }).set({ x: 2 }))
    expect(records.map(({ kind }) => kind)).toEqual(['start', 'timing'])
    expect(records.map(({ metadata }) => metadata.x)).toEqual([1, 2])
    expect(records[0]!.trace!.spanId).toBe(records[1]!.trace!.spanId)
    expect(plain.map(({ kind }) => kind)).toEqual(['timing'])
  })

  test.each([
    [{ starts: true }, /wants starts, which come in recordBatch/],
    [{ sounds: true }, /There is no "sounds" to want/],
    [{ traces: 1 }, /wants\.traces must be true or false, got number/],
    [true, /wants must be an object, got boolean/],
  ])('%j is refused', (wants, message) => {
    const reporter = { wants, recordTiming() {}, recordMetric() {} } as TelemetryReporter
    expect(() => createTelemetry({ reporters: [reporter] })).toThrow(message)
  })
})

describe('sampling', () => {
  const many = (tele: Loose, count = 2000) => {
    for (let n = 0; n < count; n++)
      tele.correlate(`id-${n}`, () =>
        tele('root', () => {
          tele('child', () => tele.count('n' as never))
          tele.emit('e' as never, {} as never)
        }),
      )
  }
  const idsOf = (records: readonly TelemetryRecord[], name: string) =>
    records.filter((record) => nameOf(record) === name).map(({ trace }) => trace!.correlationId!)

  test('whole traces, and every count', () => {
    const { tele, records } = open({}, { sampleRate: 0.25 })
    many(tele)
    const kept = idsOf(records, 'root')
    // 2000 draws at 0.25: five standard deviations are 97.
    expect(Math.abs(kept.length - 500)).toBeLessThan(97)
    expect(idsOf(records, 'child')).toEqual(kept)
    expect(idsOf(records, 'e')).toEqual(kept)
    expect(idsOf(records, 'n')).toHaveLength(2000)
    expect(traceOf(records, 'root').sampleRate).toBe(0.25)
    expect(traceOf(records, 'e').sampleRate).toBe(0.25)
    expect(traceOf(records, 'n').sampleRate).toBe(1)
    expect(tele.stats()!.sampledOut).toBe(3 * (2000 - kept.length))
  })

  test('another process takes the same ones, and more of them at a higher rate', () => {
    const [first, second, more] = [0.25, 0.25, 0.5].map((sampleRate) => {
      const { tele, records } = open({}, { sampleRate })
      many(tele)
      return new Set(idsOf(records, 'root'))
    })
    expect(second).toEqual(first)
    expect([...first!].every((id) => more!.has(id))).toBe(true)
    // Written down, so that a later version, or another language, draws the same.
    expect([...first!].slice(0, 5)).toEqual(['id-0', 'id-1', 'id-8', 'id-10', 'id-11'])
  })

  test('the id of a trace decides as in OpenTelemetry: by its last 56 bits, upwards', () => {
    const { tele, records } = open({}, { sampleRate: 0.5 })
    for (const [name, low] of [
      ['low', '7fffffffffffff'],
      ['high', '80000000000000'],
    ] as const) {
      tele.correlate({ traceparent: `00-${'a'.repeat(18)}${low}-b7ad6b7169203331-01` }, () => tele(name, () => {}))
    }
    expect(records.map(nameOf)).toEqual(['high'])
  })

  test('an id that was made carries the lot that was drawn', () => {
    const { tele, records } = open({ traces: true }, { sampleRate: 0.5 })
    for (let n = 0; n < 50; n++) tele('a', () => {})
    expect(records.length).toBeGreaterThan(0)
    for (const { trace } of records) expect(Number.parseInt(trace!.traceId.at(-14)!, 16)).toBeGreaterThanOrEqual(8)
  })

  test.each([
    [0, 0],
    [1, 40],
  ])('%s is exact', (sampleRate, count) => {
    const { tele, records } = open({}, { sampleRate })
    for (let n = 0; n < 40; n++) tele('a', () => {})
    expect(records).toHaveLength(count)
  })

  test('a scope below has its own rate, which never raises that of its trace', () => {
    const { tele, records } = open({}, { sampleRate: (scope: string) => (scope === 'child' ? 0.1 : 0.5) })
    many(tele)
    const [roots, children] = [idsOf(records, 'root'), idsOf(records, 'child')]
    expect(children.length).toBeLessThan(roots.length / 2)
    expect(children.every((id) => roots.includes(id))).toBe(true)
    expect(traceOf(records, 'child').sampleRate).toBe(0.1)
  })

  test('by metadata: equal values alike', () => {
    const describe = () => ({ sample: { rate: 0.5, key: 'user' } })
    const { tele, records } = open({}, { describe })
    for (let n = 0; n < 1000; n++) tele('a', { user: `u${n % 10}` }, () => {})
    const users = new Map<unknown, number>()
    for (const { metadata } of records) users.set(metadata.user, (users.get(metadata.user) ?? 0) + 1)
    expect(users.size).toBeGreaterThan(0)
    expect(users.size).toBeLessThan(10)
    expect(new Set(users.values())).toEqual(new Set([100]))
  })

  test.each([[Number.NaN], [-0.1], [1.1], ['1'], [null]])('%s is no rate', (sampleRate) => {
    expect(() => createTelemetry({ sampleRate: sampleRate as never })).toThrow(
      /sampleRate must be a number from 0 to 1/,
    )
  })

  test('a function that throws, or says nonsense, samples nothing away', () => {
    const { tele, records } = open(
      {},
      {
        sampleRate: (scope: string) => {
          if (scope === 'a') throw new Error('no')
          return 17
        },
      },
    )
    tele('a', () => tele('b', () => {}))
    expect(records.map(nameOf)).toEqual(['b', 'a'])
  })
})
