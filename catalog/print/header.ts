import { createHash } from 'node:crypto'
import { toDocLine } from './escape.ts'
import type { PrintOptionsResolved } from './options.ts'

/** Number of the form of the generated files; it changes when old ones cannot be told from stale ones otherwise. */
const FORMAT = 1

/**
 * Says what a generated file is, without comment signs. No date, version or path of this machine: the bytes depend on
 * the catalog and on the options in the command, on nothing else.
 */
export function createHeader({ sourceName, source, command }: PrintOptionsResolved): readonly string[] {
  return [
    `Generated from ${toDocLine(sourceName)} by \`${command}\`. Do not edit: change the catalog and run the command again.`,
    `source-sha256: ${hashSource(source)}`,
    `format: ${FORMAT}`,
  ]
}

const RE_HEADER = /Generated from .* by `(telescopic generate[^`\n]*)`\. Do not edit: /

/**
 * Finds the command in the header of a generated file. A text without one is not ours, and is never replaced; it need
 * not be the first line, since a merge conflict may stand above it.
 */
export function findCommand(text: string): string | undefined {
  return RE_HEADER.exec(text.slice(0, 2000))?.[1]
}

/** Hashes the text as git keeps it: a checkout with CRLF line ends, or an editor's byte order mark, is not a change. */
function hashSource(source: string): string {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')
  return createHash('sha256').update(text).digest('hex')
}
