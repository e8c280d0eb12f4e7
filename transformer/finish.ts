import { removeDirectives } from './annotations.ts'
import { type Draft, effectiveNode, endOf, LISTS, removeFromList } from './draft.ts'
import { type Edit, findEditBefore, normalizeEdits, spreadTight } from './edit.ts'
import { type Node, nodeOf, type Path, skipTrivia, statementList, unwrap } from './syntax.ts'
import { childrenOf } from './walk.ts'

/**
 * A draft to its edits, with the semicolons that removals need. Whether one is needed depends on what stands before and
 * behind, so that this comes last.
 */

/** The edits of the draft as it stands, sorted and disjoint. */
export function finishDraft(draft: Draft): readonly Edit[] {
  const removals = [...draft.removed].filter(([node]) => !LISTS.has(node.type))
  const elses = removals.filter(([, path]) => isLooseElse(path))
  const starts = [
    ...removals.filter(([, path]) => !isLooseElse(path)).map(([, path]) => renderRemoval(draft, path)),
    ...draft.heads,
  ]
  const tails = new Map([...draft.tails, ...elses.map(([node, path]) => renderElse(node, path))])
  const directives = removals.flatMap(([node, path]) => (isLooseElse(path) ? [] : removeDirectives(draft.text, node)))
  const others = [...draft.edits, ...renderItems(draft), ...directives]
  const edits = normalizeEdits([...others, ...tails.values(), ...starts.map(({ edit }) => edit)])
  const guardedTails = [...tails].map(([statement, edit]) =>
    goesOn(draft, statement, edit.end, edits) ? { ...edit, text: ';' } : edit,
  )
  const ends = new Set([...tails.values()].map(({ end }) => end))
  const guardedStarts = starts.map(({ edit, statement }) =>
    joinsLines(draft, statement, edits, ends) || promotesDirective(draft, statement)
      ? { ...edit, text: `;${edit.text}` }
      : edit,
  )
  return spreadTight(normalizeEdits([...others, ...guardedTails, ...guardedStarts]))
}

// --- statements ---

function renderRemoval(draft: Draft, path: Path): { edit: Edit; statement: Path } {
  const { start } = nodeOf(path)
  const end = endOf(draft, path)
  if (leavesCommentAlone(draft, path)) {
    const line = /[ \t]*(?:\r?\n)?/y
    line.lastIndex = end
    line.test(draft.text)
    return { edit: { start, end: line.lastIndex, text: '', tight: true }, statement: path }
  }
  return { edit: { start, end, text: statementList(path[path.length - 2]!) ? '' : ';' }, statement: path }
}

/**
 * Whether an empty line in place of a statement would part the comment at the top of the file from what follows. TypeScript
 * prints such a comment even where the statement behind it is a type, or an import that it drops.
 */
function leavesCommentAlone({ text, program, removed }: Draft, path: Path): boolean {
  if (path.length > 2) return false
  const list = program.body as readonly Node[]
  const before = list.slice(0, list.indexOf(nodeOf(path)))
  return (
    before.every((statement) => removed.has(statement)) &&
    /(?:\*\/|\/\/[^\n]*)[ \t]*\r?\n[ \t]*$/.test(text.slice(0, list[0]!.start))
  )
}

function renderElse(node: Node, path: Path): [statement: Node, edit: Edit] {
  const statement = path[path.length - 2]!
  return [statement, { start: statement.consequent.end, end: node.end, text: '' }]
}

function isLooseElse(path: Path): boolean {
  const parent = path[path.length - 2]!
  return parent.type === 'IfStatement' && parent.alternate === nodeOf(path) && standsInList(parent, path.slice(0, -1))
}

/** `else tele…` may go with its `else` only where no outer `if` could catch an `else` that follows. */
function standsInList(node: Node, path: Path): boolean {
  const parent = path[path.length - 2]!
  if (statementList(parent)) return true
  return parent.type === 'IfStatement' && parent.alternate === node && standsInList(parent, path.slice(0, -1))
}

/**
 * A token that continues a statement although a new line begins: https://tc39.es/ecma262/#sec-automatic-semicolon-insertion
 */
