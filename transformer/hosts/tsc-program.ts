import { createHash } from 'node:crypto'
import type ts from 'typescript'
import type { RawSourceMap } from '../transform.ts'
import { RUNTIME_MODULE, reportSurvivor } from './leftovers.ts'
import { convertDiagnostic, type FileFaults } from './tsc-diagnostics.ts'
import { correctMap } from './tsc-maps.ts'

/** A file whose text the compiler is given another version of. */
export interface EditedFile {
  readonly original: string
  readonly code: string
  readonly map: RawSourceMap | null
  /** Whether functions of it got a span: what the compiler would infer of them is not what it infers of the source. */
  readonly isWoven: boolean
}

/** What the emitted program has otherwise than the one that was written. */
export interface Changes {
  readonly edited: ReadonlyMap<string, EditedFile>
  /** Files that are not emitted: generated ones that nobody imports any more. */
  readonly dropped: ReadonlySet<string>
  /** Whether nothing of ours may be left. */
  readonly isOff: boolean
  readonly faults: ReadonlyMap<string, FileFaults>
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
  { edited, dropped, isOff, faults }: Changes,
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
  return emitChanges(second, program, base, { edited, dropped, isOff }, typescript)

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
    return Object.assign(sourceFile, { version: versionOf(file, faults.get(fileName)) })
  }

  function isModule(file: ts.SourceFile | undefined): boolean {
    return file !== undefined && typescript.isExternalModule(file)
  }
}

/**
 * Incremental builds compare versions. Both texts count: with the edited one alone, a mistake inside a removed call
 * would leave the version as it was, and nothing would be reported. What was found counts too: an edited catalog can
 * make a fault of a file in which nothing has changed.
 */
function versionOf({ original, code }: EditedFile, faults: FileFaults = []): string {
  return createHash('sha256')
    .update([original, code, printFaults(faults)].join('\0'))
    .digest('hex')
}

function printFaults(faults: FileFaults): string {
  return faults.map(({ code, message, place }) => `${code} ${place?.start} ${message}`).join('\n')
}

/** Versions that TypeScript itself has given; files outlive the programs that they are in. */
const ownVersions = new WeakMap<ts.SourceFile, string | undefined>()

/** Gives files another version while something is found in them, in the program as it was written. */
export function markFaults(program: ts.Program, faults: ReadonlyMap<string, FileFaults>): void {
  for (const file of program.getSourceFiles() as readonly (ts.SourceFile & { version?: string })[]) {
    const found = faults.get(file.fileName)
    if (!found && !ownVersions.has(file)) continue
    if (!ownVersions.has(file)) ownVersions.set(file, file.version)
    const own = ownVersions.get(file)
    if (own !== undefined)
      file.version = found ? `${own} ${createHash('sha256').update(printFaults(found)).digest('hex')}` : own
  }
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
 * A file that still imports us is not written: another transformer has added the import after this one. Where functions were
 * woven, declarations are those of the program as it was written.
 */
function emitChanges(
  program: ts.Program,
  written: ts.Program,
  host: ts.CompilerHost,
  { edited, dropped, isOff }: Omit<Changes, 'faults'>,
  typescript: typeof ts,
): ts.Program {
  const emit = program.emit
  const options = program.getCompilerOptions()
  const readDeclared = createDeclarations(written)
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
        const declared = file?.isWoven && DECLARATION.test(fileName) ? readDeclared(source, fileName) : undefined
        if (declared !== undefined) return writeFile(fileName, declared, bom, onError, sourceFiles, data)
        writeFile(fileName, file ? correctMap(fileName, text, file, options) : text, bom, onError, sourceFiles, data)
      },
      ...rest,
    )
    return { ...result, diagnostics: [...result.diagnostics, ...survivors] }
  }
  return program
}

const DECLARATION = /\.d\.[cm]?ts(?:\.map)?$/

/** Gives the declaration file of a source, or its map: both come of one emit. */
function createDeclarations(program: ts.Program): (source: string, fileName: string) => string | undefined {
  const declared = new Map<string, string>()
  return (source, fileName) => {
    if (!declared.has(fileName))
      program.emit(program.getSourceFile(source), (name, text) => void declared.set(name, text), undefined, true)
    return declared.get(fileName)
  }
}

/** Emitted scripts have no types: an import is one that runs. The scanner of imports does not take a string for one. */
function findSurvivor(fileName: string, text: string, typescript: typeof ts): ts.Diagnostic | undefined {
  if (!/\.[cm]?jsx?$/.test(fileName) || !text.includes('telescopic')) return undefined
  const { importedFiles } = typescript.preProcessFile(text, true, true)
  const ours = importedFiles.find((one) => RUNTIME_MODULE.test(one.fileName))
  return ours && convertDiagnostic(reportSurvivor(fileName, ours.fileName), undefined, typescript)
}
