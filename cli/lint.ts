import { resolve } from 'node:path'
import { LINT_CODES, type Severity } from '../report/index.ts'
import type { Command } from './command.ts'
import { showPath } from './files.ts'
import { FORMATS, type Format, printFindings } from './lint/print.ts'
import { runLint } from './lint/run.ts'

/** What makes the command fail, by the lightest finding that does. */
const FAIL_ON = ['error', 'warning', 'info'] as const satisfies readonly Severity[]

/** `telescopic lint`: holds a catalog against the rules. */
export const lint: Command = {
  meta: { name: 'lint', description: 'Hold a catalog against the rules: names, units, privacy, owners, expiry' },
  args: {
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    sources: { type: 'string', valueHint: 'folder', description: 'Also compare the calls of the program in it' },
    'fail-on': { type: 'enum', options: [...FAIL_ON], default: 'error', description: 'Lightest finding that fails' },
    format: { type: 'enum', options: [...FORMATS], default: 'text', description: 'Form of the output' },
    json: { type: 'boolean', description: 'The same as --format json' },
    rules: { type: 'boolean', description: 'List the rules with their weights, and check nothing' },
  },
  run: ({ args }) => {
    if (args.rules) {
      process.stdout.write(listRules(args.json === true))
      return 0
    }
    const catalog = resolve(String(args.catalog))
    const { diagnostics } = runLint({
      catalog,
      sources: args.sources === undefined ? undefined : resolve(String(args.sources)),
    })
    const format = args.json ? 'json' : (args.format as Format)
    printFindings(format, showPath(catalog), diagnostics)
    const limit = FAIL_ON.indexOf(args['fail-on'] as Severity)
    return diagnostics.some(({ severity }) => FAIL_ON.indexOf(severity) <= limit) ? 1 : 0
  },
}

function listRules(json: boolean): string {
  if (json) return `${JSON.stringify(LINT_CODES, null, 2)}\n`
  const rows = Object.entries(LINT_CODES).map(
    ([id, { severity, title }]) => `${id.padEnd(24)} ${severity.padEnd(8)} ${title}\n`,
  )
  return rows.join('')
}
