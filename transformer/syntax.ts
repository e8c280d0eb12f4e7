/** The parser's tree, as far as we look at it, and the questions that every stage asks of a node. */

/**
 * An ESTree node with TypeScript's additions, as oxc prints it. Fields are loose on purpose: the exact union has some
 * 180 members, and every access here stands behind a test of `type`.
 */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly [field: string]: any
}

/** A node with all its ancestors, outermost first, the node itself last. */
export type Path = readonly Node[]

/** The last node of a path. */
export function nodeOf(path: Path): Node {
  return path[path.length - 1]!
}

/** The path of the parent. */
export function parentOf(path: Path): Path {
  return path.slice(0, -1)
}

const WRAPPERS = new Set([
  'ParenthesizedExpression',
  'TSNonNullExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])

/** Goes down through parentheses and type-only wrappers to the expression that has a value. */
export function unwrap(node: Node): Node {
  let inner = node
  while (WRAPPERS.has(inner.type)) inner = inner.expression
  return inner
}

/** Goes up through parentheses and type-only wrappers while the node is all they hold. */
export function climbWrappers(path: Path): Path {
  let length = path.length
  while (length > 1 && WRAPPERS.has(path[length - 2]!.type)) length--
  return path.slice(0, length)
}

/** Like `climbWrappers`, and through the `ChainExpression` that closes an optional chain. */
export function climbChain(path: Path): Path {
  const wrapped = climbWrappers(path)
  return wrapped[wrapped.length - 2]?.type === 'ChainExpression' ? climbChain(wrapped.slice(0, -1)) : wrapped
}

/** Whether something is put into the place that the expression names, or it is deleted: there is more to it than its value. */
export function isTarget(path: Path): boolean {
  const value = climbChain(path)
  const node = nodeOf(value)
  const parent = nodeOf(parentOf(value))
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === node
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'Property':
      return parent.value === node && value[value.length - 3]?.type === 'ObjectPattern'
    default:
      return /^(UpdateExpression|ArrayPattern|RestElement)$/.test(parent.type)
  }
}

/** The name of a member access when it is written out: `a.b`, `a['b']`, and `[Symbol.dispose]` for the well-known one. */
export function memberName(member: Node): string | undefined {
  if (!member.computed) return member.property.type === 'Identifier' ? member.property.name : undefined
  const property = unwrap(member.property)
  if (property.type === 'MemberExpression' && isSymbolDispose(property)) return 'Symbol.dispose'
  return stringValue(property)
}

function isSymbolDispose(member: Node): boolean {
  return member.object.type === 'Identifier' && member.object.name === 'Symbol' && memberName(member) === 'dispose'
}

/** The value of a string literal or of a template without holes. */
export function stringValue(expression: Node): string | undefined {
  const node = unwrap(expression)
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked ?? undefined
  return undefined
}

export function isFunction(node: Node): boolean {
  return (
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration'
  )
}

/** The parameters of a function, without the `this` that TypeScript lets it declare. */
export function parametersOf(fn: Node): readonly Node[] {
  return (fn.params as readonly Node[]).filter((parameter) => parameter.name !== 'this')
}

/** The first offset from `from` on that is neither white space nor in a comment. */
export function skipTrivia(text: string, from: number): number {
  const trivia = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/y
  trivia.lastIndex = from
  trivia.test(text)
  return trivia.lastIndex
}

/** The names that a pattern declares. */
export function boundNames(pattern: Node | null): readonly string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    case 'TSParameterProperty':
      return boundNames(pattern.parameter)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element: Node | null) => boundNames(element))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property: Node) => boundNames(property.value ?? property))
    default:
      return []
  }
}

/** `a.b.c` in a type or as the name of a namespace. */
export function qualifiedName(id: Node): string {
  return id.type === 'TSQualifiedName' ? `${qualifiedName(id.left)}.${id.right.name}` : String(id.name ?? id.value)
}

/** The statements of a node that holds a list of them, else nothing. */
export function statementList(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return node.body
    case 'SwitchCase':
      return node.consequent
    default:
      return undefined
  }
}

/** The function, module or static block that a node's `return` and `await` belong to. */
export function enclosingFunction(path: Path): Node {
  for (let index = path.length - 2; index >= 0; index--) {
    const node = path[index]!
    if (isFunction(node) || node.type === 'StaticBlock' || node.type === 'Program') return node
  }
  throw new Error('a path starts with its program')
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: { start: number; end: number }, inner: { start: number; end: number }): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}
