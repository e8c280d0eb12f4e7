import type { TelemetryRecord, TraceContext } from '../../../runtime/reporter.ts'

/** Records that no format expects: what comes from JavaScript, from users' input, and from records made by hand. */

// biome-ignore lint/suspicious/noExplicitAny: that is the point
type Loose = any

/** What is markup in some format: Prometheus, StatsD, JSON, a line, a tree of traces. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  'a,b',
  'a:b',
  'a|b',
  'a|#b:c',
  'a|@0.1',
  'a:1|c\nevil:9|g',
  'a=b',
  'a"b',
  "a'b",
  'a`b',
  'a\\b',
  'trailing\\',
  'a\nb',
  'a\r\nb',
  'a\0b',
  'a\u001b[31mb',
  'a\u2028b\u2029c',
  'a\u202eb',
  '\ufeffa',
  '\ud800',
  '\udfff\ud800',
  'é',
  'è',
  '日本',
  '🙂',
  'a..b',
  '.a',
  'a.',
  'a.b',
  'a_b',
  'A.B',
  '9a',
  '__a',
  '-5',
  '1e21',
  '{a="b"} 1',
  '# HELP a b',
  '# EOF',
  '</script>',
  '$&',
  '%s%d',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  'le',
  'quantile',
  'overflow',
  'level',
  'time',
  'msg',
  'pid',
  'hostname',
  'metricType',
  'depth',
  'x'.repeat(10_000),
]

const NUMBERS: readonly unknown[] = [
  0,
  -0,
  -5,
  0.1,
  1e-300,
  1e300,
  2 ** 53 + 1,
  2 ** 63,
  -(2 ** 63),
  NaN,
  Infinity,
  -Infinity,
  '5',
  '5|c\nevil:9|g',
  true,
  null,
  undefined,
  7n,
  {},
  [],
]

/** Values that the runtime lets through: it copies plain ones, and lists of them. */
const VALUES: readonly unknown[] = [
  ...TEXTS,
  0,
  -0,
  -5,
  1e300,
  NaN,
  Infinity,
  true,
  null,
  undefined,
  ['a,b'],
  ['a', 'b'],
  [],
]

/** Values that are in no record of the runtime. Made anew for each reporter, so that none gets what another has changed. */
function strangers(): unknown[] {
  const cyclic: Loose = { name: 'cyclic' }
  cyclic.self = cyclic
  let deep: Loose = {}
  for (let index = 0; index < 9000; index++) deep = { deep }
  const hostile = new Proxy({}, { get: deny, ownKeys: deny, getPrototypeOf: deny })
  const throwing = { toString: deny, toJSON: deny, [Symbol.toPrimitive]: deny }
  return [
    ...NUMBERS,
    cyclic,
    deep,
    hostile,
    throwing,
    [1, 'two', null, [3], cyclic, hostile],
    ['a,b'],
    ['a', 'b'],
    Symbol('s'),
    () => 1,
    new Date(NaN),
    new Map([[1, 2]]),
    new Error('message'),
    Object.create(null),
    new Uint8Array(3),
  ]
}

function deny(): never {
  throw new Error('denied')
}

export const TRACE: TraceContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  correlationId: 'order-1',
  sampleRate: 1,
}

const BUILT_IN = {
  depth: 1,
  parentScope: 'pipeline.plan',
  callCount: 3,
  startMonotonicS: 1.5,
  endMonotonicS: 1.75,
  startWallTimeS: 1_790_000_000.125,
  endWallTimeS: 1_790_000_000.375,
}

export function timing(scope: unknown, durationS: unknown = 0.25, more: object = {}, trace?: unknown): TelemetryRecord {
  return { kind: 'timing', scope, durationS, metadata: merge(BUILT_IN, more), trace } as Loose
}

export function metric(
  metricType: unknown,
  scope: unknown,
  value: unknown = 1,
  more: object = {},
  trace?: unknown,
): TelemetryRecord {
  const own = { depth: 0, parentScope: undefined, metricType }
  return { kind: 'metric', scope, value, metadata: merge(own, more), trace } as Loose
}

export function event(
  name: unknown,
  measurements: object = { bytes: 42 },
  more: object = {},
  trace?: unknown,
): TelemetryRecord {
  const metadata = merge({ depth: 0, parentScope: undefined }, more)
  return {
    kind: 'event',
    name,
    measurements,
    metadata,
    correlationId: 'order-1',
    timeS: 1_790_000_000.5,
    trace,
  } as Loose
}

