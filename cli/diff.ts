import {
  type BreakingOptions,
  CATEGORIES,
  type Category,
  type Change,
  compareCatalogs,
  nameCategory,
  renderChanges,
  renderChangesMarkdown,
  splitChanges,
} from '../catalog/index.ts'
import { type Diagnostic, renderDiagnostics } from '../report/index.ts'
import type { Command } from './command.ts'
import { readDiffSource } from './diff/source.ts'
import { readText } from './files.ts'
import { printValue } from './output.ts'

const FORMATS = ['text', 'markdown'] as const

/** `telescopic diff`: what changed between two states of a catalog, and what of it breaks programs or dashboards. */
export const diff: Command = {
  meta: { name: 'diff', description: 'Compare two states of a catalog; fail when the newer one breaks something' },
  args: {
    old: { type: 'positional', description: 'Older catalog: a file, `revision:path` of git, or a package' },
    new: { type: 'positional', default: 'scopes.yaml', description: 'Newer catalog' },
    category: {
      type: 'enum',
      options: [...CATEGORIES],
      default: 'code',
      description: 'What must not break: `code`, or less: `data`, or less still: `name`',
    },
    'allow-experimental': { type: 'boolean', description: 'Entries that were experimental may break' },
    format: { type: 'enum', options: [...FORMATS], default: 'text', description: 'Form of the output' },
    json: { type: 'boolean', description: 'Print the changes as JSON' },
  },
  run: ({ args }) => {
    const options: BreakingOptions = {
      category: args.category as Category,
      allowExperimental: args['allow-experimental'] === true,
    }
    const sources = [args.old, args.new].map((given) => readDiffSource(String(given)))
    const faults = sources.flatMap((source) => ('faults' in source ? source.faults : []))
    if (faults.length > 0) return refuse(faults, args.json === true)
    const [before, after] = sources.map((source) => ('catalog' in source ? source.catalog : undefined))
    const changes = compareCatalogs(before!, after!)
    const ok = splitChanges(changes, options).breaking.length === 0
    if (args.json) printValue({ ok, category: options.category, changes: describeChanges(changes, options) })
    else {
      const render = args.format === 'markdown' ? renderChangesMarkdown : renderChanges
      process.stdout.write(`${render(changes, options)}\n`)
    }
    return ok ? 0 : 1
  },
}

/** A side that cannot be read is wrong usage: nothing was found out about the change. */
function refuse(faults: readonly Diagnostic[], json: boolean): 2 {
  if (json) printValue({ ok: false, diagnostics: faults })
  else process.stderr.write(`${renderDiagnostics(faults, { readText })}\n`)
  return 2
}

function describeChanges(changes: readonly Change[], options: BreakingOptions): object[] {
  const breaking = new Set(splitChanges(changes, options).breaking)
  return changes.map((change) => ({ ...change, category: nameCategory(change.rule), breaking: breaking.has(change) }))
}
