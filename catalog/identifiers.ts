// From names of the catalog to identifiers of the generated code. ASCII only and without the locale's case rules:
// under a Turkish locale `i` has another capital. Two names may give one identifier; `ident-clash` reports it.

/** Longest name, and the most segments it may have. */
export const MAX_NAME_LENGTH = 80
export const MAX_NAME_SEGMENTS = 8

/** Form of an explicit `const_name`. Upper case keeps it clear of keywords, of `then`, and of what `Object` inherits. */
export const RE_CONST_NAME: RegExp = /^[A-Z][A-Z0-9_]*$/

/** `pipeline.plan` -> `PIPELINE_PLAN`. */
export function toConstName(scope: string): string {
  return scope.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}

/** `PIPELINE_PLAN`, `pipeline.plan` -> `PipelinePlan`. Scopes give their `constName`, so that one `const_name` moves every identifier. */
export function toTypeName(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** `exactMatch`, `exact-match` -> `EXACT_MATCH`, `1x` -> `_1X`. A value without an ASCII letter or digit stays as it is, as a quoted key. */
export function toMemberName(value: string): string {
  const words = value.replace(/([a-z0-9])([A-Z])/g, '$1_$2').split(/[^A-Za-z0-9]+/)
  const name = words.filter(Boolean).join('_').toUpperCase()
  if (name === '') return value
  return /^\d/.test(name) ? `_${name}` : name
}

const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** Tells whether a key can be written without quotes. `__proto__` is quoted by choice, for the eyes of the reader. */
export function isIdentifier(name: string): boolean {
  return RE_IDENTIFIER.test(name) && name !== '__proto__'
}
