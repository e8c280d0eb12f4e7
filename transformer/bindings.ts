import { boundNames, isFunction, type Node, nodeOf, type Path, qualifiedName } from './syntax.ts'
import { findIdentifiers } from './walk.ts'

/** Which identifiers mean a given binding. We resolve only the few names we ask about, of all that are spelled so. */

/** An identifier that refers to a value, and the declaration that it finds. */
export interface Reference {
  readonly name: string
  readonly path: Path
  /** The declaring identifier, or `undefined` for a global. */
  readonly declaration: Node | undefined
  /** Whether it stands only in a type: `typeof x`, `x.Y` as a type. */
  readonly inType: boolean
}

/** A declaring identifier with its path. */
export interface Declaration {
  readonly name: string
  readonly path: Path
  /** The node whose body the name is visible in. */
  readonly scope: Node
}

export interface Bindings {
  readonly references: readonly Reference[]
  readonly declarations: readonly Declaration[]
}

/** Finds every declaration of the names and every reference to them. */
export function resolveNames(program: Node, names: ReadonlySet<string>): Bindings {
  const declarations: Declaration[] = []
  const found: { name: string; path: Path; inType: boolean }[] = []
  for (const name of names) {
    for (const path of findIdentifiers(program, name)) {
      const role = classify(path)
      if (role === 'declaration') declarations.push({ name, path, scope: scopeOf(path) })
      else if (role !== 'none') found.push({ name, path, inType: role === 'type' })
    }
  }
  const tables = tabulate(declarations)
  return {
    declarations,
    references: found.map((one) => ({ ...one, declaration: lookUp(one.path, tables.get(one.name)) })),
  }
}

/** Declarations of one name by the scope they are visible in. */
interface Table {
  readonly scopes: Map<Node, Node>
  /** What namespaces and enums export, by `mergeKey`: every block of the same name sees it. */
  readonly merged: Map<string, Node>
}

function tabulate(declarations: readonly Declaration[]): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>()
  // A function expression's own name gives way to a parameter or a variable of the same name.
  const ownNames = declarations.filter(isOwnName)
  for (const { name, path, scope } of [...declarations.filter((one) => !isOwnName(one)), ...ownNames]) {
    const table = tables.get(name) ?? { scopes: new Map(), merged: new Map() }
    if (!table.scopes.has(scope)) table.scopes.set(scope, nodeOf(path))
    const index = path.indexOf(scope)
    const exported = scope.type === 'TSEnumDeclaration' || path[index + 1]!.type === 'ExportNamedDeclaration'
    if (exported && MERGED.has(scope.type)) table.merged.set(mergeKey(path, index), nodeOf(path))
    tables.set(name, table)
  }
  return tables
}

function isOwnName({ path }: Declaration): boolean {
  const parent = path[path.length - 2]!
  return parent.type === 'FunctionExpression' && parent.id === nodeOf(path)
}

function lookUp(path: Path, table: Table | undefined): Node | undefined {
  for (let index = path.length - 2; table && index >= 0; index--) {
    const scope = path[index]!
    // What a `switch` asks for is outside of its block.
    if (scope.type === 'SwitchStatement' && scope.discriminant === path[index + 1]) continue
    const isMerged = table.merged.size > 0 && MERGED.has(scope.type)
    const here = table.scopes.get(scope) ?? (isMerged ? table.merged.get(mergeKey(path, index)) : undefined)
    if (here) return here
  }
  return undefined
}

/** Scopes of which several with one name are one. */
const MERGED = new Set(['TSModuleBlock', 'TSEnumDeclaration'])

/** The name of a namespace or enum with the namespaces around it, and the place where that is declared. */
function mergeKey(path: Path, index: number): string {
  const names: string[] = []
  let at = index
  for (; at > 0 && /^(TSModule|TSEnum|Export)/.test(path[at]!.type); at--) {
    const { type, id } = path[at]!
    if (type === 'TSModuleDeclaration' || type === 'TSEnumDeclaration') names.unshift(qualifiedName(id))
  }
  return `${path[at]!.start} ${path[at]!.type} ${names.join('.')}`
}

/** What an identifier is. `type`: it refers to a value, in a type only. `none`: it is not the name of a value. */
type Role = 'reference' | 'type' | 'declaration' | 'none'

/** Nodes whose `key` is a name of its own unless it is computed. */
const KEYED = new Set([
  'MethodDefinition',
  'PropertyDefinition',
  'AccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty',
])

/** Nodes whose `id` is declared; whatever else they hold refers. */
const NAMED = new Set([
  'ClassDeclaration',
  'ClassExpression',
  'TSEnumDeclaration',
  'TSModuleDeclaration',
  'TSImportEqualsDeclaration',
  'TSEnumMember',
])

/** Nodes in which an identifier may be part of a pattern. */
const PATTERNED = new Set([
  'VariableDeclarator',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'CatchClause',
  'ArrayPattern',
  'AssignmentPattern',
  'RestElement',
  'TSParameterProperty',
])

/** Nodes in which an identifier is a label, an attribute or somebody else's name. */
const FOREIGN = new Set([
  'ExportAllDeclaration',
  'LabeledStatement',
  'BreakStatement',
  'ContinueStatement',
  'MetaProperty',
  'ImportAttribute',
  'JSXAttribute',
  'JSXNamespacedName',
])

