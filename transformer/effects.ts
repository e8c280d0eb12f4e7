import { boundNames, isFunction, type Node } from './syntax.ts'
import { walk } from './walk.ts'

/**
 * Looks for what a reader would see happen when an argument is evaluated. Calls and `new` are allowed, as in Rust's
 * `tracing`; a write is not, and neither is `await` or `yield`, which hand control to others.
 */
export function findEffect(argument: Node): { node: Node; what: string } | undefined {
  let found: { node: Node; what: string } | undefined
  walk(argument, (node) => {
    if (found) return false
    if (isFunction(node)) {
      found = findOuterWrite(node)
      return false
    }
    const what = effectOf(node)
    if (what) found = { node, what }
    return undefined
  })
  return found
}

function effectOf(node: Node): string | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return 'an assignment'
    case 'UpdateExpression':
      return `'${node.operator}'`
    case 'UnaryExpression':
      return node.operator === 'delete' ? "'delete'" : undefined
    case 'AwaitExpression':
      return "'await'"
    case 'YieldExpression':
      return "'yield'"
    default:
      return undefined
  }
}

/** A function in an argument may write to its own variables, but not to those around it. */
function findOuterWrite(root: Node): { node: Node; what: string } | undefined {
  const own = new Set<string>()
  const writes: { target: Node; node: Node; what: string }[] = []
  walk(root, (node) => {
    for (const name of declaredPatterns(node).flatMap(boundNames)) own.add(name)
    if (node.type === 'AssignmentExpression') writes.push({ target: node.left, node, what: 'an assignment' })
    if (node.type === 'UpdateExpression') writes.push({ target: node.argument, node, what: `'${node.operator}'` })
  })
  return writes.find(({ target }) => target.type === 'Identifier' && !own.has(target.name))
}

function declaredPatterns(node: Node): readonly Node[] {
  if (isFunction(node)) return node.params
  if (node.type === 'VariableDeclarator') return [node.id]
  return node.type === 'CatchClause' && node.param ? [node.param] : []
}
