import type { Edit } from './edit.ts'
import { type Node, nodeOf, type Path, statementList } from './syntax.ts'

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

// --- items of lists ---

/** What may be taken out of a list of others, and the field of the parent that has the list. */
export const LISTS: ReadonlyMap<string, string> = new Map([
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
