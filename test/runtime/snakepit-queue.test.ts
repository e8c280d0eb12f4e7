import { describe, expect, it } from 'vitest'
import { createControl } from '../../runtime/control/control.ts'
import type { TelemetryRecord } from '../../runtime/index.ts'
import { encodeControl } from '../../runtime/wire/control-messages.ts'
import { Hub, type Peer } from '../../runtime/wire/hub.ts'
import { decodeBatch, decodeEvent, type ReceivedEvent } from '../../runtime/wire/messages.ts'
import { event, metric, readVectors, timing } from './snakepit.ts'

/** Rows S13 to S16 and S40: what waits, in which order, and what is lost. */

const { cases } = readVectors<{ cases: Record<string, Record<string, unknown>> }>('queue')

/** A hub with a clock that is moved by hand. */
function hubOf(capacity: number) {
  let nowS = 0
  const control = createControl({ now: () => nowS })
  const hub = new Hub({ capacity, control, now: () => nowS, wall: () => 1_700_000_000, stallS: 60 })
  const send = (...names: (string | number)[]): void => hub.send(names.map((name) => event(String(name))))
  return {
    hub,
    control,
    send,
    pass: (seconds: number) => {
      nowS += seconds
    },
  }
}

/** A receiver that takes `room` messages before it asks to wait. */
function receiver(hub: Hub, room = Number.POSITIVE_INFINITY, batched = false) {
  const events: ReceivedEvent[] = []
  const ends: string[] = []
  let peer: Peer | undefined
  let left = room
  const sink = {
    write: (message: Uint8Array, done: () => void) => {
      events.push(...(batched ? decodeBatch(message) : [decodeEvent(message)]))
      done()
      return --left > 0
    },
    end: () => ends.push('end'),
    abort: (reason: string) => ends.push(reason),
  }
  peer = hub.attach(sink, batched)
  return {
    ...peer,
    events,
    ends,
    take: (more: number) => {
      left = more
      peer?.resume()
    },
    names: () => events.map(({ name }) => name),
  }
}

describe('S13 the bound', () => {
  it('S13 before a stream the newest are dropped, and told of in their place', () => {
    const { hub, send } = hubOf(3)
    const { dropped, kept } = cases.pre_stream_overflow_drops_newest as { dropped: number; kept: number[] }
    send(0, 1, 2, 3, 4)
    expect(hub.stats()).toMatchObject({ dropped, waiting: 4 })
    const { names, events } = receiver(hub)
    expect(names()).toEqual([...kept.map(String), 'telescopic.dropped'])
    expect(events.at(-1)?.measurements).toEqual({ count: dropped })
    expect(hub.stats().dropped).toBe(dropped)
  })

  it('S13 on a stream too', () => {
    const { hub, send } = hubOf(1)
    const { first, rest, dropped } = cases.live_overflow as { first: number; rest: number[]; dropped: number }
    const { names, take } = receiver(hub, 1)
    send(0)
    send(1, 2, 3, 4)
    expect(names()).toEqual([String(first)])
    take(9)
    expect(names()).toEqual([first, ...rest, 'telescopic.dropped'].map(String))
    expect(hub.stats()).toMatchObject({ dropped, waiting: 0 })
  })

  it('S13 the counts that are told add up to what was dropped, whatever the order', () => {
    const { hub, send } = hubOf(4)
    const { take, events, names } = receiver(hub, 1)
    for (let index = 0; index < 500; index++) {
      send(index)
      if (index % 7 === 0) take(2)
    }
    take(1000)
    const told = events
      .filter(({ name }) => name === 'telescopic.dropped')
      .reduce((sum, { measurements }) => sum + Number(measurements.count), 0)
    const kept = names()
      .filter((name) => name !== 'telescopic.dropped')
      .map(Number)
    expect(told).toBe(hub.stats().dropped)
    expect(kept.length + told).toBe(500)
    expect(kept).toEqual([...kept].sort((a, b) => a - b))
  })

  it('S13 a batch holds 200 events, and 60,000 bytes', () => {
    const { hub } = hubOf(1024)
    hub.send(Array.from({ length: 450 }, (_, index) => event(`e${index}`)))
    const sizes: number[] = []
    hub.attach({ write: (message) => sizes.push(decodeBatch(message).length) > 0, end() {}, abort() {} }, true)
    expect(sizes).toEqual([200, 200, 50])
    hub.send(Array.from({ length: 100 }, () => event('e', {}, { text: 'x'.repeat(1000) })))
    expect(sizes.slice(3).every((size) => size < 60)).toBe(true)
    expect(sizes.slice(3).reduce((sum, size) => sum + size, 0)).toBe(100)
  })
})

