import type ts from 'typescript'
import { type Diagnostic, hasErrors, type Place } from '../../report/index.ts'
import type { Project } from './project.ts'

/** What was found in one file. */
export type FileFaults = readonly Diagnostic[]

/** TypeScript prints every diagnostic with a number. Ours share one that it does not use; our code follows in the text. */
const NUMBER = 71_300

const ownChoice = new WeakMap<ts.CompilerOptions, boolean | undefined>()

/**
 * With a fault of ours nothing is written, as by `noEmitOnError`: tsc would emit the faulty file as it stands, telemetry
 * and all. The option is set rather than `emit` replaced, because the incremental builder must know that files are due;
 * a watching tsc keeps the same options object, so that the user's own choice is put back.
 */
export function refuseEmit(options: ts.CompilerOptions, faults: FileFaults): void {
  if (!ownChoice.has(options)) ownChoice.set(options, options.noEmitOnError)
  const own = ownChoice.get(options)
  if (hasErrors(faults)) options.noEmitOnError = true
  else if (own === undefined) delete options.noEmitOnError
  else options.noEmitOnError = own
}

/**
 * Gives `compiled` the diagnostics of `original`, which has the text that the user wrote, and ours.
 * Both entry points are replaced: the command line asks for semantic diagnostics, the incremental builder for bind and check.
 */
export function addDiagnostics(
  compiled: ts.Program,
  original: ts.Program,
  faults: ReadonlyMap<string, FileFaults>,
  project: Project,
  typescript: typeof ts,
): ts.Program {
  type Getter = (file?: ts.SourceFile, token?: ts.CancellationToken) => readonly ts.Diagnostic[]
  const from = original as ts.Program & { getBindAndCheckDiagnostics: Getter }
  const getters = {
    syntactic: from.getSyntacticDiagnostics.bind(from) as Getter,
    semantic: from.getSemanticDiagnostics.bind(from) as Getter,
    bindAndCheck: from.getBindAndCheckDiagnostics.bind(from),
    declaration: from.getDeclarationDiagnostics.bind(from) as Getter,
    options: from.getOptionsDiagnostics.bind(from),
  }
  const written = (file: ts.SourceFile): ts.SourceFile => original.getSourceFile(file.fileName) ?? file
  const ask =
    (getter: Getter): Getter =>
    (file, token) =>
      getter(file && written(file), token)
  const askWithOurs =
    (getter: Getter): Getter =>
    (file, token) => {
      const theirs = getter(file && written(file), token)
      const files = file ? [written(file)] : original.getSourceFiles()
      return files.reduce((all, one) => merge(all, one, faults.get(one.fileName) ?? [], typescript), theirs)
    }
  return Object.assign(compiled, {
    getSyntacticDiagnostics: ask(getters.syntactic),
    getDeclarationDiagnostics: ask(getters.declaration),
    getSemanticDiagnostics: askWithOurs(getters.semantic),
    getBindAndCheckDiagnostics: askWithOurs(getters.bindAndCheck),
    getOptionsDiagnostics: (token?: ts.CancellationToken) => [
      ...getters.options(token),
      ...project.diagnostics.map((fault) =>
        convertDiagnostic(fault, catalogSource(fault, project, typescript), typescript),
      ),
    ],
  })
}

/** One mistake is told once: where TypeScript has an error on the same code, our sentence is added to its message. */
function merge(
  theirs: readonly ts.Diagnostic[],
  file: ts.SourceFile,
  faults: FileFaults,
  typescript: typeof ts,
): readonly ts.Diagnostic[] {
  const all = [...theirs]
  for (const fault of faults) {
    const index = all.findIndex((one) => one.file === file && overlaps(one, fault.place))
    if (index === -1) all.push(convertDiagnostic(fault, file, typescript))
    else all[index] = addSentence(all[index]!, fault)
  }
  return all
}

function addSentence(theirs: ts.Diagnostic, fault: Diagnostic): ts.Diagnostic {
  const { category, code, messageText } = theirs
  const chain = typeof messageText === 'string' ? { messageText, category, code } : messageText
  const ours = { messageText: sentence(fault), category, code }
  return { ...theirs, messageText: { ...chain, next: [...(chain.next ?? []), ours] } }
}

function overlaps({ start, length }: ts.Diagnostic, place: Place | undefined): boolean {
  if (!place || start === undefined || length === undefined) return false
  return start < place.end && place.start < start + length
}

/** One of ours as one of TypeScript's; `file` is where its place is. */
export function convertDiagnostic(
  fault: Diagnostic,
  file: ts.SourceFile | undefined,
  typescript: typeof ts,
): ts.Diagnostic {
  const { DiagnosticCategory } = typescript
  return {
    category: fault.severity === 'error' ? DiagnosticCategory.Error : DiagnosticCategory.Warning,
    code: NUMBER,
    source: 'telescopic',
    file,
    start: file && fault.place?.start,
    length: file && fault.place && Math.max(1, fault.place.end - fault.place.start),
    messageText: sentence(fault),
  }
}

function sentence({ code, message, notes }: Diagnostic): string {
  return [`${message} [${code}]`, ...notes.map((note) => note.message)].join('; ')
}

/** A file object for a place in the catalog, so that TypeScript prints its line and column. */
function catalogSource(
  { place }: Diagnostic,
  { readCatalogText }: Project,
  typescript: typeof ts,
): ts.SourceFile | undefined {
  const text = place && readCatalogText(place.file)
  if (!place || text === undefined) return undefined
  const { ScriptKind, ScriptTarget } = typescript
  return typescript.createSourceFile(place.file, text, ScriptTarget.Latest, false, ScriptKind.JSON)
}
