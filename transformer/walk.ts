import { visitorKeys } from 'oxc-parser'
import { isFunction, type Node } from './syntax.ts'

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
      else pending.push(undefined, ...childrenOf(node).reverse())
    }
  }
}

/** The children of a node in source order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const key of visitorKeys[node.type] ?? []) {
    const child: Node | (Node | null)[] | null | undefined = node[key]
    if (!Array.isArray(child)) {
      if (child) children.push(child)
    } else for (const item of child) if (item) children.push(item)
  }
  return children
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

const occurrences = new WeakMap<Node, ReadonlyMap<string, readonly number[]>>()

/** How often a name is spelled within a range of a program, whatever it means there. The program is read once. */
export function countNames(program: Node, name: string, range: { start: number; end: number }): number {
  let places = occurrences.get(program)
  if (!places) {
    places = listNames(program)
    occurrences.set(program, places)
  }
  return (places.get(name) ?? []).filter((start) => range.start <= start && start < range.end).length
}

function listNames(program: Node): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  walk(program, ({ type, name, start }) => {
    if (type !== 'Identifier' && type !== 'JSXIdentifier') return
    const known = places.get(name)
    if (known) known.push(start)
    else places.set(name, [start])
  })
  return places
}

/** The names of all identifiers in a tree: of a pattern, those it declares and those that its defaults mention. */
export function namesIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>()
  walk(root, (node) => {
    if (node.type === 'Identifier') names.add(node.name)
  })
  return names
}