describe('S14 before and between streams', () => {
  it('S14 what waited comes first, in order', () => {
    const { hub, send } = hubOf(10)
    send('a', 'b')
    const { names } = receiver(hub)
    send('c')
    expect(names()).toEqual(['a', 'b', 'c'])
  })

  it('S14 what is recorded between two streams goes to the next one', () => {
    const { hub, send } = hubOf(10)
    const first = receiver(hub)
    send('before')
    first.detach()
    send('between')
    expect(receiver(hub).names()).toEqual(cases.reattach_flushes_buffer)
  })

  it('S14 what a stream did not get goes to the next one, with what there is to tell', () => {
    const { hub, send } = hubOf(2)
    const first = receiver(hub, 1)
    send('a')
    send('b', 'c', 'd')
    first.detach()
    expect(receiver(hub).names()).toEqual(['b', 'c', 'telescopic.dropped'])
    expect(first.names()).toEqual(['a'])
  })

  it('S14 a second receiver takes nothing away from the first', () => {
    const { hub, send } = hubOf(10)
    const [first, second] = [receiver(hub), receiver(hub)]
    send('a')
    second.detach()
    send('b')
    expect([first.names(), second.names()]).toEqual([['a', 'b'], ['a']])
  })
})

describe('S15 what is not wanted', () => {
  it('S15 is not counted as lost', () => {
    const { hub, control, send } = hubOf(10)
    control.apply({ command: { kind: 'toggle', enabled: false }, epoch: 0, ttlMs: 0 })
    send('a')
    control.apply({ command: { kind: 'toggle', enabled: true }, epoch: 0, ttlMs: 0 })
    control.apply({ command: { kind: 'sampling', rate: 0, patterns: [] }, epoch: 0, ttlMs: 0 })
    send('b')
    const vector = readVectors<{ cases: { disabled_not_counted: { dropped: number; buffered: number } } }>(
      'control-misc',
    ).cases.disabled_not_counted
    expect(hub.stats()).toMatchObject({ dropped: vector.dropped, waiting: vector.buffered, filtered: 1, sampled: 1 })
  })

  it('S40 is decided before an event is built: its metadata is never looked at', () => {
    const { hub, control } = hubOf(10)
    control.apply({ command: { kind: 'filter', allow: [], deny: ['secret.*'] }, epoch: 0, ttlMs: 0 })
    let looks = 0
    const metadata = new Proxy(
      { depth: 0, parentScope: undefined },
      {
        ownKeys: (target) => {
          looks++
          return Reflect.ownKeys(target)
        },
      },
    )
    const record = (name: string): TelemetryRecord => ({
      kind: 'event',
      name,
      measurements: {},
      metadata,
      correlationId: undefined,
      timeS: 1,
    })
    hub.send([record('secret.x')])
    expect(looks).toBe(0)
    hub.send([record('open.x')])
    expect(looks).toBeGreaterThan(0)
  })

  it('a record made by hand that cannot be read costs itself and not the batch', () => {
    const { hub } = hubOf(10)
    const { names } = receiver(hub)
    const metadata = {
      depth: 0,
      parentScope: undefined,
      get x(): never {
        throw new Error('getter')
      },
    }
    hub.send([event('a'), { ...event('b'), metadata } as TelemetryRecord, event('c')])
    expect(names()).toEqual(['a', 'c'])
    expect(hub.stats().unencodable).toBe(1)
  })

  it('S18 what was thinned carries its rate, and a counter is not thinned', () => {
    const { hub, control } = hubOf(10)
    control.apply({ command: { kind: 'sampling', rate: 1e-9, patterns: ['a.*'] }, epoch: 0, ttlMs: 0 })
    const { events } = receiver(hub)
    hub.send([metric('a.count', 1), timing('a.span', 1), timing('b', 1)])
    expect(events.map(({ name }) => name)).toEqual(['a.count', 'b.stop'])
    control.apply({ command: { kind: 'sampling', rate: 0.999_999_999, patterns: [] }, epoch: 0, ttlMs: 0 })
    hub.send([timing('b', 1)])
    expect(events.at(-1)?.metadata).toEqual({ sample_rate: '0.999999999' })
  })
})

