import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, expect, it, vi } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { diagnosticsChannelReporter, subscribeToTelemetry } from '../../runtime/reporters/diagnostics-channel.ts'
import { type Loose, loosen } from './catalog.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('publishes each record on the channel of its kind, as long as somebody listens', async () => {
  const got: Loose[] = []
  const listen = (record: unknown): void => void got.push(record)
  for (const kind of ['timing', 'metric', 'event']) subscribe(`telescopic:${kind}`, listen)
  const tele = loosen(createTelemetry({ reporters: [diagnosticsChannelReporter()], enabled: true }))
  tele('a', () => tele.count('n', 2))
  tele.emit('e', { bytes: 1 })
  await tele.flush()
  for (const kind of ['timing', 'metric', 'event']) unsubscribe(`telescopic:${kind}`, listen)
  tele.count('n')
  await tele.flush()
  expect(got.map(({ kind, scope, name }) => [kind, scope ?? name])).toEqual([
    ['metric', 'n'],
    ['timing', 'a'],
    ['event', 'e'],
  ])
})

it('gives starts to whoever asks for them', () => {
  const got: unknown[] = []
  const stop = subscribeToTelemetry('start', ({ scope }) => got.push(scope))
  const record = { kind: 'start', scope: 'a', metadata: { depth: 0, parentScope: undefined }, timeS: 1 } as const
  diagnosticsChannelReporter().recordBatch!([record])
  const withStarts = diagnosticsChannelReporter({ starts: true })
  withStarts.recordBatch!([record])
  stop()
  expect([got, withStarts.wants]).toEqual([['a'], { starts: true, traces: true }])
})

it('what a subscriber of ours throws ends no program, and keeps no other from its record', async () => {
  const printed = vi.spyOn(console, 'error').mockReturnValue()
  const uncaught = vi.fn()
  process.on('uncaughtException', uncaught)
  const got: unknown[] = []
  const stops = [
    subscribeToTelemetry('metric', () => {
      throw new Error('subscriber')
    }),
    subscribeToTelemetry('metric', ({ scope }) => got.push(scope)),
  ]
  const metadata = { depth: 0, parentScope: undefined, metricType: 'counter' } as const
  const reporter = diagnosticsChannelReporter()
  for (const scope of ['n', 'm']) reporter.recordBatch!([{ kind: 'metric', scope, value: 1, metadata }])
  await new Promise((resolve) => setTimeout(resolve, 5))
  for (const stop of stops) stop()
  reporter.recordBatch!([{ kind: 'metric', scope: 'late', value: 1, metadata }])
  process.off('uncaughtException', uncaught)
  expect([got, uncaught.mock.calls.length, printed.mock.calls.length]).toEqual([['n', 'm'], 0, 1])
})
