import { type Edit, normalizeEdits } from '../../transformer/edit.ts'
import { memberName, type Node, unwrap } from '../../transformer/syntax.ts'
import { walk } from '../../transformer/walk.ts'
import { findBreak, insertItem } from './layout.ts'
import { findExported, findHanded, findProperty, listLoads, parseScript, resolveName } from './tree.ts'

/** The edits that put our plugin into a file of options; none where it is there, `undefined` where we cannot tell. */
export function planPlugin(text: string, file: string, host: string): readonly Edit[] | undefined {
  const program = parseScript(text, file)
  if (!program) return undefined
  const door = `telescopic/${host}`
  if (listLoads(program).some(({ from }) => from.value === door)) return []
  if (saysName(program, 'telescopic') || assignsPlugins(program)) return undefined
  const list = planList(text, program, host)
  if (!list) return undefined
  const edits = normalizeEdits([planImport(text, file, program, door), list])
  return holdsPlugin(applyEdits(text, edits), file, host) ? edits : undefined
}

/** The text with the edits in it. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let [from, result] = [0, '']
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return result + text.slice(from)
}

// --- internal ---

function findOptions(program: Node, host: string): Node | undefined {
  return host === 'esbuild' || host === 'bun' ? findHanded(program, host) : findExported(program)
}

function findPlugins(program: Node, host: string): { object: Node; list: Node | 'absent' } | undefined {
  const object = findOptions(program, host)
  const plugins = object && findProperty(object, 'plugins')
  if (!object || !plugins) return undefined
  if (plugins === 'absent') return { object, list: plugins }
  const value = unwrap(plugins)
  const list = value.type === 'Identifier' ? resolveName(value.name, program) : value
  const inner = list && unwrap(list)
  return inner?.type === 'ArrayExpression' ? { object, list: inner } : undefined
}

/** First in the list, so that the plugin sees sources and not what another plugin has made of them. */
function planList(text: string, program: Node, host: string): Edit | undefined {
  const found = findPlugins(program, host)
  if (!found) return undefined
  if (found.list === 'absent') return insertItem(text, found.object, 'plugins: [telescopic()]')
  return insertItem(text, found.list, 'telescopic()')
}

/** Behind the last import, in the file's own kind of module, quotes and semicolons. */
function planImport(text: string, file: string, program: Node, door: string): Edit {
  const loads = listLoads(program)
  const body = program.body as readonly Node[]
  const quote = loads[0] ? text[loads[0].from.start]! : "'"
  const ends = body.some(({ type, end }) => /^(?:Import|Variable|Expression)/.test(type) && text[end - 1] === ';')
  const isModule = /\.m?ts$|\.mjs$/.test(file) || body.some(({ type }) => /^(?:Import|Export)/.test(type))
  const name = `${quote}${door}${quote}`
  const load = isModule ? `import { telescopic } from ${name}` : `const { telescopic } = require(${name})`
  const line = `${load}${ends ? ';' : ''}`
  const last = loads.at(-1)?.statement
  const lineBreak = findBreak(text)
  if (last) return { start: last.end, end: last.end, text: `${lineBreak}${line}` }
  // A directive or a `#!` line is only one where it stands first.
  const directive = body.findLast((statement) => typeof statement.directive === 'string')
  if (directive) return { start: directive.end, end: directive.end, text: `${lineBreak}${line}` }
  const start = /^(?:\uFEFF)?(?:#!.*\r?\n)?/.exec(text)![0].length
  return { start, end: start, text: `${line}${lineBreak}${lineBreak}` }
}

function saysName(program: Node, name: string): boolean {
  let found = false
  walk(program, (node) => {
    found ||= node.type === 'Identifier' && node.name === name
  })
  return found
}

/** `config.plugins = […]` further below would take the list away again. */
function assignsPlugins(program: Node): boolean {
  let found = false
  walk(program, (node) => {
    const target = node.type === 'AssignmentExpression' ? unwrap(node.left) : undefined
    found ||= target?.type === 'MemberExpression' && memberName(target) === 'plugins'
  })
  return found
}

/** Reads the edited text again: the list that the host will get begins with our call. */
function holdsPlugin(text: string, file: string, host: string): boolean {
  const program = parseScript(text, file)
  const found = program && findPlugins(program, host)
  if (!found || found.list === 'absent') return false
  const first: Node | undefined = found.list.elements[0]
  return first?.type === 'CallExpression' && first.callee.name === 'telescopic'
}
