import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'

/** The files of a folder, by their paths in it, with slashes and sorted; `undefined` when there is no such folder. */
export function listFiles(folder: string): readonly string[] | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const files: string[] = []
  visit('', new Set())
  return files.sort()

  // Links are followed, for what they lead to is shipped; one that leads up again is not.
  function visit(path: string, above: ReadonlySet<string>): void {
    const real = realpathSync(join(folder, path))
    if (above.has(real)) return
    for (const { name } of readdirSync(real, { withFileTypes: true })) {
      const inner = path === '' ? name : `${path}/${name}`
      const stats = statOf(join(folder, inner))
      if (stats?.isDirectory()) visit(inner, new Set([...above, real]))
      else if (stats?.isFile()) files.push(inner)
    }
  }
}

/** What is there. A link that leads nowhere, or to itself, is nothing. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined
    throw error
  }
}

/** Whether a file can hold code of the program: scripts, pages and styles with scripts or maps in them, and maps. */
export function isScanned(file: string): boolean {
  return /\.(?:[cm]?jsx?|html?|css|map)$/i.test(file)
}