const CONTINUES = /[([`+\-/<]/

/**
 * Whether the code before a statement relied on it to end: `let a = 1⏎tele('x')⏎[3].map(f)` must not become
 * `let a = 1⏎⏎[3].map(f)`. Of several removed statements in a row the first one leaves the semicolon.
 */
function joinsLines(draft: Draft, path: Path, edits: readonly Edit[], ends: ReadonlySet<number>): boolean {
  const list = statementList(path[path.length - 2]!)
  const before = list?.[list.indexOf(nodeOf(path)) - 1]
  if (!before || draft.removed.has(before) || ends.has(before.end)) return false
  return goesOn(draft, before, nodeOf(path).start, edits)
}

/** Whether the code from an offset on would be read as part of the statement before it. */
function goesOn(draft: Draft, before: Node, from: number, edits: readonly Edit[]): boolean {
  if (!endsOpen(draft, before)) return false
  const next = nextToken(draft.text, from, edits)[0] ?? ''
  // A block is none in the language; TypeScript reads `(a)⏎{ … }` as a function without its arrow, and a block behind
  // `declare function f(): void` as a body.
  if (next === '{') return before.type === 'TSDeclareFunction' || endsLikeParameters(draft, before)
  return CONTINUES.test(next)
}

/** What follows an offset, as the edits leave it: a few characters from the start of the next token on. */
export function nextToken(text: string, from: number, edits: readonly Edit[]): string {
  let offset = from
  while (offset < text.length) {
    const before = findEditBefore(edits, offset)
    const edit = before && offset < before.end ? before : undefined
    if (edit?.text && edit.start === offset) return edit.text
    const after = edit ? edit.end : skipTrivia(text, offset)
    if (after === offset) return text.slice(offset, offset + 12)
    offset = after
  }
  return ''
}

/** Whether the last thing in a node could be parameters: `(a)`, `({ a })`, `async(a)`; the list of a call is not. */
function endsLikeParameters(draft: Draft, node: Node): boolean {
  const inner = effectiveNode(draft, node)
  if (draft.parenthesized.has(node)) return readsAsParameters(inner)
  if (node.type === 'ParenthesizedExpression') return readsAsParameters(effectiveNode(draft, node.expression))
  if (inner !== node) return endsLikeParameters(draft, inner)
  if (node.type === 'CallExpression') return node.callee.name === 'async'
  // TypeScript looks for a function where one may stand, which is not behind an operator.
  if (/^(?:Logical|Binary|Unary|Await)Expression$/.test(node.type)) return false
  const last = childrenOf(node).at(-1)
  return last?.end === node.end && endsLikeParameters(draft, last)
}

function readsAsParameters(node: Node): boolean {
  if (node.type === 'AssignmentExpression') return node.operator === '='
  if (node.type === 'SequenceExpression') return node.expressions.every(readsAsParameters)
  return /^(?:Identifier|This|Object|Array)(?:Expression)?$/.test(node.type)
}

const OPEN_ENDED = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
  'DebuggerStatement',
  'ImportDeclaration',
  'ExportAllDeclaration',
  'TSTypeAliasDeclaration',
  'TSImportEqualsDeclaration',
  'TSExportAssignment',
  'TSNamespaceExportDeclaration',
  'TSDeclareFunction',
])

/** Whether a statement ends without a `;` or `}` of its own, so that the next token could continue it. */
function endsOpen(draft: Draft, original: Node): boolean {
  const statement = effectiveNode(draft, original)
  if (draft.removed.has(statement) || draft.blocks.has(statement)) return false
  if (OPEN_ENDED.has(statement.type)) return draft.text[statement.end - 1] !== ';'
  switch (statement.type) {
    case 'IfStatement':
      return endsOpen(draft, lastBranch(draft, statement))
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'WithStatement':
    case 'LabeledStatement':
      return endsOpen(draft, statement.body)
    case 'TSModuleDeclaration':
      return !statement.body && draft.text[statement.end - 1] !== ';'
    case 'ExportNamedDeclaration':
      return statement.declaration ? endsOpen(draft, statement.declaration) : draft.text[statement.end - 1] !== ';'
    case 'ExportDefaultDeclaration':
      return !/^(Function|Class|TSInterface)/.test(statement.declaration.type) && draft.text[statement.end - 1] !== ';'
    default:
      return false
  }
}

function lastBranch(draft: Draft, { consequent, alternate }: Node): Node {
  return alternate && !draft.removed.has(alternate) ? alternate : consequent
}

/** `import …; 'use strict'`: with the import gone, the string would become a directive. So would a branch that is kept. */
function promotesDirective(draft: Draft, path: Path): boolean {
  const parent = path[path.length - 2]!
  const owner = path[path.length - 3]
  const body = parent.type === 'Program' || (parent.type === 'BlockStatement' && owner && /Function/.test(owner.type))
  if (!body) return false
  const list = statementList(parent)!
  const index = list.indexOf(nodeOf(path))
  if (list.slice(0, index).some((before) => !before.directive)) return false
  const remaining = list.slice(index).find((statement) => !draft.removed.has(statement))
  const next = remaining && effectiveNode(draft, remaining)
  if (next?.type !== 'ExpressionStatement' || next.directive) return false
  const { value } = unwrap(effectiveNode(draft, next.expression))
  // A module is strict already; a hand leaves the line that the program began with.
  if (value === 'use strict' && list.some(({ type }) => type === 'ImportDeclaration')) return false
  return typeof value === 'string'
}

// --- items of lists ---

/** Takes single items out: `const a = 1, span = tele('x')`. */
function renderItems(draft: Draft): Edit[] {
  const lists = new Map<Node, readonly Node[]>()
  for (const [node, path] of draft.removed) {
    const field = LISTS.get(node.type)
    if (field) lists.set(path[path.length - 2]!, path[path.length - 2]![field])
  }
  return [...lists].flatMap(([{ kind }, items]) => {
    const kept = items.filter((item) => !draft.removed.has(item))
    // `using` is a keyword only on the line of the first name.
    const tight = /using/.test(kind)
    return kept.length > 0 ? removeFromList(items, kept).map((edit) => ({ ...edit, tight })) : []
  })
}
