import { createDiagnostic, createPlaceFinder, type Diagnostic } from '../../report/index.ts'
import { type MapEntry, parseYaml, type YamlNode } from '../yaml.ts'
import { applyTextEdits, type TextEdit } from './rename.ts'

/** The format that this version reads and writes. */
export const FORMAT: number = 1

/** A text in the format of today, what was done to it, or why nothing could be. */
export interface Migration {
  readonly text: string
  readonly steps: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

interface Step {
  /** The format that the step starts from; it ends with the next one. */
  readonly from: number
  readonly title: string
  readonly plan: (text: string, root: YamlNode) => TextEdit[]
}

/** From each format to the next, in order. Format 0 is a file from before the number was asked for. */
const STEPS: readonly Step[] = [{ from: 0, title: 'say the number of the format first', plan: putNumberFirst }]

/** Brings a text to the format of today, step by step, as edits: comments and the form of the file stay. */
export function migrateCatalog(text: string, file: string): Migration {
  const found = readFormat(text, file)
  if ('code' in found) return { text, steps: [], diagnostics: [found] }
  const due = STEPS.filter(({ from }) => from >= found.format)
  const migrated = due.reduce((result, { plan }) => {
    const { root } = parseYaml(result, file, { duplicateCode: () => 'dup-key' })
    return root ? applyTextEdits(result, plan(result, root)) : result
  }, text)
  return { text: migrated, steps: migrated === text ? [] : due.map(({ title }) => title), diagnostics: [] }
}

/** The format of a text; 0 where it is not said as it should be. */
function readFormat(text: string, file: string): { readonly format: number } | Diagnostic {
  const { root, diagnostics } = parseYaml(text, file, { duplicateCode: () => 'dup-key' })
  const fault = diagnostics.find(({ severity }) => severity === 'error')
  if (fault) return fault
  if (root?.kind !== 'map')
    return createDiagnostic('migrate-format', `\`${file}\` is no catalog.`, createPlaceFinder(file, text)(0))
  const entry = root.entries.get('telescopic')
  if (!entry) return { format: 0 }
  const { value } = entry
  const given = value.kind === 'scalar' && /^\d+(?:\.0)?$/.test(value.text) ? Number(value.text) : undefined
  if (given === undefined || given > FORMAT) {
    const message = `The format of \`${file}\` is ${given === undefined ? 'no number' : given}; this version knows those up to ${FORMAT}.`
    return createDiagnostic('migrate-format', message, createPlaceFinder(file, text)(value.start, value.end), [
      'install a newer version of telescopic',
    ])
  }
  const isFirst = findFirst([...root.entries.values()]) === entry
  const isPlain = value.kind === 'scalar' && text.slice(value.start, value.end) === String(FORMAT)
  return { format: isFirst && isPlain ? given : Math.min(given, 0) }
}

function findFirst(entries: readonly MapEntry[]): MapEntry | undefined {
  return entries.find(({ key }) => !key.text.startsWith('x-'))
}

function putNumberFirst(text: string, root: YamlNode): TextEdit[] {
  if (root.kind !== 'map') return []
  const entries = [...root.entries.values()]
  const own = root.entries.get('telescopic')
  const first = findFirst(entries) ?? entries[0]
  if (own && first === own) return [{ start: own.value.start, end: own.value.end, text: String(FORMAT) }]
  const isFlow = text[root.start] === '{'
  const start = first?.key.start ?? root.start
  const line = { start, end: start, text: `telescopic: ${FORMAT}${isFlow ? ', ' : '\n'}` }
  return own ? [line, cutEntry(text, own, isFlow)] : [line]
}

/** Takes the entry out with its line, or with its comma. */
function cutEntry(text: string, { key, value }: MapEntry, isFlow: boolean): TextEdit {
  if (isFlow) return { start: text.lastIndexOf(',', key.start), end: value.end, text: '' }
  const end = text.indexOf('\n', value.end)
  return { start: key.start, end: end === -1 ? text.length : end + 1, text: '' }
}
