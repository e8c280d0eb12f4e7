import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { TRACES, type Trace } from '../catalog/index.ts'
import { createDiagnostic, type Diagnostic, hasErrors, renderDiagnostics } from '../report/index.ts'
import type { Command, ParsedArgs } from './command.ts'
import { readCatalog, readText, showPath } from './files.ts'
import { printValue } from './output.ts'
import { planRenames, type RenamePlan } from './rename/plan.ts'
import { replaceFiles } from './rename/replace-files.ts'
import { CATALOG_ARG, GENERATED_ARG } from './shared-args.ts'
import { listSources } from './sources.ts'

/** `telescopic rename`: another name for a scope, in the catalog and in every call. */
export const rename: Command = {
  meta: { name: 'rename', description: 'Give a scope another name, in the catalog and in every call' },
  args: {
    from: { type: 'positional', description: 'Name of the scope' },
    to: { type: 'positional', description: 'New name' },
    sources: { type: 'positional', default: '.', description: 'Folder or file with the calls' },
    catalog: CATALOG_ARG,
    leave: { type: 'enum', options: [...TRACES], default: 'alias', description: 'What is left of the old name' },
    below: { type: 'boolean', description: 'Also rename the scopes below it: `a.b` and `a.b.c`' },
    generated: GENERATED_ARG,
    'dry-run': { type: 'boolean', description: 'Write nothing; say which files would change' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const plan = makePlan(args)
    const failed = hasErrors(plan.diagnostics)
    if (!failed && !args['dry-run']) replaceFiles(plan.files)
    if (args.json) printJson(plan, !failed)
    else printText(plan, failed, args['dry-run'] === true)
    return failed ? 1 : 0
  },
}

function makePlan(args: ParsedArgs): RenamePlan {
  const sources = resolve(String(args.sources))
  if (!existsSync(sources)) {
    return refuse([createDiagnostic('rename-sources', `There is no folder \`${showPath(sources)}\`.`)])
  }
  const catalog = readCatalog(String(args.catalog))
  if ('faults' in catalog) return refuse(catalog.faults)
  const generated = String(args.generated)
  return planRenames(catalog, {
    from: String(args.from),
    to: String(args.to),
    trace: args.leave as Trace,
    below: args.below === true,
    generated,
    sources: listSources(sources, generated).map(showPath),
  })
}

function refuse(diagnostics: readonly Diagnostic[]): RenamePlan {
  return { files: new Map(), texts: new Map(), scopes: new Map(), mentions: [], diagnostics }
}

function printJson({ files, scopes, mentions, diagnostics }: RenamePlan, ok: boolean): void {
  const value = { ok, scopes: Object.fromEntries(scopes), files: [...files.keys()], mentions, diagnostics }
  printValue(value)
}

function printText({ files, scopes, mentions, diagnostics, texts }: RenamePlan, failed: boolean, dry: boolean): void {
  if (diagnostics.length > 0)
    process.stderr.write(
      `${renderDiagnostics(diagnostics, { readText: (file) => texts.get(file) ?? readText(file) })}\n`,
    )
  if (failed) {
    process.stderr.write('nothing was written\n')
    return
  }
  const lines = [
    ...[...files.keys()].map((file) => `${dry ? 'would write' : 'written'} ${file}`),
    ...[...scopes].map(([from, to]) => `${from} is now ${to}`),
    ...mentions.map(
      ({ file, line, column }) => `${file}:${line}:${column} still says the old name: no call, so it stays`,
    ),
    ...(dry ? [] : ['run `telescopic generate` next']),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
