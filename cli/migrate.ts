import { resolve } from 'node:path'
import { loadCatalog, loadText, type Migration, migrateCatalog } from '../catalog/index.ts'
import { type Diagnostic, hasErrors, renderDiagnostics } from '../report/index.ts'
import type { Command } from './command.ts'
import { readText } from './files.ts'
import { printValue } from './output.ts'
import { replaceFiles } from './rename/replace-files.ts'

/** `telescopic migrate`: brings a catalog to the format of the version that is installed. */
export const migrate: Command = {
  meta: { name: 'migrate', description: 'Bring a catalog to the format of this version, comments and form kept' },
  args: {
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    check: { type: 'boolean', description: 'Write nothing; fail when there is something to do' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const migrations = migrateAll(String(args.catalog))
    const diagnostics = migrations.flatMap((one) => one.diagnostics)
    const changed = migrations.filter(({ steps }) => steps.length > 0)
    const failed = hasErrors(diagnostics)
    if (!failed && !args.check) replaceFiles(new Map(changed.map(({ file, text }) => [file, text])))
    const ok = !failed && !(args.check && changed.length > 0)
    if (args.json) {
      const files = changed.map(({ file, steps }) => ({ file, steps }))
      printValue({ ok, files, diagnostics })
    } else printText(changed, diagnostics, args.check === true)
    return ok ? 0 : 1
  },
}

type FileMigration = Migration & { readonly file: string }

/** The file that is named, and, once it can be read, those that it imports; what a package publishes is its own. */
function migrateAll(path: string): FileMigration[] {
  const text = loadText(resolve(path), path)
  if (typeof text !== 'string') return [{ file: path, text: '', steps: [], diagnostics: [text] }]
  const { catalog } = loadCatalog(resolve(path), path)
  const others = (catalog?.files ?? []).filter(({ file, packageName }) => file !== path && packageName === undefined)
  return [{ file: path, text }, ...others].map((each) => ({ ...migrateCatalog(each.text, each.file), file: each.file }))
}

function printText(changed: readonly FileMigration[], diagnostics: readonly Diagnostic[], check: boolean): void {
  if (diagnostics.length > 0) {
    process.stderr.write(`${renderDiagnostics(diagnostics, { readText })}\nnothing was written\n`)
    return
  }
  const lines = changed.map(({ file, steps }) => `${check ? 'to do  ' : 'written'} ${file}: ${steps.join('; ')}`)
  process.stdout.write(`${lines.length > 0 ? lines.join('\n') : 'nothing to do'}\n`)
}
