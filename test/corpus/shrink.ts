import { checkFile, type Difference, type Erase } from './check.ts'
import { type Instrumented, writeFile } from './instrument.ts'
import type { Unit } from './unit.ts'

/** A difference with as few insertions as show it. */
export interface Reduced {
  readonly path: string
  readonly forms: readonly string[]
  readonly difference: Difference
  /** Lines of the instrumented program around its insertions. */
  readonly snippet: string
}

/** Leaves out insertions, in halves and then one by one, as long as the same printer still differs. */
export function reduceDifference(
  file: Instrumented,
  { printer }: Difference,
  legacyDecorators: boolean,
  eraser?: Erase,
): Reduced {
  const write = (units: readonly Unit[]): Instrumented => writeFile(file.path, file.plain, file.planted, units)
  const find = (units: readonly Unit[]): Difference | undefined =>
    checkFile(write(units), legacyDecorators, eraser).differences.find((one) => one.printer === printer)
  let units = [...file.planted.units]
  for (let size = Math.ceil(units.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < units.length && units.length > 1; ) {
      const fewer = units.toSpliced(at, size)
      if (find(fewer)) units = fewer
      else at += size
    }
  }
  return {
    path: file.path,
    forms: units.map(({ form, place }) => `${form} at ${place}`),
    difference: find(units) ?? { printer, expected: '', actual: '' },
    snippet: showAround(write(units), units),
  }
}

function showAround(file: Instrumented, units: readonly Unit[]): string {
  const offsets = units.flatMap(({ insertions }) => insertions.map(({ at }) => at))
  const first = file.plain.slice(0, Math.min(...offsets)).split('\n').length - 1
  const behind = file.plain.slice(Math.max(...offsets)).split('\n').length - 1
  const lines = file.code.split('\n')
  return lines
    .slice(Math.max(0, first - 1), lines.length - behind + 2)
    .slice(0, 60)
    .join('\n')
}

/** The lines in which two outputs differ, with one before and one behind. */
export function showDifference({ printer, expected, actual }: Difference): string {
  const [twin, off] = [expected.split('\n'), actual.split('\n')]
  let first = 0
  while (first < twin.length && first < off.length && twin[first] === off[first]) first++
  let behind = 0
  const most = Math.min(twin.length, off.length) - first
  while (behind < most && twin.at(-1 - behind) === off.at(-1 - behind)) behind++
  const cut = (lines: string[]): string =>
    lines
      .slice(Math.max(0, first - 1), lines.length - behind + 1)
      .slice(0, 12)
      .map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line))
      .join('\n')
  return `${printer}\n--- twin\n${cut(twin)}\n--- off\n${cut(off)}`
}
