import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Catalog, printMarkdown, printSite } from '../catalog/index.ts'
import { renderDiagnostics } from '../report/index.ts'
import { GENERATED_FOLDER } from '../transformer/options.ts'
import type { Command, ParsedArgs } from './command.ts'
import { findCalls } from './docs/calls.ts'
import { readCatalog, readText } from './files.ts'
import { printValue, refuse } from './output.ts'
import { GENERATED_ARG } from './shared-args.ts'
import { listSources } from './sources.ts'

const FORMATS = ['html', 'markdown'] as const

/** `telescopic docs`: the catalog as a page for people. */
export const docs: Command = {
  meta: { name: 'docs', description: 'Write the catalog as a page: search, tree of names, attributes, owners, calls' },
  args: {
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    out: { type: 'string', valueHint: 'folder', default: 'telemetry-docs', description: 'Folder to write to' },
    format: { type: 'enum', options: [...FORMATS], default: 'html', description: 'Form of the page' },
    sources: { type: 'string', valueHint: 'folder', description: 'Sources whose calls are listed' },
    link: {
      type: 'string',
      valueHint: 'address',
      description: 'Address of a line of a source, with `{file}` and `{line}`',
    },
    title: { type: 'string', default: 'Telemetry', description: 'Title of the page' },
    generated: GENERATED_ARG,
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const fault = findFault(args)
    if (fault) return refuse(fault)
    const catalog = readCatalog(String(args.catalog))
    if ('faults' in catalog) {
      process.stderr.write(`${renderDiagnostics(catalog.faults, { readText })}\n`)
      return 1
    }
    const file = join(String(args.out), args.format === 'html' ? 'index.html' : 'telemetry.md')
    if (existsSync(file) && !readFileSync(file, 'utf8').includes(MARK)) {
      return refuse(`\`${file}\` is there already, and not a page of ours: name another folder with \`--out\`.`)
    }
    mkdirSync(String(args.out), { recursive: true })
    writeFileSync(file, print(catalog, args))
    const result = {
      ok: true,
      file: file.replaceAll('\\', '/'),
      scopes: catalog.scopes.size,
      attributes: catalog.attributes.size,
    }
    if (args.json) printValue(result)
    else process.stdout.write(`written ${result.file}\n`)
    return 0
  },
}

const MARK = 'by `telescopic docs`'

/** Markdown has no calls, so what is about them would be ignored. */
function findFault({ format, sources, link, generated }: ParsedArgs): string | undefined {
  if (format === 'markdown' && sources !== undefined) return '`--sources` is for `--format html`.'
  if (link !== undefined && sources === undefined) return '`--link` needs `--sources`: it is where the calls lead.'
  if (link !== undefined && !/^https?:\/\/.*\{file\}/.test(String(link)))
    return '`--link` is a web address with `{file}` in it.'
  if (generated !== GENERATED_FOLDER && sources === undefined) return '`--generated` needs `--sources`.'
  if (sources !== undefined && !existsSync(String(sources))) return `There is no folder \`${sources}\`.`
  return undefined
}

function print(catalog: Catalog, { catalog: path, format, sources, link, title, generated }: ParsedArgs): string {
  const sourceName = basename(String(path))
  const header = [`Generated from ${sourceName} ${MARK}. Do not edit: change the catalog and run the command again.`]
  if (format === 'markdown') return printMarkdown(catalog, { header, sourceName })
  const files = sources === undefined ? undefined : listSources(resolve(String(sources)), String(generated))
  return printSite(catalog, {
    title: String(title),
    header,
    calls: files && findCalls(files, catalog, String(generated)),
    link: link === undefined ? undefined : String(link),
  })
}
