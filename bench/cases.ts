import { AsyncLocalStorage } from 'node:async_hooks'
import { openSync } from 'node:fs'
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { StatsD } from 'hot-shots'
import pino from 'pino'
import { Counter, Registry } from 'prom-client'
import { createRecorder } from '../runtime/configure.ts'
import { applySync } from '../runtime/context.ts'
import { createInstrument } from '../runtime/instrument.ts'
import { NOOP } from '../runtime/noop.ts'
import type { Recorder } from '../runtime/recorder.ts'
import { findSite } from '../runtime/site.ts'
import { openSpan } from '../runtime/span.ts'
import { PREPARED } from './prepared-cases.ts'

/** What is measured. Each is made in a process of its own, so that no case is slowed or sped up by what another one did. */

// biome-ignore lint/suspicious/noExplicitAny: names here are in no catalog
type Loose = any

export interface Case {
  readonly name: string
  /** What it is held against, for the reader. */
  readonly group: 'floor' | 'off' | 'recorded' | 'prepared' | 'delivered' | 'others'
  /** Makes the function that is measured. */
  readonly make: () => () => unknown
  /** How many operations one call of it makes. @default 1 */
  readonly operations?: number
  /** Whether it is also measured without the optimising compilers. */
  readonly cold?: true
}

const nothing = (): void => {}
const QUIET = { recordTiming: nothing, recordMetric: nothing }

/** Records and is not delivered: the queue is emptied by hand, so that only the program's part is measured. */
function recording(make: (tele: Loose, recorder: Recorder) => () => unknown): () => () => unknown {
  return () => {
    const recorder = createRecorder({ enabled: true, detached: true, reporters: [QUIET] })
    const fn = make(createInstrument(recorder), recorder)
    return () => {
      const { ring } = recorder
      if (ring !== undefined && ring.size === 4000) {
        ring.size = 0
        ring.head = 0
      }
      return fn()
    }
  }
}

/** Records and is delivered to one reporter: the whole cost. Twice in each batch of 1024 that is timed. */
function delivering(make: (tele: Loose) => () => unknown): () => () => unknown {
  return () => {
    const recorder = createRecorder({ enabled: true, detached: true, reporters: [QUIET] })
    const tele: Loose = createInstrument(recorder)
    const fn = make(tele)
    return () => {
      if (recorder.ring?.size === 512) void tele.flush()
      return fn()
    }
  }
}

const TURN = 64

