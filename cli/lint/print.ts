import { type Code, type Diagnostic, renderDiagnostics, renderSarif, type Severity } from '../../report/index.ts'
import { createReader } from '../files.ts'
import { printValue } from '../output.ts'

/** Forms of the output. `github` is what annotates the lines of a pull request. */
export const FORMATS = ['text', 'json', 'sarif', 'github'] as const
export type Format = (typeof FORMATS)[number]

/** Prints what was found, for people or for programs. */
export function printFindings(format: Format, catalog: string, diagnostics: readonly Diagnostic[]): void {
  if (format === 'sarif') process.stdout.write(renderSarif(diagnostics))
  else if (format === 'github') process.stdout.write(diagnostics.map(renderAnnotation).join(''))
  else if (format === 'json') {
    const ok = !diagnostics.some(({ severity }) => severity === 'error')
    printValue({ ok, catalog, diagnostics })
  } else printText(catalog, diagnostics)
}

/** Most findings of one rule that a terminal shows: the hundredth says nothing that the first has not said. */
const MAX_SHOWN = 10

function printText(catalog: string, diagnostics: readonly Diagnostic[]): void {
  const shown = new Map<Code, number>()
  const kept = diagnostics.filter(({ code }) => {
    const count = (shown.get(code) ?? 0) + 1
    shown.set(code, count)
    return count <= MAX_SHOWN
  })
  if (kept.length > 0) process.stdout.write(`${renderDiagnostics(kept, { readText: createReader() })}\n`)
  for (const [code, count] of shown) {
    if (count > MAX_SHOWN) process.stdout.write(`${code}: ${count - MAX_SHOWN} more like it\n`)
  }
  process.stdout.write(`${catalog}: ${countFindings(diagnostics)}\n`)
}

/** `2 errors, 1 warning`, or that there is nothing. */
export function countFindings(diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity: Severity) => {
    const count = diagnostics.filter((each) => each.severity === severity).length
    const plural = severity === 'info' ? 'notes' : `${severity}s`
    return count === 0 ? '' : `${count} ${count === 1 ? plural.slice(0, -1) : plural}`
  })
  return counts.filter(Boolean).join(', ') || 'nothing to say'
}

const GITHUB_WORDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

function renderAnnotation({ severity, code, message, place, notes }: Diagnostic): string {
  const at = place ? ` file=${escapeProperty(place.file)},line=${place.line},col=${place.column},` : ' '
  const text = [message, ...notes.map((note) => note.message)].join('\n')
  return `::${GITHUB_WORDS[severity]}${at}title=${code}::${escapeData(text)}\n`
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
