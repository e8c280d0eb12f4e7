import { type Bindings, resolveNames } from './bindings.ts'
import { isFunction, isTarget, type Node, nodeOf, type Path, parentOf, unwrap } from './syntax.ts'

/**
 * What can be said of a value by looking at the file: that it is a primitive (to convert or compare it calls nothing of the
 * program), a list, or a list of primitives. Types that are written down are believed.
 */
export type Kind = 'primitive' | 'list' | 'primitives'

/** What is known of the names of a program; each is looked up when it is first asked for. */
export interface Values {
  readonly program: Node
  readonly names: Map<string, NameTable>
  readonly known: Map<Node, Kind | undefined>
  /** Says it of an expression by its range, where there is a compiler to ask. */
  readonly kindAt: KindAt | undefined
  /** How many questions have led to the one that is asked. */
  depth: number
}

/**
 * What a compiler with types says of an expression: of what it infers, as much as of what is written. `isFixed`: of a name that
 * nothing else is put into.
 */
export type KindAt = (start: number, end: number, isFixed: boolean) => Kind | undefined

/** What is deeper is not looked into: generated code is, and the call stack ends somewhere. */
export const MAX_DEPTH = 200

export function createValues(program: Node, kindAt?: KindAt): Values {
  return { program, names: new Map(), known: new Map(), kindAt, depth: 0 }
}

/** Says what kind of value an expression has, when it has one that is listed. */
export function kindOf(expression: Node, values: Values): Kind | undefined {
  if (values.depth > MAX_DEPTH) return undefined
  const node = unwrap(expression)
  values.depth++
  const kind = findKind(node, values)
  values.depth--
  return kind ?? values.kindAt?.(node.start, node.end, isFixed(node, values))
}

function isFixed(node: Node, values: Values): boolean {
  const declaration = node.type === 'Identifier' ? declarationOf(node, values) : undefined
  if (!declaration) return false
  const name = nodeOf(declaration)
  const { writesOf, doubled } = tableOf(name.name, values)
  // What is imported may be changed where it is declared.
  const isImported = nodeOf(parentOf(declaration)).type.startsWith('Import')
  return !isImported && !writesOf.has(name) && !doubled.has(name)
}

function findKind(node: Node, values: Values): Kind | undefined {
  switch (node.type) {
    case 'Literal':
      return node.regex ? undefined : 'primitive'
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'UpdateExpression':
      return 'primitive'
    case 'LogicalExpression':
      return kindOfBoth(node.left, node.right, values)
    case 'ConditionalExpression':
      return kindOfBoth(node.consequent, node.alternate, values)
    case 'ArrayExpression':
      return 'list'
    case 'MemberExpression':
      return kindOfMember(node, values)
    case 'CallExpression':
      return kindOfCall(node, values)
    case 'Identifier':
      return kindOfName(node, values)
    default:
      return undefined
  }
}

export function isPrimitive(node: Node, values: Values): boolean {
  return kindOf(node, values) === 'primitive'
}

function kindOfBoth(one: Node, other: Node, values: Values): Kind | undefined {
  const kind = kindOf(one, values)
  return kindOf(other, values) === kind ? kind : undefined
}

function kindOfMember({ object, property, computed }: Node, values: Values): Kind | undefined {
  const kind = kindOf(object, values)
  if (!computed) return kind && property.name === 'length' ? 'primitive' : undefined
  return kind === 'primitives' && isPrimitive(property, values) ? 'primitive' : undefined
}

function kindOfCall({ callee }: Node, values: Values): Kind | undefined {
  const name = unwrap(callee)
  if (name.type === 'MemberExpression') return globalName(name.object, values) === 'Math' ? 'primitive' : undefined
  const returnType = findFunction(name, values)?.returnType
  return returnType ? kindOfType(returnType.typeAnnotation) : undefined
}

function kindOfName(identifier: Node, values: Values): Kind | undefined {
  const declaration = declarationOf(identifier, values)
  if (!declaration) return /^(?:undefined|NaN|Infinity)$/.test(identifier.name) ? 'primitive' : undefined
  const name = nodeOf(declaration)
  const { known } = values
  if (known.has(name)) return known.get(name)
  const kind = declaredKind(declaration, values)
  // What is put into it later may depend on what it is: if all of that keeps the kind, it is kept.
  const size = known.size
  known.set(name, kind)
  const writes = tableOf(name.name, values).writesOf.get(name) ?? []
  if (isTyped(name) || (kind !== undefined && writes.every((path) => kindOfWrite(path, values) === kind))) return kind
  // It was not, and neither is what was said of others meanwhile.
  for (const other of [...known.keys()].slice(size)) known.delete(other)
  known.set(name, undefined)
  return undefined
}

