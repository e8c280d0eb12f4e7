import { STRICT } from './flags.ts'
import { complain } from './host.ts'
import { typeName } from './type-name.ts'

/** A scope name: lowercase words, joined by dots. The build side has the same rule. */
export const RE_SCOPE: RegExp = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/

/** What a check of names needs to know, and where it counts. */
export interface NameRules {
  readonly strict: boolean | undefined
  readonly dropped: { invalidName: number }
}

/**
 * Tells whether a call with this name is recorded. Strict: throws if not. Otherwise only what could not be stored is
 * refused (not a string, or empty), and it is said once: telemetry never breaks the program.
 */
export function acceptsName(rules: NameRules, name: unknown): boolean {
  const { strict = STRICT, dropped } = rules
  if (typeof name === 'string' && name !== '' && (!strict || RE_SCOPE.test(name))) return true
  if (strict) throw nameError(name)
  if (dropped.invalidName++ === 0) {
    complain('warn', `${nameError(name).message} The call records nothing. Said once; TELESCOPIC_STRICT=1 throws.`)
  }
  return false
}

function nameError(name: unknown): Error {
  if (typeof name !== 'string') return new TypeError(`Scope name must be a string, got ${typeName(name)}.`)
  if (name === '') return new RangeError('Scope name must be a non-empty string.')
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
  return new RangeError(
    `Scope name ${shown} is not dot-separated lowercase words of letters, digits and _, as in "http.request".`,
  )
}
