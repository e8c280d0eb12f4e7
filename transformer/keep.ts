import { removeCallNote } from './annotations.ts'
import { type Draft, effectiveNode } from './draft.ts'
import type { Edit } from './edit.ts'
import { followsOperator, needsParentheses } from './precedence.ts'
import { climbWrappers, contains, type Node, nodeOf, type Path, statementList, unwrap } from './syntax.ts'
import { childrenOf } from './walk.ts'

/**
 * Puts an inner expression in place of the expression around it: `tele.wrap('x', fn)` → `fn`. The inner one is not
 * touched, so that its own edits and its positions stay; only what is before and after it goes.
 */
export function keepExpression(draft: Draft, outer: Path, inner: Node): void {
  const node = nodeOf(outer)
  const [before, after] = parenthesize(draft, outer, inner)
  draft.kept.set(node, inner)
  if (before) draft.parenthesized.add(node)
  const tail = keepsLineBehind(outer) || commentFollows(draft.text, node.end)
  draft.edits.push({ start: inner.end, end: node.end, text: after, tight: tail })
  pushHead(draft, outer, {
    start: node.start,
    end: inner.start,
    text: before,
    tight: keepsLine(outer) || followsRestriction(outer),
  })
}

/** Puts `void 0` in place of an expression whose value is nothing. */
export function voidExpression(draft: Draft, path: Path): void {
  const { start, end } = nodeOf(path)
  const text = takesOperator(path[path.length - 2]!, nodeOf(path)) ? 'void 0' : '(void 0)'
  const tight = keepsLine(path) || keepsLineBehind(path) || followsRestriction(path)
  draft.voided.add(nodeOf(path))
  pushHead(draft, path, { start, end, text, tight })
}

/** Adds an edit at the start of an expression; where a statement begins with it, `finishDraft` looks at what is before. */
export function pushHead(draft: Draft, expression: Path, edit: Edit): void {
  draft.edits.push(...removeCallNote(draft.text, expression))
  const statement = findStatementStart(expression)
  if (statement) draft.heads.push({ edit, statement })
  else draft.edits.push(edit)
}

/** The statement of a list that begins with the expression, if there is one. */
function findStatementStart(path: Path): Path | undefined {
  const { start } = nodeOf(path)
  for (let length = path.length - 1; length > 1; length--) {
    const node = path[length - 1]!
    if (node.start !== start) return undefined
    if (statementList(path[length - 2]!)) return path.slice(0, length)
  }
  return undefined
}

// --- line breaks ---

/**
 * Whether line breaks that blanks would leave before an expression could be seen in the output. esbuild prints calls,
 * arrays and bodies over several lines when the source has them so, tsc does with operators; a program never
 * instrumented would not have those line breaks.
 */
export function keepsLine(path: Path): boolean {
  const { start } = nodeOf(path)
  const index = path.findLastIndex((node) => node.start !== start || statementList(node) !== undefined)
  return !LINE_FREE.has(path[index]?.type ?? 'Program')
}

/** The same for line breaks behind an expression: `f(() => x⏎)` is printed like `f(⏎() => x⏎)`. */
export function keepsLineBehind(path: Path): boolean {
  const { end } = nodeOf(path)
  const index = path.findLastIndex((node) => node.end !== end || statementList(node) !== undefined)
  const { type } = path[index] ?? { type: 'Program' }
  return !LINE_FREE.has(type) && type !== 'ExpressionStatement' && type !== 'VariableDeclaration'
}

/** `x = tele(…, () => y⏎) // why`: with the line break left, Rolldown would print the comment on a line of its own. */
function commentFollows(text: string, end: number): boolean {
  COMMENT.lastIndex = end
  return COMMENT.test(text)
}

