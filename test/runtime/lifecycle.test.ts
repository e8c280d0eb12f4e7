import { describe, expect, it } from 'vitest'
import { createTelemetry, isTelemetryReporter, type Telemetry, type TelemetryReporter } from '../../runtime/index.ts'
import { type Loose, listReporter, loosen } from './catalog.ts'

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('the shape of a reporter', () => {
  class Half {
    recordTiming(): void {}
  }
  const trap = {
    get recordTiming(): never {
      throw new Error('trap')
    },
  }
  const good = { recordTiming() {}, recordMetric() {} }
  const BAD: [unknown, string][] = [
    [[good, new Half()], 'Reporter at position 1 (Half) is invalid. Missing required method(s): recordMetric.'],
    [[{}], 'Reporter at position 0 (Object) is invalid. Missing required method(s): recordTiming, recordMetric.'],
    [[null], 'Reporter at position 0 (null) is invalid. Missing required method(s): recordTiming, recordMetric.'],
    [
      [good, undefined, good],
      'Reporter at position 1 (undefined) is invalid. Missing required method(s): recordTiming, recordMetric.',
    ],
    [['x'], 'Reporter at position 0 (string) is invalid. Missing required method(s): recordTiming, recordMetric.'],
    [[trap], 'Reporter at position 0 (Object) is invalid. Missing required method(s): recordTiming, recordMetric.'],
    [
      [{ ...good, recordMetric: 1 }],
      'Reporter at position 0 (Object) is invalid. Missing required method(s): recordMetric.',
    ],
    [good, 'reporters must be an array, got Object.'],
    [null, 'reporters must be an array, got null.'],
  ]
  it.each(BAD.map(([reporters, message]) => [message, reporters] as const))('%s', (message, reporters) => {
    // Whether telemetry is on or off: a mistake of the set-up should not wait for the day somebody sets the flag.
    for (const enabled of [true, false]) {
      expect(() => createTelemetry({ reporters: reporters as Loose, enabled })).toThrow(new TypeError(message))
      const tele = createTelemetry({ reporters: [good], enabled })
      expect(() => tele.configure({ reporters: reporters as Loose })).toThrow(new TypeError(message))
      expect(tele.enabled).toBe(enabled)
    }
  })

  it.each<[unknown, boolean]>([
    [good, true],
    [Object.assign(Object.create(null), good), true],
    [new Half(), false],
    [undefined, false],
    [trap, false],
  ])('isTelemetryReporter %#', (value, expected) => expect(isTelemetryReporter(value)).toBe(expected))

  it('a switch that is not a boolean is refused', () => {
    expect(() => createTelemetry({ enabled: 'false' as Loose })).toThrow('enabled must be true or false, got string.')
  })
})

describe('flush and shutdown', () => {
  const hooks = (lines: string[], name: string): TelemetryReporter => ({
    recordTiming: () => lines.push(`${name} timing`),
    recordMetric: () => lines.push(`${name} metric`),
    flush: () => void lines.push(`${name} flush`),
    shutdown: async () => void lines.push(`${name} shutdown`),
  })

  it('call each hook once, also of a reporter that is listed twice', async () => {
    const lines: string[] = []
    const a = hooks(lines, 'a')
    const tele = createTelemetry({ reporters: [a, hooks(lines, 'b'), a], enabled: true, delivery: 'sync' })
    await tele.flush()
    expect(lines).toEqual(['a flush', 'b flush'])
    await Promise.all([tele.shutdown(), tele.shutdown()])
    await tele.shutdown()
    await tele.flush()
    expect(lines).toEqual(['a flush', 'b flush', 'a shutdown', 'b shutdown'])
  })

  it('start at once: nothing waits for a turn of the event loop', () => {
    const lines: string[] = []
    void createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true, delivery: 'sync' }).flush()
    expect(lines).toEqual(['a flush'])
  })

  it('asked for by a reporter that is being shut down: the second waits for the first', async () => {
    let calls = 0
    const tele: Telemetry = createTelemetry({
      enabled: true,
      reporters: [
        {
          recordTiming() {},
          recordMetric() {},
          shutdown: () => {
            calls++
            void tele.shutdown()
          },
        },
      ],
    })
    await tele.shutdown()
    expect(calls).toBe(1)
  })

  it('wait for the slowest', async () => {
    let sent = false
    const send = async (): Promise<void> => {
      await settle()
      sent = true
    }
    const slow = { recordTiming() {}, recordMetric() {}, flush: send }
    await createTelemetry({ reporters: [slow], enabled: true, delivery: 'sync' }).flush()
    expect(sent).toBe(true)
  })

  it('do without hooks; shutdown flushes a reporter that has nothing to release', async () => {
    const lines: string[] = []
    const bare = { recordTiming() {}, recordMetric() {} }
    const holding = { ...bare, flush: () => void lines.push('flush') }
    const tele = createTelemetry({ reporters: [bare, holding], enabled: true, delivery: 'sync' })
    await expect(tele.shutdown()).resolves.toBeUndefined()
    expect(lines).toEqual(['flush'])
  })

  it('also release reporters of an instrument that is switched off', async () => {
    const lines: string[] = []
    await createTelemetry({ reporters: [hooks(lines, 'a')], enabled: false }).shutdown()
    expect(lines).toEqual(['a shutdown'])
  })

  it('after shutdown nothing is recorded, not even by what was open', async () => {
    const lines: string[] = []
    const tele = createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true, delivery: 'sync' })
    const open = loosen(tele)('a')
    const wrapped = loosen(tele).wrap('b', () => 'ran')
    await tele.shutdown()
    open.count('n')
    open.end()
    tele.count('cache.miss')
    expect(wrapped()).toBe('ran')
    tele.configure({ enabled: true })
    expect([lines, tele.enabled]).toEqual([['a shutdown'], false])
  })

  it('new reporters open it again', async () => {
    const lines: string[] = []
    const tele = createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true, delivery: 'sync' })
    await tele.shutdown()
    tele.configure({ reporters: [hooks(lines, 'b')] })
    tele.count('cache.miss')
    await tele.shutdown()
    expect(lines).toEqual(['a shutdown', 'b metric', 'b shutdown'])
  })
})

describe('configure', () => {
  it('replaces reporters and keeps the switch; switches and keeps reporters', () => {
    const lines: string[] = []
    const tele = createTelemetry({ reporters: [listReporter(lines, 'a ')], enabled: true, delivery: 'sync' })
    tele.configure({ reporters: [listReporter(lines, 'b ')] })
    tele.count('cache.miss')
    tele.configure({ enabled: false })
    tele.count('cache.miss')
    tele.configure({ enabled: true })
    tele.count('cache.miss')
    expect(lines).toEqual(['b metric cache.miss 1', 'b metric cache.miss 1'])
  })

  it('without reporters there is nothing to switch on', () => {
    const tele = createTelemetry({ enabled: true, delivery: 'sync' })
    expect(tele.enabled).toBe(false)
    tele.configure({ reporters: [] })
    expect(tele.enabled).toBe(false)
  })
})
