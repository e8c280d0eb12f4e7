// What a catalog may name outside of itself: paths below its folder, and packages. By the text alone, so that one rule
// holds for what is looked for on disk and for what is not.

/** Splits a path into its names, without `.`, and without each folder that a `..` leaves again. */
export function splitPath(path: string): readonly string[] {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop()
    else names.push(name)
  }
  return names
}

/** Gives the folder of a file, from the folder of another one that lies in it or above it. */
export function listFolders(root: string, file: string): readonly string[] {
  const [above, all] = [root, file].map((path) => splitPath(path.replaceAll('\\', '/')).slice(0, -1))
  return all!.slice(above!.length)
}

/**
 * Says why a path or glob does not stay below the folder of a catalog, as the end of a sentence; undefined where it does.
 * `folder` leads from there to the file that has the path.
 */
export function describeStray(path: string, folder: readonly string[]): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return 'is an address, not a file'
  if (/^(?:[/\\]|[a-z]:)/i.test(path)) return 'is an absolute path'
  if (path.includes('\\')) return 'has a backslash; paths are written with `/`'
  return splitPath([...folder, path].join('/'))[0] === '..' ? 'leaves the folder of the catalog' : undefined
}

const RE_PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

/** Tells whether a text can be the name of an npm package. */
export function isPackageName(text: string): boolean {
  return RE_PACKAGE.test(text)
}
