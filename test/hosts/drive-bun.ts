import { telescopic } from 'telescopic/bun'
import type { BuildRequest, Built } from './hosts.ts'
import { nullBun } from './null-doors.ts'

/** Builds by Bun, in Bun. */

interface BunBuild {
  readonly success: boolean
  readonly logs: readonly { readonly level: string; readonly message: string; readonly position: Position | null }[]
}

interface Position {
  readonly line: number
  readonly column: number
}

declare const Bun: { build(options: object): Promise<BunBuild> }

const { root, entries, plugins, isNull = false, bundles = false } = JSON.parse(process.argv[2]!) as BuildRequest

process.stdout.write(`built: ${JSON.stringify(await build())}\n`)

async function build(): Promise<Built> {
  try {
    const { logs } = await Bun.build({
      entrypoints: Object.values(entries).map((file) => `${root}/${file}`),
      outdir: `${root}/out`,
      root: `${root}/src`,
      target: 'node',
      format: 'esm',
      sourcemap: 'linked',
      external: bundles ? [] : ['telescopic', 'telescopic/*'],
      plugins: plugins.map((options) => (isNull ? nullBun() : telescopic(options))),
    })
    return { errors: [], warnings: logs.map(({ message }) => message) }
  } catch (error) {
    const all = error instanceof AggregateError ? error.errors : [error]
    return { errors: all.map((one) => ({ text: String((one as Error).message) })), warnings: [] }
  }
}