/** What an identifier is, by its parent. Whatever is not listed is a reference: a doubt must not hide a use of ours. */
function classify(stack: readonly Node[]): Role {
  const node = stack[stack.length - 1]!
  const parent = stack[stack.length - 2]!
  const { type } = parent
  if (FOREIGN.has(type)) return 'none'
  if (PATTERNED.has(type)) return inPattern(stack)
  if (NAMED.has(type)) return parent.id === node ? 'declaration' : 'reference'
  if (KEYED.has(type)) return parent.key === node && !parent.computed ? 'none' : 'reference'
  switch (type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed ? 'none' : 'reference'
    case 'Property':
      return parent.key === node && !parent.computed ? 'none' : inPattern(stack)
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return parent.local === node ? 'declaration' : 'none'
    case 'ExportSpecifier':
      return parent.local === node ? classifyExported(parent, stack[stack.length - 3]!) : 'none'
    case 'TSDeclareFunction':
      return parent.id === node ? 'declaration' : 'none'
    case 'JSXOpeningElement':
    case 'JSXClosingElement':
      return /^[a-z]/.test(node.name) ? 'none' : 'reference'
    case 'JSXMemberExpression':
      return parent.object === node ? 'reference' : 'none'
    case 'TSQualifiedName':
      return classifyQualified(stack)
    default:
      return classifyInType(parent)
  }
}

function classifyExported(specifier: Node, statement: Node): Role {
  if (statement.source) return 'none'
  return statement.exportKind === 'type' || specifier.exportKind === 'type' ? 'type' : 'reference'
}

/** `a` of `a.b.c`: in a type, or what `import x = a.b.c` takes its value from. */
function classifyQualified(stack: readonly Node[]): Role {
  const index = stack.findLastIndex((node) => node.type !== 'TSQualifiedName' && node.type !== 'Identifier')
  const first = stack[stack.length - 2]!.left === stack[stack.length - 1]
  if (!first) return 'none'
  return stack[index]!.type === 'TSImportEqualsDeclaration' ? 'reference' : 'type'
}

/** TypeScript's own nodes: references to values in types, and names that live in the type space only. */
function classifyInType(parent: Node): Role {
  switch (parent.type) {
    case 'TSTypeQuery':
    case 'TSTypeReference':
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
    case 'TSImportType':
      return 'type'
    case 'TSExportAssignment':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return 'reference'
    default:
      return parent.type.startsWith('TS') ? 'none' : 'reference'
  }
}

/** Climbs a destructuring pattern to the declaration or assignment that it is part of. */
function inPattern(stack: readonly Node[]): Role {
  for (let index = stack.length - 1; index > 0; index--) {
    const node = stack[index]!
    const parent = stack[index - 1]!
    switch (parent.type) {
      case 'VariableDeclarator':
        return parent.id === node ? 'declaration' : 'reference'
      case 'CatchClause':
        return parent.param === node ? 'declaration' : 'reference'
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return parent.params.includes(node) || parent.id === node ? 'declaration' : 'reference'
      case 'AssignmentPattern':
        if (parent.right === node) return 'reference'
        break
      case 'Property':
        if (parent.key === node && parent.value !== node) return 'reference'
        break
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
      case 'TSParameterProperty':
        break
      default:
        // A pattern in the type of a function names parameters of nothing.
        return parent.type.startsWith('TS') ? 'none' : 'reference'
    }
  }
  return 'reference'
}

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement'])
const BLOCKS = new Set(['BlockStatement', 'Program', 'StaticBlock', 'SwitchStatement', 'TSModuleBlock', ...LOOPS])

/** The node that a declared name is visible in. */
function scopeOf(path: Path): Node {
  const { index, declarer } = findDeclarer(path)
  switch (declarer.type) {
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
    case 'CatchClause':
      return declarer
    case 'FunctionDeclaration':
      return declarer.id === nodeOf(path) ? nearest(path, index, isBlockScope) : declarer
    case 'VariableDeclarator':
      return path[index - 1]!.kind === 'var' ? varScope(path, index) : nearest(path, index, isBlockScope)
    case 'TSEnumMember':
      return nearest(path, index, (node) => node.type === 'TSEnumDeclaration')
    default:
      return nearest(path, index, isBlockScope)
  }
}

/** A `var` is seen in the body of its function. The parameters' defaults do not see it, unless a parameter has its name. */
function varScope(path: Path, index: number): Node {
  const scope = nearest(path, index, isVarScope)
  const isParameter = (scope.params as Node[] | undefined)?.some((param) =>
    boundNames(param).includes(nodeOf(path).name),
  )
  return isFunction(scope) && !isParameter ? scope.body : scope
}

function findDeclarer(path: Path): { index: number; declarer: Node } {
  let index = path.length - 2
  while (/Pattern$|^Property$|^RestElement$|^TSParameterProperty$/.test(path[index]!.type)) index--
  return { index, declarer: path[index]! }
}

function nearest(path: Path, from: number, test: (node: Node) => boolean): Node {
  for (let index = from - 1; index > 0; index--) if (test(path[index]!)) return path[index]!
  return path[0]!
}

function isBlockScope(node: Node): boolean {
  return BLOCKS.has(node.type)
}

function isVarScope(node: Node): boolean {
  return isFunction(node) || node.type === 'StaticBlock' || node.type === 'TSModuleBlock'
}
