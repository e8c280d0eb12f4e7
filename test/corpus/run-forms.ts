import type { ListPlace } from './places.ts'
import { declaredNames, hasDeep, hasOwn, type Node } from './tree.ts'
import type { Insertion } from './unit.ts'
import type { Writer } from './writer.ts'

/** Spans around statements in a row. */
export interface Run {
  readonly place: ListPlace
  readonly first: number
  readonly last: number
  /** Declares a `var`, so that it stays in its function. */
  readonly vars: boolean
  readonly awaits: boolean
  /** Ends with `return` or `throw`, and takes the callback's value. */
  readonly returns: boolean
}

/** The statements from `first` to `last`, when a function may be put around them. */
export function readRun(place: ListPlace, first: number, last: number, text: string): Run | undefined {
  const nodes = place.statements.slice(first, last + 1)
  if (nodes.some(({ type }) => !MOVABLE.has(type))) return undefined
  if (place.around.inClass && nodes.some((node) => hasDeep(node, isSuperCall))) return undefined
  if (nodes.some((node) => hasOwn(node, ({ type }) => type === 'YieldExpression') || leaves(node, [], false, false)))
    return undefined
  if (place.around.labelled && nodes.some((node) => hasOwn(node, ({ type }) => type === 'LabeledStatement')))
    return undefined
  const returns = nodes.some((node) => hasOwn(node, ({ type }) => type === 'ReturnStatement'))
  const jump = /^(Return|Throw)Statement$/.test(nodes.at(-1)!.type)
  if (returns && !jump) return undefined
  const vars = nodes.some((node) => hasOwn(node, isVar))
  const awaits = nodes.some((node) =>
    hasOwn(node, ({ type, await: waits }) => type === 'AwaitExpression' || waits === true),
  )
  if (returns && !canReturn(place, vars, awaits)) return undefined
  if (awaits && (!place.around.awaits || place.around.topLevel)) return undefined
  const names = nodes.flatMap((node) => [...declaredNames(node), ...(vars ? varNames(node) : [])])
  const [start, end] = [nodes[0]!.start, nodes.at(-1)!.end]
  const outside = text.slice(0, start) + text.slice(end)
  if (names.some((name) => isMentioned(name, outside))) return undefined
  return { place, first, last, vars, awaits, returns }
}

const MOVABLE = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'IfStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'TryStatement',
  'SwitchStatement',
  'BlockStatement',
  'ThrowStatement',
  'ReturnStatement',
  'LabeledStatement',
])

function canReturn({ around }: ListPlace, vars: boolean, awaits: boolean): boolean {
  if (!around.fn || around.fn.generator || vars) return false
  return awaits ? around.fn.async && !around.inTry : true
}

export function isVar({ type, kind }: Node): boolean {
  return type === 'VariableDeclaration' && kind === 'var'
}

function varNames(node: Node): string[] {
  const names: string[] = []
  hasOwn(node, (inner) => {
    if (isVar(inner)) names.push(...declaredNames(inner))
    return false
  })
  return names
}

function isSuperCall({ type, callee }: Node): boolean {
  return type === 'CallExpression' && callee.type === 'Super'
}

function isMentioned(name: string, text: string): boolean {
  const escaped = name.replaceAll('$', '\\$')
  return new RegExp(`(?<![\\p{ID_Continue}$])${escaped}(?![\\p{ID_Continue}$])`, 'u').test(text)
}

/** Whether a `break` or `continue` goes out of a statement. */
function leaves(node: Node, labels: readonly string[], loop: boolean, breakable: boolean): boolean {
  switch (node.type) {
    case 'BreakStatement':
      return node.label ? !labels.includes(node.label.name) : !breakable
    case 'ContinueStatement':
      return node.label ? !labels.includes(node.label.name) : !loop
    case 'LabeledStatement':
      return leaves(node.body, [...labels, node.label.name], loop, breakable)
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return leaves(node.body, labels, true, true)
    case 'SwitchStatement':
      return (node.cases as Node[]).some(({ consequent }) =>
        (consequent as Node[]).some((one) => leaves(one, labels, loop, true)),
      )
    default:
      return hasOwnStatement(node).some((one) => leaves(one, labels, loop, breakable))
  }
}

function hasOwnStatement(node: Node): Node[] {
  const parts = [node.body, node.block, node.handler?.body, node.finalizer, node.consequent, node.alternate]
  return parts.flat().filter((part): part is Node => typeof part?.type === 'string' && /Statement$/.test(part.type))
}

// --- writing ---

/** `tele('job', () => { … })`: as a statement, awaited, or returned. */
export function writeRun(
  writer: Writer,
  { place, first, last, vars, awaits, returns }: Run,
  text: string,
): Insertion[] {
  const { semicolon, span } = writer.spelling
  const { statements } = place
  const [start, end] = [statements[first]!.start, statements[last]!.end]
  const jumps =
    returns ||
    (statements[last]!.type === 'ThrowStatement' &&
      place.around.fn !== undefined &&
      !vars &&
      !awaits &&
      !place.around.fn.generator &&
      writer.random.once(2))
  const used = writer.random.once(2) ? `${writer.spanCall(span)};\n` : ''
  const arrow = used ? `${awaits ? 'async ' : ''}(${span}) =>` : writer.arrow(awaits)
  const head = jumps ? 'return ' : awaits ? 'await ' : ''
  const before = `${head}${writer.open()}${arrow} {\n${used}`
  const behind = `\n}${writer.gap()})${guard(text, end, semicolon)}`
  const stays = vars && !jumps
  const twinBefore = stays
    ? `${openGuard(statements[first - 1], text)}${awaits ? 'await (async' : '('}() => {\n`
    : '{\n'
  return [
    { at: start, code: before, twin: twinBefore },
    { at: end, code: behind, twin: stays ? '\n})();' : '\n}', closes: true },
  ]
}

/** What an inserted statement ends with: a semicolon where the style or the next token asks for one. */
export function guard(text: string, at: number, semicolon: string): string {
  const next = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(.)?/.exec(text.slice(at))?.[1] ?? ''
  return semicolon || (/[[(`+\-*/<,.]/.test(next) ? ';' : '')
}

/** What a hand writes before `(` when the line before has no semicolon. */
function openGuard(before: Node | undefined, text: string): string {
  if (!before || text[before.end - 1] === ';' || text[before.end - 1] === '}') return ''
  return ';'
}
