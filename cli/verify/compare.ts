import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDiagnostic, createPlaceFinder, type Diagnostic } from '../../report/index.ts'
import { isScanned } from './files.ts'
import { dropInlineMaps } from './maps.ts'

/** Compares two outputs file by file, byte for byte. Maps are left aside: they show the sources, which differ. */
export function compareFolders(
  folder: string,
  files: readonly string[],
  against: string,
  plain: readonly string[],
  showPath: (path: string) => string,
): readonly Diagnostic[] {
  const [ours, theirs] = [new Set(files), new Set(plain)]
  const names = [...new Set([...files, ...plain])].filter(isCompared).sort()
  return names.flatMap((name) => {
    const path = showPath(join(folder, name))
    if (!ours.has(name)) return report(`'${path}' is missing; the plain program has it`)
    if (!theirs.has(name)) return report(`'${path}' is not in the plain program`)
    return compareTexts(path, readFileSync(join(folder, name)), readFileSync(join(against, name)))
  })
}

/** What tells of the build and not of the program. */
function isCompared(file: string): boolean {
  return !/\.(?:map|tsbuildinfo)$/.test(file)
}

function compareTexts(path: string, ours: Buffer, theirs: Buffer): Diagnostic[] {
  if (ours.equals(theirs)) return []
  // Latin-1 gives each byte a character, so that a file which is no text has a place as well.
  const encoding = isScanned(path) ? 'utf8' : 'latin1'
  const [left, right] = [ours, theirs].map((bytes) => dropInlineMaps(bytes.toString(encoding))) as [string, string]
  if (left === right && encoding === 'utf8' && left !== ours.toString('utf8')) return []
  const at = findDifference(left, right)
  const place = createPlaceFinder(path, left)(at)
  return [
    createDiagnostic('output-different', `'${path}' differs from the plain program`, place, [
      `here:  ${quoteAround(left, at)}`,
      `plain: ${quoteAround(right, at)}`,
    ]),
  ]
}

function report(message: string): Diagnostic[] {
  return [createDiagnostic('output-different', message)]
}

/** The first offset at which two texts differ. Halves are compared whole: a loop over the characters of 100 MB is slow. */
function findDifference(left: string, right: string): number {
  let [from, size] = [0, Math.max(left.length, right.length)]
  while (size > 1) {
    const half = Math.ceil(size / 2)
    if (left.slice(from, from + half) === right.slice(from, from + half)) from += half
    size = half
  }
  return from
}

const CONTEXT = 30

function quoteAround(text: string, at: number): string {
  const [from, to] = [Math.max(0, at - CONTEXT), at + CONTEXT]
  return `${from > 0 ? '…' : ''}${JSON.stringify(text.slice(from, to))}${to < text.length ? '…' : ''}`
}
