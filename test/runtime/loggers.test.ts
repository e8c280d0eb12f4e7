import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { loggingReporter, pinoReporter } from '../../runtime/reporters/pino.ts'
import type { Loose } from './catalog.ts'
import { event, hostileRecords, metric, TRACE, timing } from './contract/hostile-records.ts'

function logging(level?: 'info' | 'debug') {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  return { lines, reporter: pinoReporter(level ? { logger, level } : { logger }) }
}

describe('pino', () => {
  it('writes a line for each record, with all of it under one key', () => {
    const { lines, reporter } = logging()
    reporter.recordBatch!([
      timing('api.generate', 0.25, { model: 'm' }, TRACE),
      metric('counter', 'cache.hit', 2, { tier: 'l1' }),
      event('tool.size', { bytes: 7 }, { tool: 'x' }),
    ])
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 30,
        msg: 'telemetry.timing',
        telemetry: {
          scope: 'api.generate',
          durationS: 0.25,
          parentScope: 'pipeline.plan',
          traceId: TRACE.traceId,
          spanId: TRACE.spanId,
          metadata: { model: 'm' },
        },
      },
      { msg: 'telemetry.metric', telemetry: { value: 2, metricType: 'counter', metadata: { tier: 'l1' } } },
      {
        msg: 'telemetry.event',
        telemetry: { measurements: { bytes: 7 }, metadata: { tool: 'x' }, correlationId: 'order-1' },
      },
    ])
  })

  it('has fields that nothing forges', () => {
    const { lines, reporter } = logging('debug')
    const forged = {
      level: 60,
      time: 0,
      msg: 'forged',
      pid: 1,
      hostname: 'h',
      v: 9,
      scope: 's',
      durationS: 9,
      traceId: 't',
    }
    reporter.recordBatch!([timing('a', 0.1, forged), metric('gauge', 'a', 1, forged), event('a', forged, forged)])
    reporter.recordBatch!(hostileRecords())
    const head = /^\{"level":20,"time":\d{13},"pid":\d+,"hostname":"[^"]*","telemetry":\{"scope":"/
    const tail = /\},"msg":"telemetry\.(timing|metric|event)"\}\n$/
    for (const line of lines) {
      expect(line).toMatch(head)
      expect(line).toMatch(tail)
      // Of a key that stands twice a reader takes the last.
      expect(Object.keys(JSON.parse(line))).toEqual(['level', 'time', 'pid', 'hostname', 'telemetry', 'msg'])
    }
    expect(JSON.parse(lines[0]!).telemetry).toMatchObject({ scope: 'a', durationS: 0.1, metadata: forged })
  })

  it('that throws is counted', () => {
    const deny = (): never => {
      throw new Error('denied')
    }
    const reporter = pinoReporter({ logger: { info: deny, debug: deny } })
    expect(() => reporter.recordBatch!([timing('a'), timing('b')])).not.toThrow()
    expect(reporter.losses).toEqual({ unreadable: 0, loggerThrew: 2 })
  })
})

it('any other logger is called with a message and fields', () => {
  const calls: Loose[] = []
  const logger = { info: () => {}, debug: (...args: Loose[]) => void calls.push(args) }
  const reporter = loggingReporter({ logger, level: 'debug' })
  reporter.recordTiming('my.pipeline.step', 0.5, (timing('x') as Loose).metadata)
  reporter.recordMetric('token_efficiency', 0.92, { depth: 1, parentScope: 'my.pipeline.step', metricType: 'gauge' })
  expect(calls).toMatchObject([
    ['telemetry.timing', { scope: 'my.pipeline.step', durationS: 0.5 }],
    [
      'telemetry.metric',
      { scope: 'token_efficiency', value: 0.92, parentScope: 'my.pipeline.step', metricType: 'gauge' },
    ],
  ])
})
