import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const RE_SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/

/** Lists the sources below a folder, or the one file: not what others wrote, and not what is generated or built. */
export function listSources(path: string, generated: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) return isSkipped(entry.name, generated) ? [] : listSources(inner, generated)
      return entry.isFile() && RE_SOURCE.test(entry.name) ? [inner] : []
    })
}

function isSkipped(name: string, generated: string): boolean {
  return name === 'node_modules' || name === 'dist' || name === generated || name.startsWith('.')
}
