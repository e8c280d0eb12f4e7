import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleByEsbuild, type Texts } from './bundle.ts'
import { fetchPackage } from './fetch.ts'
import type { CorpusPackage } from './packages.ts'

/** Runs a package as it is and with telemetry that records, and compares what its functions answer. */
export interface Exercised {
  readonly answers: number
  readonly records: number
  /** Pairs of lines that are not the same. */
  readonly differences: readonly { readonly plain: string; readonly on: string }[]
}

const player = fileURLToPath(new URL('play.ts', import.meta.url))

export async function exercisePackage(source: CorpusPackage, texts: Texts): Promise<Exercised> {
  const plain = await play(source, new Map(), 'plain')
  const on = await play(source, texts, 'on')
  const longest = Math.max(plain.lines.length, on.lines.length)
  const differences = Array.from({ length: longest }, (_, at) => ({
    plain: plain.lines[at] ?? '',
    on: on.lines[at] ?? '',
  }))
  return {
    answers: plain.lines.length,
    records: on.records,
    differences: differences.filter((pair) => pair.plain !== pair.on),
  }
}

async function play(source: CorpusPackage, texts: Texts, state: string): Promise<{ lines: string[]; records: number }> {
  const code = await bundleByEsbuild(source, texts, { minify: false, imports: true })
  const folder = join(fetchPackage(source), `.play-${state}-${process.pid}`)
  mkdirSync(folder)
  const file = join(folder, 'bundle.mjs')
  writeFileSync(file, code)
  try {
    const out = join(folder, 'lines.json')
    execFileSync(process.execPath, [player, file, source.name, out], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // A function that does not end with these arguments is to be an error and not a wait.
      timeout: 120_000,
    })
    const { lines, records } = JSON.parse(readFileSync(out, 'utf8')) as { lines: string[]; records: number }
    return { lines, records }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
