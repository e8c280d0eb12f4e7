import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  compareFiles,
  ENUM_FORMS,
  type EnumForm,
  findCommand,
  type ImportExtension,
  printCatalog,
} from '../catalog/index.ts'
import { type Diagnostic, hasErrors } from '../report/index.ts'
import { resolveTargets } from '../transformer/hosts/instrument.ts'
import type { Command } from './command.ts'
import { showPath } from './files.ts'
import { findDefaultOut } from './generate.ts'
import { FORMATS, type Format, printFindings } from './lint/print.ts'
import { type LintResult, runLint } from './lint/run.ts'

/** `telescopic check`: what CI asks: the rules hold, functions that are named are there, and generated files are as they should be. */
export const check: Command = {
  meta: { name: 'check', description: 'Hold a catalog against the rules, and its generated files against it' },
  args: {
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    out: { type: 'string', valueHint: 'folder', description: 'Folder of the generated files (Default: as generate)' },
    sources: { type: 'string', valueHint: 'folder', description: 'Also compare the calls of the program in it' },
    format: { type: 'enum', options: [...FORMATS], default: 'text', description: 'Form of the output' },
    json: { type: 'boolean', description: 'The same as --format json' },
  },
  run: ({ args }) => {
    const catalog = resolve(String(args.catalog))
    const out = args.out === undefined ? findDefaultOut(dirname(catalog)) : resolve(String(args.out))
    const sources = args.sources === undefined ? undefined : resolve(String(args.sources))
    const { loaded, diagnostics: findings } = runLint({ catalog, sources })
    const missing = loaded ? resolveTargets(loaded.catalog, process.cwd()).diagnostics : []
    const diagnostics = [...findings, ...missing, ...(loaded ? findStale(loaded, out) : [])]
    printFindings(args.json ? 'json' : (args.format as Format), showPath(catalog), diagnostics)
    return hasErrors(diagnostics) ? 1 : 0
  },
}

/** Compares with what the command in the header of the files would write today. */
function findStale({ catalog, source }: NonNullable<LintResult['loaded']>, out: string): readonly Diagnostic[] {
  const options = readOptions(join(out, 'scopes.ts'))
  return compareFiles(showPath(out), printCatalog(catalog, { source, ...options }))
}

function readOptions(path: string): { enums?: EnumForm; importExtension?: ImportExtension } {
  const command = readCommand(path)
  const enums = ENUM_FORMS.find((form) => command.includes(`--enums ${form}`))
  const extension = /--import-extension (\.ts|none)/.exec(command)?.[1]
  return {
    ...(enums && { enums }),
    ...(extension !== undefined && { importExtension: extension === 'none' ? '' : '.ts' }),
  }
}

function readCommand(path: string): string {
  try {
    return findCommand(readFileSync(path, 'utf8')) ?? ''
  } catch {
    // That there is no such file is told by the comparison.
    return ''
  }
}
