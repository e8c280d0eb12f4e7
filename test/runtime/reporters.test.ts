import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createTelemetry, isTelemetryReporter, type TelemetryReporter } from '../../runtime/index.ts'
import { createTestTelemetry, type FakeClock, type TestTelemetry } from '../../runtime/testing.ts'
import { type Loose, listReporter, loosen } from './catalog.ts'

let printed: MockInstance
beforeEach(() => {
  printed = vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

class Broken implements TelemetryReporter {
  readonly fail: () => Loose
  constructor(fail: () => Loose) {
    this.fail = fail
  }
  recordTiming(): void {
    return this.fail()
  }
  recordMetric(): void {
    return this.fail()
  }
  recordEvent(): void {
    return this.fail()
  }
  flush(): void {
    return this.fail()
  }
  shutdown(): void {
    return this.fail()
  }
}

/** An instrument whose second reporter is broken; the first and third write down what they get. */
function around(reporter: TelemetryReporter): TestTelemetry<FakeClock> & { readonly lines: string[] } {
  const lines: string[] = []
  const test = createTestTelemetry({ reporters: [listReporter(lines, '1 '), reporter, listReporter(lines, '3 ')] })
  return { ...test, lines }
}

describe('reporters', () => {
  it('are all called, in order', () => {
    const lines: string[] = []
    const reporters = ['a ', 'b ', 'c '].map((name) => listReporter(lines, name))
    const tele = loosen(createTelemetry({ reporters, enabled: true }))
    tele('s', () => tele.count('m', 2))
    tele.emit('e', {})
    expect(lines).toEqual(
      ['metric m 2', 'timing s', 'event e'].flatMap((line) => [`a ${line}`, `b ${line}`, `c ${line}`]),
    )
  })

  it('keep their `this`', () => {
    class Counting {
      #count = 0
      recordTiming(): void {
        this.#count++
      }
      recordMetric(): void {}
      get count(): number {
        return this.#count
      }
    }
    const reporter = new Counting()
    loosen(createTelemetry({ reporters: [reporter], enabled: true }))('a', () => {})
    expect(reporter.count).toBe(1)
  })

  it('are a copy: changing the list afterwards changes nothing', () => {
    const lines: string[] = []
    const reporters = [listReporter(lines)]
    const tele = createTelemetry({ reporters, enabled: true })
    reporters.pop()
    tele.count('cache.miss')
    expect(lines).toEqual(['metric cache.miss 1'])
  })

  it('without recordEvent are given no events', () => {
    const { tele } = createTestTelemetry({ reporters: [{ recordTiming() {}, recordMetric() {} }] })
    tele.emit('tool.started', {})
    expect(printed).not.toHaveBeenCalled()
  })
})

describe('a reporter that fails', () => {
  const WAYS: [string, () => unknown][] = [
    [
      'throws an error',
      () => {
        throw new Error('rt')
      },
    ],
    [
      'throws something else',
      () => {
        throw null
      },
    ],
    ['rejects', () => Promise.reject(new Error('rt'))],
    [
      'gives a thenable whose then throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: the case under test
        get then(): never {
          throw new Error('rt')
        },
      }),
    ],
    [
      'overflows the stack',
      function again(): unknown {
        return [again()]
      },
    ],
  ]
  it.each(WAYS)('and %s reaches neither the program nor other reporters', async (_, fail) => {
    const { tele, lines, lost } = around(new Broken(fail))
    const t = loosen(tele)
    expect(t('a', () => 'value')).toBe('value')
    expect(() => t.count('n')).not.toThrow()
    t.emit('e', {})
    await tele.flush()
    await tele.shutdown()
    expect(lines).toEqual(['1 timing a', '3 timing a', '1 metric n 1', '3 metric n 1', '1 event e', '3 event e'])
    expect(lost().reporterFailures).toBe(5)
    expect(printed).toHaveBeenCalledOnce()
    expect(printed.mock.calls[0]![0]).toBe("Telemetry reporter 'Broken' failed:")
  })

  it('does not hide what the function throws', () => {
    const { tele } = around(
      new Broken(() => {
        throw new Error('reporter')
      }),
    )
    const body = new Error('body')
    const run = (): void =>
      loosen(tele)('a', () => {
        throw body
      })
    expect(run).toThrow(body)
  })

  it('is printed once a minute, with the number of times that were not', () => {
    const { tele, clock } = around(
      new Broken(() => {
        throw new Error('rm')
      }),
    )
    const countTwice = (): void => {
      tele.count('cache.miss')
      tele.count('cache.miss')
    }
    countTwice()
    clock.advance(59)
    countTwice()
    expect(printed).toHaveBeenCalledTimes(1)
    clock.advance(1)
    countTwice()
    expect(printed.mock.calls.map(([text]) => text)).toEqual([
      "Telemetry reporter 'Broken' failed:",
      "Telemetry reporter 'Broken' failed (and 3 more times since the last message):",
    ])
  })

  it('is printed on its own account, not on that of another', () => {
    const fail = (): never => {
      throw new Error('x')
    }
    const { tele, lost } = createTestTelemetry({ reporters: [new Broken(fail), new Broken(fail)] })
    tele.count('cache.miss')
    expect([printed.mock.calls.length, lost().reporterFailures]).toEqual([2, 2])
  })

  it('may even break the console', () => {
    printed.mockImplementation(() => {
      throw new Error('EPIPE')
    })
    const { tele, lines } = around(
      new Broken(() => {
        throw new Error('x')
      }),
    )
    tele.count('cache.miss')
    expect(lines.length).toBe(2)
  })

  it('may lose its methods later', () => {
    const reporter: Loose = { recordTiming() {}, recordMetric() {} }
    const { tele, lines, lost } = around(reporter)
    Object.defineProperty(reporter, 'recordMetric', {
      get: () => {
        throw new Error('gone')
      },
    })
    tele.count('cache.miss')
    expect([lines.length, lost().reporterFailures]).toEqual([2, 1])
  })
})

