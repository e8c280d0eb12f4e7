import type { TelemetryRecord, TelemetryReporter } from '../../runtime/reporter.ts'
import { createConfig, type TransformConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from './spec.ts'

/** Programs of which every function that can be named has a span around it, and what they record apart from these spans. */

/** The scope of the spans; with two of them a function has two spans, one in the other. */
export const WOVEN: readonly string[] = ['woven', 'woven.again']

const GLOBS: readonly string[] = ['*', '*.*', '*.*.*', '*.*.*.*']

function weavesAll(file: string, scopes: readonly string[]): TransformConfig['instrument'] {
  const target = { text: `${file}#*`, isPackage: false, file, sites: undefined }
  return scopes.flatMap((scope) => GLOBS.map((name) => ({ ...target, scope, name })))
}

export interface Woven {
  readonly code: string
  /** How many functions have a span now. */
  readonly count: number
}

/** Puts spans around all functions of a file. */
export function weaveAll(
  text: string,
  file: string,
  config: Partial<TransformConfig>,
  scopes: readonly string[] = WOVEN.slice(0, 1),
): Woven {
  const instrument = weavesAll(file, scopes)
  const result = transformSource(text, file, createConfig({ catalog, mode: 'on', ...config, instrument }))
  const [fault] = result.diagnostics
  if (fault) throw new Error(`${fault.message} [${fault.code}]\n${text}`)
  return { code: result.code, count: result.uses.filter(({ method }) => method === 'instrument').length }
}

/** A reporter, and what it was told once the program has ended. */
export interface Telling {
  readonly reporter: TelemetryReporter
  /** The records of the program itself as text, each with the spans of the program that it lies in. */
  tell(): readonly string[]
}

/** Keeps records by the spans that they lie in; woven ones are seen through. */
export function createTelling(): Telling {
  const records: TelemetryRecord[] = []
  const spans = new Map<string, { readonly scope: string; readonly outer: string | undefined }>()
  const listSpans = (id: string | undefined): readonly string[] => {
    const span = spans.get(id ?? '')
    if (!span) return []
    return [...(WOVEN.includes(span.scope) ? [] : [span.scope]), ...listSpans(span.outer)]
  }
  const tellOne = (record: TelemetryRecord): string => {
    const { trace, metadata, ...own } = record
    const isSpan = record.kind === 'timing' || record.kind === 'start'
    const { depth: _, parentScope: __, ...rest } = metadata
    const spans = listSpans(isSpan ? trace?.parentSpanId : trace?.spanId)
    return JSON.stringify([own, rest, spans], (key, value) => (APART.test(key) ? undefined : (value ?? null)))
  }
  const isOwn = (record: TelemetryRecord): boolean => !('scope' in record && WOVEN.includes(record.scope))
  return {
    reporter: {
      wants: { traces: true, starts: true },
      recordTiming() {},
      recordMetric() {},
      recordBatch: (batch) => {
        for (const record of batch) {
          records.push(record)
          if (record.kind === 'start' && record.trace?.spanId)
            spans.set(record.trace.spanId, { scope: record.scope, outer: record.trace.parentSpanId })
        }
      },
    },
    tell: () => records.filter(isOwn).map(tellOne),
  }
}

const APART = /^(?:start|end)(?:Monotonic|Wall)(?:Time)?S$|^(?:timeS|durationS)$/
