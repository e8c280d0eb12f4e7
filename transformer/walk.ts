import { visitorKeys } from 'oxc-parser'
import { isFunction, type Node, type Path } from './syntax.ts'

/**
 * Visits a tree in source order. `enter` gets the node and the stack of its ancestors with the node on top; the stack is
 * reused, so a caller that keeps it must copy it. Returning `false`, and only that, skips the children.
 */
export function walk(root: Node, enter: (node: Node, stack: readonly Node[]) => unknown): void {
  const stack: Node[] = []
  // What is still to be visited, the next one last; `undefined` ends the node on top of the stack. A list and no
  // recursion, for generated programs nest deeper than the call stack.
  const pending: (Node | undefined)[] = [root]
  while (pending.length > 0) {
    const node = pending.pop()
    if (!node) stack.pop()
    else {
      stack.push(node)
      if (enter(node, stack) === false) stack.pop()
      else {
        pending.push(undefined)
        pushChildren(node, pending)
      }
    }
  }
}

/** Adds the children of a node, the last one first. */
function pushChildren(node: Node, list: (Node | undefined)[]): void {
  const keys = visitorKeys[node.type]
  if (!keys) return
  for (let index = keys.length - 1; index >= 0; index--) {
    const child: Node | readonly (Node | null)[] | null | undefined = node[keys[index]!]
    if (!child) continue
    if (!Array.isArray(child)) list.push(child as Node)
    else {
      for (let at = child.length - 1; at >= 0; at--) {
        const item = child[at]
        if (item) list.push(item)
      }
    }
  }
}

/** The children of a node in source order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  pushChildren(node, children)
  return children.reverse()
}

/** Visits what belongs to a function body itself: nested functions and class members are seen but not entered. */
export function walkOwn(root: Node, enter: (node: Node) => void): void {
  walk(root, (node) => {
    enter(node)
    const ownBody = isFunction(node) || node.type === 'PropertyDefinition' || node.type === 'StaticBlock'
    return node === root || !ownBody
  })
}

/** Whether some node of a function body itself, nested functions aside, passes the test. */
export function someOwn(root: Node, test: (node: Node) => boolean): boolean {
  let found = false
  walkOwn(root, (node) => {
    found ||= test(node)
  })
  return found
}

// --- the whole program ---

/** What is asked of a whole program again and again, so that it is walked once. Nodes are numbered as they are met. */
interface Index {
  readonly nodes: readonly Node[]
  /** The number of each node's parent. */
  readonly parents: readonly number[]
  /** Identifiers by name. */
  readonly identifiers: ReadonlyMap<string, readonly number[]>
  /** `import()` and the right side of `import x = require()`. */
  readonly loads: readonly number[]
}

/** The last program that was asked about: files come one after another. A `WeakMap` of trees costs more than the walk. */
let last: { readonly program: Node; readonly index: Index } | undefined

function indexOf(program: Node): Index {
  if (last?.program === program) return last.index
  const index = createIndex(program)
  if (program.type === 'Program') last = { program, index }
  return index
}

function createIndex(program: Node): Index {
  const nodes: Node[] = []
  const parents: number[] = []
  const identifiers = new Map<string, number[]>()
  const loads: number[] = []
  const pending: Node[] = [program]
  const pendingParents: number[] = [-1]
  while (pending.length > 0) {
    const node = pending.pop()!
    const number = nodes.push(node) - 1
    parents.push(pendingParents.pop()!)
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') {
      const known = identifiers.get(node.name)
      if (known) known.push(number)
      else identifiers.set(node.name, [number])
    } else if (node.type === 'ImportExpression' || node.type === 'TSExternalModuleReference') loads.push(number)
    pushChildren(node, pending as (Node | undefined)[])
    while (pendingParents.length < pending.length) pendingParents.push(number)
  }
  return { nodes, parents, identifiers, loads }
}

/** The paths of all identifiers of a program that are spelled so, in source order. */
export function findIdentifiers(program: Node, name: string): readonly Path[] {
  const index = indexOf(program)
  return (index.identifiers.get(name) ?? []).map((number) => pathTo(number, index))
}

/** The paths of `import()`, of the right side of `import x = require()`, and of calls of a `require`. */
export function findLoadNodes(program: Node): readonly Path[] {
  const index = indexOf(program)
  const required = findIdentifiers(program, 'require').map((path) => path.slice(0, -1))
  const calls = required.filter((path) => path.at(-1)?.type === 'CallExpression')
  return [...index.loads.map((number) => pathTo(number, index)), ...calls]
}

function pathTo(end: number, { nodes, parents }: Index): Path {
  const path: Node[] = []
  for (let number = end; number !== -1; number = parents[number]!) path.push(nodes[number]!)
  return path.reverse()
}

/** How often a name is spelled within a range of a program, whatever it means there. */
export function countNames(program: Node, name: string, range: { start: number; end: number }): number {
  const { identifiers, nodes } = indexOf(program)
  const starts = (identifiers.get(name) ?? []).map((number) => nodes[number]!.start)
  return starts.filter((start) => range.start <= start && start < range.end).length
}

/** The names of all identifiers in a tree: of a pattern, those it declares and those that its defaults mention. */
export function namesIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>()
  walk(root, (node) => {
    if (node.type === 'Identifier') names.add(node.name)
  })
  return names
}
