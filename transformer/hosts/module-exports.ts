import { listFunctions } from '../functions.ts'
import { exportedName } from '../imports.ts'
import { isModule } from '../site-import.ts'
import { boundNames, isFunction, memberName, type Node, stringValue, unwrap } from '../syntax.ts'

/** What a module exports, as people write it and as compilers print it, in ES modules and in CommonJS. */

/** What something stands for: a name of the file, with dots, or a name of another module; the empty one is the module itself. */
export type Origin = { readonly local: string } | { readonly module: string; readonly name: string }

export interface Export {
  /** `*`: whatever the origin has. */
  readonly name: string
  readonly origin: Origin
}

export interface ModuleFacts {
  readonly exports: readonly Export[]
  /** What names of the file stand for that it does not define itself. */
  readonly bindings: ReadonlyMap<string, readonly Origin[]>
  /** What the file defines: functions by their names, and whatever has one in it. */
  readonly defined: ReadonlySet<string>
  readonly isCommonJs: boolean
}

export function readModule(program: Node): ModuleFacts {
  const statements = (program.body as readonly Node[]).flatMap(flatten)
  const bindings = new Map<string, Origin[]>()
  for (const { local, origin } of statements.flatMap(readBindings))
    bindings.set(local, [...(bindings.get(local) ?? []), origin])
  return {
    exports: statements.flatMap(readExports),
    bindings,
    defined: new Set([...statements.flatMap(readDefined), ...listFunctions(program).flatMap(listPrefixes)]),
    isCommonJs: !isModule(program),
  }
}

/** `if (process.env.NODE_ENV === 'production') module.exports = require('./a')` */
function flatten(statement: Node): readonly Node[] {
  const { type, body, consequent, alternate, block } = statement
  if (type === 'BlockStatement') return (body as readonly Node[]).flatMap(flatten)
  if (type === 'IfStatement') return [consequent, alternate].flatMap((one) => (one ? flatten(one) : []))
  return type === 'TryStatement' ? flatten(block) : [statement]
}

function listPrefixes({ names }: { readonly names: readonly string[] }): readonly string[] {
  return names.flatMap((name) => {
    const segments = name.split('.')
    return segments.map((_, index) => segments.slice(0, index + 1).join('.'))
  })
}

function readDefined(statement: Node): readonly string[] {
  const declaration: Node = statement.declaration ?? statement
  if (/^(?:Function|Class)Declaration$/.test(declaration.type)) return [declaration.id?.name ?? 'default']
  return declaratorsOf(declaration).flatMap(({ id, init }) => (init && holdsFunctions(init) ? boundNames(id) : []))
}

function holdsFunctions(value: Node): boolean {
  const { type, right } = unwrap(value)
  return type === 'AssignmentExpression' ? holdsFunctions(right) : /^(?:Object|Class|Function|Arrow)/.test(type)
}

function declaratorsOf({ type, declarations }: Node): readonly Node[] {
  return type === 'VariableDeclaration' ? declarations : []
}

// --- names of the file ---

interface Binding {
  readonly local: string
  readonly origin: Origin
}

function readBindings(statement: Node): readonly Binding[] {
  if (statement.type === 'ImportDeclaration') {
    return (statement.specifiers as readonly Node[]).map(({ type, local, imported }) => {
      const name = imported ? exportedName(imported) : type === 'ImportDefaultSpecifier' ? 'default' : ''
      return { local: local.name, origin: { module: statement.source.value, name } }
    })
  }
  if (statement.type === 'TSImportEqualsDeclaration') {
    const module = statement.moduleReference?.expression?.value
    return typeof module === 'string' ? [{ local: statement.id.name, origin: { module, name: '' } }] : []
  }
  // `__export(tools_exports, { load: () => load })`
  const call = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined
  const [object, properties] = call?.type === 'CallExpression' ? (call.arguments as readonly Node[]) : []
  if (object?.type === 'Identifier' && properties) return readNamespace(object.name, properties)
  return declaratorsOf(statement.declaration ?? statement).flatMap(({ id, init }) => {
    const origins = init ? readOrigins(init) : []
    if (id.type === 'Identifier') {
      // `const tools = Object.freeze({ load: load })`, `var tools = __exportAll({ load: () => load })`
      const [given] = init?.type === 'CallExpression' ? (init.arguments as readonly Node[]) : []
      const own = origins.map((origin) => ({ local: id.name, origin }))
      return given ? [...own, ...readNamespace(id.name, given)] : own
    }
    if (id.type !== 'ObjectPattern') return []
    return (id.properties as readonly Node[]).flatMap((property) =>
      boundNames(property.value ?? property).flatMap((local) =>
        origins.map((origin) => ({ local, origin: addName(origin, printKey(property) ?? local) })),
      ),
    )
  })
}

