/**
 * Patterns of names as in Python's `fnmatch`: `*` (dots too), `?`, `[abc]`, `[a-z]`, `[!a]`; everything else stands for itself.
 * Without RegExp, in which `*a*a*a*b` takes exponential time: whoever controls a worker from outside chooses the pattern.
 */
export function matchGlob(pattern: string, name: string): boolean {
  let at = 0
  let index = 0
  /** Where to go on when what follows the last `*` does not match: one more character goes to the star. Only the last can matter. */
  let star = -1
  let taken = 0
  while (index < name.length) {
    const next = pattern[at]
    if (next === '*') {
      star = at++
      taken = index
      continue
    }
    const length = at < pattern.length ? matchOne(pattern, at, name[index]!) : 0
    if (length > 0) {
      at += length
      index++
    } else if (star === -1) {
      return false
    } else {
      at = star + 1
      index = ++taken
    }
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** Tells whether one of the patterns matches. */
export function matchAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchGlob(pattern, name))
}

// --- internal ---

/** How long the part of the pattern is that stands for this character; 0 where it stands for another. */
function matchOne(pattern: string, at: number, character: string): number {
  const first = pattern[at]
  if (first === '?') return 1
  if (first !== '[') return first === character ? 1 : 0
  const isNot = pattern[at + 1] === '!'
  const begin = at + (isNot ? 2 : 1)
  // A bracket right at the begin of a set belongs to it, and a set that never ends is a bracket: so Python has it.
  const end = pattern.indexOf(']', begin + 1)
  if (end === -1) return character === '[' ? 1 : 0
  return isInSet(pattern.slice(begin, end), character) !== isNot ? end + 1 - at : 0
}

function isInSet(set: string, character: string): boolean {
  for (let index = 0; index < set.length; index++) {
    const from = set[index]!
    const to = set[index + 2]
    if (set[index + 1] === '-' && to !== undefined) {
      if (from <= character && character <= to) return true
      index += 2
    } else if (from === character) {
      return true
    }
  }
  return false
}
