#!/usr/bin/env node
// The only file that ends the process, by setting its exit code: `process.exit` would cut off what is still on its way
// into a pipe.

import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, renderUsage, runCommand } from 'citty'
import { suggestName } from '../report/index.ts'
import { type Command, type ExitCode, findUsageFault } from './command.ts'
import { refuse } from './output.ts'

/** The commands by name. Loaded when called for: `--help` takes no compiler. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).init,
  generate: async () => (await import('./generate.ts')).generate,
  lint: async () => (await import('./lint.ts')).lint,
  check: async () => (await import('./check.ts')).check,
  prove: async () => (await import('./prove.ts')).prove,
  verify: async () => (await import('./verify.ts')).verify,
  explain: async () => (await import('./explain.ts')).explain,
  stats: async () => (await import('./stats.ts')).stats,
  diff: async () => (await import('./diff.ts')).diff,
  rename: async () => (await import('./rename.ts')).rename,
  import: async () => (await import('./import.ts')).importCatalog,
  export: async () => (await import('./export.ts')).exportCatalog,
  docs: async () => (await import('./docs.ts')).docs,
  migrate: async () => (await import('./migrate.ts')).migrate,
  tail: async () => (await import('./tail.ts')).tail,
  tsc: async () => (await import('./tsc.ts')).tsc,
}

const ROOT: CommandDef = {
  meta: { name: 'telescopic', description: 'Telemetry that collapses to nothing' },
  subCommands: COMMANDS,
}

// A reader such as `head` goes when it has seen enough; what is still to be said is for nobody.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

process.exitCode = await main(process.argv.slice(2))

async function main([name, ...words]: readonly string[]): Promise<ExitCode> {
  if (name === '--help' || name === '-h') return printUsage(ROOT)
  if (name === '--version' || name === '-v') return printVersion()
  if (name === undefined) {
    process.stderr.write(`${await formatUsage(ROOT)}\n`)
    return 2
  }
  if (!Object.hasOwn(COMMANDS, name)) return refuse(describeUnknown(name))
  const command = await COMMANDS[name]!()
  const { rawArgs, rest } = splitRest(words, command)
  if (rawArgs.includes('--help') || rawArgs.includes('-h')) return printUsage(command)
  const fault = findUsageFault(rawArgs, command)
  if (fault) return refuse(fault)
  // citty throws away what a sub-command returns, so the sub-command is run by itself.
  const { result } = await runCommand(command, { rawArgs: [...rawArgs], data: rest })
  return result as ExitCode
}

/** Of a command that runs another one, what follows `--` is the other one's. */
function splitRest(
  words: readonly string[],
  { rest }: Command,
): { rawArgs: readonly string[]; rest?: readonly string[] } {
  const end = rest === undefined ? -1 : words.indexOf('--')
  return end === -1 ? { rawArgs: words } : { rawArgs: words.slice(0, end), rest: words.slice(end + 1) }
}

function describeUnknown(name: string): string {
  const suggestion = suggestName(name, Object.keys(COMMANDS))
  const wayOut = suggestion ? `Did you mean \`${suggestion}\`?` : '`telescopic --help` lists the commands.'
  return `\`${name}\` is not a command of telescopic. ${wayOut}`
}

async function printUsage(command: CommandDef): Promise<ExitCode> {
  process.stdout.write(`${await formatUsage(command)}\n`)
  return 0
}

/** citty colours its usage even when it goes into a file. */
async function formatUsage(command: CommandDef): Promise<string> {
  const usage = await renderUsage(command, command === ROOT ? undefined : ROOT)
  return process.stdout.isTTY ? usage : stripVTControlCharacters(usage)
}

function printVersion(): ExitCode {
  // By its own name: the source and the build stand at different depths.
  const { version } = createRequire(import.meta.url)('telescopic/package.json')
  process.stdout.write(`${version}\n`)
  return 0
}
