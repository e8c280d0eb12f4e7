import type ts from 'typescript'
import { transformSource } from '../transform.ts'
import { isInstrumented } from './leftovers.ts'
import type { Project } from './project.ts'
import type { FileFaults } from './tsc-diagnostics.ts'
import type { Changes, EditedFile } from './tsc-program.ts'

/** What was found in the files of a program, and what becomes of them. */
export interface TransformedFiles extends Omit<Changes, 'isOff'> {
  /** How many files were looked at, and whether one of them has to do with telescopic. */
  readonly seen: number
  readonly instrumented: boolean
}

/** Transforms the sources of a program: not its declaration files, and not those of packages. */
export function transformFiles(program: ts.Program, { config }: Project): TransformedFiles {
  const faults = new Map<string, FileFaults>()
  const edited = new Map<string, EditedFile>()
  const generated = new Set<string>()
  let [keepsNames, instrumented, seen] = [false, false, 0]
  for (const file of config ? program.getSourceFiles() : []) {
    if (!config || file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue
    const { fileName, text: original } = file
    if (isGenerated(fileName, config.generated)) generated.add(fileName)
    const result = transformSource(original, fileName, config)
    const { code, map, diagnostics, edits } = result
    seen++
    instrumented ||= isInstrumented(result)
    if (diagnostics.length > 0) faults.set(fileName, diagnostics)
    if (edits.length > 0) edited.set(fileName, { original, code, map })
    keepsNames ||= result.keepsNames
  }
  const isDropped = (file: string): boolean => config?.mode === 'off' && !(keepsNames && /names\.[cm]?ts$/.test(file))
  const dropped = new Set([...generated].filter(isDropped))
  return { faults, edited, dropped, seen, instrumented }
}

/** `tsc` emits every file that a tsconfig includes; in a program never instrumented the generated ones do not exist. */
function isGenerated(fileName: string, folder: string): boolean {
  const [parent, base] = fileName.split('/').slice(-2)
  return parent === folder && /^(?:scopes|names|types|describe)\.[cm]?ts$/.test(base ?? '')
}