/** With turns of the event loop in between, for those who deliver in them: in a loop without any they would choke. */
function inTurns(fn: () => void): () => Promise<void> {
  return async () => {
    for (let count = 0; count < TURN; count++) fn()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const off = (make: (tele: Loose) => () => unknown) => () =>
  make(createInstrument(createRecorder({ reporters: [QUIET] })))

const FLOOR: Case[] = [
  {
    name: 'two reads of the clock',
    group: 'floor',
    cold: true,
    make: () => () => performance.now() - performance.now(),
  },
  {
    name: 'AsyncLocalStorage.run',
    group: 'floor',
    make: () => {
      const storage = new AsyncLocalStorage<number>()
      return () => storage.run(1, nothing)
    },
  },
  { name: 'await of an async function', group: 'floor', make: () => async () => await (async () => 1)() },
]

const OFF: Case[] = [
  { name: 'NOOP, span', group: 'off', cold: true, make: () => () => (NOOP as Loose)('a', { x: 1 }).end() },
  { name: 'off, span', group: 'off', cold: true, make: off((tele) => () => tele('a', { x: 1 }).end()) },
  { name: 'off, span around a function', group: 'off', cold: true, make: off((tele) => () => tele('a', nothing)) },
  { name: 'off, counter by name', group: 'off', cold: true, make: off((tele) => () => tele.count('n')) },
]

const RECORDED: Case[] = [
  {
    name: 'span, start and end',
    group: 'recorded',
    cold: true,
    make: recording((tele) => () => tele.start('a').end()),
  },
  {
    name: 'span with 2 metadata',
    group: 'recorded',
    make: recording((tele) => () => tele.start('a', { x: 1, tier: 'l1' }).end()),
  },
  {
    name: 'span around a function',
    group: 'recorded',
    cold: true,
    make: recording((tele) => () => tele('a', nothing)),
  },
  {
    name: 'span around a function proven synchronous',
    group: 'recorded',
    make: recording((_, recorder) => {
      const site = findSite(recorder, 'a')!
      return () => {
        const span = openSpan(site, undefined)
        applySync(span.frame, nothing)
        span.end()
      }
    }),
  },
  {
    name: 'span around an awaited async function',
    group: 'recorded',
    make: recording((tele) => async () => await tele('a', async () => 1)),
  },
  {
    name: 'counter by handle',
    group: 'recorded',
    make: recording((tele) => {
      const counter = tele.counter('n')
      return () => counter.add()
    }),
  },
  {
    name: 'counter by handle, 2 bound metadata',
    group: 'recorded',
    make: recording((tele) => {
      const counter = tele.counter('n', { zone: 'a', tier: 'l1' })
      return () => counter.add()
    }),
  },
  { name: 'counter by name', group: 'recorded', cold: true, make: recording((tele) => () => tele.count('n')) },
  {
    name: 'counter by name, 2 metadata',
    group: 'recorded',
    make: recording((tele) => () => tele.count('n', 1, { zone: 'a', tier: 'l1' })),
  },
]

const DELIVERED: Case[] = [
  {
    name: 'span, start and end, delivered',
    group: 'delivered',
    make: delivering((tele) => () => tele.start('a').end()),
  },
  { name: 'counter by name, delivered', group: 'delivered', make: delivering((tele) => () => tele.count('n')) },
  {
    name: 'span around a function, delivered in turns of the event loop',
    group: 'delivered',
    operations: TURN,
    make: () => {
      const tele: Loose = createInstrument(createRecorder({ enabled: true, detached: true, reporters: [QUIET] }))
      return inTurns(() => tele('a', nothing))
    },
  },
]

function startOtel(spanProcessors: SpanProcessor[] = []): Loose {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  return new BasicTracerProvider({ spanProcessors }).getTracer('bench')
}

const OTHERS: Case[] = [
  {
    name: 'OpenTelemetry API alone, startActiveSpan',
    group: 'others',
    make: () => {
      const tracer = trace.getTracer('bench')
      return () => tracer.startActiveSpan('a', (span) => span.end())
    },
  },
  {
    name: 'OpenTelemetry SDK 2 without a processor, startActiveSpan',
    group: 'others',
    make: () => {
      const tracer = startOtel()
      return () => tracer.startActiveSpan('a', {}, ROOT_CONTEXT, (span: Loose) => span.end())
    },
  },
  {
    name: 'OpenTelemetry SDK 2 with batches, in turns of the event loop',
    group: 'others',
    operations: TURN,
    make: () => {
      const exporter = { export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }) }
      const tracer = startOtel([new BatchSpanProcessor({ ...exporter, shutdown: async () => {} })])
      return inTurns(() => tracer.startActiveSpan('a', {}, ROOT_CONTEXT, (span: Loose) => span.end()))
    },
  },
  {
    name: 'prom-client, pre-bound child of 2 labels',
    group: 'others',
    make: () => {
      const options = { name: 'n', help: 'n', labelNames: ['zone', 'tier'], registers: [new Registry()] }
      const child = new Counter(options).labels({ zone: 'a', tier: 'l1' })
      return () => child.inc()
    },
  },
  {
    name: 'hot-shots, increment, without a socket',
    group: 'others',
    make: () => {
      const client = new StatsD({ mock: true })
      return () => {
        client.increment('n')
        const { mockBuffer } = client
        if (mockBuffer !== undefined && mockBuffer.length > 1000) mockBuffer.length = 0
      }
    },
  },
  {
    name: 'pino, info of 3 fields, to /dev/null',
    group: 'others',
    make: () => {
      const logger = pino(pino.destination({ fd: openSync('/dev/null', 'w'), sync: true, minLength: 4096 }))
      return () => logger.info({ scope: 'a', durationS: 0.001, depth: 0 })
    },
  },
  {
    name: 'a port of Pollux, line by line, span',
    group: 'others',
    make: () => {
      const storage = new AsyncLocalStorage<readonly string[]>()
      const reporters = [QUIET as Loose]
      return () => {
        const stack = storage.getStore() ?? []
        const path = [...stack, 'a']
        const [start, wall] = [performance.now() / 1000, Date.now() / 1000]
        storage.run(path, nothing)
        const durationS = performance.now() / 1000 - start
        const own = { depth: stack.length, parent_scope: stack.join('.') || null, start, wall, end: wall + durationS }
        for (const reporter of reporters) reporter.recordTiming(path.join('.'), durationS, { ...own, x: 1 })
      }
    },
  },
]

export const CASES: readonly Case[] = [...FLOOR, ...OFF, ...RECORDED, ...PREPARED, ...DELIVERED, ...OTHERS]
