import { dirname } from 'node:path'
import { listFunctions } from '../functions.ts'
import { exportedName } from '../imports.ts'
import { boundNames, memberName, type Node, stringValue, unwrap } from '../syntax.ts'
import { findModuleFiles } from './package-files.ts'

/** Where a name that a module exports is defined: a file, and what it is called there. */
export interface Definition {
  readonly file: string
  readonly name: string
}

/** Gives the tree of a file; `undefined` for one that cannot be read. */
export type ParseFile = (file: string) => Node | undefined

/**
 * Follows an export to where it is defined, through re-exports of ES modules and of CommonJS as people and compilers write
 * them. What is computed (`module.exports = new Library()`) leads nowhere.
 */
export function findDefinitions(
  specifier: string,
  name: string,
  folder: string,
  parse: ParseFile,
): readonly Definition[] {
  return new Search(parse).module(specifier, name, folder)
}

class Search {
  readonly #parse: ParseFile
  /** What has been asked for: modules may pass on from each other in a circle. */
  readonly #asked = new Set<string>()

  constructor(parse: ParseFile) {
    this.#parse = parse
  }

  module(specifier: string, name: string, folder: string): readonly Definition[] {
    return findModuleFiles(specifier, folder).flatMap((file) => this.#file(file, name))
  }

  #file(file: string, name: string): readonly Definition[] {
    const key = `${file}#${name}`
    const program = this.#asked.has(key) ? undefined : this.#parse(file)
    this.#asked.add(key)
    if (!program) return []
    const own = new FileSearch(file, program, (specifier, imported) => this.module(specifier, imported, dirname(file)))
    return (program.body as readonly Node[]).flatMap((statement) => own.statement(statement, name))
  }
}

/** What a search asks of one file. `follow` leads to a module that it imports. */
class FileSearch {
  readonly #file: string
  readonly #body: readonly Node[]
  readonly #names: ReadonlySet<string>
  readonly #follow: (specifier: string, name: string) => readonly Definition[]

  constructor(file: string, program: Node, follow: (specifier: string, name: string) => readonly Definition[]) {
    this.#file = file
    this.#body = program.body
    this.#names = new Set(listFunctions(program).flatMap(({ names }) => names.flatMap(listPrefixes)))
    this.#follow = follow
  }

  /** What a statement of the module exports by a name. */
  statement(statement: Node, name: string): readonly Definition[] {
    const { type, source, declaration, expression } = statement
    if (type === 'ExportAllDeclaration') return statement.exported ? [] : this.#follow(source.value, name)
    if (type === 'ExportDefaultDeclaration') return name === 'default' ? this.#value(declaration, name) : []
    if (type === 'ExportNamedDeclaration') {
      if (declaration) return declaredNames(declaration).includes(name) ? this.#define(name) : []
      const specifier = statement.specifiers.find((one: Node) => exportedName(one.exported) === name)
      if (!specifier) return []
      const local = exportedName(specifier.local)
      return source ? this.#follow(source.value, local) : this.#local(local)
    }
    return type === 'ExpressionStatement' ? this.#commonJs(unwrap(expression), name) : []
  }

