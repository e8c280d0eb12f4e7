import type { Diagnostic, Note, Place } from './diagnostic.ts'

/** How to print diagnostics. */
export interface RenderOptions {
  /** Gives the text of a file, for the code frame; without it, or where it gives nothing, there is no frame. */
  readonly readText?: (file: string) => string | undefined
  /** Turns the path of a place into the path to print. @default the path as it is */
  readonly showPath?: (file: string) => string
}

/**
 * Prints diagnostics as text: `file:line:col severity code message`, a code frame, and the notes.
 * Plain text, no colours: terminals, logs and golden files see the same bytes.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)).join('\n')
}

function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const head = `${diagnostic.severity} ${diagnostic.code} ${diagnostic.message}`
  const lines = [diagnostic.place ? `${renderPlace(diagnostic.place, options)} ${head}` : head]
  if (diagnostic.place) lines.push(...renderFrame(diagnostic.place, options))
  for (const note of diagnostic.notes) lines.push(...renderNote(note, options))
  return `${lines.join('\n')}\n`
}

function renderNote(note: Note, options: RenderOptions): string[] {
  if (!note.place) return [`  note: ${note.message}`]
  return [`  note: ${renderPlace(note.place, options)} ${note.message}`, ...renderFrame(note.place, options)]
}

function renderPlace(place: Place, { showPath = (file) => file }: RenderOptions): string {
  return `${showPath(place.file)}:${place.line}:${place.column}`
}

/** Longest part of a source line that a frame shows: a minified file must not flood the terminal. */
const FRAME_WIDTH = 120

function renderFrame(place: Place, { readText }: RenderOptions): string[] {
  const text = readText?.(place.file)
  if (text === undefined) return []
  const lineStart = place.start - (place.column - 1)
  const lineEnd = findLineEnd(text, lineStart)
  const shift = Math.max(0, place.column - 1 - FRAME_WIDTH / 2)
  const shown = text.slice(lineStart + shift, Math.min(lineEnd, lineStart + shift + FRAME_WIDTH))
  const before = text.slice(lineStart + shift, place.start).replace(/[^\t]/g, ' ')
  const marked = Math.max(1, Math.min(place.end, lineEnd, lineStart + shift + FRAME_WIDTH) - place.start)
  const gutter = String(place.line)
  return [`  ${gutter} | ${shown}`, `  ${' '.repeat(gutter.length)} | ${before}${'^'.repeat(marked)}`]
}

function findLineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/)
  return found === -1 ? text.length : from + found
}
