import { printMarkdown } from '../docs/markdown.ts'
import type { Catalog } from '../model.ts'
import { createHeader } from '../print/header.ts'
import { printJson } from '../print/json.ts'
import { type PrintOptionsResolved, resolvePrintOptions } from '../print/options.ts'
import { printElixir } from './elixir.ts'
import { ELIXIR_MODULE, type Language, type LanguageOptions, type LanguageResult } from './options.ts'
import { printPython } from './python.ts'
import { findPythonClashes } from './python-names.ts'

/** Prints a catalog in a language beside TypeScript. Same catalog and options, same bytes. */
export function printLanguage(catalog: Catalog, { language, source, module }: LanguageOptions): LanguageResult {
  const flag = module !== undefined && module !== ELIXIR_MODULE ? ` --module ${module}` : ''
  const command = `telescopic generate --lang ${language}${flag}`
  const options = { ...resolvePrintOptions(catalog, { source }), command }
  const diagnostics = language === 'python' ? findPythonClashes(catalog) : []
  if (diagnostics.length > 0) return { files: new Map(), diagnostics }
  const header = createHeader(options)
  const [name, text] = PRINTERS[language](catalog, header, options, module ?? ELIXIR_MODULE)
  return { files: new Map([[name, text]]), diagnostics }
}

type Printer = (
  catalog: Catalog,
  header: readonly string[],
  options: PrintOptionsResolved,
  module: string,
) => readonly [name: string, text: string]

/** A file a language. `scopes.json` says what `catalog.json` says: only the command in its header is another. */
const PRINTERS: Readonly<Record<Language, Printer>> = {
  python: (catalog, header) => ['scopes.py', printPython(catalog, header)],
  elixir: (catalog, header, _, module) => ['naming.ex', printElixir(catalog, header, module)],
  json: (catalog, header) => ['scopes.json', printJson(catalog, header)],
  markdown: (catalog, header, { sourceName }) => ['scopes.md', printMarkdown(catalog, { header, sourceName })],
}
