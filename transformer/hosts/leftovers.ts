import { createDiagnostic, type Diagnostic, hasErrors, renderDiagnostics } from '../../report/index.ts'
import { EXPORTED_VALUES } from '../exports.ts'
import type { Analysis } from '../transform.ts'

/** What a plugin can only say of a whole build: that nothing was there to be done, or that something was left over. */

/** Doors of the runtime. What a build script imports (`telescopic/esbuild`) is no telemetry. */
export const RUNTIME_MODULE: RegExp = new RegExp(`^(?:${Object.keys(EXPORTED_VALUES).join('|')})$`)

/** Whether a file has anything to do with telescopic. */
export function isInstrumented({ uses, edits, keepsNames, diagnostics }: Analysis): boolean {
  return uses.length > 0 || edits.length > 0 || keepsNames || hasErrors(diagnostics)
}

/** Says that a build had nothing to do with telescopic, which is seldom what its author wants. */
export function reportNothingMatched(files: number): Diagnostic {
  const seen = files === 0 ? 'was given no source file' : `has seen ${files} source files`
  return createDiagnostic('nothing-matched', `the plugin ${seen}, and none that imports telescopic`, undefined, [
    'another plugin may load the sources before this one: put telescopic first, or call `telescopic/transform` there',
    'the build may start from compiled files, or from files in `node_modules`, which are left alone',
    'where a build has no telemetry, leave the plugin out or give it `silent: true`',
  ])
}

/** Says that something which is built without telemetry still imports it. */
export function reportSurvivor(file: string, module: string): Diagnostic {
  return createDiagnostic(
    'use-survived',
    `'${file}' still imports '${module}', although telemetry is compiled out`,
    undefined,
    [
      'the plugin was not given this file, or it was changed afterwards: put telescopic before plugins that load or add code',
    ],
  )
}

const announced = new Set<string>()

/**
 * Prints that nothing matched, once for a root. tsc has no way to warn: whatever it is given as a diagnostic makes it end
 * with a code that is not 0.
 */
export function announceNothing(files: number, root: string): void {
  if (announced.has(root)) return
  announced.add(root)
  process.stderr.write(renderDiagnostics([reportNothingMatched(files)]))
}
