import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

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
