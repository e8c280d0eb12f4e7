/**
 * Whether a name is what a pattern with `*` and `?` says. With two pointers and one way back: linear times the stars, where a
 * regexp could take exponential time.
 */
export function matchesName(name: string, pattern: string): boolean {
  let [at, inside, star, resume] = [0, 0, -1, 0]
  while (at < name.length) {
    if (pattern[inside] === '*') {
      star = inside++
      resume = at
    } else if (pattern[inside] === '?' || pattern[inside] === name[at]) {
      inside++
      at++
    } else if (star !== -1) {
      inside = star + 1
      at = ++resume
    } else return false
  }
  while (pattern[inside] === '*') inside++
  return inside === pattern.length
}

/** Whether a path, or a name of one, stands for several. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern)
}

/** What no glob finds: hidden names, and packages, must be named. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}
