import { CODES, type Code } from './codes.ts'
import type { Diagnostic, Place, Severity } from './diagnostic.ts'

/** SARIF's words for our weights. */
const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/** Prints diagnostics as SARIF 2.1.0, which code hosts show beside the lines of a change. Paths are as in the places. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const index = new Map(codes.map((code, position) => [code, position]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'telescopic', rules: codes.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => describeResult(diagnostic, index.get(diagnostic.code)!)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function describeRule(id: Code): object {
  const { severity, title, help } = CODES[id]
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: help },
    defaultConfiguration: { level: LEVELS[severity] },
  }
}

function describeResult({ code, severity, message, place, notes }: Diagnostic, ruleIndex: number): object {
  const hints = notes.filter((note) => !note.place).map((note) => `\n${note.message}`)
  const related = notes.flatMap((note) =>
    note.place ? [{ ...describeLocation(note.place), message: { text: note.message } }] : [],
  )
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message + hints.join('') },
    ...(place && { locations: [describeLocation(place)] }),
    ...(related.length > 0 && { relatedLocations: related }),
  }
}

function describeLocation({ file, line, column, start, end }: Place): object {
  const region = { startLine: line, startColumn: column, charOffset: start, charLength: end - start }
  // A URI: a space or a `#` in a path would end it.
  const uri = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  return { physicalLocation: { artifactLocation: { uri }, region } }
}
