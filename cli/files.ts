import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Catalog, loadCatalog } from '../catalog/index.ts'
import { type Diagnostic, hasErrors } from '../report/index.ts'

/** Shows a path from the working folder, with slashes, so that the output is the same on every machine. */
export function showPath(path: string): string {
  return relative(process.cwd(), path).replaceAll('\\', '/') || '.'
}

/** Gives the text of a file for the code frames. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Without its text a place is shown without a frame.
    return undefined
  }
}

/** Gives texts for many code frames: those of one file stand together, so the last text is enough. */
export function createReader(): (file: string) => string | undefined {
  let last: { readonly file: string; readonly text: string | undefined } | undefined
  return (file) => {
    if (last?.file !== file) last = { file, text: readText(file) }
    return last.text
  }
}

/** Reads a catalog that a command cannot do without: it, or the errors that keep it from being used. */
export function readCatalog(path: string): Catalog | { readonly faults: readonly Diagnostic[] } {
  const { catalog, diagnostics } = loadCatalog(resolve(path), path)
  return !catalog || hasErrors(diagnostics) ? { faults: diagnostics } : catalog
}
