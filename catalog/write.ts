// The only file of the room that touches the disk. All or nothing: a program must never compile against the names of one
// catalog and the types of another.

import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDiagnostic, createPlaceFinder, type Diagnostic } from '../report/index.ts'
import { findCommand } from './print/header.ts'
import { describeStale } from './stale.ts'

/** What became of the files, by name. Nothing was written when there are diagnostics. */
export interface WriteResult {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What writing needs of a disk; a test gives one that fails. */
export interface FileSystem {
  readonly readFile: (path: string) => string
  readonly writeFile: (path: string, text: string) => void
  readonly rename: (from: string, to: string) => void
  readonly remove: (path: string) => void
  readonly makeFolder: (path: string) => void
}

const DISK: FileSystem = {
  readFile: (path) => readFileSync(path, 'utf8'),
  writeFile: (path, text) => writeFileSync(path, text, { flag: 'wx' }),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
}

/** A file to be generated, beside what is there now. */
interface Target {
  readonly name: string
  readonly path: string
  readonly text: string
  /** Undefined when there is no such file. */
  readonly current: string | undefined
}

/**
 * Writes the files that changed, each by renaming a finished one into its place. Refuses when a file without our header
 * is in the way; when a write fails, puts back what it had replaced. Deletes nothing.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>, disk: FileSystem = DISK): WriteResult {
  const { targets, diagnostics } = readTargets(folder, files, disk)
  if (diagnostics.length > 0) return { written: [], unchanged: [], diagnostics }
  const changed = targets.filter((target) => !isSame(target))
  const fault = changed.length > 0 ? replaceAll(folder, changed, disk) : undefined
  if (fault) return { written: [], unchanged: [], diagnostics: [fault] }
  return {
    written: changed.map(({ name }) => name),
    unchanged: targets.filter(isSame).map(({ name }) => name),
    diagnostics: [],
  }
}

/** Tells which files differ from what would be generated, and where first; writes nothing. */
export function compareFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  disk: FileSystem = DISK,
): Diagnostic[] {
  const { targets, diagnostics } = readTargets(folder, files, disk)
  return [
    ...diagnostics,
    ...targets
      .filter((target) => !isSame(target))
      .map((target) => describeStale({ ...target, path: toSlashes(target.path) })),
  ]
}

function readTargets(
  folder: string,
  files: ReadonlyMap<string, string>,
  disk: FileSystem,
): { targets: readonly Target[]; diagnostics: readonly Diagnostic[] } {
  const targets: Target[] = []
  const diagnostics: Diagnostic[] = []
  for (const [name, text] of files) {
    const path = join(folder, name)
    try {
      const current = readIfThere(path, disk)
      if (current === undefined || findCommand(current)) targets.push({ name, path, text, current })
      else diagnostics.push(describeForeign(path, current))
    } catch (error) {
      diagnostics.push(describeFailure(path, 'be read', error, 'no file was changed'))
      // A file where the folder should be fails for every name in the same way.
      if (getErrorCode(error) === 'ENOTDIR') break
    }
  }
  return { targets, diagnostics }
}

function readIfThere(path: string, disk: FileSystem): string | undefined {
  try {
    return disk.readFile(path)
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Line ends are git's business: a checkout with CRLF is neither stale nor rewritten. */
function isSame({ current, text }: Target): boolean {
  return current !== undefined && current.replaceAll('\r\n', '\n') === text
}

/** Replaces every file or none; gives the fault that stopped it. */
function replaceAll(folder: string, targets: readonly Target[], disk: FileSystem): Diagnostic | undefined {
  // A random name: in a container every run has the same process id, and one that was killed leaves its files behind.
  const suffix = `.${randomUUID().slice(0, 8)}.tmp`
  const undo: (() => void)[] = []
  let path = folder
  try {
    disk.makeFolder(folder)
    for (const target of targets) {
      path = target.path
      undo.push(() => disk.remove(target.path + suffix))
      disk.writeFile(target.path + suffix, target.text)
    }
    for (const target of targets) {
      path = target.path
      disk.rename(target.path + suffix, target.path)
      undo.push(() => putBack(target, suffix, disk))
    }
    return undefined
  } catch (error) {
    const failures = undo.filter((step) => !succeeds(step))
    const note = failures.length === 0 ? 'no file was changed' : 'the files could not all be put back: run it again'
    return describeFailure(path, 'be written', error, note)
  }
}

/** Makes a replaced file what it was. A rename takes the staged file with it, so the name is free again. */
function putBack({ path, current }: Target, suffix: string, disk: FileSystem): void {
  if (current === undefined) disk.remove(path)
  else {
    disk.writeFile(path + suffix, current)
    disk.rename(path + suffix, path)
  }
}

function succeeds(step: () => void): boolean {
  try {
    step()
    return true
  } catch {
    // The disk failed a second time; the first failure is the one that is told.
    return false
  }
}

function describeForeign(path: string, text: string): Diagnostic {
  const message = `\`${toSlashes(path)}\` is not a generated file, and would be replaced.`
  const note = 'move it away, or choose another folder with `--out`'
  return createDiagnostic('generated-foreign', message, createPlaceFinder(toSlashes(path), text)(0), [note])
}

function describeFailure(path: string, what: string, error: unknown, note: string): Diagnostic {
  const reason = getErrorCode(error) ?? String(error)
  return createDiagnostic('generated-unwritable', `\`${toSlashes(path)}\` cannot ${what}: ${reason}.`, undefined, [
    note,
  ])
}

function getErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}