describe('S16 the end', () => {
  it('S16 comes on a full queue too, behind what waits', () => {
    const { hub, send } = hubOf(2)
    const { events } = cases.close_on_full_queue as { events: string[][] }
    const { names, ends, take } = receiver(hub, 1)
    send('a')
    send('b', 'c', 'd')
    hub.close()
    expect(ends).toEqual([])
    take(9)
    expect(names()).toEqual(['a', ...events.map(([name]) => name), 'telescopic.dropped'])
    expect(ends).toEqual(['end'])
  })

  it('S16 twice is once', () => {
    const { hub } = hubOf(2)
    const { ends } = receiver(hub)
    hub.close()
    hub.close()
    expect(ends).toEqual(['end'])
  })

  it('S16 what is recorded afterwards is left out', () => {
    const { hub, send } = hubOf(2)
    const { names } = receiver(hub)
    hub.close()
    send('late')
    expect(names()).toEqual((cases.emit_after_close as { after_close_delivered: string[] }).after_close_delivered)
    expect(hub.stats()).toMatchObject({ waiting: 0, dropped: 0 })
  })

  it('S16 a stream that comes after it gets what waited, and ends', () => {
    const { hub, send } = hubOf(2)
    send('a')
    hub.close()
    const { names, ends } = receiver(hub)
    expect(names()).toEqual((cases.close_before_attach as { stream_yields: string[][] }).stream_yields.flat())
    expect(ends).toEqual(['end'])
  })

  it('S16 a receiver that takes nothing for a minute is let go', () => {
    const { hub, send, pass } = hubOf(5)
    const { ends } = receiver(hub, 1)
    send('a')
    pass(61)
    send('b')
    expect(ends).toEqual(['The receiver takes nothing.'])
    expect(receiver(hub).names()).toEqual(['b'])
  })

  it('whenSent waits for what is under way, and for nobody', async () => {
    const { hub, send } = hubOf(5)
    await hub.whenSent()
    const { take } = receiver(hub, 1)
    send('a')
    send('b')
    let sent = false
    const waiting = hub.whenSent().then(() => {
      sent = true
    })
    await Promise.resolve()
    expect(sent).toBe(false)
    take(9)
    await waiting
  })
})

describe('commands', () => {
  const toggle = encodeControl({ command: { kind: 'toggle', enabled: false }, epoch: 5, ttlMs: 0 })

  it('are answered to all, with what counts now', () => {
    const { hub } = hubOf(5)
    const [first, second] = [receiver(hub), receiver(hub)]
    first.receive(toggle)
    for (const { events } of [first, second]) {
      expect(events[0]).toMatchObject({
        name: 'telescopic.control',
        metadata: { command: 'toggle', reason: '' },
        control: { accepted: true, enabled: false, epoch: 5 },
      })
    }
  })

  it('are answered on a full queue', () => {
    const { hub, send } = hubOf(1)
    const { receive, take, names } = receiver(hub, 1)
    send('a')
    send('b', 'c')
    receive(toggle)
    take(9)
    expect(names()).toEqual(['a', 'b', 'telescopic.control', 'telescopic.dropped'])
  })

  it('that are none are counted, and eight of them end the stream', () => {
    const { hub } = hubOf(5)
    const { receive, ends } = receiver(hub)
    for (let index = 0; index < 8; index++) receive(Buffer.from('0a05ff', 'hex'))
    expect(hub.stats()).toMatchObject({ malformed: 8, streams: 0 })
    expect(ends).toEqual(['These are no messages of telescopic.proto.'])
  })
})