  #commonJs(expression: Node, name: string): readonly Definition[] {
    if (expression.type === 'AssignmentExpression') return this.#assigned(expression, name)
    if (expression.type !== 'CallExpression') return []
    const [first, second, third] = expression.arguments as readonly Node[]
    // `__exportStar(require('./a'), exports)`
    if (first?.type === 'CallExpression' && isRequire(first)) return this.#follow(requiredBy(first), name)
    // `Object.defineProperty(exports, 'a', { get: () => b.a })`
    if (third && stringValue(second!) === name) return this.#getter(third, 'get')
    // `__export(exports, { a: () => a })`
    return second?.type === 'ObjectExpression' ? this.#getter(second, name) : []
  }

  #getter({ properties = [] }: Node, key: string): readonly Definition[] {
    const value: Node | undefined = properties.find(
      (one: Node) => one.key?.name === key || one.key?.value === key,
    )?.value
    const body: Node | undefined = value?.body
    const given =
      body?.type === 'BlockStatement' ? body.body.find(({ type }: Node) => type === 'ReturnStatement')?.argument : body
    return given ? this.#value(given, key) : []
  }

  /** `exports.a = …`, `module.exports = …`, one behind the other. */
  #assigned(assignment: Node, name: string): readonly Definition[] {
    const targets: string[] = []
    let value = assignment
    for (; value.type === 'AssignmentExpression'; value = unwrap(value.right)) targets.push(printPath(value.left))
    if (targets.some((target) => target === `exports.${name}` || target === `module.exports.${name}`))
      return this.#value(value, name)
    if (!targets.some((target) => target === 'module.exports' || target === 'exports')) return []
    if (name === 'default') return this.#value(value, name)
    if (value.type !== 'ObjectExpression') return isRequire(value) ? this.#follow(requiredBy(value), name) : []
    const property = value.properties.find((one: Node) => one.type === 'Property' && printKey(one) === name)
    return property ? this.#value(property.value, name) : []
  }

  /** What an exported value is; `name` is what it is exported as. */
  #value(expression: Node, name: string): readonly Definition[] {
    const value = unwrap(expression)
    if (value.type === 'Identifier') return this.#local(value.name)
    if (isRequire(value)) return this.#follow(requiredBy(value), 'default')
    if (value.type !== 'MemberExpression') return this.#define(name)
    const property = memberName(value)
    const object = unwrap(value.object)
    if (property === undefined) return []
    if (isRequire(object)) return this.#follow(requiredBy(object), property)
    const module = object.type === 'Identifier' ? this.#moduleOf(object.name) : undefined
    return module === undefined ? this.#define(printPath(value)) : this.#follow(module, property)
  }

  /** What a name of the file stands for. */
  #local(name: string): readonly Definition[] {
    for (const statement of this.#body) {
      if (statement.type === 'ImportDeclaration') {
        const specifier = statement.specifiers.find((one: Node) => one.local.name === name)
        if (specifier?.type === 'ImportSpecifier')
          return this.#follow(statement.source.value, exportedName(specifier.imported))
        if (specifier) return this.#follow(statement.source.value, 'default')
      }
      for (const { id, init } of declaratorsOf(statement)) {
        if (!init || !boundNames(id).includes(name)) continue
        if (id.type === 'Identifier' && (isRequire(init) || init.type === 'MemberExpression'))
          return this.#value(init, name)
        if (id.type === 'ObjectPattern' && isRequire(init)) return this.#follow(requiredBy(init), keyOf(id, name))
      }
    }
    return this.#define(name)
  }

  /** The module that a variable holds as a whole. */
  #moduleOf(name: string): string | undefined {
    for (const statement of this.#body) {
      if (statement.type === 'ImportDeclaration' && statement.specifiers.some((one: Node) => one.local.name === name))
        return statement.source.value
      const own = declaratorsOf(statement).find(({ id, init }) => id.name === name && init && isRequire(init))
      if (own) return requiredBy(own.init)
    }
    return undefined
  }

  #define(name: string): readonly Definition[] {
    return this.#names.has(name) ? [{ file: this.#file, name }] : []
  }
}

function listPrefixes(name: string): readonly string[] {
  const segments = name.split('.')
  return segments.map((_, index) => segments.slice(0, index + 1).join('.'))
}

function declaredNames(declaration: Node): readonly string[] {
  return declaration.type === 'VariableDeclaration'
    ? declaratorsOf(declaration).flatMap(({ id }) => boundNames(id))
    : [declaration.id?.name]
}

function declaratorsOf({ type, declarations }: Node): readonly Node[] {
  return type === 'VariableDeclaration' ? declarations : []
}

function keyOf({ properties }: Node, local: string): string {
  const property = properties.find((one: Node) => boundNames(one.value ?? one).includes(local))
  return printKey(property) ?? local
}

function printKey({ key }: Node): string | undefined {
  return key && exportedName(key)
}

function printPath(node: Node): string {
  if (node.type === 'MemberExpression') return `${printPath(unwrap(node.object))}.${memberName(node)}`
  return node.type === 'Identifier' ? node.name : '?'
}

/** `require('./a')`, and around it what compilers add: `__toESM(require('./a'))`, `__importDefault(require('./a'))`. */
function isRequire(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.arguments.length === 0) return false
  const [first] = node.arguments
  if (node.callee.name === 'require') return stringValue(first) !== undefined
  return (
    /^__(?:toESM|import(?:Default|Star))$/.test(node.callee.name ?? memberName(node.callee) ?? '') && isRequire(first)
  )
}

function requiredBy(node: Node): string {
  return stringValue(node.arguments[0]) ?? requiredBy(node.arguments[0])
}
