import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { chromeTraceReporter } from '../../runtime/reporters/chrome-trace.ts'
import { diagnosticsChannelReporter } from '../../runtime/reporters/diagnostics-channel.ts'
import { otelSpansReporter } from '../../runtime/reporters/otel.ts'
import { otlpReporter } from '../../runtime/reporters/otlp.ts'
import { pinoReporter } from '../../runtime/reporters/pino.ts'
import { prometheusReporter } from '../../runtime/reporters/prometheus.ts'
import { statsdReporter } from '../../runtime/reporters/statsd.ts'
import { userTimingReporter } from '../../runtime/reporters/user-timing.ts'
import { readFences } from '../fences.ts'
import type { Loose } from './catalog.ts'

/** The programs of `docs/backends.md`, each run in a process of its own, and what it says of losses. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = readFileSync(`${root}docs/backends.md`, 'utf8')
const fences = readFences(text)
const programs = fences.flatMap((fence, index) =>
  fence.info === 'backend' ? [[fence, fences[index + 1]] as const] : [],
)
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: Record<string, string> }

it('there is a program for every bridge', () => {
  expect(programs).toHaveLength(8)
  for (const [, shown] of programs) expect(shown?.info).toBe('prints')
})

it.each(programs.map(([program, shown]) => ({ line: program.line, program, shown })))(
  'the program of line $line prints what the page says',
  async ({ program, shown }) => {
    expect(await run(program.text)).toBe(shown!.text)
  },
)

describe('the table of losses', () => {
  const rows = [...text.matchAll(/^\| `([\w-]+)` \| ((?:`\w+` ?)+) \|/gm)]
  const written = Object.fromEntries(rows.map(([, name, causes]) => [name, causes!.match(/\w+/g)]))
  const causesOf = (reporter: Loose): string[] => Object.keys(reporter.losses)

  it('names what the reporters count', () => {
    expect(written).toEqual({
      prometheus: causesOf(prometheusReporter()),
      statsd: causesOf(statsdReporter()),
      otlp: causesOf(otlpReporter({ service: 'shop' })),
      otel: causesOf(otelSpansReporter({ tracer: {} as Loose, api: {} as Loose })),
      'chrome-trace': causesOf(chromeTraceReporter({ path: '/dev/null' })),
      pino: causesOf(pinoReporter({ logger: {} as Loose })),
      'diagnostics-channel': causesOf(diagnosticsChannelReporter()),
      'user-timing': causesOf(userTimingReporter()),
    })
  })
})

/** Runs a program against the sources, in a fresh process without flags, and gives what it prints. */
async function run(program: string): Promise<string> {
  const alias = Object.entries(exports).flatMap(([door, path]) =>
    path.startsWith('./dist/runtime/')
      ? [[door.replace('.', 'telescopic'), `${root}${path.replace('./dist/', '').replace(/js$/, 'ts')}`]]
      : [],
  )
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    alias: Object.fromEntries(alias.toSorted(([a], [b]) => b!.length - a!.length)),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['pino', '@opentelemetry/*'],
  })
  const args = ['--input-type=module', '--eval', outputFiles[0]!.text]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env: { NO_COLOR: '1' } })
  return stdout
}
