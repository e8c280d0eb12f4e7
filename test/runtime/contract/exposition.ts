/** Reads OpenMetrics 1.0 strictly, by rules of its own: what a lenient parser would let pass is a fault here. */

const RE_LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/
const RE_SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s
const RE_NUMBER = /^(?:[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)$/
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
}

export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

/** Reads the samples of a text and says what is wrong with it. */
export function readExposition(text: string): {
  readonly samples: readonly Sample[]
  readonly faults: readonly string[]
} {
  const faults: string[] = []
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const series = new Set<string>()
  const lines = text.split('\n')
  if (lines.at(-1) !== '' || lines.at(-2) !== '# EOF') faults.push('does not end with # EOF')
  let family = ''
  for (const line of lines.slice(0, -2)) {
    const [, about, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line) ?? []
    if (about === 'HELP') {
      if (types.has(name)) faults.push(`two families ${name}`)
      if (/(?<!\\)(?:\\\\)*(?:\\[^\\n"]|")/.test(rest)) faults.push(`bad escape in ${line}`)
    } else if (about === 'TYPE') {
      types.set(name, rest)
      family = name
    } else {
      const sample = readSample(line)
      if (typeof sample === 'string') faults.push(sample)
      else {
        samples.push(sample)
        const endings = ENDINGS[types.get(family) ?? ''] ?? []
        if (!endings.some((ending) => family + ending === sample.name))
          faults.push(`${sample.name} is not of ${family}`)
        const key = JSON.stringify([sample.name, [...sample.labels].sort()])
        if (series.has(key)) faults.push(`twice: ${key}`)
        series.add(key)
      }
    }
  }
  return { samples, faults: [...faults, ...findBucketFaults(samples)] }
}

export function findExpositionFaults(text: string): readonly string[] {
  return readExposition(text).faults
}

function readSample(line: string): Sample | string {
  const [, name, body = '', value = ''] = RE_SAMPLE.exec(line) ?? []
  if (name === undefined || !RE_NUMBER.test(value)) return `no sample: ${JSON.stringify(line)}`
  const labels = new Map<string, string>()
  for (let rest = body; rest !== ''; ) {
    const [all, key, text] = RE_LABEL.exec(rest) ?? []
    if (all === undefined) return `no labels: ${JSON.stringify(line)}`
    if (labels.has(key!)) return `label twice: ${JSON.stringify(line)}`
    if (text === '') return `empty label: ${JSON.stringify(line)}`
    labels.set(key!, text!)
    rest = rest.slice(all.length)
  }
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) }
}

/** Buckets may not fall, and the last is the count. */
function findBucketFaults(samples: readonly Sample[]): string[] {
  const last = new Map<string, Sample>()
  const faults: string[] = []
  for (const sample of samples) {
    if (sample.name.endsWith('_bucket') && sample.labels.has('le')) {
      const key = seriesKey(sample, '_bucket')
      const before = last.get(key)
      if (before !== undefined && (before.value > sample.value || bound(before) >= bound(sample)))
        faults.push(`${key} falls`)
      if (!Number.isInteger(sample.value)) faults.push(`${key} counts ${sample.value}`)
      last.set(key, sample)
    }
    const top = sample.name.endsWith('_count') ? last.get(seriesKey(sample, '_count')) : undefined
    if (top !== undefined && (bound(top) !== Infinity || top.value !== sample.value))
      faults.push(`${sample.name} differs`)
  }
  return faults
}

function bound({ labels }: Sample): number {
  return Number(labels.get('le')!.replace('Inf', 'Infinity'))
}

function seriesKey({ name, labels }: Sample, ending: string): string {
  return JSON.stringify([name.slice(0, -ending.length), [...labels].filter(([key]) => key !== 'le').sort()])
}
