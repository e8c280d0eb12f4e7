import { removeDirectives } from './annotations.ts'
import { type Edit, findEditBefore, normalizeEdits, spreadTight } from './edit.ts'
import { type Node, nodeOf, type Path, skipTrivia, statementList, unwrap } from './syntax.ts'

/**
 * A plan in the making. Uses are planned from the end of the file to its start, so that what is inside a callback is
 * decided before the callback itself; whether a removal needs a `;` depends on what stands before it, so that is
 * decided last, by `finishDraft`.
 */
export interface Draft {
  readonly text: string
  readonly program: Node
  readonly edits: Edit[]
  /** Statements, and items of lists in them (declarators, properties, export specifiers), that go away. */
  readonly removed: Map<Node, Path>
  /** Statements whose callback became a plain block: they end like a block. */
  readonly blocks: Set<Node>
  /** Expressions that become `void 0`. */
  readonly voided: Set<Node>
  /** Expressions and statements that gave way to one inside them. What stands there now has the form of the inner one. */
  readonly kept: Map<Node, Node>
  /** Of the kept expressions those that were put into parentheses. */
  readonly parenthesized: Set<Node>
  /** Bodies of callbacks whose statements moved into the list around them, with the names these declare. */
  readonly hoisted: Map<Node, readonly string[]>
  /** Declarations of imports that edits use anew. */
  readonly revived: Set<Node>
  /** Arrow functions whose body, a call, gave way to the block of its callback. */
  readonly bodies: Map<Node, Node>
  /** What became of each call. */
  readonly verdicts: Map<Node, Verdict>
  /** Edits that begin a statement of a list, by the path of that statement. */
  readonly heads: { readonly edit: Edit; readonly statement: Path }[]
  /** Edits that end a statement early, by that statement. */
  readonly tails: Map<Node, Edit>
}

/**
 * What becomes of a call: it goes with its statement, gives way to `void 0`, to the function it wraps, to the body of
 * its callback, or to a call of it.
 */
export type Verdict = 'removed' | 'void' | 'unwrapped' | 'inlined' | 'called'

export function createDraft(text: string, program: Node): Draft {
  return {
    text,
    program,
    edits: [],
    removed: new Map(),
    blocks: new Set(),
    voided: new Set(),
    kept: new Map(),
    parenthesized: new Set(),
    hoisted: new Map(),
    revived: new Set(),
    bodies: new Map(),
    verdicts: new Map(),
    heads: [],
    tails: new Map(),
  }
}

/** Marks a statement as removed. */
export function removeStatement(draft: Draft, statement: Path): void {
  draft.removed.set(nodeOf(statement), statement)
}

/** What stands in a node's place once the edits inside it are made. */
export function effectiveNode(draft: Draft, node: Node): Node {
  const inner = draft.kept.get(node)
  return inner ? effectiveNode(draft, inner) : node
}

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

/**
 * The end of a statement of a list, without a `;` that stands at the start of the next one's line: where nobody writes
 * semicolons, it is there for that one, and goes when that one goes.
 */
export function endOf(draft: Draft, path: Path): number {
  const { end } = nodeOf(path)
  const list = statementList(path[path.length - 2]!)
  const next = list?.[list.indexOf(nodeOf(path)) + 1]
  if (draft.text[end - 1] !== ';' || !next || draft.removed.has(next)) return end
  const before = draft.text.slice(0, end - 1).trimEnd().length
  const startsLine = /[\n\r]/.test(draft.text.slice(before, end)) && !/[\n\r]/.test(draft.text.slice(end, next.start))
  return startsLine ? before : end
}

/** Whether every statement that does something is gone. */
export function remainingStatements(draft: Draft, statements: readonly Node[]): Node[] {
  return statements.filter((statement) => statement.type !== 'EmptyStatement' && !draft.removed.has(statement))
}

// --- statements ---

function renderRemoval(draft: Draft, path: Path): { edit: Edit; statement: Path } {
  const { start } = nodeOf(path)
  const end = endOf(draft, path)
  return { edit: { start, end, text: statementList(path[path.length - 2]!) ? '' : ';' }, statement: path }
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
 * A block is none in the language; TypeScript reads `(a)⏎{ … }` as a function without its arrow, and a block behind
 * `declare function f(): void` as a body.
 */
const CONTINUES = /[([{`+\-/<]/

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
  return CONTINUES.test(nextToken(draft.text, from, edits)[0] ?? '')
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
  return typeof unwrap(effectiveNode(draft, next.expression)).value === 'string'
}

// --- items of lists ---

/** What may be taken out of a list of others, and the field of the parent that has the list. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['VariableDeclarator', 'declarations'],
  ['ExportSpecifier', 'specifiers'],
  ['Property', 'properties'],
])

/** Marks an item of a list as removed. What loses all its items goes as a whole. */
export function removeItem(draft: Draft, path: Path): void {
  const item = nodeOf(path)
  const parent = path[path.length - 2]!
  draft.removed.set(item, path)
  const items: readonly Node[] = parent[LISTS.get(item.type)!]
  if (!items.every((one) => draft.removed.has(one))) return
  // A pattern is all that its declarator is for.
  if (item.type === 'Property') removeItem(draft, path.slice(0, -2))
  else removeStatement(draft, path.slice(0, -1))
}

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

/** Edits that take items out of a comma-separated list of which at least one item stays. */
export function removeFromList(items: readonly Node[], kept: readonly Node[]): Edit[] {
  const last = kept.at(-1)!
  return items
    .filter((item) => !kept.includes(item))
    .map((item) => {
      const next = items[items.indexOf(item) + 1]
      return next && item.start < last.start
        ? { start: item.start, end: next.start, text: '' }
        : { start: items[items.indexOf(item) - 1]!.end, end: item.end, text: '' }
    })
}
