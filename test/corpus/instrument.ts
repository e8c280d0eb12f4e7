import { type Planted, type PlantOptions, plantFile } from './plant.ts'
import { createRandom } from './random.ts'
import { type Need, type Unit, weave } from './unit.ts'

/** A file with telemetry, and what a hand leaves of it. */
export interface Instrumented {
  readonly path: string
  readonly plain: string
  readonly code: string
  readonly twin: string
  /** The twin under `verbatimModuleSyntax`, where imports of helpers stay. */
  readonly verbatimTwin: string
  readonly planted: Planted
}

export function instrumentFile(
  path: string,
  plain: string,
  seed: number,
  options: PlantOptions,
): Instrumented | undefined {
  const planted = plantFile(path, plain, createRandom(seed, path), options)
  return planted && planted.units.length > 0 ? writeFile(path, plain, planted, planted.units) : undefined
}

/** Writes the file with some of its units; shrinking leaves others out. */
export function writeFile(path: string, plain: string, planted: Planted, units: readonly Unit[]): Instrumented {
  const needs = new Set<Need>(units.flatMap((unit) => unit.needs ?? []))
  const { gone, kept } = planted.spelling.writeImports(needs)
  const line = planted.importsAt > 0 && plain[planted.importsAt - 1] !== '\n' ? '\n' : ''
  const write = (left: string): { code: string; twin: string } =>
    weave(plain, [
      {
        form: 'import',
        place: 'Program',
        insertions: [{ at: planted.importsAt, code: line + gone + kept, twin: left && line + left }],
      },
      ...units,
    ])
  return { path, plain, planted, ...write(''), verbatimTwin: write(kept).twin }
}
