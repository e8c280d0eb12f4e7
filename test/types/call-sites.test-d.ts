/**
 * The promises of the types at a call site. Nothing here runs: `tsc --noEmit` is the test. A line that must be refused has
 * `@ts-expect-error` over it, which is itself an error as soon as the line is accepted.
 */
import '../runtime/catalog.ts'
import {
  type BoundCounter,
  type BoundHistogram,
  createTelemetry,
  NOOP,
  type ScopeName,
  type Span,
  type Telemetry,
  tele,
} from '../../runtime/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function expectType<A>() {
  return <B>(_value: B, ..._equal: Equal<A, B> extends true ? [] : ['is not the type expected']): void => {}
}

// --- what is accepted ---

export function spans(): void {
  using plan = tele('pipeline.plan', { batch_size: 16 })
  expectType<Span<'pipeline.plan'>>()(plan)
  using _optional = tele('api.generate')
  using _empty = tele('db.query', {})
  expectType<number>()(tele('db.query', () => 1))
  expectType<string>()(tele('pipeline.plan', { batch_size: 1 }, (span) => span.scope))
  expectType<Promise<string>>()(tele('api.generate', { model: 'x' }, async () => 'x'))
  expectType<void>()(tele.time('db.query', () => {}))
  expectType<Span<'db.query'>>()(tele.span('db.query'))
}

export function spanMethods(span: Span<'pipeline.plan'>): void {
  span.set({ batch_size: 3 })
  span.set({})
  span.count('retries')
  span.count('retries', 2)
  span.gauge('token_efficiency', 0.9)
  span.record('bytes', 12, { codec: 'gzip' })
  span.end()
}

export function callbacksKnowTheirSpan(): void {
  tele('api.generate', (span) => span.set({ cached: true }))
  tele('pipeline.plan', { batch_size: 1 }, async (span) => span.count('retries'))
}

export function metrics(): void {
  tele.count('cache.miss')
  tele.count('cache.miss', 2)
  tele.count('cache.miss', 2, {})
  tele.count('cache.hit', 1, { tier: 'l1' })
  tele.gauge('queue.depth', 3)
  tele.record('payload.bytes', 3)
  tele.emit('tool.size', { bytes: 1 }, { tool: 'x' })
  tele.emit('tool.size', { bytes: 1 }, { tool: 'x' }, 'id')
  tele.emit('tool.started', {})
  tele.emit('tool.started', {}, undefined, 'id')
}

export function wrapping(): void {
  const load = async (id: number): Promise<string> => String(id)
  expectType<typeof load>()(tele.wrap('api.generate', load))
  expectType<typeof load>()(tele.wrap('pipeline.plan', { batch_size: 1 }, load))
}

export class Decorated {
  @tele.traced('api.generate', { model: 'x' })
  plan(count: number): number {
    return count
  }
  @tele.traced('db.query')
  static async load(): Promise<void> {}
}

export function instruments(): void {
  expectType<Telemetry>()(createTelemetry())
  expectType<Telemetry>()(NOOP)
  const anySpan: Span = tele('db.query')
  anySpan.end()
}

export function starting(): void {
  using _plan = tele.start('pipeline.plan', { batch_size: 16 })
  expectType<Span<'db.query'>>()(tele.start('db.query'))
}

export function boundHandles(): void {
  const misses = tele.counter('cache.miss')
  expectType<BoundCounter<'cache.miss'>>()(misses)
  misses.add()
  misses.add(2)
  const hits = tele.counter('cache.hit', { tier: 'l1' })
  hits.add()
  hits.add(1, { tier: 'l2' })
  tele.counter('cache.hit').add(1, { tier: 'l2' })
  tele.histogram('payload.bytes').record(3)
  tele.histogram('pipeline.plan.bytes').record(3, { codec: 'br' })
  expectType<BoundHistogram<'pipeline.plan.bytes', 'codec'>>()(tele.histogram('pipeline.plan.bytes', { codec: 'br' }))
  tele.histogram('pipeline.plan.bytes', { codec: 'br' }).record(3)
}

@tele.traced('db.query')
export class DecoratedWhole {
  @tele.traced('db.query') accessor size = 1
  @tele.traced('db.query') handler = (id: number): string => String(id)
  @tele.traced('db.query') static #create = (): DecoratedWhole => new DecoratedWhole()
  @tele.traced('db.query') get made(): DecoratedWhole {
    return this.#make(DecoratedWhole.#create)
  }
  @tele.traced('db.query') set made(_value: DecoratedWhole) {}
  @tele.traced('db.query') #make<T>(make: () => T): T {
    return make()
  }
}

@tele.traced('db.query')
export abstract class DecoratedAbstract {
  abstract plan(): void
}

export function names(scope: ScopeName<'counter'>): void {
  expectType<'cache.hit' | 'cache.miss' | 'pipeline.plan.retries'>()(scope)
}

// --- what is refused ---

