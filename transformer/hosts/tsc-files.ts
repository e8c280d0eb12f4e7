import type ts from 'typescript'
import type { Diagnostic } from '../../report/index.ts'
import { transformSource } from '../transform.ts'
import { isLeftOut } from './generated.ts'
import { isInstrumented, isWoven, reportNothingMatched, reportUnseen } from './leftovers.ts'
import type { Project } from './project.ts'
import type { FileFaults } from './tsc-diagnostics.ts'
import { createKindAt } from './tsc-kinds.ts'
import type { Changes, EditedFile } from './tsc-program.ts'

/** What was found in the files of a program, and what becomes of them. */
export interface TransformedFiles extends Omit<Changes, 'isOff'> {
  /** What is to be said of the program as a whole. */
  readonly warnings: readonly Diagnostic[]
}

/** Transforms the sources of a program: not its declaration files, and not those of packages. */
export function transformFiles(
  program: ts.Program,
  { config, instrumentedFiles }: Project,
  typescript: typeof ts,
): TransformedFiles {
  const faults = new Map<string, FileFaults>()
  const edited = new Map<string, EditedFile>()
  const looked: string[] = []
  // With `noCheck` nobody waits for types.
  const hasTypes = program.getCompilerOptions().noCheck !== true
  let [keepsNames, instrumented] = [false, instrumentedFiles.length > 0]
  for (const file of config ? program.getSourceFiles() : []) {
    if (!config || file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue
    const { fileName, text: original } = file
    const kindAt = hasTypes ? createKindAt(file, program, typescript) : undefined
    const result = transformSource(original, fileName, { ...config, kindAt })
    const { code, map, diagnostics, edits } = result
    looked.push(fileName)
    instrumented ||= isInstrumented(result)
    if (diagnostics.length > 0) faults.set(fileName, diagnostics)
    if (edits.length > 0) edited.set(fileName, { original, code, map, isWoven: isWoven(result) })
    keepsNames ||= result.keepsNames
  }
  const dropped = new Set(config ? looked.filter((file) => isLeftOut(file, config, keepsNames)) : [])
  const bare = config && !instrumented ? [reportNothingMatched(looked.length)] : []
  // The compiler emits nothing of packages.
  const unseen = config && !program.getCompilerOptions().noEmit ? reportUnseen(config, new Set()) : []
  return { faults, edited, dropped, warnings: [...bare, ...unseen] }
}
