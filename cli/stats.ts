import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import pc from 'picocolors'
import { renderDiagnostics } from '../report/index.ts'
import type { Command } from './command.ts'
import { readCatalog, readText } from './files.ts'
import { printValue, refuse } from './output.ts'
import { CATALOG_ARG, GENERATED_ARG } from './shared-args.ts'
import { listSources } from './sources.ts'
import { type Counted, type CountedCall, type CountedScope, countCalls } from './stats/count.ts'

/** `telescopic stats`: every scope with its calls, scopes that nobody calls, and calls of names that are none. */
export const stats: Command = {
  meta: { name: 'stats', description: 'List the scopes with their calls, those without, and calls of unknown names' },
  args: {
    sources: { type: 'positional', default: 'src', description: 'Folder of the sources, or one of them' },
    catalog: CATALOG_ARG,
    generated: GENERATED_ARG,
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const sources = String(args.sources)
    if (!existsSync(sources))
      return refuse(`There is no folder \`${sources}\`: \`telescopic stats <sources>\` names one.`)
    const catalog = readCatalog(String(args.catalog))
    if ('faults' in catalog) return refuse(renderDiagnostics(catalog.faults, { readText }))
    const generated = String(args.generated)
    const counted = countCalls(listSources(resolve(sources), generated), catalog, generated)
    if (args.json) printValue(toJson(counted))
    else process.stdout.write(printText(counted))
    return counted.unknown.length > 0 ? 1 : 0
  },
}

function toJson({ scopes, unknown, files }: Counted): object {
  const unused = scopes.filter(isUnused).map(({ name }) => name)
  return { ok: unknown.length === 0, files, scopes, unused, unknown }
}

function isUnused({ calls }: CountedScope): boolean {
  return calls.length === 0
}

function printText({ scopes, unknown, files }: Counted): string {
  const used = scopes.filter((scope) => !isUnused(scope))
  const unused = scopes.filter(isUnused)
  const sum = used.reduce((count, { calls }) => count + calls.length, 0)
  const parts = [
    `${scopes.length} scopes, ${used.length} of them called: ${sum} calls in ${files} ${files === 1 ? 'file' : 'files'}\n`,
    ...used.map(printScope),
    ...(unused.length > 0 ? [`${pc.bold('never called')}\n${unused.map(printName).join('')}`] : []),
    ...(unknown.length > 0 ? [`${pc.bold('not in the catalog')}\n${unknown.map(printCall).join('')}`] : []),
  ]
  return parts.join('\n')
}

function printScope({ name, kind, calls }: CountedScope): string {
  return `${pc.bold(name)} ${kind}, ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}\n${calls.map(printCall).join('')}`
}

function printName({ name, kind }: CountedScope): string {
  return `  ${name} ${kind}\n`
}

function printCall({ file, line, column, what }: CountedCall): string {
  return `  ${file}:${line}:${column} ${what}\n`
}