export function wrongNames(dynamic: string): void {
  // @ts-expect-error not in the catalog
  tele('pipline.plan', { batch_size: 1 })
  // @ts-expect-error any string is not a name
  tele(dynamic)
  // @ts-expect-error built at run time
  tele.count(`cache.${dynamic}`)
  // @ts-expect-error a counter is not a span
  tele('cache.miss')
  // @ts-expect-error a counter is not a gauge
  tele.gauge('cache.miss', 1)
  // @ts-expect-error a gauge is not a histogram
  tele.record('queue.depth', 1)
  // @ts-expect-error a span is not an event
  tele.emit('db.query', {})
  // @ts-expect-error an event is not a counter
  tele.count('tool.started')
  // @ts-expect-error a counter cannot be wrapped around a function
  tele.wrap('cache.miss', () => 1)
  // @ts-expect-error a counter is not a span
  tele.start('cache.miss')
  // @ts-expect-error a gauge cannot be bound as a counter
  tele.counter('queue.depth')
  // @ts-expect-error a counter is not a histogram
  tele.histogram('cache.miss')
  // @ts-expect-error a counter cannot decorate
  tele.traced('cache.miss')
}

export function wrongMetadata(): void {
  // @ts-expect-error batch_size is required
  tele('pipeline.plan')
  // @ts-expect-error batch_size is required, also around a function
  tele('pipeline.plan', () => 1)
  // @ts-expect-error batch_size is required, also of a wrapped function
  tele.wrap('pipeline.plan', () => 1)
  // @ts-expect-error batch_size is required, also of a method
  tele.traced('pipeline.plan')
  // @ts-expect-error batch_size is required, also of a handle
  tele.start('pipeline.plan')
  // @ts-expect-error a handle takes no function
  tele.start('db.query', () => 1)
  // @ts-expect-error tier is neither bound nor given
  tele.counter('cache.hit').add()
  // @ts-expect-error codec is neither bound nor given
  tele.histogram('pipeline.plan.bytes').record(1)
  // @ts-expect-error no such key can be bound
  tele.counter('cache.hit', { tier: 'l1', teir: 'l2' })
  // @ts-expect-error no such key in the call
  tele.counter('cache.hit', { tier: 'l1' }).add(1, { teir: 'l2' })
  // @ts-expect-error not one of the values
  tele.counter('cache.hit', { tier: 'l3' })
  // @ts-expect-error this counter has no metadata
  tele.counter('cache.miss', { tier: 'l1' })
  // @ts-expect-error tier is required
  tele.count('cache.hit')
  // @ts-expect-error tier is required
  tele.count('cache.hit', 1)
  // @ts-expect-error tool is required
  tele.emit('tool.size', { bytes: 1 })
  // @ts-expect-error bytes is required
  tele.emit('tool.size', {}, { tool: 'x' })
  // @ts-expect-error no such key
  tele('pipeline.plan', { batch_size: 1, batchsize: 1 })
  // @ts-expect-error no such key, around a function
  tele('api.generate', { mdel: 'x' }, () => 1)
  // @ts-expect-error no such measurement
  tele.emit('tool.size', { bytes: 1, byte: 1 }, { tool: 'x' })
  // @ts-expect-error a text is not a number
  tele('pipeline.plan', { batch_size: '16' })
  // @ts-expect-error not one of the values
  tele.count('cache.hit', 1, { tier: 'l3' })
  // @ts-expect-error this span has no metadata
  tele('db.query', { table: 'users' })
  // @ts-expect-error this counter has no metadata
  tele.count('cache.miss', 1, { tier: 'l1' })
  // @ts-expect-error this event has no measurements
  tele.emit('tool.started', { bytes: 1 })
  // @ts-expect-error a text is not a number
  tele.gauge('queue.depth', '3')
  // @ts-expect-error the correlation id is a text
  tele.emit('tool.size', { bytes: 1 }, { tool: 'x' }, 7)
}

export function wrongUseOfSpans(span: Span<'pipeline.plan'>): void {
  // @ts-expect-error not below this span
  span.count('nope')
  // @ts-expect-error below this span, but a gauge
  span.count('token_efficiency')
  // @ts-expect-error the name is relative to the span
  span.count('pipeline.plan.retries')
  // @ts-expect-error codec is required
  span.record('bytes', 1)
  // @ts-expect-error not one of the values
  span.record('bytes', 1, { codec: 'zip' })
  // @ts-expect-error no such key
  span.set({ x: 1 })
  // @ts-expect-error a text is not a number
  span.set({ batch_size: '1' })
  // @ts-expect-error the scope is fixed
  span.scope = 'db.query'
  // @ts-expect-error a span is opened by `tele`, not by the span
  span('db.query')
}

export function wrongUseOfFunctions(): void {
  // @ts-expect-error the result is a number
  const _text: string = tele('db.query', () => 1)
  // @ts-expect-error the parameter is a number
  tele.wrap('db.query', (id: number) => id)('x')
  // @ts-expect-error switched by `configure`
  tele.enabled = true
}

export class WronglyDecorated {
  // @ts-expect-error not in the catalog
  @tele.traced('db.qery')
  plan(): void {}
  // @ts-expect-error a field that holds no function
  @tele.traced('db.query')
  size = 1
}
