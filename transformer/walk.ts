import { visitorKeys } from 'oxc-parser'
import { isFunction, type Node } from './syntax.ts'

/**
 * Visits a tree in source order. `enter` gets the node and the stack of its ancestors with the node on top; the stack is
 * reused, so a caller that keeps it must copy it. Returning `false`, and only that, skips the children.
 */
export function walk(root: Node, enter: (node: Node, stack: readonly Node[]) => unknown): void {
  const stack: Node[] = []
  visit(root)

  function visit(node: Node): void {
    stack.push(node)
    if (enter(node, stack) !== false) {
      for (const key of visitorKeys[node.type] ?? []) visitChild(node[key])
    }
    stack.pop()
  }

  function visitChild(child: Node | (Node | null)[] | null | undefined): void {
    if (!child) return
    if (!Array.isArray(child)) return visit(child)
    for (const item of child) if (item) visit(item)
  }
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
