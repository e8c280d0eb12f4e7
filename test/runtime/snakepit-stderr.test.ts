import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { allowOnce } from '../../runtime/once.ts'
import { stderrReporter } from '../../runtime/reporters/stderr.ts'
import { openPipeWriter } from '../../runtime/reporters/stderr-writer.ts'
import { encodeLine, MAX_LINE } from '../../runtime/wire/json-line.ts'
import { event, readVectors, timing } from './snakepit.ts'

/** Rows S7, S8, S39 and S41: the lines of stderr, and the writer behind them. */

interface StderrCase {
  readonly input: { readonly event: string; readonly correlation_id: string | null }
  readonly stderr: string
}
const { cases } = readVectors<{ readonly cases: readonly StderrCase[] }>('stderr-emit')

class O {}

/** The Python literals of the vectors, as JavaScript has them. Left out: ids, names and measurements that are none. */
const VALUES: Readonly<Record<number, [Record<string, unknown>, Record<string, unknown>]>> = {
  0: [{ system_time: 123 }, { tool: 't' }],
  1: [{ bytes: 42 }, {}],
  2: [
    { b: true, c: false },
    { n: null, i: 1, f: 1.5, t: true, l: [1, 'a'], d: { k: 1 } },
  ],
  3: [{ f: 1, s: '12', none: null, l: [1], o: new O() }, {}],
  4: [{ big: 9223372036854775807n, small: -9223372036854775808n }, {}],
  5: [{ over: 9223372036854775808n }, {}],
  6: [{ under: -9223372036854775809n }, {}],
  7: [{}, {}],
  8: [{}, {}],
  9: [{}, {}],
  10: [{}, {}],
  11: [{ é: 1 }, { ü: 'ñ' }],
  12: [{ 1: 1 }, {}],
  13: [{ k: 1 }, { 1: 1 }],
  14: [{}, { lone: '\ud800' }],
  15: [{ k: '\ud800' }, {}],
}

describe('S7 lines', () => {
  it.each(Object.entries(VALUES))('S7 vector %i is the line of the original, byte for byte', (index, values) => {
    const { input, stderr } = cases[Number(index)]!
    const [measurements, metadata] = values
    const timestampNs = BigInt(/"timestamp_ns": (\d+)/.exec(stderr)?.[1] ?? 0)
    const correlationId = input.correlation_id ?? undefined
    expect(encodeLine({ name: input.event, measurements, metadata, timestampNs, correlationId }).line).toBe(stderr)
  })

  it.each([
    [1.5, '1.5'],
    [-0, '-0.0'],
    [1e16, '1e+16'],
    [1e300, '1e+300'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [0.0001, '0.0001'],
    [2 ** 53 + 2, '9007199254740994.0'],
    [Number.NaN, 'null'],
    [Number.NEGATIVE_INFINITY, 'null'],
  ])('S7 the number %s is written as Python writes it: %s', (value, text) => {
    expect(lineOf({ value })).toContain(`"measurements": {"value": ${text}}`)
  })

  it.each(['\u2028', '\x7f', '\n', 'a"b\\c', '\ud83d\ude00', '\0', 'TELEMETRY:{}\n'])(
    'S7 the text %j stays in its line and comes back',
    (text) => {
      const line = lineOf({}, { text })
      expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/)
      expect(JSON.parse(line.slice('TELEMETRY:'.length)).metadata.text).toBe(text)
    },
  )
})

describe('S8 what cannot be encoded', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  it.each([
    [() => new O(), 'Object of type O is not JSON serializable'],
    [() => new Map(), 'Object of type Map is not JSON serializable'],
    [() => Symbol('x'), 'Object of type symbol is not JSON serializable'],
    [() => () => 1, 'Object of type Function is not JSON serializable'],
    [() => cyclic, 'Circular reference detected'],
    [
      () =>
        Object.defineProperty({}, 'x', {
          enumerable: true,
          get: () => {
            throw new RangeError('\n')
          },
        }),
      'RangeError while encoding',
    ],
  ])('S8 %s gives one line that says so', (make, message) => {
    expect(lineOf({ value: make() })).toBe(`TELEMETRY_ERROR: ${message}\n`)
  })
})

describe('S41 size', () => {
  it('S41 metadata is cut, then left out, so that a line fits into a pipe in one piece', () => {
    const texts = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`k${index}`, 'é'.repeat(1000)]))
    const cut = encodeLine(wireOf({ n: 1 }, texts))
    expect(cut.fault).toBe('cut')
    expect(cut.line.length).toBeLessThanOrEqual(MAX_LINE)
    expect(JSON.parse(cut.line.slice('TELEMETRY:'.length)).metadata.k0).toMatch(/^é+…$/)
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`key${index}`, index]))
    expect(encodeLine(wireOf({ n: 1 }, many)).line).toContain('"metadata": {"truncated": true}')
    expect(encodeLine(wireOf(many, {}))).toEqual({
      fault: 'too_large',
      line: 'TELEMETRY_ERROR: event x.y is larger than 4096 bytes\n',
    })
  })
})

