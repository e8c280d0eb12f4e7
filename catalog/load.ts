import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { createDiagnostic, type Diagnostic, suggestName } from '../report/index.ts'
import { findMatches } from './glob.ts'
import type { CatalogFile } from './model.ts'
import { type ParseResult, parseCatalog } from './parse.ts'
import type { SourceFault, Sources } from './parts.ts'
import { describeStray, isPackageName } from './paths.ts'
import { showText } from './read/text.ts'
import { MAX_TEXT } from './yaml.ts'

/** A catalog read from disk; without one when the file itself cannot be read. */
export type LoadResult =
  | (ParseResult & {
      /** The texts of all files as one, for the hash in generated files. */
      readonly source: string
      /** What is worth watching: every file that was read. */
      readonly files: readonly string[]
    })
  | { readonly catalog: undefined; readonly diagnostics: readonly [Diagnostic] }

/**
 * Reads a catalog with its imports and packages. `shown` is the path of the file as places name it, `told` the one that
 * the user gave.
 */
export function loadCatalog(path: string, shown: string, told: string = shown): LoadResult {
  const text = loadText(path, told)
  if (typeof text !== 'string') return { catalog: undefined, diagnostics: [text] }
  const disk = createDisk(path, shown)
  const parsed = parseCatalog(text, shown, disk.sources)
  return { ...parsed, source: joinTexts(parsed.catalog.files), files: [path, ...disk.paths.values()] }
}

/** One file alone is hashed as it is, so that a catalog without imports does not depend on where it lies. */
function joinTexts(files: readonly CatalogFile[]): string {
  return files.map(({ text }) => text).join('\n---\n')
}

/** Where a file lies, and the folder that its imports may not leave. */
interface Folder {
  readonly path: string
  readonly root: string
}

/** Answers for the names in `imports` and `packages`; remembers by shown path what lies where. */
function createDisk(path: string, shown: string): { sources: Sources; paths: Map<string, string> } {
  const folders = new Map<string, Folder>([[shown, { path, root: dirname(path) }]])
  const paths = new Map<string, string>()
  const toShown = (target: string): string =>
    isAbsolute(shown) ? target : join(dirname(shown), relative(dirname(path), target)).replaceAll('\\', '/')
  const readAs = (target: string, root: string, packageName: string | undefined): CatalogFile | SourceFault => {
    const name = toShown(target)
    const text = loadText(target, name)
    if (typeof text !== 'string')
      return { ...text, code: text.code === 'yaml-limit' ? text.code : 'catalog-unreadable' }
    if (target !== path) paths.set(name, target)
    folders.set(name, { path: target, root })
    return { file: name, packageName, text }
  }
  const sources: Sources = {
    findImports: (pattern, from) => {
      const { path: file, root } = folders.get(from.file)!
      const targets = findTargets(pattern, dirname(file), root)
      if (!Array.isArray(targets)) return targets
      const read = targets.map((target) => readAs(target, root, from.packageName))
      return read.find((each) => 'code' in each) ?? (read as CatalogFile[])
    },
    findPackage: (name, from) => {
      const target = findPackageCatalog(name, dirname(folders.get(from.file)!.path))
      return typeof target === 'string' ? readAs(target, dirname(target), name) : target
    },
  }
  return { sources, paths }
}

