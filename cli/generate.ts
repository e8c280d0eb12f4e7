import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import pc from 'picocolors'
import {
  type Catalog,
  compareFiles,
  ELIXIR_MODULE,
  ENUM_FORMS,
  type EnumForm,
  type ImportExtension,
  LANGUAGES,
  type Language,
  loadCatalog,
  printCatalog,
  printLanguage,
  type WriteResult,
  writeFiles,
} from '../catalog/index.ts'
import { type Diagnostic, hasErrors, renderDiagnostics } from '../report/index.ts'
import type { Command, ParsedArgs } from './command.ts'
import { readText, showPath } from './files.ts'
import { printValue } from './output.ts'
import { startProgress } from './progress.ts'

/** `telescopic generate`: writes the typed constants, names and types of a catalog. */
export const generate: Command = {
  meta: { name: 'generate', description: 'Write the constants, enums and types of a catalog' },
  args: {
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    out: {
      type: 'string',
      valueHint: 'folder',
      description: 'Folder to write to (Default: telescopic.gen in src beside the catalog, or beside it)',
    },
    check: { type: 'boolean', description: 'Write nothing; fail when a file is missing or out of date' },
    enums: { type: 'enum', options: [...ENUM_FORMS], default: 'enum', description: 'Form of the naming enums' },
    'import-extension': {
      type: 'enum',
      options: ['.js', '.ts', 'none'],
      default: '.js',
      description: 'How imports between the generated files end',
    },
    lang: {
      type: 'enum',
      options: ['typescript', ...LANGUAGES],
      default: 'typescript',
      description: 'Language of the generated files',
    },
    module: { type: 'string', valueHint: 'name', default: ELIXIR_MODULE, description: 'Module of the Elixir code' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const options = resolveOptions(args)
    const fault = findLanguageFault(options)
    if (fault) {
      process.stderr.write(`${fault}\n`)
      return 2
    }
    const result = runGenerate(options)
    if (options.json) printJson(options, result)
    else printText(options, result)
    return result.ok ? 0 : 1
  },
}

interface GenerateOptions {
  readonly catalog: string
  readonly out: string
  readonly check: boolean
  readonly enums: EnumForm
  readonly importExtension: ImportExtension
  readonly lang: Language | 'typescript'
  readonly module: string
  readonly json: boolean
}

interface GenerateResult {
  readonly ok: boolean
  /** How many scopes the catalog has; undefined when it has errors. */
  readonly scopes?: number
  readonly files: readonly { readonly file: string; readonly status: 'written' | 'unchanged' }[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The values are words of the lists above: `main` refuses every other. */
function resolveOptions(args: ParsedArgs): GenerateOptions {
  const catalog = resolve(String(args.catalog))
  const extension = String(args['import-extension'])
  return {
    catalog,
    out: args.out === undefined ? findDefaultOut(dirname(catalog)) : resolve(String(args.out)),
    check: args.check === true,
    enums: args.enums as EnumForm,
    importExtension: (extension === 'none' ? '' : extension) as ImportExtension,
    lang: args.lang as GenerateOptions['lang'],
    module: String(args.module),
    json: args.json === true,
  }
}

const RE_ELIXIR_MODULE = /^[A-Z][A-Za-z0-9_]*(?:\.[A-Z][A-Za-z0-9_]*)*$/

/** Says which flag would be ignored, or is not what the language takes. */
function findLanguageFault({ lang, enums, importExtension, module }: GenerateOptions): string | undefined {
  if (lang !== 'typescript' && enums !== 'enum') return `\`--enums\` is for TypeScript; \`--lang\` is \`${lang}\`.`
  if (lang !== 'typescript' && importExtension !== '.js')
    return `\`--import-extension\` is for TypeScript; \`--lang\` is \`${lang}\`.`
  if (lang !== 'elixir' && module !== ELIXIR_MODULE) return '`--module` is for `--lang elixir`.'
  if (!RE_ELIXIR_MODULE.test(module)) return `\`--module\` is a name such as \`${ELIXIR_MODULE}\`, not \`${module}\`.`
  return undefined
}

/** The folder of generated files where none is named. */
export function findDefaultOut(folder: string): string {
  const isThere = statSync(join(folder, 'src'), { throwIfNoEntry: false })?.isDirectory()
  return join(folder, isThere ? 'src' : '.', 'telescopic.gen')
}

function runGenerate(options: GenerateOptions): GenerateResult {
  const progress = startProgress(statSync(options.catalog, { throwIfNoEntry: false })?.size ?? 0)
  progress.step(`reading ${showPath(options.catalog)}`)
  const loaded = loadCatalog(options.catalog, showPath(options.catalog))
  const { diagnostics } = loaded
  progress.done()
  // Nothing is generated from a part of a catalog: the rest of the program would lose the names of the other part.
  if (!loaded.catalog || hasErrors(diagnostics)) return { ok: false, files: [], diagnostics }
  return placeFiles(loaded.catalog, loaded.source, options, diagnostics)
}

function placeFiles(
  catalog: Catalog,
  source: string,
  { out, check, enums, importExtension, lang, module }: GenerateOptions,
  warnings: readonly Diagnostic[],
): GenerateResult {
  const progress = startProgress(source.length)
  progress.step(`printing ${catalog.scopes.size} scopes`)
  const { files, diagnostics: unsayable } =
    lang === 'typescript'
      ? { files: printCatalog(catalog, { source, enums, importExtension }), diagnostics: [] }
      : printLanguage(catalog, { language: lang, source, module })
  progress.done()
  if (unsayable.length > 0) return { ok: false, files: [], diagnostics: [...warnings, ...unsayable] }
  const folder = showPath(out)
  const result: Pick<WriteResult, 'written' | 'diagnostics'> = check
    ? { written: [], diagnostics: compareFiles(folder, files) }
    : writeFiles(folder, files)
  const { written, diagnostics } = result
  if (diagnostics.length > 0) return { ok: false, files: [], diagnostics: [...warnings, ...diagnostics] }
  const states = [...files.keys()].map((name) => ({
    file: `${folder}/${name}`,
    status: written.includes(name) ? ('written' as const) : ('unchanged' as const),
  }))
  return { ok: true, scopes: catalog.scopes.size, files: states, diagnostics: warnings }
}

function printJson({ catalog, out }: GenerateOptions, result: GenerateResult): void {
  const { ok, scopes, files, diagnostics } = result
  const value = { ok, catalog: showPath(catalog), out: showPath(out), scopes, files, diagnostics }
  printValue(value)
}

function printText({ catalog, out, check }: GenerateOptions, { ok, scopes, files, diagnostics }: GenerateResult): void {
  if (diagnostics.length > 0) process.stderr.write(`${renderDiagnostics(diagnostics, { readText })}\n`)
  if (!ok) {
    const count = diagnostics.filter(({ severity }) => severity === 'error').length
    const end = check ? '' : '; nothing was written'
    process.stderr.write(`${count} ${count === 1 ? 'error' : 'errors'}${end}\n`)
  } else if (check) {
    process.stdout.write(`${showPath(out)} is up to date with ${showPath(catalog)}\n`)
  } else {
    for (const { file, status } of files) {
      process.stdout.write(`${status === 'written' ? pc.green('written  ') : pc.dim('unchanged')} ${file}\n`)
    }
    process.stdout.write(`${scopes} ${scopes === 1 ? 'scope' : 'scopes'} of ${showPath(catalog)}\n`)
  }
}
