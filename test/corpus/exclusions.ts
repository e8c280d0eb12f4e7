/**
 * What the corpus knows to be wrong and leaves out until it is mended: by name, with the reason, and counted. Each row
 * is a debt; with the transformer mended it goes.
 */
export type Exclusion =
  | 'result method'
  | 'unused type'
  | 'line that begins with ;'
  | 'inner name'
  | 'same tree, other text'

export const EXCLUSIONS: Readonly<Record<Exclusion, string>> = {
  'result method': 'a method named like a span’s, asked of what a callback returns, is taken for the span’s',
  'unused type': 'an imported type of ours to which nothing refers stays as an import',
  'line that begins with ;': 'a `;` at the start of the next line goes with the call before it',
  'inner name': 'an arrow function’s body stays a called function when an inner block declares a parameter’s name',
  'same tree, other text': 'parentheses that nothing needs, or a comment on another line',
}

const counts = new Map<Exclusion, number>()

/** Notes that something was left out; gives `true`, so that it reads as a condition. */
export function exclude(name: Exclusion): true {
  counts.set(name, (counts.get(name) ?? 0) + 1)
  return true
}

export function countExclusions(): ReadonlyMap<Exclusion, number> {
  return counts
}
