import { dirname } from 'node:path'
import type ts from 'typescript'
import { transformSource } from '../transform.ts'
import { loadProject, type TelescopicOptions } from './project.ts'
import { addDiagnostics, type FileFaults, refuseEmit } from './tsc-diagnostics.ts'
import { createEditedProgram, type EditedFile } from './tsc-program.ts'

/**
 * The ts-patch program transformer: `{ "transform": "telescopic/tsc", "transformProgram": true }` in `plugins` of a
 * tsconfig. Diagnostics come from the program as it was written, emit from the program without telemetry.
 */
export default function telescopic(
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  config: Readonly<Record<string, unknown>>,
  extras: { readonly ts: typeof ts },
): ts.Program {
  const configFile = program.getCompilerOptions().configFilePath
  const root = typeof configFile === 'string' ? dirname(configFile) : program.getCurrentDirectory()
  const project = loadProject(
    { elideImports: !program.getCompilerOptions().verbatimModuleSyntax, ...readOptions(config) },
    root,
  )
  const faults = new Map<string, FileFaults>()
  const edited = new Map<string, EditedFile>()
  const generated = new Set<string>()
  let keepsNames = false
  if (project.config) {
    for (const file of program.getSourceFiles()) {
      if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue
      if (isGenerated(file.fileName, project.config.generated)) generated.add(file.fileName)
      const result = transformSource(file.text, file.fileName, project.config)
      if (result.diagnostics.length > 0) faults.set(file.fileName, result.diagnostics)
      if (result.edits.length > 0)
        edited.set(file.fileName, { original: file.text, code: result.code, map: result.map })
      keepsNames ||= result.keepsNames
    }
  }
  const off = project.config?.mode === 'off'
  const dropped = new Set([...generated].filter((file) => !keepsNames || !/names\.[cm]?ts$/.test(file)))
  const compiled = off ? createEditedProgram(program, host, { edited, dropped }, extras.ts) : program
  refuseEmit(program.getCompilerOptions(), [...project.diagnostics, ...[...faults.values()].flat()])
  return addDiagnostics(compiled, program, faults, project, extras.ts)
}

/** `tsc` emits every file that a tsconfig includes; in a program never instrumented the generated ones do not exist. */
function isGenerated(fileName: string, folder: string): boolean {
  const [parent, base] = fileName.split('/').slice(-2)
  return parent === folder && /^(?:scopes|names|types)\.[cm]?ts$/.test(base ?? '')
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
