import { resolveOptimizations } from '../../transformer/optimize.ts'
import { weaveAll } from '../transformer/weave-record.ts'
import type { Texts } from './bundle.ts'
import { compareLines, play } from './exercise.ts'
import { readSources } from './fetch.ts'
import type { CorpusPackage } from './packages.ts'
import { isTest, runSuite } from './suite.ts'

/** A package in which every function that can be named has a span around it, compared with the package as it is. */
export interface WovenReport {
  readonly name: string
  readonly files: number
  readonly functions: number
  readonly answers: number
  readonly records: number
  readonly differences: readonly string[]
}

/** Weaves a package, plays it, and runs its tests. `change` is for mistakes that must be seen. */
export async function reportWoven(
  source: CorpusPackage,
  change = (code: string): string => code,
): Promise<WovenReport> {
  const { tests } = source
  const woven = weavePackage(source, change)
  const differences: string[] = []
  let [answers, records] = [0, 0]
  if (source.plays) {
    const plain = await play(source, new Map(), 'plain')
    const other = await play(source, woven.texts, 'woven')
    answers += plain.lines.length
    records += other.records
    differences.push(
      ...compareLines(plain.lines, other.lines).map(
        (one) => `${source.name}, played\n--- plain\n${one.plain}\n--- woven\n${one.on}`,
      ),
    )
  }
  if (tests) {
    const plain = runSuite(source, 'plain', new Map(), tests)
    const other = runSuite(source, 'on', woven.texts, tests)
    answers += plain.outcomes.size
    records += other.records
    for (const [test, outcome] of plain.outcomes) {
      const now = other.outcomes.get(test) ?? 'missing'
      if (now !== outcome) differences.push(`${source.name}, own tests: '${test}' is ${outcome}, and ${now} when woven`)
    }
  }
  const { texts, functions } = woven
  return { name: `${source.name} ${source.version}`, files: texts.size, functions, answers, records, differences }
}

function weavePackage(
  source: CorpusPackage,
  change: (code: string) => string,
): { readonly texts: Texts; readonly functions: number } {
  const texts = new Map<string, string>()
  let functions = 0
  for (const { path, text } of readSources(source)) {
    if (isTest(path)) continue
    const { code, count } = weaveAll(text, path, { optimize: resolveOptimizations() })
    functions += count
    if (count > 0) texts.set(path, change(code))
  }
  return { texts, functions }
}
