import { parseSync } from 'oxc-parser'

/** The corpus reads programs by itself: a mistake of the transformer's reading would otherwise hide itself here. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  // biome-ignore lint/suspicious/noExplicitAny: the exact union has some 180 members
  readonly [field: string]: any
}

/** Parses a plain program; `undefined` where the parser finds a fault, as in files that are made to be wrong. */
export function parseProgram(path: string, text: string): Node | undefined {
  const lang = path.endsWith('x') ? 'tsx' : 'ts'
  const { program, errors } = parseSync(path, text, { lang, sourceType: 'module', astType: 'ts' })
  return errors.length > 0 ? undefined : (program as unknown as Node)
}

/** The nodes in a node, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  const found: Node[] = []
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  return found.sort((a, b) => a.start - b.start)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Whether a node, functions in it not included, has a node that answers. */
export function hasOwn(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => !isFunction(child) && hasOwn(child, test))
}

/** Whether a node has one that answers, however deep. */
export function hasDeep(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => hasDeep(child, test))
}

export function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** The names that a statement declares for its list. */
export function declaredNames(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return (node.declarations as Node[]).flatMap(({ id }) => boundNames(id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id ? [node.id.name] : []
    default:
      return []
  }
}

/** The names that a pattern or a parameter binds, without those that it only mentions. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return (pattern.properties as Node[]).flatMap((one) => boundNames(one.type === 'RestElement' ? one : one.value))
    case 'ArrayPattern':
      return (pattern.elements as (Node | null)[]).flatMap((one) => (one ? boundNames(one) : []))
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    default:
      return []
  }
}