describe('a reporter that records', () => {
  const WAYS: [string, (tele: Loose) => unknown][] = [
    ['a metric', (t) => t.count('inner')],
    ['an event', (t) => t.emit('inner', {})],
    ['a span', (t) => t('inner', () => t('inner.deep', () => t.count('inner.deeper')))],
    ['a handle', (t) => t('inner').end()],
    ['in a wrapped function', (t) => t.wrap('inner', () => {})()],
    ['after an await', async (t) => [await null, t.count('inner'), t('inner', () => {})]],
    ['in a timer', (t) => void setTimeout(() => t.count('inner'), 0)],
  ]
  it.each(WAYS)('%s does not report its reporting', async (_, use) => {
    let tele: Loose
    const record = (): Loose => use(tele)
    const test = createTestTelemetry({
      reporters: [{ recordTiming: record, recordMetric: record, recordEvent: record, flush: record }],
    })
    tele = test.tele
    tele('outer', () => {})
    tele.count('outer')
    await tele.flush()
    await settle()
    expect(test.records.map((record) => (record as Loose).scope)).toEqual(['outer', 'outer'])
    expect(printed).not.toHaveBeenCalled()
  })

  it('runs its functions all the same', () => {
    const results: unknown[] = []
    const { tele } = createTestTelemetry({
      reporters: [{ recordTiming: () => results.push(loosen(tele)('inner', () => 'ran')), recordMetric() {} }],
    })
    loosen(tele)('outer', () => {})
    expect(results).toEqual(['ran'])
  })

  it('leaves the program recording', () => {
    const { tele, records } = createTestTelemetry({
      reporters: [{ recordTiming: () => tele.count('cache.miss'), recordMetric() {} }],
    })
    loosen(tele)('a', () => tele.count('cache.miss'))
    tele.count('cache.miss')
    expect(records.length).toBe(3)
  })

  it('may change the reporters: the record at hand goes to the old ones', () => {
    const lines: string[] = []
    const tele = createTelemetry({ enabled: true })
    const changing = {
      recordTiming() {},
      recordMetric: () => tele.configure({ reporters: [listReporter(lines, 'new ')] }),
    }
    tele.configure({ reporters: [changing, listReporter(lines, 'old ')] })
    tele.count('cache.miss')
    tele.count('cache.miss')
    expect(lines).toEqual(['old metric cache.miss 1', 'new metric cache.miss 1'])
  })
})

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
    const tele = createTelemetry({ reporters: [a, hooks(lines, 'b'), a], enabled: true })
    await tele.flush()
    expect(lines).toEqual(['a flush', 'b flush'])
    await Promise.all([tele.shutdown(), tele.shutdown()])
    await tele.shutdown()
    await tele.flush()
    expect(lines).toEqual(['a flush', 'b flush', 'a shutdown', 'b shutdown'])
  })

  it('start at once: nothing waits for a turn of the event loop', () => {
    const lines: string[] = []
    void createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true }).flush()
    expect(lines).toEqual(['a flush'])
  })

  it('wait for the slowest', async () => {
    let sent = false
    const send = async (): Promise<void> => {
      await settle()
      sent = true
    }
    const slow = { recordTiming() {}, recordMetric() {}, flush: send }
    await createTelemetry({ reporters: [slow], enabled: true }).flush()
    expect(sent).toBe(true)
  })

  it('do without hooks; shutdown flushes a reporter that has nothing to release', async () => {
    const lines: string[] = []
    const bare = { recordTiming() {}, recordMetric() {} }
    const holding = { ...bare, flush: () => void lines.push('flush') }
    const tele = createTelemetry({ reporters: [bare, holding], enabled: true })
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
    const tele = createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true })
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
    const tele = createTelemetry({ reporters: [hooks(lines, 'a')], enabled: true })
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
    const tele = createTelemetry({ reporters: [listReporter(lines, 'a ')], enabled: true })
    tele.configure({ reporters: [listReporter(lines, 'b ')] })
    tele.count('cache.miss')
    tele.configure({ enabled: false })
    tele.count('cache.miss')
    tele.configure({ enabled: true })
    tele.count('cache.miss')
    expect(lines).toEqual(['b metric cache.miss 1', 'b metric cache.miss 1'])
  })

  it('without reporters there is nothing to switch on', () => {
    const tele = createTelemetry({ enabled: true })
    expect(tele.enabled).toBe(false)
    tele.configure({ reporters: [] })
    expect(tele.enabled).toBe(false)
  })
})