function declaredKind(path: Path, values: Values): Kind | undefined {
  const name = nodeOf(path)
  const parent = nodeOf(parentOf(path))
  if (tableOf(name.name, values).doubled.has(name)) return undefined
  if (isTyped(name)) return name.optional ? undefined : kindOfType(name.typeAnnotation.typeAnnotation)
  if (parent.type !== 'VariableDeclarator' || parent.id !== name) return undefined
  // Something else may be put into a list that nobody has written a type for.
  if (parent.init) return kindOf(parent.init, values) === 'primitives' ? 'list' : kindOf(parent.init, values)
  const loop = path.at(-4)
  return loop?.type === 'ForOfStatement' && kindOf(loop.right, values) === 'primitives' ? 'primitive' : undefined
}

function kindOfWrite(path: Path, values: Values): Kind | undefined {
  const parent = nodeOf(parentOf(path))
  if (parent.type === 'UpdateExpression') return 'primitive'
  if (parent.type !== 'AssignmentExpression') return undefined
  return /^(?:&&|\|\||\?\?)?=$/.test(parent.operator) ? kindOf(parent.right, values) : 'primitive'
}

// --- types ---

function isTyped(name: Node): boolean {
  return name.typeAnnotation != null
}

const PRIMITIVE_TYPE = /^TS(?:Number|String|Boolean|BigInt|Null|Undefined|Literal)(?:Keyword|Type)?$/

function kindOfType(type: Node): Kind | undefined {
  if (PRIMITIVE_TYPE.test(type.type)) return 'primitive'
  if (type.type === 'TSUnionType') {
    return type.types.every((one: Node) => kindOfType(one) === 'primitive') ? 'primitive' : undefined
  }
  const element = elementOf(type)
  return element && (kindOfType(element) === 'primitive' ? 'primitives' : 'list')
}

/** `T` of `T[]`, `readonly T[]`, `Array<T>`, `ReadonlyArray<T>`. */
function elementOf(type: Node): Node | undefined {
  if (type.type === 'TSArrayType') return type.elementType
  if (type.type === 'TSTypeOperator' && type.operator === 'readonly') return elementOf(type.typeAnnotation)
  const isList = type.type === 'TSTypeReference' && /^(?:Readonly)?Array$/.test(type.typeName.name ?? '')
  return isList ? type.typeArguments?.params[0] : undefined
}

// --- names ---

interface NameTable {
  readonly declarationOf: ReadonlyMap<Node, Path>
  readonly writesOf: ReadonlyMap<Node, readonly Path[]>
  /** Declarations of which there are several in one scope: `var`, and functions. */
  readonly doubled: ReadonlySet<Node>
}

/** Gives the path of the identifier that declares what an identifier refers to. */
export function declarationOf(identifier: Node, values: Values): Path | undefined {
  return tableOf(identifier.name, values).declarationOf.get(identifier)
}

/** The name of something that the file does not declare. */
export function globalName(node: Node, values: Values): string | undefined {
  const one = unwrap(node)
  return one.type === 'Identifier' && declarationOf(one, values) === undefined ? one.name : undefined
}

/** The function of this file that a name stands for, when nothing else is ever put into it. */
export function findFunction(callee: Node, values: Values): Node | undefined {
  const declaration = callee.type === 'Identifier' ? declarationOf(callee, values) : undefined
  if (!declaration) return undefined
  const name = nodeOf(declaration)
  const { writesOf, doubled } = tableOf(name.name, values)
  if (writesOf.has(name) || doubled.has(name)) return undefined
  const parent = nodeOf(parentOf(declaration))
  if (parent.type === 'FunctionDeclaration' && parent.id === name) return parent
  const value =
    parent.type === 'VariableDeclarator' && parent.id === name && parent.init ? unwrap(parent.init) : undefined
  return value && isFunction(value) ? value : undefined
}

function tableOf(name: string, { names, program }: Values): NameTable {
  const table = names.get(name) ?? tabulate(resolveNames(program, new Set([name])))
  names.set(name, table)
  return table
}

function tabulate({ references, declarations }: Bindings): NameTable {
  const paths = new Map(declarations.map(({ path }) => [nodeOf(path), path]))
  const found = references.filter(({ declaration, inType }) => declaration && !inType)
  const writes = new Map<Node, Path[]>()
  for (const { declaration, path } of found) {
    if (isTarget(path)) writes.set(declaration!, [...(writes.get(declaration!) ?? []), path])
  }
  const scopes = new Map<Node, number>()
  for (const { scope } of declarations) scopes.set(scope, (scopes.get(scope) ?? 0) + 1)
  return {
    declarationOf: new Map(found.map(({ path, declaration }) => [nodeOf(path), paths.get(declaration!)!])),
    writesOf: writes,
    doubled: new Set(declarations.filter(({ scope }) => scopes.get(scope)! > 1).map(({ path }) => nodeOf(path))),
  }
}
