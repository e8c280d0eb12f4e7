import { complain } from '../host.ts'
import { fitText, hashText } from './fit-text.ts'
import type { MeasureKind } from './measures.ts'
import { OVERFLOW_LABEL } from './series.ts'

/** The names that Prometheus knows scopes and keys by: letters, digits and `_`, each given to one only. */
export interface PrometheusNames {
  /** Of a metric, without the endings of its samples. */
  nameMetric(scope: string, kind: MeasureKind): string
  /** Of a label; nothing when there are too many. */
  nameLabel(key: string): string | undefined
  /** Scopes and keys whose plain name was somebody else's already. */
  readonly collisions: number
}

const MAX_NAME = 200

/** Keys of metadata that become labels; a program has some dozens, and one that makes them up as it goes is kept from it. */
const MAX_LABELS = 1000

/** What the samples of a metric are called besides its name. In OpenMetrics these belong to it, even unused. */
const ENDINGS: Readonly<Record<MeasureKind, readonly string[]>> = {
  counter: ['', '_total', '_created'],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
  timing: ['', '_bucket', '_sum', '_count', '_created'],
}

/** Gives names; `reserved` are metrics that are already there. */
export function createNames(reserved: readonly string[]): PrometheusNames {
  const samples = new Set(reserved.flatMap((name) => ENDINGS.counter.map((ending) => name + ending)))
  // `le` is the bound of a bucket, `quantile` that of a summary, and what is over the limit says so in a label.
  const labels = new Map<string, string>()
  const takenLabels = new Set(['le', 'quantile', OVERFLOW_LABEL[0]])
  let collisions = 0
  const collide = (what: string, plain: string, name: string): void => {
    if (collisions++ > 0) return
    complain('warn', `Prometheus: the name '${plain}' of ${what} is taken. It is exported as '${name}'.`)
  }
  return {
    get collisions() {
      return collisions
    },
    nameMetric: (scope, kind) => {
      const endings = ENDINGS[kind]
      const plain = metricName(scope, kind)
      let name = plain
      while (endings.some((ending) => samples.has(name + ending))) name = `${name}_${hashText(kind + scope)}`
      if (name !== plain) collide(`the ${kind} '${scope}'`, plain, name)
      for (const ending of endings) samples.add(name + ending)
      return name
    },
    nameLabel: (key) => {
      const known = labels.get(key)
      if (known !== undefined || labels.size >= MAX_LABELS) return known
      const plain = plainName(key)
      let name = plain
      while (takenLabels.has(name)) name = `${name}_${hashText(key)}`
      if (name !== plain) collide(`the key '${key}'`, plain, name)
      takenLabels.add(name)
      labels.set(key, name)
      return name
    },
  }
}

function metricName(scope: string, kind: MeasureKind): string {
  const name = plainName(scope)
  if (kind === 'counter') return name.replace(/_total$/, '') || '_'
  return kind === 'timing' && !name.endsWith('_seconds') ? `${name}_seconds` : name
}

// Two underscores at the start are Prometheus's own; a colon belongs to its recording rules.
function plainName(text: string): string {
  const name = fitText(text, MAX_NAME).replace(/[^a-zA-Z0-9_]/g, '_')
  return /^[a-zA-Z]|^_[^_]/.test(name) ? name : `x${name}`
}
