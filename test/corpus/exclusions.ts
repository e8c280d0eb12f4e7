/**
 * What the corpus knows to be wrong and leaves out until it is mended: by name, with the reason, and counted. Each row
 * is a debt; with the transformer mended it goes.
 */
export type Exclusion = 'layout' | 'comments'

export const EXCLUSIONS: Readonly<Record<Exclusion, string>> = {
  layout: 'a line break, or parentheses that nothing needs, are printed',
  comments: 'a comment stands on another line, or is missing',
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
