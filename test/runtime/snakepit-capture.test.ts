import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { captureLines, catalogOf, createFold } from '../../runtime/capture/index.ts'
import { parseExactJson } from '../../runtime/capture/json.ts'
import type { WireEvent } from '../../runtime/wire/event.ts'
import { encodeLine } from '../../runtime/wire/json-line.ts'

/** Rows S9 and S22 to S25: what is read back, and what is let in. */

/** What comes of chunks: events, and text with a mark where an event stood. */
function capture(chunks: readonly Uint8Array[]) {
  const events: WireEvent[] = []
  const order: string[] = []
  const reader = captureLines({
    onEvent: (event) => {
      events.push(event)
      order.push(`<${event.name}>`)
    },
    onText: (bytes) => order.push(Buffer.from(bytes).toString('latin1')),
  })
  for (const chunk of chunks) reader.write(chunk)
  reader.end()
  return { events, text: order.join(''), stats: reader.stats() }
}

function eventOf(name: string, measurements = {}, metadata = {}): WireEvent {
  return { name, measurements, metadata, timestampNs: 1_700_000_000_123_456_789n, correlationId: 'c' }
}

const line = (name: string): string => encodeLine(eventOf(name, { duration: 2n ** 60n }, { tool: 'é✓' })).line

describe('S9 the reader of stderr', () => {
  const stream = Buffer.from(
    `hello é\n${line('a.b')}TELEMETRY: not json\nprompt> ${line('not.at.the.begin')}${line('c')}TELEMETRY_ERROR: Object of type O is not JSON serializable\n\xff\n${line('d')}tail`,
  )
  const whole = capture([stream])

  it('S9 takes events out and lets all else pass, in order', () => {
    expect(whole.events.map(({ name }) => name)).toEqual(['a.b', 'c', 'd'])
    expect(whole.stats).toMatchObject({ events: 3, malformed: 1, senderErrors: 1 })
    expect(whole.text).toBe(
      stream
        .toString('latin1')
        .replace(line('a.b'), '<a.b>')
        .replace(/^TELEMETRY:\{"event": "c".*\n/m, '<c>')
        .replace(/^TELEMETRY:\{"event": "d".*\n/m, '<d>'),
    )
  })

  it('S9 comes to the same wherever the stream is cut in two, within a character too', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const { text, stats, events } = capture([stream.subarray(0, cut), stream.subarray(cut)])
      expect({ text, stats, events }).toEqual({ text: whole.text, stats: whole.stats, events: whole.events })
    }
  })

  it('S9 comes to the same byte by byte', () => {
    expect(capture(Array.from(stream, (byte) => Buffer.of(byte)))).toEqual(whole)
  })

  it('S9 nanoseconds beyond 2^53 are exact, everywhere', () => {
    const [event] = whole.events
    expect(event?.timestampNs).toBe(1_700_000_000_123_456_789n)
    expect(event?.measurements.duration).toBe(2n ** 60n)
    expect(event?.metadata.tool).toBe('é✓')
  })

  it('S9 what an event is not: no name, no objects, more than JSON', () => {
    const lines = [
      '{}',
      '{"event": 1, "measurements": {}, "metadata": {}}',
      '{"event": "x", "measurements": [], "metadata": {}}',
      '{"event": "x", "measurements": {}}',
      '{"event": "x", "measurements": {}, "metadata": {}} x',
      '{"event": "x", "measurements": {"a": NaN}, "metadata": {}}',
      '',
    ]
    const text = lines.map((rest) => `TELEMETRY:${rest}\n`).join('')
    const { events, stats, text: passed } = capture([Buffer.from(text)])
    expect([events, stats.malformed, passed]).toEqual([[], lines.length, text])
  })

  it('S9 a prompt without a line feed passes at once, and a line feed of Windows is no harm', () => {
    const seen: string[] = []
    const reader = captureLines({
      onEvent: ({ name }) => seen.push(name),
      onText: (bytes) => seen.push(Buffer.from(bytes).toString()),
    })
    reader.write(Buffer.from('Name? '))
    expect(seen).toEqual(['Name? '])
    reader.write(Buffer.from(`\n${line('x').replace('\n', '\r\n')}`))
    expect(seen).toEqual(['Name? ', '\n', 'x'])
  })

  it('S9 a line that never ends is let go', () => {
    const seen: number[] = []
    const reader = captureLines({ onEvent: () => {}, onText: (bytes) => seen.push(bytes.length) })
    reader.write(Buffer.from(`TELEMETRY:${'x'.repeat(100_000)}`))
    expect(seen).toEqual([100_010])
    reader.write(Buffer.from(`more\n${line('x')}`))
    expect(reader.stats()).toMatchObject({ malformed: 1, events: 1 })
  })

  it('S9 whatever is sent comes back', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    const values = fc.dictionary(
      text,
      fc.oneof(
        text,
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { maxKeys: 4 },
    )
    fc.assert(
      fc.property(text, values, values, (name, measurements, metadata) => {
        const { events, text: passed } = capture([Buffer.from(encodeLine(eventOf(name, measurements, metadata)).line)])
        expect(passed).toBe(`<${name}>`)
        expect(String(Object.entries(events[0]!.measurements))).toBe(String(Object.entries(measurements)))
      }),
    )
  })
})

