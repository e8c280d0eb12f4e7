import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDiagnostic, createPlaceFinder, type Diagnostic, type PlaceFinder } from '../../report/index.ts'
import { compareFolders } from './compare.ts'
import { describeTrace } from './describe.ts'
import { isScanned, listFiles } from './files.ts'
import { findInlineMaps, scanMap } from './maps.ts'
import { isGeneratedPath, scanText, type Trace } from './scan.ts'
import type { Wanted } from './wanted.ts'

/** What an output is looked through for, and how. */
export interface VerifyOptions {
  readonly folder: string
  /** The output of the same program without telemetry, to be compared with. */
  readonly against: string | undefined
  readonly wanted: Wanted
  /** Whether the sources that maps show may not hold calls either. */
  readonly strictMaps: boolean
  /** Turns a path of a file into the one to show. */
  readonly showPath: (path: string) => string
}

export interface VerifyResult {
  readonly files: number
  readonly bytes: number
  /** Files of other kinds, which were not looked into. */
  readonly passedOver: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Looks through an output, or says in a sentence why there is nothing to look through. */
export function verifyFolder(options: VerifyOptions): VerifyResult | string {
  const { folder, against, showPath } = options
  const all = listFiles(folder)
  if (!all) return `There is no folder \`${showPath(folder)}\`.`
  const files = all.filter(isScanned)
  if (files.length === 0) {
    const what = all.length === 0 ? 'is empty' : `has ${all.length} files, and none of them is a script, page or map`
    return `\`${showPath(folder)}\` ${what}: nothing was verified. Name the folder that your build writes to.`
  }
  const plain = against === undefined ? undefined : listFiles(against)
  if (against !== undefined && !plain) return `There is no folder \`${showPath(against)}\`.`
  if (plain?.length === 0) return `\`${showPath(against!)}\` is empty: there is nothing to compare with.`
  // A name that the plain program has as well is the program's own.
  const own = new Set(plain ? listOwnNames(against!, plain.filter(isScanned), options) : [])
  const wanted = { ...options.wanted, allowed: new Set([...options.wanted.allowed, ...own]) }
  const scanned = files.map((file) => scanFile(file, { ...options, wanted }))
  return {
    files: files.length,
    bytes: scanned.reduce((sum, { bytes }) => sum + bytes, 0),
    passedOver: all.length - files.length,
    diagnostics: [
      ...scanned.flatMap(({ diagnostics }) => diagnostics),
      ...(plain ? compareFolders(folder, all, against!, plain, showPath) : []),
    ],
  }
}

function listOwnNames(folder: string, files: readonly string[], { wanted }: VerifyOptions): string[] {
  return files
    .filter((file) => !file.endsWith('.map'))
    .flatMap((file) => scanText(readFileSync(join(folder, file), 'utf8'), wanted))
    .filter(({ kind }) => kind === 'scope' || kind === 'word' || kind === 'name')
    .map(({ value }) => value)
}

function scanFile(file: string, options: VerifyOptions): { bytes: number; diagnostics: readonly Diagnostic[] } {
  const { folder, wanted, showPath } = options
  const shown = showPath(join(folder, file))
  const bytes = readFileSync(join(folder, file))
  const text = readText(bytes)
  if (text === undefined) return { bytes: bytes.length, diagnostics: [reportUnreadable(shown, 'it is too large')] }
  const placeAt = createPlaceFinder(shown, text)
  const isOurs = isGeneratedPath(file, wanted.generated)
  const trace: Trace = { kind: 'generated', value: file, start: 0, end: 0, count: 1 }
  const diagnostics = isOurs ? [describeTrace(trace, placeAt(0))] : []
  return {
    bytes: bytes.length,
    diagnostics: [...diagnostics, ...(file.endsWith('.map') ? scanMapFile : scanCode)(text, placeAt, options)],
  }
}

/** A string has 512 MB at most. */
function readText(bytes: Buffer): string | undefined {
  try {
    return bytes.toString('utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_STRING_TOO_LONG') return undefined
    throw error
  }
}

type Scan = (text: string, placeAt: PlaceFinder, options: VerifyOptions) => Diagnostic[]

const scanCode: Scan = (text, placeAt, { wanted, strictMaps }) => {
  const isPage = /\.html?$/i.test(placeAt(0).file)
  const traces = scanText(isPage ? keepScripts(text) : text, wanted)
  const inline = findInlineMaps(text).flatMap(({ json, start }) => {
    const found = scanMap(json, wanted, strictMaps)
    if (!found) return [reportUnreadable(placeAt(start).file, 'its inline map is no source map', placeAt(start))]
    return found.map((trace) => describeTrace(trace, placeAt(start), 'the inline map'))
  })
  return [...traces.map((trace) => describeTrace(trace, placeAt(trace.start, trace.end))), ...inline]
}

/** A file that ends like a map and is none is looked through as code. */
const scanMapFile: Scan = (text, placeAt, options) => {
  const found = scanMap(text, options.wanted, options.strictMaps)
  if (!found) return scanCode(text, placeAt, options)
  return found.map((trace) => {
    // In JSON the string stands as it is, quotes aside; the text of a source is found by its beginning.
    const at = Math.max(0, text.indexOf(JSON.stringify(trace.source ?? trace.value)))
    return describeTrace(trace, placeAt(at), 'the map')
  })
}

/** Blanks what is not in a script, so that places stay. */
function keepScripts(page: string): string {
  const parts: string[] = []
  let from = 0
  for (const match of page.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script\s*>/gi)) {
    const start = match.index + match[0].indexOf('>') + 1
    parts.push(page.slice(from, start).replace(/[^\r\n]/g, ' '), match[1]!)
    from = start + match[1]!.length
  }
  return parts.join('')
}

function reportUnreadable(file: string, why: string, place?: Diagnostic['place']): Diagnostic {
  return createDiagnostic('output-unreadable', `'${file}' was not verified: ${why}`, place, [
    'build it anew, or take it out of the folder',
  ])
}
