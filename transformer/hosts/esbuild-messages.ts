import { relative } from 'node:path'
import type { Location, PartialMessage } from 'esbuild'
import type { Diagnostic, Place } from '../../report/index.ts'

/** What messages need of the build: texts to quote, and the folder that paths are shown from. */
export interface MessageContext {
  readonly root: string
  readonly readText: (file: string) => string | undefined
}

/** Turns diagnostics into esbuild's errors and warnings. */
export function toMessages(
  diagnostics: readonly Diagnostic[],
  context: MessageContext,
): { errors: PartialMessage[]; warnings: PartialMessage[] } {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const others = diagnostics.filter((diagnostic) => diagnostic.severity !== 'error')
  return {
    errors: errors.map((diagnostic) => toMessage(diagnostic, context)),
    warnings: others.map((diagnostic) => toMessage(diagnostic, context)),
  }
}

function toMessage({ code, message, place, notes }: Diagnostic, context: MessageContext): PartialMessage {
  return {
    id: code,
    text: `${message} [${code}]`,
    location: toLocation(place, context),
    notes: notes.map((note) => ({ text: note.message, location: toLocation(note.place, context) })),
  }
}

/** esbuild counts lines from 1, and columns and lengths in bytes from 0. */
function toLocation(place: Place | undefined, { root, readText }: MessageContext): Partial<Location> | null {
  if (!place) return null
  const { line, column, start, end } = place
  const file = relative(root, place.file)
  const text = readText(place.file)
  if (text === undefined) return { file, line, column: column - 1 }
  const lineStart = start - (column - 1)
  const lineText = text.slice(lineStart).split(/\r\n|[\n\r]/, 1)[0]!
  return {
    file,
    line,
    column: Buffer.byteLength(text.slice(lineStart, start)),
    length: Buffer.byteLength(text.slice(start, Math.min(end, lineStart + lineText.length))),
    lineText,
  }
}