describe('exact JSON', () => {
  it.each(['[1, 2.5, -0, 1e3]', '{"a": {"b": [null, true, false, "x\\u00e9\\n"]}}', '""', ' [ ] ', '{}'])(
    '%s is as JSON.parse has it',
    (text) => {
      expect(JSON.stringify(parseExactJson(text))).toBe(JSON.stringify(JSON.parse(text)))
    },
  )

  it.each(['', '[1,]', '{"a" 1}', '01', '"a', '"\n"', "'a'", '[', 'nul', '1 2', `${'['.repeat(40)}${']'.repeat(40)}`])(
    '%j is refused',
    (text) => {
      expect(() => parseExactJson(text)).toThrow(SyntaxError)
    },
  )

  it('S25 keys of prototypes are keys', () => {
    const parsed = parseExactJson('{"__proto__": {"polluted": true}, "constructor": 1}') as Record<string, unknown>
    expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

const CATALOG = {
  'tool.execution.stop': {
    event: ['snakepit', 'python', 'tool', 'execution', 'stop'],
    measurements: ['duration', 'count'],
    metadata: ['tool', 'node'],
  },
  'tool.result_size': { measurements: ['bytes'], metadata: [] },
}

describe('the fold', () => {
  it('S22 a name becomes the event of the catalog', () => {
    const { fold } = createFold({ catalog: CATALOG })
    expect(fold(eventOf('tool.execution.stop', { duration: 5 }))?.event).toEqual([
      'snakepit',
      'python',
      'tool',
      'execution',
      'stop',
    ])
    expect(fold(eventOf('tool.result_size', { bytes: 5 }))?.event).toEqual(['tool', 'result_size'])
  })

  it.each([
    ['Tool.Execution.Stop', {}, {}, { unknownEvent: 1, unknownMeasurement: 0, unknownMetadata: 0 }],
    ['tool.execution', { x: 1 }, { x: 1 }, { unknownEvent: 1, unknownMeasurement: 0, unknownMetadata: 0 }],
    ['tool.result_size', { duration: 1 }, { x: 1 }, { unknownEvent: 0, unknownMeasurement: 1, unknownMetadata: 0 }],
    ['tool.result_size', { bytes: 1 }, { x: 1, y: 2 }, { unknownEvent: 0, unknownMeasurement: 0, unknownMetadata: 2 }],
    ['tool.result_size', { constructor: 1 }, {}, { unknownEvent: 0, unknownMeasurement: 1, unknownMetadata: 0 }],
    ['__proto__', {}, {}, { unknownEvent: 1, unknownMeasurement: 0, unknownMetadata: 0 }],
    ['constructor', {}, {}, { unknownEvent: 1, unknownMeasurement: 0, unknownMetadata: 0 }],
  ])('S23 %s with %j and %j: the first reason counts', (name, measurements, metadata, dropped) => {
    const { fold, stats } = createFold({ catalog: CATALOG })
    const folded = fold(eventOf(name, measurements, metadata))
    expect(stats().dropped).toEqual(dropped)
    expect(folded === undefined).toBe(dropped.unknownMetadata === 0)
  })

  it('S23 the text that was last dropped is told, cut', () => {
    const { fold, stats } = createFold({ catalog: CATALOG })
    fold(eventOf('x'.repeat(1000)))
    expect(stats().last).toEqual({ unknownEvent: 'x'.repeat(128) })
  })

  it('S24 what the receiver knows wins over what the sender says', () => {
    const { fold } = createFold({ catalog: CATALOG, context: { node: 'n1', worker_id: 'w1', pool_name: 'p' } })
    const folded = fold(
      eventOf('tool.execution.stop', { duration: 1 }, { node: 'forged', tool: 't', correlation_id: 'forged' }),
    )
    expect(folded?.metadata).toEqual({
      tool: 't',
      node: 'n1',
      worker_id: 'w1',
      pool_name: 'p',
      correlation_id: 'c',
      timestamp_ns: 1_700_000_000_123_456_789n,
    })
  })

  it.each(['', '  ', undefined])('S33 a correlation id of %j is null', (correlationId) => {
    const { fold } = createFold({ catalog: CATALOG, context: { correlation_id: 'c' } })
    expect(fold({ ...eventOf('tool.result_size'), correlationId })?.metadata.correlation_id).toBe(null)
  })

  it('S25 a million names and keys that nobody knows leave nothing behind', () => {
    const { fold, stats } = createFold({ catalog: CATALOG })
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const round = (from: number): number => {
      for (let index = from; index < from + 250_000; index++) {
        fold(eventOf(`random.${index}`))
        fold(eventOf('tool.result_size', { [`k${index}`]: 1 }))
      }
      collect()
      return process.memoryUsage().heapUsed
    }
    const before = round(0)
    const after = round(250_000)
    // Half a million texts that are kept would be 20 MB and more.
    expect(after - before).toBeLessThan(5_000_000)
    expect(stats().dropped).toEqual({ unknownEvent: 500_000, unknownMeasurement: 500_000, unknownMetadata: 0 })
    expect(JSON.stringify(stats()).length).toBeLessThan(500)
  })

  it('S26 S27 the generated catalog of the example folds what its program sends', () => {
    const path = '../../examples/pipeline/src/telescopic.gen/catalog.json'
    const generated = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
    const catalog = catalogOf(generated, ['app'])
    expect(catalog['api.generate.stop']).toMatchObject({
      event: ['app', 'api', 'generate', 'stop'],
      measurements: ['duration'],
    })
    expect(catalog['api.generate.output_tokens']?.measurements).toEqual(['value'])
    const { fold, stats } = createFold({ catalog })
    expect(
      fold(eventOf('api.generate.exception', { duration: 1 }, { model: 'm', error_type: 'E' }))?.metadata,
    ).toMatchObject({ model: 'm', error_type: 'E' })
    expect(fold(eventOf('api.generate.start', { duration: 1 }))).toBeUndefined()
    expect(stats().dropped.unknownMeasurement).toBe(1)
  })
})