/** A module as an object, which bundlers make where it is asked for as a whole. */
function readNamespace(name: string, object: Node): readonly Binding[] {
  if (object.type !== 'ObjectExpression') return []
  return (object.properties as readonly Node[]).flatMap((property) => {
    const key = property.value ? printKey(property) : undefined
    return key === undefined ? [] : readGetter(property.value).map((origin) => ({ local: `${name}.${key}`, origin }))
  })
}

function addName(origin: Origin, name: string): Origin {
  if ('local' in origin) return { local: `${origin.local}.${name}` }
  return { module: origin.module, name: origin.name === '' ? name : `${origin.name}.${name}` }
}

/** What a value stands for, where it is a name or a module; one of several where a condition chooses. */
function readOrigins(expression: Node): readonly Origin[] {
  const value = unwrap(expression)
  const module = requiredBy(value)
  if (module !== undefined) return [{ module, name: '' }]
  if (value.type === 'ConditionalExpression') return [value.consequent, value.alternate].flatMap(readOrigins)
  if (value.type === 'LogicalExpression') return [value.left, value.right].flatMap(readOrigins)
  if (value.type === 'Identifier') return [{ local: value.name }]
  if (value.type !== 'MemberExpression') return []
  const name = memberName(value)
  return name === undefined ? [] : readOrigins(value.object).map((origin) => addName(origin, name))
}

/** `require('./a')`, and around it what compilers add: `__toESM(require('./a'))`, `tslib_1.__importStar(require('./a'))`. */
function requiredBy(node: Node): string | undefined {
  const [first] = node.type === 'CallExpression' ? (node.arguments as readonly Node[]) : []
  if (!first) return undefined
  const callee: string = node.callee.name ?? (node.callee.type === 'MemberExpression' ? memberName(node.callee) : '')
  if (callee === 'require') return stringValue(first)
  return callee?.startsWith('_') ? requiredBy(unwrap(first)) : undefined
}

// --- exports ---

function readExports(statement: Node): readonly Export[] {
  const { type, source, declaration, expression, exported } = statement
  switch (type) {
    case 'ExportAllDeclaration':
      return [{ name: exported ? exportedName(exported) : '*', origin: { module: source.value, name: '' } }]
    case 'ExportDefaultDeclaration':
      return readWhole(declaration).filter(({ name }) => name === 'default')
    case 'TSExportAssignment':
      return readWhole(expression)
    case 'ExportNamedDeclaration':
      if (declaration) return listDeclared(declaration).map((local) => ({ name: local, origin: { local } }))
      return (statement.specifiers as readonly Node[]).map((one) => {
        const local = exportedName(one.local)
        return { name: exportedName(one.exported), origin: source ? { module: source.value, name: local } : { local } }
      })
    case 'VariableDeclaration':
      return declaratorsOf(statement).flatMap(({ id, init }) =>
        init?.type === 'AssignmentExpression' ? readAssignment(init, boundNames(id)) : [],
      )
    case 'ExpressionStatement':
      return readExpression(unwrap(expression))
    default:
      return []
  }
}

function listDeclared(declaration: Node): readonly string[] {
  if (declaration.type === 'VariableDeclaration') return declaratorsOf(declaration).flatMap(({ id }) => boundNames(id))
  return declaration.id?.name === undefined ? [] : [declaration.id.name]
}

function readExpression(expression: Node): readonly Export[] {
  if (expression.type === 'SequenceExpression')
    return (expression.expressions as readonly Node[]).flatMap((one) => readExpression(unwrap(one)))
  if (expression.type === 'AssignmentExpression') return readAssignment(expression, [])
  return expression.type === 'CallExpression' ? readCall(expression) : []
}

