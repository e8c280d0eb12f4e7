import { createDiagnostic, type Diagnostic, hasErrors, renderDiagnostics } from '../../report/index.ts'
import { EXPORTED_VALUES } from '../exports.ts'
import type { TransformConfig } from '../options.ts'
import type { Analysis } from '../transform.ts'

/** What a plugin can only say of a whole build: that nothing was there to be done, or that something was left over. */

/** Doors of the runtime. What a build script imports (`telescopic/esbuild`) is no telemetry. */
export const RUNTIME_MODULE: RegExp = new RegExp(`^(?:${Object.keys(EXPORTED_VALUES).join('|')})$`)

/** Whether a file has anything to do with telescopic. */
export function isInstrumented({ uses, edits, keepsNames, diagnostics }: Analysis): boolean {
  return uses.length > 0 || edits.length > 0 || keepsNames || hasErrors(diagnostics)
}

/** Whether a function of a file got a span that the catalog puts around it. */
export function isWoven({ uses }: Pick<Analysis, 'uses'>): boolean {
  return uses.some(({ method, verdict }) => method === 'instrument' && verdict === 'kept')
}

/**
 * Says that a build had nothing to do with telescopic, which is seldom what its author wants. How many files there were
 * is unknown where the host itself picks those with the word.
 */
export function reportNothingMatched(files?: number): Diagnostic {
  const seen = files === 0 ? 'was given no source file, and' : `has seen ${files} source files, and`
  const message = `the plugin ${files === undefined ? 'has seen' : seen} none that imports telescopic`
  return createDiagnostic('nothing-matched', message, undefined, [
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

/** Functions of packages that the catalog instruments and no module of a build had. `seen` are those that one had. */
export function reportUnseen({ instrument }: TransformConfig, seen: ReadonlySet<string>): Diagnostic[] {
  const all = new Set(instrument.flatMap(({ isPackage, text }) => (isPackage && !seen.has(text) ? text : [])))
  return [...all].map((text) =>
    createDiagnostic(
      'instrument-unseen',
      `no module of this build holds '${text}', which the catalog instruments`,
      undefined,
      ['a package that is external is not compiled: take it out of `external`, or its functions out of the catalog'],
    ),
  )
}

const announced = new Set<string>()

/**
 * Prints warnings, once for a root. tsc has no way to warn: whatever it is given as a diagnostic makes it end with a code
 * that is not 0.
 */
export function announceOnce(warnings: readonly Diagnostic[], root: string): void {
  for (const warning of warnings) {
    const key = `${warning.message} ${root}`
    if (!announced.has(key)) process.stderr.write(renderDiagnostics([warning]))
    announced.add(key)
  }
}