describe('the reporter', () => {
  it('writes a line a record, and tells of what was dropped as soon as there is room', () => {
    const lines: string[] = []
    let room = 2
    const write = (line: string): boolean => room-- > 0 && lines.push(line) > 0
    const reporter = stderrReporter({ write })
    reporter.recordBatch?.([event('a'), event('b'), event('c'), event('d')])
    expect(reporter.stats()).toMatchObject({ written: 2 })
    room = 9
    reporter.recordBatch?.([timing('e', 1)])
    expect(lines.map((line) => JSON.parse(line.slice(10)).event)).toEqual(['a', 'b', 'telescopic.dropped', 'e.stop'])
    expect(JSON.parse(lines[2]!.slice(10)).measurements).toEqual({ count: 2 })
  })

  it('S39 a type that there is no text for is told once', () => {
    const lines: string[] = []
    const reporter = stderrReporter({ write: (line) => void lines.push(line) })
    reporter.recordBatch?.([event('a', { o: new O() }), event('a', { o: new O() }), event('a', { o: new Map() })])
    const markers = lines.filter((line) => line.includes('telescopic.unserializable'))
    expect(markers.map((line) => JSON.parse(line.slice(10)).metadata)).toEqual([{ type: 'O' }, { type: 'Map' }])
    expect(reporter.stats().unencodable).toBe(3)
  })

  it('S39 types beyond ten thousand are not remembered, nor told', () => {
    const isNew = allowOnce()
    const told = Array.from({ length: 10_001 }, (_, index) => isNew(`type${index}`)).filter(Boolean)
    expect(told).toHaveLength(10_000)
    expect(isNew('type0')).toBe(false)
  })
})

describe('the writer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-stderr-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

  interface Ended {
    readonly code: number | null
    readonly text: string
    readonly stats: { readonly written: number; readonly dropped: number; readonly closed: boolean }
  }

  async function flood(how: 'read' | 'stall' | 'close', shell = false): Promise<Ended> {
    const file = join(folder, `${how}-${shell}.json`)
    const script = fileURLToPath(new URL('../fixtures/runtime/stderr-flood.ts', import.meta.url))
    const args = [script, file, '1500']
    // By a shell it is a pipe, by Node a pair of sockets.
    const child = shell
      ? spawn('bash', ['-c', 'exec "$0" "$@" 2> >(exec sleep 20)', process.execPath, ...args], { stdio: 'ignore' })
      : spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    if (how === 'read')
      child.stderr?.on('data', (chunk: Buffer) => {
        text += chunk
      })
    if (how === 'close') child.stderr?.destroy()
    // `close` comes when all has been read, which nobody does of a reader that stalls.
    const end = how === 'read' ? 'close' : 'exit'
    const code = await new Promise<number | null>((resolve) => child.on(end, resolve))
    return { code, text, stats: JSON.parse(readFileSync(file, 'utf8')) as Ended['stats'] }
  }

  it('a reader that reads gets every line whole', async () => {
    const { code, text, stats } = await flood('read')
    expect(code).toBe(0)
    const indices = text
      .split('\n')
      .filter((line) => line.includes('flood.event'))
      .map((line) => JSON.parse(line.slice(10)).measurements.index)
    expect(indices.length + stats.dropped).toBe(1500)
    expect(new Set(indices).size).toBe(indices.length)
  })

  it.each([
    ['a pair of sockets', false],
    ['a pipe', true],
  ])(
    'a reader of %s that never reads neither freezes nor holds the process; what is lost is counted',
    async (_, shell) => {
      const { code, stats } = await flood('stall', shell)
      expect(code).toBe(0)
      expect(stats.closed).toBe(false)
      expect(stats.dropped).toBeGreaterThan(500)
      expect(stats.written + stats.dropped).toBe(1500)
    },
  )

  it('a reader that goes away while lines wait leaves them to be counted as lost', () => {
    const answers: (number | 'gone')[] = [5, 2, 'gone']
    const writer = openPipeWriter(
      1000,
      () => answers.shift() ?? 0,
      () => false,
    )
    expect([writer.write('1234\n'), writer.write('1234\n'), writer.write('1234\n')]).toEqual([true, true, true])
    void writer.flush()
    expect([writer.closed, writer.lost, writer.write('1234\n')]).toEqual([true, 2, false])
  })

  it('a reader that goes away turns it off; the program goes on', async () => {
    const { code, stats } = await flood('close')
    expect(code).toBe(0)
    expect(stats.closed).toBe(true)
  })
})

function wireOf(measurements: Record<string, unknown>, metadata: Record<string, unknown>) {
  return { name: 'x.y', measurements, metadata, timestampNs: 1n, correlationId: undefined }
}

function lineOf(measurements: Record<string, unknown>, metadata: Record<string, unknown> = {}): string {
  return encodeLine(wireOf(measurements, metadata)).line
}
