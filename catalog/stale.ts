import { createDiagnostic, createPlaceFinder, type Diagnostic } from '../report/index.ts'
import { findCommand } from './print/header.ts'

interface StaleFile {
  readonly path: string
  /** What the catalog gives. */
  readonly text: string
  /** What is on disk; undefined when there is no such file. */
  readonly current: string | undefined
}

/** Says where a generated file first differs from what the catalog gives. */
export function describeStale({ path, current, text }: StaleFile): Diagnostic {
  const wayOut = `run \`${findCommand(text) ?? 'telescopic generate'}\``
  if (current === undefined)
    return createDiagnostic('generated-stale', `\`${path}\` does not exist.`, undefined, [wayOut])
  const old = splitLines(current)
  const fresh = splitLines(text)
  const index = findDifference(old, fresh)
  const scope = findScope(fresh, index, path)
  const message = `\`${path}\` is out of date${scope ? `, first at the scope \`${scope}\`` : ''}.`
  const gives = index < fresh.length ? `the catalog gives: ${fresh[index]!.trim()}` : 'the catalog gives nothing here'
  return createDiagnostic('generated-stale', message, findLine(path, current, index), [gives, wayOut])
}

function splitLines(text: string): string[] {
  return text.split(/\r?\n/)
}

function findLine(path: string, text: string, index: number): Diagnostic['place'] {
  const line = [...text.matchAll(/^[^\r\n]*/gm)][index]
  const start = line?.index ?? text.length
  return createPlaceFinder(path, text)(start, start + (line?.[0].length ?? 0))
}

const RE_HEADER_LINE = /^(?:\/\/ | {4}")(?:Generated from|source-sha256:|format:)/

/** Finds the first line that differs below the header, whose hash differs after any change; else the first of all. */
function findDifference(old: readonly string[], fresh: readonly string[]): number {
  const length = Math.max(old.length, fresh.length)
  let inHeader: number | undefined
  for (let index = 0; index < length; index++) {
    if (old[index] === fresh[index]) continue
    if (!RE_HEADER_LINE.test(fresh[index] ?? '')) return index
    inHeader ??= index
  }
  return inHeader ?? 0
}

/** Lines that name a scope in one of the generated files: a constant, an entry of `Catalog`, a key of `catalog.json`. */
const RE_SCOPE_LINE = /^(?:export const \w+ = '([^']+)';| {4}'([^']+)': \w+Scope\b.*;| {4}"([^"]+)": \{)$/

/** Finds the scope that a line belongs to: its constant stands below its comment, its key in JSON above its fields. */
function findScope(lines: readonly string[], index: number, path: string): string | undefined {
  const line = path.endsWith('.json')
    ? lines.slice(lines.indexOf('  "scopes": {'), index + 1).findLast((above) => RE_SCOPE_LINE.test(above))
    : lines.slice(index).find((below) => !RE_COMMENT_LINE.test(below))
  return RE_SCOPE_LINE.exec(line ?? '')
    ?.slice(1)
    .find((name) => name !== undefined)
}

const RE_COMMENT_LINE = /^(?:\/\*\*| \*|$)/
