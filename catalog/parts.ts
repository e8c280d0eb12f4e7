import { createDiagnostic, type Note } from '../report/index.ts'
import type { Given } from './format/fields.ts'
import type { CatalogFile } from './model.ts'
import { showText } from './read/text.ts'
import type { Part } from './read.ts'

/** Where the files come from that a catalog names. On disk it is `load.ts`; a test gives texts. */
export interface Sources {
  /** Gives the files that an entry of `imports` names in a file, in the order of their names. */
  readonly findImports: (pattern: string, from: CatalogFile) => readonly CatalogFile[] | SourceFault
  /** Gives the catalog that a package publishes. */
  readonly findPackage: (name: string, from: CatalogFile) => CatalogFile | SourceFault
}

/** Why there is no file. */
export interface SourceFault {
  readonly code: 'import-unmatched' | 'import-outside-root' | 'package-missing' | 'catalog-unreadable' | 'yaml-limit'
  readonly message: string
  readonly notes: readonly (Note | string)[]
}

/** A catalog that is given as a text stands alone. */
export const NO_SOURCES: Sources = {
  findImports: (pattern) => describeAlone('import-unmatched', `The import ${showText(pattern)} cannot be followed.`),
  findPackage: (name) => describeAlone('package-missing', `The package ${showText(name)} cannot be looked for.`),
}

function describeAlone(code: SourceFault['code'], message: string): SourceFault {
  return { code, message, notes: ['the catalog was given as a text, without a folder'] }
}

/** The most files that one catalog may be made of, and the most that may import one another in a row. */
const MAX_FILES = 10_000
const MAX_CHAIN = 32

interface Walk {
  readonly sources: Sources
  readonly read: (file: CatalogFile) => Part
  readonly parts: Part[]
  readonly known: Set<string>
  /** Files on the way from the first one to the one that is read. */
  readonly trail: string[]
}

/** Reads a file, those that it names, and those that they name; each once. */
export function readParts(
  root: CatalogFile,
  sources: Sources,
  read: (file: CatalogFile) => Part,
): readonly [Part, ...Part[]] {
  const walk: Walk = { sources, read, parts: [], known: new Set(), trail: [] }
  const first = walkFile(walk, root)
  return [first, ...walk.parts.slice(1)]
}

function walkFile(walk: Walk, file: CatalogFile): Part {
  const part = walk.read(file)
  walk.parts.push(part)
  walk.known.add(file.file)
  walk.trail.push(file.file)
  for (const given of part.imports) {
    const found = walk.sources.findImports(given.value, file)
    if ('code' in found) reportSource(part, given, found)
    else for (const each of found) followImport(walk, part, given, each)
  }
  for (const given of part.packages) {
    const found = walk.sources.findPackage(given.value, file)
    if ('code' in found) reportSource(part, given, found)
    else if (!walk.known.has(found.file)) walkFile(walk, found)
  }
  walk.trail.pop()
  return part
}

function followImport(walk: Walk, part: Part, given: Given<string>, file: CatalogFile): void {
  const start = walk.trail.indexOf(file.file)
  // A glob that also matches the file it stands in means the others.
  if (file.file === part.file.file && given.value.includes('*')) return
  if (start !== -1) {
    const chain = [...walk.trail.slice(start), file.file].map((name) => `\`${name}\``).join(' → ')
    const message = `A file imports itself: ${chain}.`
    reportSource(part, given, { code: 'import-cycle', message, notes: ['take one of the imports out'] })
  } else if (!walk.known.has(file.file)) {
    const limit =
      walk.parts.length >= MAX_FILES ? `of ${MAX_FILES} files` : walk.trail.length >= MAX_CHAIN && `${MAX_CHAIN} deep`
    if (!limit) walkFile(walk, file)
    else reportSource(part, given, { code: 'yaml-limit', message: `The imports reach the limit, ${limit}.`, notes: [] })
  }
}

function reportSource(
  { reading }: Part,
  { node }: Given<string>,
  { code, message, notes }: Omit<SourceFault, 'code'> & { readonly code: SourceFault['code'] | 'import-cycle' },
): void {
  reading.diagnostics.push(createDiagnostic(code, message, reading.findPlace(node.start, node.end), notes))
}
