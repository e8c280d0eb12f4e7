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

/** What is asked of a whole program again and again, so that it is walked once. */
interface Index {
  readonly parents: ReadonlyMap<Node, Node>
  /** Identifiers by name, in source order. */
  readonly identifiers: ReadonlyMap<string, readonly Node[]>
  /** `import()` and the right side of `import x = require()`. */
  readonly loads: readonly Node[]
}

const indexes = new WeakMap<Node, Index>()

function indexOf(program: Node): Index {
  let index = indexes.get(program)
  if (!index) {
    index = createIndex(program)
    indexes.set(program, index)
  }
  return index
}

function createIndex(program: Node): Index {
  const parents = new Map<Node, Node>()
  const identifiers = new Map<string, Node[]>()
  const loads: Node[] = []
  const pending: Node[] = [program]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') {
      const known = identifiers.get(node.name)
      if (known) known.push(node)
      else identifiers.set(node.name, [node])
    } else if (node.type === 'ImportExpression' || node.type === 'TSExternalModuleReference') loads.push(node)
    const from = pending.length
    pushChildren(node, pending as (Node | undefined)[])
    for (let at = from; at < pending.length; at++) parents.set(pending[at]!, node)
  }
  return { parents, identifiers, loads }
}

/** The paths of all identifiers of a program that are spelled so. */
export function findIdentifiers(program: Node, name: string): readonly Path[] {
  const index = indexOf(program)
  return (index.identifiers.get(name) ?? []).map((identifier) => pathTo(identifier, index))
}

/** The paths of `import()`, of the right side of `import x = require()`, and of calls of a `require`. */
export function findLoadNodes(program: Node): readonly Path[] {
  const index = indexOf(program)
  const required = findIdentifiers(program, 'require').map((path) => path.slice(0, -1))
  const calls = required.filter((path) => path.at(-1)?.type === 'CallExpression')
  return [...index.loads.map((node) => pathTo(node, index)), ...calls]
}

function pathTo(end: Node, { parents }: Index): Path {
  const path = [end]
  for (let node = parents.get(end); node; node = parents.get(node)) path.push(node)
  return path.reverse()
}

/** How often a name is spelled within a range of a program, whatever it means there. */
export function countNames(program: Node, name: string, range: { start: number; end: number }): number {
  const found = indexOf(program).identifiers.get(name) ?? []
  return found.filter(({ start }) => range.start <= start && start < range.end).length
}

/** The names of all identifiers in a tree: of a pattern, those it declares and those that its defaults mention. */
export function namesIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>()
  walk(root, (node) => {
    if (node.type === 'Identifier') names.add(node.name)
  })
  return names
}
