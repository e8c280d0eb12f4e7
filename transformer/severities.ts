import type { Code, Diagnostic, Severity } from '../report/index.ts'

/** The weight that a project gives to faults of call sites, where it is not that of the table of codes. */
export type Severities = Readonly<Partial<Record<Code, Severity | 'off'>>>

/**
 * Faults whose weight a project may change. Of the others none could be less than an error: there is no edit that takes
 * the code out, and a build that went on would ship it.
 */
export const ADJUSTABLE: ReadonlySet<Code> = new Set<Code>([
  'scope-unknown',
  'scope-kind',
  'scope-dynamic',
  'scope-deprecated',
  'metadata-unknown',
  'metadata-missing',
  'metadata-type',
  'metadata-secret',
  'measurement-unknown',
  'measurement-missing',
  'argument-effect',
  'instrument-kept',
])

/** Gives diagnostics the weight that the project asks for; those that are `off` go. */
export function adjustSeverities(diagnostics: readonly Diagnostic[], severities: Severities): Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const severity = severities[diagnostic.code] ?? diagnostic.severity
    return severity === 'off' ? [] : { ...diagnostic, severity }
  })
}