/** Finds what a path or glob names below the root, by what the names really lead to. */
function findTargets(pattern: string, folder: string, root: string): string[] | SourceFault {
  const outside = (why: string): SourceFault => ({
    code: 'import-outside-root',
    message: `The import ${showText(pattern)} ${why}.`,
    notes: ['imports are paths or globs below the folder of the catalog, such as `./scopes/*.yaml`'],
  })
  const wrong = describeStray(pattern, relative(root, folder).split(sep))
  if (wrong) return outside(wrong)
  const found = findMatches(pattern, folder)
  const stray = found.find((target) => !isInside(realpathSync(root), realpathSync(target)))
  if (stray) return outside(`leads out of the folder of the catalog by a link, \`${basename(stray)}\``)
  if (found.length > 0) return found
  const near = pattern.includes('*')
    ? undefined
    : suggestName(basename(pattern), listFolder(dirname(join(folder, pattern))))
  return {
    code: 'import-unmatched',
    message: `The import ${showText(pattern)} matches no file.`,
    notes: near ? [`did you mean \`${pattern.slice(0, -basename(pattern).length)}${near}\`?`] : [],
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Finds the catalog of a package: `telescopic` in its package.json names the file, or it is `scopes.yaml`. */
export function findPackageCatalog(name: string, from: string): string | SourceFault {
  const refuse = (message: string, note: string): SourceFault => ({ code: 'package-missing', message, notes: [note] })
  if (!isPackageName(name)) {
    return refuse(`${showText(name)} is not the name of a package.`, 'files of the project are named by `imports`')
  }
  const folder = listAncestors(from)
    .map((ancestor) => join(ancestor, 'node_modules', name))
    .find((candidate) => existsSync(join(candidate, 'package.json')))
  if (!folder)
    return refuse(`The package ${showText(name)} is not installed.`, 'add it to the dependencies, or take it out')
  const file = readCatalogField(join(folder, 'package.json'))
  const path = join(folder, file)
  if (!isInside(folder, path) || (existsSync(path) && !isInside(realpathSync(folder), realpathSync(path)))) {
    return refuse(`The package ${showText(name)} names a catalog outside of itself.`, 'tell its authors')
  }
  if (existsSync(path)) return path
  return refuse(
    `The package ${showText(name)} publishes no catalog: it has no file ${showText(file)}.`,
    'its package.json names the file: `"telescopic": "scopes.yaml"`',
  )
}

/** The field is a path; anything else is not ours, and the usual name holds. */
function readCatalogField(path: string): string {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))?.telescopic
    return typeof value === 'string' && value !== '' ? value : 'scopes.yaml'
  } catch {
    return 'scopes.yaml'
  }
}

function listAncestors(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...listAncestors(parent)]
}

/** Reads the text of a catalog, or says why it cannot be read. `shown` is the path as the user wrote it. */
export function loadText(path: string, shown: string): string | Diagnostic {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return describeFolder(path, shown)
    if (stats.size > MAX_TEXT) {
      return createDiagnostic('yaml-limit', `\`${shown}\` has ${stats.size} bytes; the limit is ${MAX_TEXT}.`)
    }
    return decode(readFileSync(path), shown)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return describeMissing(path, shown)
    if (typeof code !== 'string') throw error
    return createDiagnostic('catalog-unreadable', `\`${shown}\` cannot be read: ${code}.`)
  }
}

/** Decodes strictly: a wrong encoding read leniently gives names nobody wrote. Keeps the byte order mark for the offsets. */
function decode(bytes: Buffer, shown: string): string | Diagnostic {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // `fatal` throws for exactly one reason.
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    const note = isUtf16 ? 'it looks like UTF-16: save it as UTF-8' : 'save it as UTF-8'
    return createDiagnostic('catalog-unreadable', `\`${shown}\` is not UTF-8 text.`, undefined, [note])
  }
}

function describeFolder(path: string, shown: string): Diagnostic {
  const inside = listFolder(path).find((name) => /^scopes\.ya?ml$/.test(name))
  const notes = inside ? [`did you mean \`${shown.replace(/\/$/, '')}/${inside}\`?`] : []
  return createDiagnostic('catalog-unreadable', `\`${shown}\` is a folder.`, undefined, notes)
}

function describeMissing(path: string, shown: string): Diagnostic {
  const near = suggestName(basename(path), listFolder(dirname(path)))
  const note = near
    ? `there is \`${near}\` in the same folder`
    : 'create it, or name another file: `telescopic generate path/to/scopes.yaml`'
  return createDiagnostic('catalog-missing', `There is no file \`${shown}\`.`, undefined, [note])
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    // Only a hint depends on it.
    return []
  }
}
