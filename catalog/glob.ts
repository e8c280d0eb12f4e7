import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isGlob, isHidden, matchesName } from './wildcard.ts'

/**
 * Finds the files that a path or glob names below a folder, sorted by code unit. `*` and `?` stand for anything within a
 * name, `**` for any number of folders. Hidden names and `node_modules` must be named; folders behind links are not
 * searched, so that a link to a parent cannot make the search endless.
 */
export function findMatches(pattern: string, folder: string): string[] {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.')
  const found = new Set<string>()
  collect(folder, segments, found)
  return [...found].sort()
}

function collect(folder: string, [segment, ...rest]: readonly string[], found: Set<string>): void {
  if (segment === undefined) return
  if (segment === '**') {
    collect(folder, rest, found)
    for (const entry of listEntries(folder)) {
      if (entry.isDirectory() && !isHidden(entry.name)) collect(join(folder, entry.name), [segment, ...rest], found)
    }
    return
  }
  const isMany = isGlob(segment)
  const names = isMany ? listEntries(folder).map(({ name }) => name) : [segment]
  for (const name of names) {
    if (isMany && (isHidden(name) || !matchesName(name, segment))) continue
    const path = join(folder, name)
    if (rest.length > 0) collect(path, rest, found)
    else if (isFile(path)) found.add(path)
  }
}

/** Whether there is a file: a link that leads to itself, or a name that is too long for one, is none. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

function listEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that is not there, or is a file, matches nothing; the import is then told as unmatched.
    return []
  }
}
