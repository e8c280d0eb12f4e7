import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from '../transformer/spec.ts'
import { bundleByEsbuild, type Texts } from './bundle.ts'
import { fetchPackage } from './fetch.ts'
import type { CorpusPackage } from './packages.ts'

/**
 * Runs a package as it is, with telemetry that records as it is written, and with telemetry that is compiled, and compares what
 * its functions answer; of the latter two also what is recorded.
 */
export interface Exercised {
  readonly answers: number
  readonly records: number
  /** Whether what was recorded differs when the calls are compiled, and by how many at least. */
  readonly differingRecords: number
  /** Pairs of lines that are not the same. */
  readonly differences: readonly { readonly plain: string; readonly on: string }[]
}

const player = fileURLToPath(new URL('play.ts', import.meta.url))

export async function exercisePackage(source: CorpusPackage, texts: Texts): Promise<Exercised> {
  const plain = await play(source, new Map(), 'plain')
  const on = await play(source, texts, 'on')
  const prepared = await play(source, prepareTexts(texts), 'prepared')
  const isSame = await meetAgain(source, texts, on.trail, prepared.trail)
  return {
    answers: plain.lines.length,
    records: on.records,
    differences: [...compareLines(plain.lines, on.lines), ...compareLines(on.lines, prepared.lines)],
    differingRecords: isSame ? 0 : Math.max(1, Math.abs(on.records - prepared.records)),
  }
}

/** Two timers that are due at once fire in either order, as written and compiled: then both are played again, a few times. */
async function meetAgain(source: CorpusPackage, texts: Texts, written: number, compiled: number): Promise<boolean> {
  const [seen, made] = [new Set([written]), new Set([compiled])]
  const meet = (): boolean => [...seen].some((trail) => made.has(trail))
  for (let round = 0; round < 5 && !meet(); round++) {
    seen.add((await play(source, texts, 'on')).trail)
    made.add((await play(source, prepareTexts(texts), 'prepared')).trail)
  }
  return meet()
}

export function compareLines(one: readonly string[], other: readonly string[]): { plain: string; on: string }[] {
  const longest = Math.max(one.length, other.length)
  const pairs = Array.from({ length: longest }, (_, at) => ({ plain: one[at] ?? '', on: other[at] ?? '' }))
  return pairs.filter((pair) => pair.plain !== pair.on)
}

/** The texts of a build with telemetry. */
function prepareTexts(texts: Texts): Texts {
  const config = createConfig({ catalog, mode: 'on', optimize: resolveOptimizations() })
  return new Map([...texts].map(([path, code]) => [path, transformSource(code, path, config).code]))
}

export interface Played {
  readonly lines: readonly string[]
  readonly records: number
  /** A sum of the records in their order. */
  readonly trail: number
}

export async function play(source: CorpusPackage, texts: Texts, state: string): Promise<Played> {
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
    return JSON.parse(readFileSync(out, 'utf8')) as Played
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 10 })
  }
}
