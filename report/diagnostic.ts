import { CODES, type Code } from './codes.ts'

/** How much a fault weighs: an `error` fails the command or the build, the others are told and pass. */
export type Severity = 'error' | 'warning' | 'info'

/** A range of a user's file. Offsets count UTF-16 units from 0; `line` and `column` count from 1. */
export interface Place {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
}

/** A second fact that belongs to a diagnostic: another place, the valid values, a way out. */
export interface Note {
  readonly message: string
  readonly place?: Place
}

/** A fault in the user's files, as a value. A bug of ours is thrown instead. */
export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  readonly place?: Place
  readonly notes: readonly Note[]
}

/** Makes a diagnostic with the severity that the table of codes gives it. */
export function createDiagnostic(
  code: Code,
  message: string,
  place?: Place,
  notes: readonly (Note | string)[] = [],
): Diagnostic {
  return {
    code,
    severity: CODES[code].severity,
    message,
    ...(place && { place }),
    notes: notes.map((note) => (typeof note === 'string' ? { message: note } : note)),
  }
}

/** Tells whether any of the diagnostics is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}
