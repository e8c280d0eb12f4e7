import { createHash } from 'node:crypto'
import type ts from 'typescript'
import type { RawSourceMap } from '../transform.ts'
import { RUNTIME_MODULE, reportSurvivor } from './leftovers.ts'
import { convertDiagnostic } from './tsc-diagnostics.ts'
import { correctMap } from './tsc-maps.ts'

/** A file whose text the compiler is given another version of. */
export interface EditedFile {
  readonly original: string
  readonly code: string
  readonly map: RawSourceMap | null
}

/** What the emitted program has otherwise than the one that was written. */
export interface Changes {
  readonly edited: ReadonlyMap<string, EditedFile>
  /** Files that are not emitted: generated ones that nobody imports any more. */
  readonly dropped: ReadonlySet<string>
  /** Whether nothing of ours may be left. */
  readonly isOff: boolean
}

/**
 * Methods of a watch host that must not reach the second program: they answer from caches that belong to the first one,
 * and TypeScript crashes ("Cannot read properties of undefined (reading 'resolutions')").
 */
const SHARED_CACHES = [
  'resolveModuleNameLiterals',
  'resolveModuleNames',
  'resolveTypeReferenceDirectiveReferences',
  'resolveTypeReferenceDirectives',
  'resolveLibrary',
  'hasInvalidatedResolutions',
  'hasInvalidatedLibResolutions',
  'onReleaseOldSourceFile',
  'onReleaseParsedCommandLine',
] as const

/** Makes the program that is emitted: the same files, with the edited text where there is one. */
export function createEditedProgram(
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  { edited, dropped, isOff }: Changes,
  typescript: typeof ts,
): ts.Program {
  const options = program.getCompilerOptions()
  const base = host ?? typescript.createCompilerHost(options)
  const secondHost: ts.CompilerHost = { ...base, getSourceFile }
  for (const method of SHARED_CACHES) delete (secondHost as unknown as Record<string, unknown>)[method]
  const second = createOriginalProgram(typescript)({
    rootNames: program.getRootFileNames(),
    options,
    host: secondHost,
    ...withReferences(program),
  })
  return emitChanges(second, base, { edited, dropped, isOff }, typescript)

  function getSourceFile(
    fileName: string,
    languageVersion: ts.ScriptTarget | ts.CreateSourceFileOptions,
    ...rest: [((message: string) => void)?, boolean?]
  ): ts.SourceFile | undefined {
    const file = edited.get(fileName)
    if (!file) return program.getSourceFile(fileName) ?? base.getSourceFile(fileName, languageVersion, ...rest)
    const parse = (code: string): ts.SourceFile => typescript.createSourceFile(fileName, code, languageVersion)
    const parsed = parse(file.code)
    const becomesScript = !typescript.isExternalModule(parsed) && isModule(program.getSourceFile(fileName))
    // A module whose only import was ours stays one: as a script its names would be global and `await` an identifier.
    const sourceFile = becomesScript ? parse(`${file.code}\nexport {}`) : parsed
    return Object.assign(sourceFile, { version: versionOf(file) })
  }

  function isModule(file: ts.SourceFile | undefined): boolean {
    return file !== undefined && typescript.isExternalModule(file)
  }
}

/**
 * Incremental builds compare versions. Both texts count: with the edited one alone, a mistake inside a removed call
 * would leave the version as it was, and nothing would be reported.
 */
function versionOf({ original, code }: EditedFile): string {
  return createHash('sha256').update(original).update('\0').update(code).digest('hex')
}

/** ts-patch replaces `createProgram` by one that runs the plugins; ours must not run again inside itself. */
function createOriginalProgram(typescript: typeof ts): (options: ts.CreateProgramOptions) => ts.Program {
  const patched = typescript as typeof ts & { originalCreateProgram?: typeof ts.createProgram }
  return patched.originalCreateProgram ?? typescript.createProgram
}

function withReferences(program: ts.Program): { projectReferences?: readonly ts.ProjectReference[] } {
  const references = program.getProjectReferences()
  return references ? { projectReferences: references } : {}
}

/**
 * Corrects the maps of edited files as they are written: kept code maps to the original, which is also the content.
 * A file that still imports us is not written: another transformer has added the import after this one.
 */
function emitChanges(
  program: ts.Program,
  host: ts.CompilerHost,
  { edited, dropped, isOff }: Changes,
  typescript: typeof ts,
): ts.Program {
  const emit = program.emit
  const options = program.getCompilerOptions()
  program.emit = (target, writeFile = host.writeFile, ...rest) => {
    const survivors: ts.Diagnostic[] = []
    const result = emit(
      target,
      (fileName, text, bom, onError, sourceFiles, data) => {
        const source = sourceFiles?.length === 1 ? sourceFiles[0]!.fileName : ''
        if (dropped.has(source)) return
        const survivor = isOff ? findSurvivor(fileName, text, typescript) : undefined
        if (survivor) return void survivors.push(survivor)
        const file = edited.get(source)
        writeFile(fileName, file ? correctMap(fileName, text, file, options) : text, bom, onError, sourceFiles, data)
      },
      ...rest,
    )
    return { ...result, diagnostics: [...result.diagnostics, ...survivors] }
  }
  return program
}

/** Emitted scripts have no types: an import is one that runs. The scanner of imports does not take a string for one. */
function findSurvivor(fileName: string, text: string, typescript: typeof ts): ts.Diagnostic | undefined {
  if (!/\.[cm]?jsx?$/.test(fileName) || !text.includes('telescopic')) return undefined
  const { importedFiles } = typescript.preProcessFile(text, true, true)
  const ours = importedFiles.find((one) => RUNTIME_MODULE.test(one.fileName))
  return ours && convertDiagnostic(reportSurvivor(fileName, ours.fileName), undefined, typescript)
}
