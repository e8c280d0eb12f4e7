import { cutEdits } from '../../transformer/cut.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from '../transformer/spec.ts'
import type { Instrumented } from './instrument.ts'
import { PRINTERS, type Printer } from './printers.ts'

/** What was found wrong with a file. */
export interface Difference {
  readonly printer: string
  readonly expected: string
  readonly actual: string
}

export interface Checked {
  readonly comparisons: number
  readonly differences: readonly Difference[]
}

/** Takes the telemetry out of a text; its diagnostics are thrown. Replaced in tests by one that makes mistakes. */
export type Erase = (code: string, path: string, elideImports: boolean) => { blank: string; cut: string }

export const erase: Erase = (code, path, elideImports) => {
  const result = transformSource(code, path, createConfig({ catalog, mode: 'off', elideImports }))
  if (result.diagnostics.length > 0)
    throw new Error(
      result.diagnostics.map(({ code, message, place }) => `${code} at line ${place?.line}: ${message}`).join('\n'),
    )
  return { blank: result.code, cut: cutEdits(code, path, result.edits).code }
}

/** Compares what is left of a file with its twin, through every printer and both renderers. */
export function checkFile(file: Instrumented, legacyDecorators: boolean, eraser: Erase = erase): Checked {
  const differences: Difference[] = []
  let comparisons = 0
  for (const printer of PRINTERS) {
    const twin = printer.verbatim ? file.verbatimTwin : file.twin
    const expected = attempt(() => printer.print(twin, file.path, legacyDecorators))
    // The twin itself is refused: the plain program is not for this compiler.
    if (expected.startsWith('error: ')) {
      differences.push({ printer: `${printer.name}: twin`, expected: '', actual: expected })
      continue
    }
    const off = attemptErase(eraser, file, printer)
    for (const [renderer, code] of Object.entries(off)) {
      if (renderer === 'cut' && !printer.name.startsWith('esbuild')) continue
      comparisons++
      const actual = code.startsWith('error: ') ? code : attempt(() => printer.print(code, file.path, legacyDecorators))
      if (actual === expected) continue
      differences.push({ printer: `${printer.name}${renderer === 'cut' ? ', cut' : ''}`, expected, actual })
    }
  }
  return { comparisons, differences }
}

function attemptErase(eraser: Erase, file: Instrumented, { verbatim }: Printer): Record<string, string> {
  try {
    return { ...eraser(file.code, file.path, !verbatim) }
  } catch (error) {
    return { blank: `error: ${String(error)}` }
  }
}

function attempt(print: () => string): string {
  try {
    return print()
  } catch (error) {
    return `error: ${String(error)}`
  }
}
