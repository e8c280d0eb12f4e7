import { dirname } from 'node:path'
import type ts from 'typescript'
import { announceOnce } from './leftovers.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject } from './project.ts'
import { addDiagnostics, refuseEmit } from './tsc-diagnostics.ts'
import { transformFiles } from './tsc-files.ts'
import { createEditedProgram, markFaults } from './tsc-program.ts'
import { watchInputs } from './tsc-watch.ts'

/**
 * The ts-patch program transformer: `{ "transform": "telescopic/tsc", "transformProgram": true }` in `plugins` of a
 * tsconfig. Diagnostics come from the program as it was written, emit from the program as it is compiled: without
 * telemetry, or with calls that are prepared.
 */
export default function telescopic(
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  config: Readonly<Record<string, unknown>>,
  extras: { readonly ts: typeof ts },
): ts.Program {
  const configFile = program.getCompilerOptions().configFilePath
  const root = typeof configFile === 'string' ? dirname(configFile) : program.getCurrentDirectory()
  const options = readOptions(config)
  const project = loadProject({ elideImports: !program.getCompilerOptions().verbatimModuleSyntax, ...options }, root)
  const { warnings, ...changes } = transformFiles(program, project, extras.ts)
  const { faults } = changes
  if (!options.silent) announceOnce(warnings, root)
  markFaults(program, faults)
  const isOff = project.config?.mode === 'off'
  const isChanged = isOff || changes.edited.size > 0
  const compiled = isChanged ? createEditedProgram(program, host, { ...changes, isOff }, extras.ts) : program
  refuseEmit(program.getCompilerOptions(), [...project.diagnostics, ...[...faults.values()].flat()])
  watchInputs(compiled, host, project)
  return addDiagnostics(compiled, program, faults, project, extras.ts)
}

/** What ts-patch itself reads of the entry; the rest is ours. */
const HOST_KEYS = new Set([
  'transform',
  'transformProgram',
  'import',
  'type',
  'after',
  'afterDeclarations',
  'name',
  'tsConfig',
  'resolvePathAliases',
])

function readOptions(config: Readonly<Record<string, unknown>>): TelescopicOptions {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !HOST_KEYS.has(key)))
}
