import { isModule } from './site-import.ts'
import { isFunction, memberName, type Node, qualifiedName, stringValue, unwrap } from './syntax.ts'
import { saysStrict } from './weave-body.ts'

/** A function with the names that a catalog may instrument it by: `plan`, `Planner.plan`, `Planner.#plan`, `default`. */
export interface NamedFunction {
  readonly names: readonly string[]
  readonly fn: Node
  readonly isConstructor: boolean
  /** Whether it is strict by where it stands or by what it says. */
  readonly isStrict: boolean
}

/**
 * Lists the functions of a module that stand in it for good: declared, kept in a variable, members of classes, of object
 * literals and of namespaces, whether they are exported or not; and what CommonJS assigns: `exports.f`, `module.exports`,
 * `A.prototype.f`. Not those inside of functions: they are others at each call. A body that is declared and not there has none.
 */
export function listFunctions(program: Node): readonly NamedFunction[] {
  const found: Found = { functions: [], isStrict: isModule(program) || saysStrict(program) }
  for (const statement of program.body as readonly Node[]) readStatement(statement, '', found)
  return found.functions
}

interface Found {
  readonly functions: NamedFunction[]
  /** Whether what is met is strict. */
  readonly isStrict: boolean
}

/** A class, object or function, and what it may be called; the name is empty for `module.exports`, whose members are exports. */
function readValue(names: readonly string[], value: Node, found: Found, isConstructor = false): void {
  const node = unwrap(value)
  if (isFunction(node)) {
    const own = names.filter((name) => name !== '')
    if (!node.body || own.length === 0) return
    const isStrict = found.isStrict || saysStrict(node.body)
    found.functions.push({ names: [...new Set(own)], fn: node, isConstructor, isStrict })
  } else if (/^Class(?:Declaration|Expression)$/.test(node.type))
    readMembers(names, node.body.body, { ...found, isStrict: true })
  else if (node.type === 'ObjectExpression') readMembers(names, node.properties, found)
}

function readMembers(names: readonly string[], members: readonly Node[], found: Found): void {
  for (const member of members) {
    const key = member.value ? readKey(member) : undefined
    if (key === undefined) continue
    const full = names.map((name) => (name === '' ? key : `${name}.${key}`))
    readValue(full, member.value, found, member.kind === 'constructor')
  }
}

function readKey({ key, computed }: Node): string | undefined {
  if (computed) return stringValue(key)
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Identifier' ? key.name : String(key.value)
}

function readStatement(statement: Node, prefix: string, found: Found): void {
  switch (statement.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      readValue([prefix + statement.id.name], statement, found)
      break
    case 'VariableDeclaration':
      for (const { id, init } of statement.declarations as readonly Node[])
        if (init && id.type === 'Identifier') readAssigned([prefix + id.name], init, found)
      break
    case 'ExportNamedDeclaration':
      if (statement.declaration) readStatement(statement.declaration, prefix, found)
      break
    case 'ExportDefaultDeclaration':
      readValue(['default', prefix + (statement.declaration.id?.name ?? '')], statement.declaration, found)
      break
    case 'TSExportAssignment':
      readValue(['default', ''], statement.expression, found)
      break
    case 'TSModuleDeclaration':
      for (const inner of statement.body?.body ?? [])
        readStatement(inner, `${prefix}${qualifiedName(statement.id)}.`, found)
      break
    case 'ExpressionStatement':
      if (statement.expression.type === 'AssignmentExpression') readAssigned([], statement.expression, found)
      break
    default:
  }
}

/** What stands behind `=`, and by what names: `const f = exports.a = exports.b = function () {}`. */
function readAssigned(names: readonly string[], value: Node, found: Found): void {
  const node = unwrap(value)
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') readValue(names, node, found)
  else readAssigned([...names, ...readTarget(node.left)], node.right, found)
}

function readTarget(target: Node): readonly string[] {
  const path = readPath(target)
  if (path === undefined) return []
  const name = path.replace(/^(?:module\.exports|exports)(?:\.|$)/, '').replace(/\.prototype(?=\.|$)/, '')
  return name === '' ? ['default', ''] : [name]
}

function readPath(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression') return undefined
  const object = readPath(unwrap(node.object))
  const property = memberName(node)
  return object === undefined || property === undefined ? undefined : `${object}.${property}`
}
