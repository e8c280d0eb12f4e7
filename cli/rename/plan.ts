import { readFileSync } from 'node:fs'
import {
  applyTextEdits,
  type Catalog,
  type CatalogFile,
  checkNewName,
  parseCatalog,
  planRename,
  type Sources,
  type Trace,
} from '../../catalog/index.ts'
import { createDiagnostic, createPlaceFinder, type Diagnostic, hasErrors, type Place } from '../../report/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { createRenames, renameInSource } from '../../transformer/rename.ts'
import { type Analysis, analyzeSource } from '../../transformer/transform.ts'

export interface RenameOptions {
  readonly from: string
  readonly to: string
  readonly trace: Trace
  /** Also the scopes below the old name. */
  readonly below: boolean
  readonly generated: string
  readonly sources: readonly string[]
}

/** What a rename writes, or why it writes nothing. */
export interface RenamePlan {
  readonly files: ReadonlyMap<string, string>
  readonly scopes: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
  /** Texts that say the old name and stay: they are no calls. */
  readonly mentions: readonly Place[]
  /** What sources with errors would have become, for their code frames. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Plans new names in a catalog and in the sources. Every edited file is checked against the new catalog before anything
 * is written: a rename must not make an error where there was none.
 */
export function planRenames(before: Catalog, options: RenameOptions): RenamePlan {
  const scopes = listRenames(before, options)
  const names = new Set(before.scopes.keys())
  const faults = [...scopes].flatMap(([from, to]) => checkNewName(from, to, names) ?? checkEntry(before, from) ?? [])
  const nothing = { files: new Map<string, string>(), texts: new Map<string, string>(), scopes, mentions: [] }
  if (faults.length > 0) return { ...nothing, diagnostics: faults }
  const renamed = before.files.map((each) => renameInFile(each, scopes, options.trace))
  const { catalog: after, diagnostics } = parseCatalog(renamed[0]!.text, before.file, createMemory(renamed))
  if (hasErrors(diagnostics))
    return { ...nothing, diagnostics, texts: new Map(renamed.map(({ file, text }) => [file, text])) }
  const sources = renameInSources(before, after, scopes, options)
  if (sources.diagnostics.length > 0) return { ...nothing, texts: sources.texts, diagnostics: sources.diagnostics }
  return { ...sources, scopes, files: new Map([...listChanged(before, renamed), ...sources.files]) }
}

/** The entry must stand in a file of the project, under its own name. */
function checkEntry({ scopes, files }: Catalog, name: string): Diagnostic | undefined {
  const scope = scopes.get(name)
  const packageName = files.find(({ file }) => file === scope?.place.file)?.packageName
  if (packageName !== undefined) {
    const message = `\`${name}\` is a name of the package \`${packageName}\`.`
    return createDiagnostic('rename-elsewhere', message, scope?.place, ['rename it there'])
  }
  if (scope?.template === undefined) return undefined
  const message = `\`${name}\` is one of the names that \`${scope.template}\` stands for.`
  return createDiagnostic('rename-elsewhere', message, scope.place, ['write it out as an entry of its own first'])
}

function listRenames({ scopes }: Catalog, { from, to, below }: RenameOptions): ReadonlyMap<string, string> {
  const names = below ? [...scopes.keys()].filter((name) => name.startsWith(`${from}.`)) : []
  // A prefix need not be a scope itself.
  const self = below && names.length > 0 && !scopes.has(from) ? [] : [from]
  return new Map([...self, ...names].map((name) => [name, to + name.slice(from.length)]))
}

/** What a package publishes has the names that it has. */
function renameInFile(given: CatalogFile, scopes: ReadonlyMap<string, string>, trace: Trace): CatalogFile {
  const { file, packageName } = given
  if (packageName !== undefined) return given
  const rename = (text: string, [from, to]: readonly [string, string]): string =>
    applyTextEdits(text, planRename(text, file, from, to, trace).edits)
  return { file, packageName, text: [...scopes].reduce(rename, given.text) }
}

function listChanged({ files }: Catalog, renamed: readonly CatalogFile[]): [string, string][] {
  return renamed.filter(({ text }, index) => text !== files[index]!.text).map(({ file, text }) => [file, text])
}

/** Gives the files of a catalog again, each once: who imports whom has not changed. */
function createMemory(files: readonly CatalogFile[]): Sources {
  const left = new Set(files.slice(1))
  return {
    findImports: (_, from) => {
      const found = [...left].filter(({ packageName }) => packageName === from.packageName)
      for (const each of found) left.delete(each)
      return found
    },
    findPackage: (name) => {
      const found = files.find(({ packageName }) => packageName === name)!
      left.delete(found)
      return found
    },
  }
}

function renameInSources(
  before: Catalog,
  after: Catalog,
  scopes: ReadonlyMap<string, string>,
  { sources, generated }: RenameOptions,
): Omit<RenamePlan, 'scopes'> {
  const renames = createRenames(before, after, scopes)
  const [old, fresh] = [before, after].map((catalog) => createConfig({ mode: 'on', catalog, generated }))
  const files = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  const mentions: Place[] = []
  const texts = new Map<string, string>()
  for (const file of sources) {
    const text = readFileSync(file, 'utf8')
    const plan = renameInSource(text, file, renames, old!)
    const edited = applyTextEdits(text, plan.edits)
    const broken =
      plan.diagnostics.length > 0
        ? []
        : findBroken(analyzeSource(text, file, old!), analyzeSource(edited, file, fresh!))
    if (broken.length > 0) texts.set(file, edited)
    diagnostics.push(...plan.diagnostics.filter(({ code }) => code !== 'source-syntax'), ...broken)
    if (edited !== text) files.set(file, edited)
    mentions.push(...findMentions(edited, file, scopes))
  }
  return { files, diagnostics, mentions, texts }
}

/** Errors that were not there before: those of a kind that there are more of. Their words have changed with the names. */
function findBroken(before: Analysis, after: Analysis): Diagnostic[] {
  const count = ({ diagnostics }: Analysis, code: string): number =>
    diagnostics.filter((one) => one.code === code).length
  return after.diagnostics.filter(
    ({ severity, code }) => severity === 'error' && count(after, code) > count(before, code),
  )
}

/** The old names between quotes. They may be names of something else, so they are shown and not touched. */
function findMentions(text: string, file: string, scopes: ReadonlyMap<string, string>): Place[] {
  const placeAt = createPlaceFinder(file, text)
  return [...text.matchAll(/(['"`])([a-z][a-z0-9_.]*)\1/g)]
    .filter(([, , name]) => scopes.has(name!))
    .map((match) => placeAt(match.index, match.index + match[0].length))
}
