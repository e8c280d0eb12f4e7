import { resolve } from 'node:path'
import { hasErrors, renderDiagnostics } from '../report/index.ts'
import type { Command, ParsedArgs } from './command.ts'
import { createReader, readCatalog, readText, showPath } from './files.ts'
import { printValue, refuse } from './output.ts'
import { CATALOG_ARG, GENERATED_ARG } from './shared-args.ts'
import { type VerifyResult, verifyFolder } from './verify/verify.ts'
import { listWanted } from './verify/wanted.ts'

/** `telescopic verify`: looks through what a build has written for anything that telemetry has left. */
export const verify: Command = {
  meta: { name: 'verify', description: 'Show that nothing of telemetry is left in what a build has written' },
  args: {
    folder: { type: 'positional', description: 'Folder that the build writes to' },
    against: {
      type: 'string',
      valueHint: 'folder',
      description: 'Output of the same program without telemetry; every file must have the same bytes, maps aside',
    },
    catalog: CATALOG_ARG,
    generated: GENERATED_ARG,
    allow: { type: 'string', valueHint: 'names', description: 'Names that the program has by itself, with commas' },
    'strict-maps': {
      type: 'boolean',
      description: 'Fail also when the sources that maps show hold calls, as the sources you wrote do',
    },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const catalog = readCatalog(String(args.catalog))
    // Without the names only half of the question could be asked.
    if ('faults' in catalog) return refuse(renderDiagnostics(catalog.faults, { readText }))
    const allowed = args.allow === undefined ? [] : String(args.allow).split(',')
    const wanted = listWanted(catalog, String(args.generated))
    const known = new Set([...wanted.scopes, ...wanted.words, ...wanted.names, 'telescopic'])
    const stray = allowed.find((name) => !known.has(name))
    if (stray !== undefined) return refuse(`\`--allow\`: '${stray}' is nothing that \`telescopic verify\` looks for.`)
    const result = verifyFolder({
      folder: resolve(String(args.folder)),
      against: args.against === undefined ? undefined : resolve(String(args.against)),
      wanted: { ...wanted, allowed: new Set(allowed) },
      strictMaps: args['strict-maps'] === true,
      showPath,
    })
    if (typeof result === 'string') return refuse(result)
    if (args.json) printJson(args, result)
    else printText(args, result)
    return hasErrors(result.diagnostics) ? 1 : 0
  },
}

function printJson({ folder, against }: ParsedArgs, { diagnostics, ...counts }: VerifyResult): void {
  const value = { ok: !hasErrors(diagnostics), folder, against, ...counts, diagnostics }
  printValue(value)
}

function printText({ folder, against }: ParsedArgs, { files, bytes, passedOver, diagnostics }: VerifyResult): void {
  if (diagnostics.length > 0) process.stderr.write(`${renderDiagnostics(diagnostics, { readText: createReader() })}\n`)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const others = passedOver === 0 ? '' : `; ${passedOver} of other kinds not looked into`
  const scanned = `${folder}: ${files} ${files === 1 ? 'file' : 'files'}, ${bytes} bytes${others}`
  const clean = against === undefined ? 'nothing of telemetry is left' : `the same bytes as ${against}, and no trace`
  const found = `${errors} ${errors === 1 ? 'error' : 'errors'}`
  process.stdout.write(`${scanned}\n${errors === 0 ? clean : found}\n`)
}