const COMMENT = /[ \t;,)\]}]*\/[/*]/y

/**
 * Nodes that no printer prints differently for a line break right before or behind an expression in them. `await` is none
 * of them: TypeScript 6 prints the statement behind `+(await⏎x)` twice.
 */
const LINE_FREE = new Set([
  'Program',
  'BlockStatement',
  'StaticBlock',
  'SwitchCase',
  'TSModuleBlock',
  'VariableDeclarator',
  'AssignmentPattern',
  'ArrowFunctionExpression',
  'ParenthesizedExpression',
  'Property',
  'PropertyDefinition',
  'ReturnStatement',
  'ThrowStatement',
  'YieldExpression',
  'TemplateLiteral',
])

/** Whether a line break right before the expression would end the statement: after `return`, `throw`, `yield`. */
export function followsRestriction(path: Path): boolean {
  const { start } = nodeOf(path)
  for (let index = path.length - 2; index >= 0; index--) {
    const node = path[index]!
    if (node.start === start) continue
    const restricted = /^(ReturnStatement|ThrowStatement|YieldExpression)$/.test(node.type)
    return restricted && node.argument?.start === start
  }
  return false
}

// --- parentheses ---

type Parentheses = readonly [before: '' | '(' | '(0, ', after: '' | ')']

const NONE: Parentheses = ['', '']
const PARENTHESES: Parentheses = ['(', ')']

/** The parentheses that keep the meaning of an expression in its new place; none where none are needed. */
function parenthesize(draft: Draft, outer: Path, kept: Node): Parentheses {
  const place = nodeOf(outer)
  const parent = outer[outer.length - 2]!
  const inner = effectiveNode(draft, kept)
  // `o.m()` and `(o.m)()` call with `this`, and `eval()` sees the variables around it; the value of a call did not.
  if (takesReference(outer, unwrap(inner))) return ['(0, ', ')']
  if (isParenthesized(draft, kept)) return NONE
  const begins = whatBegins(outer)
  if (begins && beginsLike(draft, inner, begins)) return PARENTHESES
  // `finishDraft` keeps a string from becoming a directive.
  if (parent.type === 'ExpressionStatement') return NONE
  if (inner.type === 'SequenceExpression') return takesSequence(parent, place) ? NONE : PARENTHESES
  if (readsAsForIn(draft.text, outer, inner)) return PARENTHESES
  if (takesAnyExpression(parent, place)) return NONE
  if (typeof inner.value === 'number' && parent.object === place) return PARENTHESES
  if (parent.type === 'NewExpression' && parent.callee === place) return PARENTHESES
  return needsParentheses(parent, place, inner, draft.text) ? PARENTHESES : NONE
}

/** Whether what stands in a node's place has parentheses already. */
function isParenthesized(draft: Draft, node: Node): boolean {
  if (draft.parenthesized.has(node)) return true
  const inner = draft.kept.get(node)
  return inner ? isParenthesized(draft, inner) : node.type === 'ParenthesizedExpression'
}

/** Whether an expression would be more than its value here: called with `this`, or deleted. Parentheses do not change that. */
function takesReference(path: Path, value: Node): boolean {
  const isMember = value.type === 'MemberExpression' || value.type === 'ChainExpression'
  const wrapped = climbWrappers(path)
  const node = nodeOf(wrapped)
  const parent = wrapped[wrapped.length - 2]!
  switch (parent.type) {
    case 'CallExpression':
      return parent.callee === node && (isMember || value.name === 'eval')
    case 'TaggedTemplateExpression':
      return parent.tag === node && isMember
    case 'UnaryExpression':
      return parent.operator === 'delete' && (isMember || value.type === 'Identifier')
    default:
      return false
  }
}

/** `for (let x = 'a' in o; …)` is read as a `for`-`in` loop. */
function readsAsForIn(text: string, path: Path, inner: Node): boolean {
  const inHead = path.some((node) => node.type === 'ForStatement' && node.init && contains(node.init, nodeOf(path)))
  return inHead && /\bin\b/.test(text.slice(inner.start, inner.end))
}

/** Whether the grammar has a whole Expression in this place, commas included. */
function takesSequence(parent: Node, node: Node): boolean {
  if (SEQUENCES.has(parent.type)) return true
  if (parent.type === 'MemberExpression') return parent.computed && parent.property === node
  return parent.type === 'ForInStatement' && parent.right === node
}

const SEQUENCES = new Set([
  'ReturnStatement',
  'ThrowStatement',
  'ParenthesizedExpression',
  'TemplateLiteral',
  'JSXExpressionContainer',
  'IfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'ForStatement',
  'SwitchStatement',
  'SwitchCase',
])

/** Whether the grammar has an AssignmentExpression (or more) in this place. */
export function takesAnyExpression(parent: Node, node: Node): boolean {
  switch (parent.type) {
    case 'VariableDeclarator':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ArrayExpression':
    case 'ParenthesizedExpression':
    case 'SequenceExpression':
    case 'SpreadElement':
    case 'TemplateLiteral':
    case 'YieldExpression':
    case 'ExpressionStatement':
    case 'ArrowFunctionExpression':
    case 'JSXExpressionContainer':
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'SwitchStatement':
    case 'SwitchCase':
    case 'ExportDefaultDeclaration':
    case 'ImportExpression':
    case 'TSExportAssignment':
    case 'TSEnumMember':
    case 'Property':
    case 'MethodDefinition':
    case 'JSXSpreadAttribute':
      return true
    case 'MemberExpression':
      return parent.computed && parent.property === node
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.right === node
    case 'CallExpression':
    case 'NewExpression':
      return parent.arguments.includes(node)
    case 'ConditionalExpression':
      return parent.test !== node
    default:
      return false
  }
}

/** Whether a unary expression can stand in this place without parentheses. */
function takesOperator(parent: Node, node: Node): boolean {
  switch (parent.type) {
    case 'BinaryExpression':
      return parent.operator !== '**' || parent.right === node
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'AwaitExpression':
    case 'UnaryExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return true
    default:
      return takesAnyExpression(parent, node)
  }
}

/** Whether what stands in a node's place can be the operand of a unary operator. */
export function isOperand(draft: Draft, node: Node): boolean {
  return isParenthesized(draft, node) || followsOperator(effectiveNode(draft, node), draft.text)
}

/** What the expression is the first thing of, where its own first token could be read as something else. */
function whatBegins(path: Path): 'statement' | 'export' | 'arrow' | undefined {
  const { start } = nodeOf(path)
  for (let index = path.length - 2; index >= 0; index--) {
    const node = path[index]!
    if (node.type === 'ExpressionStatement') return node.start === start ? 'statement' : undefined
    if (node.type === 'ExportDefaultDeclaration') return node.declaration.start === start ? 'export' : undefined
    if (node.type === 'ArrowFunctionExpression') return node.body.start === start ? 'arrow' : undefined
    if (node.start !== start) return undefined
  }
  return undefined
}

/** Text that would be read as something else at the start: a block, a declaration. */
const READ_AS_OTHER = {
  statement: /(?:\{|@|function\b|class\b|let\s*\[|async\s+function\b)/y,
  export: /(?:@|function\b|class\b|abstract\b|interface\b|async\s+function\b)/y,
  arrow: /\{/y,
} as const

/** Whether the first token of the expression, as the edits inside it leave it, is like that. */
function beginsLike(draft: Draft, node: Node, place: keyof typeof READ_AS_OTHER): boolean {
  const pattern = READ_AS_OTHER[place]
  pattern.lastIndex = node.start
  if (pattern.test(draft.text)) return true
  const first = childrenOf(node).find((child) => child.start === node.start)
  return first !== undefined && !isParenthesized(draft, first) && beginsLike(draft, effectiveNode(draft, first), place)
}
