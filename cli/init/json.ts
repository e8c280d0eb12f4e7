import { type Edit, normalizeEdits } from '../../transformer/edit.ts'
import { type Node, unwrap } from '../../transformer/syntax.ts'
import { TSC_ENTRY } from './hosts.ts'
import { findBreak, insertItem } from './layout.ts'
import { findProperty, parseScript } from './tree.ts'

/** Edits of JSON with comments. It is read as the script `(…)`, so that all that is not touched stays as it was typed. */

/** The entry of our transformer in a tsconfig; none where it is there, `undefined` where the file is not understood. */
export function planTsconfig(text: string): readonly Edit[] | undefined {
  const root = parseJson(text)
  const options = root && findProperty(root, 'compilerOptions')
  if (!root || !options) return undefined
  const entry = `"plugins": [${TSC_ENTRY}]`
  if (options === 'absent') return shift([insertItem(wrap(text), root, `"compilerOptions": { ${entry} }`)])
  const plugins = options.type === 'ObjectExpression' ? findProperty(options, 'plugins') : undefined
  if (plugins === 'absent') return shift([insertItem(wrap(text), options, entry)])
  if (plugins?.type !== 'ArrayExpression') return undefined
  const isThere = /["']telescopic\/tsc["']/.test(wrap(text).slice(plugins.start, plugins.end))
  return isThere ? [] : shift([insertItem(wrap(text), plugins, TSC_ENTRY)])
}

/** Scripts of a manifest: those that are missing are added, those that compile are changed. */
export function planScripts(
  text: string,
  wanted: Readonly<Record<string, string>>,
  rewrite: (command: string) => string,
): readonly Edit[] | undefined {
  const root = parseJson(text)
  const scripts = root && findProperty(root, 'scripts')
  if (!root || !scripts) return undefined
  const lines = (names: readonly string[]): string[] => names.map((name) => `"${name}": ${quote(wanted[name]!)}`)
  if (scripts === 'absent') {
    const [lineBreak, unit] = [findBreak(text), /^[ \t]+/m.exec(text)?.[0] ?? '  ']
    const inner = lines(Object.keys(wanted)).join(`,${lineBreak}${unit}${unit}`)
    const item = `"scripts": {${lineBreak}${unit}${unit}${inner}${lineBreak}${unit}}`
    return shift([insertItem(wrap(text), root, item, 'last')])
  }
  if (scripts.type !== 'ObjectExpression') return undefined
  const changed = (scripts.properties as readonly Node[]).flatMap(({ value }) => {
    const command = rewrite(String(value.value))
    return command === value.value ? [] : [{ start: value.start, end: value.end, text: quote(command) }]
  })
  const missing = Object.keys(wanted).filter((name) => findProperty(scripts, name) === 'absent')
  return shift(normalizeEdits([...changed, ...insertLines(wrap(text), scripts, lines(missing))]))
}

// --- internal ---

function insertLines(text: string, list: Node, lines: readonly string[]): readonly Edit[] {
  if (lines.length === 0) return []
  const edits = lines.map((line) => insertItem(text, list, line, 'last'))
  const isEmpty = list.properties.length === 0
  return [{ ...edits[0]!, text: isEmpty ? ` ${lines.join(', ')} ` : edits.map((edit) => edit.text).join('') }]
}

function wrap(text: string): string {
  return `(${text}\n)`
}

function parseJson(text: string): Node | undefined {
  const program = parseScript(wrap(text), 'file.js')
  const statements: readonly Node[] = program?.body ?? []
  const [statement] = statements
  if (statements.length !== 1 || statement?.type !== 'ExpressionStatement') return undefined
  const root = unwrap(statement.expression)
  return root.type === 'ObjectExpression' ? root : undefined
}

/** Back from the offsets of `(…)`. */
function shift(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => ({ ...edit, start: edit.start - 1, end: edit.end - 1 }))
}

function quote(text: string): string {
  return JSON.stringify(text)
}
