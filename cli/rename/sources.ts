import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const RE_SOURCE = /\.[cm]?[jt]sx?$/

/** Lists the sources below a folder, or the one file. Not what others wrote, and not what is generated. */
export function listSources(path: string, generated: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) return isSkipped(entry.name, generated) ? [] : listSources(inner, generated)
      return entry.isFile() && RE_SOURCE.test(entry.name) && !entry.name.includes('.d.') ? [inner] : []
    })
}

function isSkipped(name: string, generated: string): boolean {
  return name === 'node_modules' || name === generated || name.startsWith('.')
}

/** Replaces files, all or none: a finished copy of each is put beside it before the first takes its place. */
export function replaceFiles(files: ReadonlyMap<string, string>): void {
  const staged = [...files].map(([path, text]) => ({ path, text, before: readFileSync(path) }))
  const suffix = `.${process.pid}.tmp`
  try {
    for (const { path, text } of staged) writeFileSync(path + suffix, text)
    for (const { path } of staged) renameSync(path + suffix, path)
  } catch (error) {
    for (const { path, before } of staged) {
      writeFileSync(path, before)
      rmSync(path + suffix, { force: true })
    }
    throw error
  }
}
