import { ENCODERS } from './backends/encoders.ts'
import { OTLP } from './backends/otlp.ts'
import { STREAMS } from './backends/streams.ts'

/**
 * `pnpm bench:backends`: what it costs to send records away, each case against somebody else's way, or ours of another time,
 * in the same process by turns. Prints ratios with the target of each; nanoseconds are those of the machine.
 */

/** One ratio. */
export interface Comparison {
  readonly name: string
  readonly target: { readonly most: number } | { readonly least: number }
  /** Nanoseconds an operation, ours first. */
  readonly measure: () => Promise<readonly [ours: number, others: number]>
}

// Telemetry holds no process, so something else has to hold this one.
setInterval(() => {}, 1000)

const rows: string[] = []
for (const { name, target, measure } of [...ENCODERS, ...OTLP, ...STREAMS]) {
  const [ours, others] = await measure()
  const ratio = 'most' in target ? ours / others : others / ours
  const wanted = 'most' in target ? `at most ${target.most}` : `at least ${target.least}`
  const holds = 'most' in target ? ratio <= target.most : ratio >= target.least
  rows.push(
    `| ${name} | ${Math.round(ours)} | ${Math.round(others)} | ${ratio.toFixed(2)} | ${wanted} | ${holds ? 'yes' : 'NO'} |`,
  )
}

console.log(
  [
    '| case | ours, ns | against, ns | ratio | target | holds |',
    '| --- | ---: | ---: | ---: | --- | --- |',
    ...rows,
  ].join('\n'),
)
process.exit()
