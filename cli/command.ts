import { parseArgs } from 'node:util'
import type { ArgsDef, CommandDef } from 'citty'
import { suggestName } from '../report/index.ts'

/** What a command's `run` returns: 0 fine, 1 faults found, 2 wrong usage. Only `main.ts` hands it to the process. */
export type ExitCode = 0 | 1 | 2

/** A command as data. `args` is given as a value, never as a promise, so that usage can be checked before it runs. */
export interface Command extends CommandDef {
  readonly meta: { readonly name: string; readonly description: string }
  readonly args: ArgsDef
  /** What may follow a `--`, in words; the command gets it as `data`, as it was written. */
  readonly rest?: string
  readonly run: (context: {
    readonly args: ParsedArgs
    readonly data?: readonly string[]
  }) => ExitCode | Promise<ExitCode>
}

/** The values of a command's arguments by name, checked against its `args`. */
export type ParsedArgs = Readonly<Record<string, unknown>>

/**
 * Says what is wrong with the arguments, in a sentence, or gives undefined. citty takes flags it does not know and words
 * it does not need without a word, so that a mistyped `--chek` would write files.
 */
export function findUsageFault(rawArgs: readonly string[], { meta, args }: Command): string | undefined {
  const seen = new Set<string>()
  const names = Object.keys(args)
  const positionals = names.filter((name) => args[name]!.type === 'positional')
  for (const token of parseTokens(rawArgs, args)) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      if (positionals.shift() === undefined)
        return `\`${token.value}\` is one argument too many for \`telescopic ${meta.name}\`.`
      if (token.value === '') return 'An argument is empty.'
      continue
    }
    const fault = Object.hasOwn(args, token.name)
      ? findOptionFault(token, args[token.name]!, seen)
      : describeUnknown(token.rawName, meta.name, names)
    if (fault) return fault
    seen.add(token.name)
  }
  const missing = positionals.find((name) => !('default' in args[name]!))
  return missing && `\`telescopic ${meta.name}\` needs a ${missing}: \`telescopic ${meta.name} <${missing}>\`.`
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function parseTokens(rawArgs: readonly string[], args: ArgsDef) {
  const flags = Object.entries(args).filter(([, { type }]) => type !== 'positional')
  const options = flags.map(([name, arg]) => {
    const short = 'alias' in arg && typeof arg.alias === 'string' ? { short: arg.alias } : {}
    return [name, { type: arg.type === 'boolean' ? 'boolean' : 'string', ...short }] as const
  })
  return parseArgs({
    args: [...rawArgs],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens
}

function findOptionFault(token: OptionToken, arg: ArgsDef[string], seen: ReadonlySet<string>): string | undefined {
  const { name, value, inlineValue } = token
  if (arg.type === 'positional') return `\`${token.rawName}\` is not a flag: give the value alone.`
  if (seen.has(name)) return `\`--${name}\` is given twice.`
  if (arg.type === 'boolean') return inlineValue ? `\`--${name}\` takes no value.` : undefined
  if (!value || (!inlineValue && value.startsWith('-'))) return `\`--${name}\` needs a value.`
  const words = 'options' in arg ? arg.options : undefined
  if (!words || words.includes(value)) return undefined
  return `\`--${name}\` is ${words.map((word) => `\`${word}\``).join(' or ')}, not \`${value}\`.`
}

function describeUnknown(rawName: string, command: string, names: readonly string[]): string {
  const suggestion = suggestName(rawName.replace(/^-+/, ''), names)
  const wayOut = suggestion ? `Did you mean \`--${suggestion}\`?` : `\`telescopic ${command} --help\` lists the flags.`
  return `\`${rawName}\` is not a flag of \`telescopic ${command}\`. ${wayOut}`
}
