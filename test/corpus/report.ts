import { compareBundles, type Texts } from './bundle.ts'
import { checkFile, type Difference, type Erase, erase } from './check.ts'
import { exercisePackage } from './exercise.ts'
import { readSources, type SourceFile } from './fetch.ts'
import { type Instrumented, instrumentFile } from './instrument.ts'
import type { CorpusPackage } from './packages.ts'
import { reduceDifference, showDifference } from './shrink.ts'
import { isTest, runSuite } from './suite.ts'

/** One package through every check. */
export interface PackageReport {
  readonly name: string
  /** Files that the parser reads and that have a place for telemetry. */
  readonly files: number
  readonly lines: number
  readonly insertions: number
  /** Files whose twin is the plain file, byte for byte. */
  readonly plainTwins: number
  readonly comparisons: number
  /** Answers and test outcomes compared between the plain program and the two others. */
  readonly answers: number
  readonly records: number
  /** What was found, each with its reduced program. */
  readonly differences: readonly string[]
  /** Insertions by form, and by place. */
  readonly forms: Readonly<Record<string, number>>
  readonly places: Readonly<Record<string, number>>
}

export interface ReportOptions {
  readonly seed: number
  /** Takes one file in so many. @default 1 */
  readonly slice?: number
  readonly eraser?: Erase
  /** Bundles, calls and tests too, not only the files one by one. */
  readonly whole: boolean
  /** Only the package's own tests. @default false */
  readonly suiteOnly?: boolean
  readonly onProgress?: (done: number, all: number) => void
}

/** One place in so many gets telemetry. */
const SPARSE = 12

export async function reportPackage(source: CorpusPackage, options: ReportOptions): Promise<PackageReport> {
  const { seed, slice = 1, eraser = erase, onProgress } = options
  const sources = readSources(source).filter((_, index) => index % slice === 0)
  const legacy = source.legacyDecorators ?? false
  const totals = { files: 0, lines: 0, insertions: 0, plainTwins: 0, comparisons: 0, answers: 0, records: 0 }
  const differences: string[] = []
  const [forms, places] = [new Map<string, number>(), new Map<string, number>()]
  for (const [index, { path, text }] of options.suiteOnly ? [] : sources.entries()) {
    onProgress?.(index, sources.length)
    // In one file of four something is left of the telemetry; the others are the plain program again.
    const file = plant(path, text, index % 4 === 0, false)
    if (!file) continue
    totals.files++
    totals.lines += text.split('\n').length
    totals.insertions += file.planted.units.length
    if (file.twin === file.plain) totals.plainTwins++
    for (const { form, place } of file.planted.units) {
      forms.set(form, (forms.get(form) ?? 0) + 1)
      places.set(place, (places.get(place) ?? 0) + 1)
    }
    const checked = checkFile(file, legacy, eraser)
    totals.comparisons += checked.comparisons
    const [first] = checked.differences
    if (first) differences.push(describeFile(source, file, first, legacy, eraser))
  }
  if (options.whole) await reportWhole()
  return {
    name: `${source.name} ${source.version}`,
    ...totals,
    differences,
    forms: Object.fromEntries(forms),
    places: Object.fromEntries(places),
  }

  function plant(path: string, text: string, leftovers: boolean, runnable: boolean): Instrumented | undefined {
    return instrumentFile(path, text, seed, { leftovers, runnable, legacyDecorators: legacy, sparse: SPARSE })
  }

  async function reportWhole(): Promise<void> {
    if (source.entry && !options.suiteOnly) {
      const bundles = await compareBundles(
        source,
        textsOf(sources, (one) => plant(one.path, one.text, false, false), eraser),
      )
      totals.comparisons += bundles.comparisons
      differences.push(...bundles.differences.map((one) => `${source.name}: ${showDifference(one)}`))
    }
    const programs = textsOf(
      sources,
      (one) => (isTest(one.path) ? undefined : plant(one.path, one.text, false, true)),
      eraser,
    )
    if (source.plays) {
      const played = await exercisePackage(source, programs.on)
      totals.answers += played.answers
      totals.records += played.records
      if (played.differingRecords > 0)
        differences.push(`${source.name}, played: compiled, ${played.differingRecords} records or more differ`)
      differences.push(
        ...played.differences
          .slice(0, 5)
          .map(({ plain, on }) => `${source.name}, played\n--- plain\n${plain}\n--- on\n${on}`),
      )
    }
    if (source.tests) compareSuites(source.tests, programs)
  }

  function compareSuites(tests: RegExp, programs: { off: Texts; on: Texts }): void {
    const plain = runSuite(source, 'plain', new Map(), tests)
    for (const state of ['off', 'on'] as const) {
      const run = runSuite(source, state, programs[state], tests)
      totals.answers += plain.outcomes.size
      totals.records += run.records
      for (const [test, outcome] of plain.outcomes) {
        const other = run.outcomes.get(test) ?? 'missing'
        if (other !== outcome)
          differences.push(`${source.name}, own tests: '${test}' is ${outcome}, and ${other} when ${state}`)
      }
    }
  }
}

interface Programs {
  readonly on: Texts
  readonly off: Texts
  readonly twin: Texts
}

function textsOf(
  sources: readonly SourceFile[],
  plant: (file: SourceFile) => Instrumented | undefined,
  eraser: Erase,
): Programs {
  const [on, off, twin] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()]
  for (const source of sources) {
    const file = plant(source)
    if (!file) continue
    on.set(file.path, file.code)
    off.set(file.path, eraser(file.code, file.path, true).blank)
    twin.set(file.path, file.twin)
  }
  return { on, off, twin }
}

function describeFile(
  source: CorpusPackage,
  file: Instrumented,
  difference: Difference,
  legacy: boolean,
  eraser: Erase,
): string {
  const { path, forms, snippet, difference: reduced } = reduceDifference(file, difference, legacy, eraser)
  return `${source.name} ${path}: ${forms.join(', ')}\n${snippet}\n${showDifference(reduced)}`
}