/** `exports.a = …`, `module.exports = …`, one behind the other; `aliases` are other names of the value. */
function readAssignment(assignment: Node, aliases: readonly string[]): readonly Export[] {
  const targets: string[] = [...aliases]
  let value = assignment
  for (; value.type === 'AssignmentExpression'; value = unwrap(value.right))
    targets.push(printPath(value.left).replace(/^module\.exports(?=\.|$)/, 'exports'))
  const others = targets.filter((target) => !/^exports(?:\.|$)/.test(target)).map((local) => ({ local }))
  return targets.flatMap((target) => {
    if (target === 'exports') return [...readWhole(value), ...others.flatMap((origin) => passOn(origin))]
    const [, name] = /^exports\.([^.]+)$/.exec(target) ?? []
    return name === undefined ? [] : [...readOrigins(value), { local: name }].map((origin) => ({ name, origin }))
  })
}

/** `module.exports = …`, `export default …`: the value, and what it has. */
function readWhole(value: Node): readonly Export[] {
  const whole = unwrap(value)
  const own: Origin[] = [...readOrigins(whole), { local: 'default' }]
  const named: readonly Origin[] = whole.id && isNamed(whole) ? [{ local: whole.id.name }] : []
  const properties: readonly Node[] = whole.type === 'ObjectExpression' ? whole.properties : []
  return [...[...own, ...named].flatMap((origin) => passOn(origin)), ...properties.flatMap(readProperty)]
}

/** A declaration, whose name is one of the file. */
function isNamed({ type }: Node): boolean {
  return type.endsWith('Declaration')
}

function passOn(origin: Origin): readonly Export[] {
  return ['default', '*'].map((name) => ({ name, origin }))
}

function readProperty(property: Node): readonly Export[] {
  if (property.type === 'SpreadElement') return readOrigins(property.argument).map((origin) => ({ name: '*', origin }))
  const name = property.computed ? undefined : printKey(property)
  if (name === undefined) return []
  return [...readOrigins(property.value), { local: name }].map((origin) => ({ name, origin }))
}

function readCall(call: Node): readonly Export[] {
  const [first, second, third] = (call.arguments as readonly Node[]).map(unwrap)
  // `__exportStar(require('./a'), exports)`, `__reExport(own, require('./a'))`, `Object.assign(exports, require('./a'))`
  const required = (call.arguments as readonly Node[]).flatMap((one) => requiredBy(unwrap(one)) ?? [])
  if (required.length > 0) return required.map((module) => ({ name: '*', origin: { module, name: '' } }))
  // `Object.keys(a).forEach(…)`
  const callee = unwrap(call.callee)
  const listed: Node | undefined = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  if (listed?.type === 'CallExpression' && printPath(listed.callee) === 'Object.keys')
    return readOrigins(listed.arguments[0]).map((origin) => ({ name: '*', origin }))
  if (!first || !second) return []
  // `Object.defineProperty(exports, 'a', { get: () => b.a })`
  const name = stringValue(second)
  if (third && name !== undefined) return readGetters(third).map((origin) => ({ name, origin }))
  // `__export(exports, { a: () => a })`, `_export(exports, { get a() { return a } })`
  if (second.type !== 'ObjectExpression' || !callee.name?.startsWith('_')) return []
  return (second.properties as readonly Node[]).flatMap((property) => {
    const key = printKey(property)
    return key === undefined ? [] : readGetter(property.value).map((origin) => ({ name: key, origin }))
  })
}

/** What a property descriptor gives. */
function readGetters({ properties = [] }: Node): readonly Origin[] {
  const getter = (properties as readonly Node[]).find((one) => printKey(one) === 'get' || printKey(one) === 'value')
  return getter ? readGetter(getter.value) : []
}

function readGetter(value: Node): readonly Origin[] {
  if (!isFunction(value)) return readOrigins(value)
  const { body } = value
  const given: Node | undefined =
    body.type === 'BlockStatement' ? body.body.find(({ type }: Node) => type === 'ReturnStatement')?.argument : body
  return given ? readOrigins(given) : []
}

function printKey({ key }: Node): string | undefined {
  return key && String(exportedName(key))
}

function printPath(node: Node): string {
  if (node.type === 'MemberExpression') return `${printPath(unwrap(node.object))}.${memberName(node) ?? '?'}`
  return node.type === 'Identifier' ? node.name : '?'
}
