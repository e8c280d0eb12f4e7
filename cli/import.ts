import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  countLosses,
  type ForeignFile,
  type ImportResult,
  importGlean,
  importOtel,
  parseCatalog,
} from '../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors, renderDiagnostics } from '../report/index.ts'
import type { Command } from './command.ts'
import { showPath } from './files.ts'
import { printValue, refuse } from './output.ts'

const FORMATS = ['otel', 'glean'] as const
type Format = (typeof FORMATS)[number]

/** `telescopic import`: a catalog from what another system knows. */
export const importCatalog: Command = {
  meta: { name: 'import', description: 'Make a catalog from a registry of OpenTelemetry or from metrics of Glean' },
  args: {
    format: { type: 'positional', description: 'What is imported: `otel` or `glean`' },
    path: { type: 'positional', description: 'File or folder' },
    out: { type: 'string', valueHint: 'file', default: 'scopes.yaml', description: 'Catalog to write' },
    force: { type: 'boolean', description: 'Replace a file that is there' },
    verbose: { type: 'boolean', description: 'List every difference, not only how many there are' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const [format, path, out] = [String(args.format), String(args.path), String(args.out)]
    if (!isFormat(format)) return refuse(`There is no format \`${format}\`: it is \`otel\` or \`glean\`.`)
    if (existsSync(out) && !args.force)
      return refuse(`\`${out}\` is there already: name another with \`--out\`, or replace it with \`--force\`.`)
    const result = readAndImport(format, path, out)
    const failed = hasErrors(result.diagnostics)
    if (!failed) writeFileSync(out, result.text)
    if (args.json) printJson(result, !failed, out)
    else printText(result, failed, out, args.verbose === true)
    return failed ? 1 : 0
  },
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text)
}

/** What is written is read first: an import that our own rules refuse is told here, and not by the next command. */
function readAndImport(format: Format, path: string, out: string): ImportResult {
  const files = readFiles(path)
  if (!Array.isArray(files)) return fail([files])
  const result = format === 'otel' ? importOtel(files) : importGlean(files)
  if (hasErrors(result.diagnostics)) return result
  const { catalog, diagnostics } = parseCatalog(result.text, out)
  if (catalog.scopes.size + catalog.attributes.size === 0) {
    return fail([createDiagnostic('import-source', `\`${path}\` has nothing of the format \`${format}\`.`)])
  }
  // A registry may define nothing but attributes, for other catalogs to import.
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'catalog-empty')
  return { ...result, diagnostics: [...result.diagnostics, ...errors] }
}

function fail(diagnostics: readonly Diagnostic[]): ImportResult {
  return { text: '', counts: {}, losses: [], diagnostics }
}

function readFiles(path: string): ForeignFile[] | Diagnostic {
  const root = resolve(path)
  if (!existsSync(root)) return createDiagnostic('import-source', `There is no \`${path}\`.`)
  if (statSync(root).isFile()) return [{ file: showPath(root), text: readFileSync(root, 'utf8') }]
  const names = (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.ya?ml$/.test(name))
  if (names.length === 0) return createDiagnostic('import-source', `\`${path}\` has no YAML files.`)
  return names
    .toSorted()
    .map((name) => ({ file: showPath(join(root, name)), text: readFileSync(join(root, name), 'utf8') }))
}

function printJson({ counts, losses, diagnostics }: ImportResult, ok: boolean, out: string): void {
  printValue({ ok, out, counts, losses, diagnostics })
}

function printText(
  { counts, losses, diagnostics, text }: ImportResult,
  failed: boolean,
  out: string,
  verbose: boolean,
): void {
  const readText = (file: string): string | undefined => (file === out ? text : undefined)
  if (diagnostics.length > 0) process.stderr.write(`${renderDiagnostics(diagnostics, { readText })}\n`)
  if (failed) {
    process.stderr.write('nothing was written\n')
    return
  }
  const lines = [
    `written ${out}`,
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`),
  ]
  if (losses.length > 0)
    lines.push(`${losses.length} ${losses.length === 1 ? 'thing is' : 'things are'} said in another way:`)
  if (verbose) lines.push(...losses.map(({ rule, name, message }) => `  ${rule} ${name} ${message}`))
  else lines.push(...countLosses(losses).map(([rule, count]) => `  ${count} ${rule}`))
  process.stdout.write(`${lines.join('\n')}\n`)
}
