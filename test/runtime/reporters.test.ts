import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createTelemetry, type TelemetryReporter } from '../../runtime/index.ts'
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
    const tele = loosen(createTelemetry({ reporters, enabled: true, delivery: 'sync' }))
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
    loosen(createTelemetry({ reporters: [reporter], enabled: true, delivery: 'sync' }))('a', () => {})
    expect(reporter.count).toBe(1)
  })

  it('are a copy: changing the list afterwards changes nothing', () => {
    const lines: string[] = []
    const reporters = [listReporter(lines)]
    const tele = createTelemetry({ reporters, enabled: true, delivery: 'sync' })
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
      'gives a promise that must not be looked at',
      () =>
        Object.defineProperty(Promise.resolve(), 'constructor', {
          get: () => {
            throw new Error('rt')
          },
        }),
    ],
    [
      'gives a promise whose then throws',
      () =>
        Object.assign(Promise.resolve(), {
          // biome-ignore lint/suspicious/noThenProperty: the case under test
          then: () => {
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
    ['in a wrapped function', (t) => t.wrap('inner', () => t.count('inner.deep'))()],
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
    const tele = createTelemetry({ enabled: true, delivery: 'sync' })
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
