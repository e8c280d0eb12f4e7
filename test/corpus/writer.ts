// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs
import type { Random } from './random.ts'
import type { Spelling } from './spelling.ts'
import type { Need } from './unit.ts'

/** Writes the parts of a call, each in one of the ways that people write it, and notes which imports they need. */
export interface Writer {
  readonly random: Random
  readonly spelling: Spelling
  readonly needs: Set<Need>
  /** `tele`, in one of the file's spellings. */
  readonly tele: () => string
  /** `tele('job', { … }, ` up to the callback. */
  readonly open: () => string
  /** A statement that reports, without its semicolon. */
  readonly metric: () => string
  /** A statement on an open span. */
  readonly spanCall: (span: string) => string
  readonly scope: () => string
  /** `, { … }` or nothing. */
  readonly metadata: () => string
  /** `(span) =>` or `() =>`. */
  readonly arrow: (isAsync?: boolean) => string
  /** A line break or a space or nothing. */
  readonly gap: () => string
}

export function createWriter(random: Random, spelling: Spelling): Writer {
  const { pick, once } = random
  const needs = new Set<Need>()
  const need = (name: Need, text: string): string => {
    needs.add(name)
    return text
  }
  const constant = (literal: string, name: string): string =>
    once(4) ? need('scopes', `${spelling.scope}.${name}`) : literal
  const gap = (): string => pick(['', '', '', ' ', '\n', '\n    '])
  const tele = (): string => pick(spelling.teles)
  const scope = (): string => constant(pick(["'job'", '"job"']), 'JOB')
  const value = (): string => pick(METADATA)(need, spelling)
  const metadata = (): string => (once(3) ? `,${gap()} ${value()}` : '')
  const open = (): string => {
    const method = pick(['', '', '', '', '.time', '.span', "<'job'>"])
    return `${tele()}${method}(${gap()}${scope()}${metadata()},${gap()} `
  }
  const arrow = (isAsync = false): string => {
    const span = spelling.span
    return `${isAsync ? 'async ' : ''}${pick(['()', '()', `(${span})`, span, `(${span}: any)`])} =>`
  }
  return {
    random,
    spelling,
    needs,
    tele,
    open,
    scope,
    metadata,
    arrow,
    gap,
    metric: () => pick(METRICS)({ tele: tele(), hit: constant("'hit'", 'HIT'), tier: tierOf(), gap: gap(), value }),
    spanCall: (span) => pick(SPAN_CALLS)(span),
  }

  function tierOf(): string {
    return once(3) ? need('names', `${spelling.tier}.L1`) : "'l1'"
  }
}

const METADATA: readonly ((need: (name: Need, text: string) => string, spelling: Spelling) => string)[] = [
  () => "{ model: 'm' }",
  () => '{ cached: true, size: [1, 2].map((n) => n + 1).length }',
  () => '{\n    // a comment\n    model: `m${1 + 1}`,\n  }',
  () => "{ 'model': (() => 'm')(), size: 2 /* ) } */ }",
  (need, { helper }) => need('helper', `{ model: ${helper}('m') }`),
]

interface MetricParts {
  readonly tele: string
  readonly hit: string
  readonly tier: string
  readonly gap: string
  /** Metadata of a job. */
  readonly value: () => string
}

const METRICS: readonly ((parts: MetricParts) => string)[] = [
  ({ tele, hit }) => `${tele}.count(${hit})`,
  ({ tele, hit, tier, gap }) => `${tele}.count(${gap}${hit}, 2, { tier: ${tier} })`,
  ({ tele }) => `${tele}.gauge('depth', 'text'.length)`,
  ({ tele, gap }) => `${tele}${gap}.record('bytes', 3)`,
  ({ tele, gap }) => `${tele}.emit('tool.done', {${gap} bytes: 1 }, { model: ['m'].join() }, 'id')`,
  ({ tele }) => `${tele}.gauge('depth', ${tele}('job', () => 3))`,
  ({ tele, hit }) => `${tele}?.count?.(${hit})`,
  ({ tele, hit }) => `${tele}!.count(${hit})`,
  ({ tele, hit }) => `${tele}['count'](${hit}, 1)`,
  ({ tele }) => `void ${tele}.flush()`,
  ({ tele, value }) => `${tele}('job', ${value()}).end()`,
  ({ tele }) => `${tele}('job', () => {})`,
  ({ tele, hit }) => `${tele}('job', (span) => { span.count('retries'); ${tele}.count(${hit}) })`,
  ({ tele, hit }) => `${tele}.enabled && ${tele}.count(${hit})`,
  ({ tele }) => `if (${tele}.enabled) {\n    const depth$ = [1].length;\n    ${tele}.gauge('depth', depth$)\n  }`,
  ({ tele, hit }) => `if (${tele}.enabled) ${tele}.count(${hit}); else ${tele}.gauge('depth', 0);`,
]

const SPAN_CALLS: readonly ((span: string) => string)[] = [
  (span) => `${span}.count('retries')`,
  (span) => `${span}.set({ model: 'm', cached: false })`,
  (span) => `${span}?.gauge('tokens', 1)`,
  (span) => `${span}\n    .record('latency', 2)`,
]