function start(scope: unknown, more: object = {}): TelemetryRecord {
  const metadata = merge({ depth: 0, parentScope: undefined }, more)
  return { kind: 'start', scope, metadata, timeS: 1_790_000_000.125, trace: TRACE } as Loose
}

// Key by key: a spread would call the getters, and `__proto__` in a literal is no key.
function merge(own: object, more: object): object {
  return Object.defineProperties({ ...own }, Object.getOwnPropertyDescriptors(more))
}

function withKey(key: string, value: unknown): object {
  return Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true })
}

const METRIC_TYPES = ['counter', 'gauge', 'histogram']

function ofAllKinds(scope: unknown, more: object = {}): TelemetryRecord[] {
  return [
    timing(scope, 0.25, more, TRACE),
    ...METRIC_TYPES.map((type) => metric(type, scope, 2, more)),
    event(scope, { bytes: 42 }, more, TRACE),
    start(scope, more),
  ]
}

/** Hostile texts and values in every place where the runtime lets them through. */
export function hostileRecords(): TelemetryRecord[] {
  const crowd = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`key${index}`, 'x'.repeat(100)]))
  const forged = {
    metricType: 'forged',
    depth: 'x',
    startWallTimeS: 'x',
    endWallTimeS: NaN,
    callCount: -1,
    parentScope: 7,
  }
  return [
    ...TEXTS.flatMap((scope) => ofAllKinds(scope)),
    ...TEXTS.flatMap((key) => ofAllKinds('keyed', withKey(key, 'value'))),
    ...VALUES.flatMap((value) => ofAllKinds('valued', { value })),
    ...[crowd, forged].flatMap((more) => ofAllKinds('odd', more)),
    ...NUMBERS.map((value) => event('numbers.event', { value }, {}, TRACE)),
    ...NUMBERS.map((value) => timing('numbers.start', 0.1, { startWallTimeS: value, endWallTimeS: value }, TRACE)),
    ...TEXTS.map((key) => event('measured', withKey(key, 1))),
    ...TEXTS.map((value) => ({ ...event('correlated'), correlationId: value }) as Loose),
    ...TEXTS.map((correlationId) => timing('correlated', 0.1, {}, { ...TRACE, correlationId })),
    ...[0.1, 0.3, 1].map((sampleRate) => timing('sampled', 0.1, {}, { ...TRACE, sampleRate })),
  ]
}

/** Records that somebody made by hand: nothing in them is what its type says. */
export function handMadeRecords(): TelemetryRecord[] {
  const getter = Object.defineProperty({}, 'getter', { get: deny, enumerable: true })
  const unreadable = new Proxy({ metricType: 'counter' }, { get: deny, ownKeys: deny })
  const crowd = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, 'x'.repeat(100)]))
  return [
    ...[7, undefined, null, Symbol('s'), {}].flatMap((scope) => ofAllKinds(scope)),
    ...strangers().flatMap((value) => ofAllKinds('strange', { value })),
    ...[getter, crowd].flatMap((more) => ofAllKinds('odd', more)),
    ...NUMBERS.flatMap((value) => [
      timing('numbers.span', value, {}, TRACE),
      ...METRIC_TYPES.map((type) => metric(type, `numbers.${type}`, value)),
      { ...event('numbers.time'), timeS: value } as Loose,
    ]),
    ...strangers().map((value) => ({ ...event('correlated'), correlationId: value }) as Loose),
    ...[0, -1, 2, NaN, '0.5', undefined].map((sampleRate) => timing('sampled', 0.1, {}, { ...TRACE, sampleRate })),
    ...[...TEXTS, 7, undefined, '0'.repeat(32)].map((id) =>
      timing('traced', 0.1, {}, { traceId: id, spanId: id, parentSpanId: id, correlationId: id, sampleRate: 1 }),
    ),
    { kind: 'timing', scope: 'bare', durationS: 1, metadata: unreadable } as Loose,
    { kind: 'metric', scope: 'bare', value: 1, metadata: unreadable } as Loose,
    { kind: 'unheard-of', scope: 'bare' } as Loose,
    { kind: 'event', name: 'bare' } as Loose,
    undefined as Loose,
    null as Loose,
  ]
}

/** Feeds records one by one by the methods that the runtime uses for reporters without batches. */
export function methodCalls(record: TelemetryRecord): Loose[] | undefined {
  if (record?.kind === 'timing') return ['recordTiming', record.scope, record.durationS, record.metadata, record.trace]
  if (record?.kind === 'metric') return ['recordMetric', record.scope, record.value, record.metadata, record.trace]
  if (record?.kind !== 'event') return undefined
  const { kind: _, ...rest } = record
  return ['recordEvent', rest]
}
