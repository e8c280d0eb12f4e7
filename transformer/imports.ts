import { resolveNames } from './bindings.ts'
import { EXPORTED_VALUES } from './exports.ts'
import type { ModuleRole, Modules, OurModule } from './modules.ts'
import { memberName, type Node, nodeOf, type Path, parentOf, stringValue } from './syntax.ts'
import { findLoadNodes } from './walk.ts'

/** Which names of a file are bound to modules of ours, and by which statement. */

/** One name that a file has from us, or a module of ours as a whole. */
export interface ImportedName {
  readonly local: string
  /** The name it has where it comes from; `default`, or `*` for the namespace. */
  readonly imported: string
  readonly role: ModuleRole
  readonly module: OurModule
  /** The declaring identifier. */
  readonly declaration: Node
  /** The part of the holder that brings this name. */
  readonly specifier: Node
  readonly holder: ImportHolder
  /** Written with `type`. */
  readonly typeOnly: boolean
}

/**
 * What brings names into a file: `import … from`, `import x = require()`, or a variable, `const { tele } = require()`.
 * Its last node is the `ImportDeclaration`, the `TSImportEqualsDeclaration` or the `VariableDeclarator`.
 */
export type ImportHolder = Path

export interface OurImports {
  readonly names: readonly ImportedName[]
  /** Statements that load `telescopic` without taking a name: `import 'telescopic'`, `require('telescopic')`. */
  readonly bare: readonly Path[]
  /** `export … from` of our modules, in a module that passes our names on. */
  readonly reExports: readonly Path[]
  /** Loads and re-exports that cannot be removed. */
  readonly leaks: readonly Node[]
}

/** Finds what a file has from our modules. */
export function findImports(program: Node, modules: Modules): OurImports {
  const found = { names: [] as ImportedName[], bare: [] as Path[], reExports: [] as Path[], leaks: [] as Node[] }
  for (const statement of program.body as readonly Node[]) {
    const module = statement.source ? modules.find(statement.source.value) : undefined
    if (!module) continue
    const path = [program, statement]
    if (statement.type !== 'ImportDeclaration') {
      if (isValueExport(statement, module)) {
        if (modules.isBarrel && !isUnreadable(statement, module)) found.reExports.push(path)
        else if (module.role !== 'names') found.leaks.push(statement)
      }
    } else if (statement.specifiers.length > 0) found.names.push(...readImport(path, module))
    else if (module.role !== 'barrel') found.bare.push(path)
  }
  for (const { path, module } of findLoads(program, modules)) {
    const names = readLoad(path, module)
    if (names) found.names.push(...names)
    else if (module.role === 'main' && isStatement(path)) found.bare.push(climbAwait(path).slice(0, -1))
    else if (module.role !== 'names' && !isStatement(path)) found.leaks.push(nodeOf(path))
  }
  return found
}

function isValueExport(statement: Node, { role, originOf }: OurModule): boolean {
  if (statement.exportKind === 'type' || role === 'names') return false
  if (statement.type === 'ExportAllDeclaration') return true
  return (statement.specifiers as readonly Node[]).some((one) => {
    const origin = originOf(exportedName(one.local))
    return origin !== undefined && origin.role !== 'names'
  })
}

/** `export *` says which names it passes on only where we know them. */
function isUnreadable(statement: Node, { specifier }: OurModule): boolean {
  return statement.type === 'ExportAllDeclaration' && !statement.exported && !(specifier in EXPORTED_VALUES)
}

/** The text of a name in an `import` or `export` clause; it may be written as a string. */
export function exportedName(name: Node): string {
  return name.type === 'Literal' ? name.value : name.name
}

function readImport(holder: ImportHolder, module: OurModule): ImportedName[] {
  const statement = nodeOf(holder)
  return (statement.specifiers as readonly Node[]).flatMap((specifier) => {
    const origin = module.originOf(importedName(specifier))
    const typeOnly = statement.importKind === 'type' || specifier.importKind === 'type'
    const { local: declaration } = specifier
    return origin ? { local: declaration.name, ...origin, module, declaration, specifier, holder, typeOnly } : []
  })
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : exportedName(specifier.imported)
}

// --- require, import() and import x = require() ---

function findLoads(program: Node, modules: Modules): { path: Path; module: OurModule }[] {
  const loads: { path: Path; module: OurModule }[] = []
  for (const path of findLoadNodes(program)) {
    const source = loadedModule(nodeOf(path))
    const module = source && modules.find(stringValue(source))
    if (module) loads.push({ path, module })
  }
  const required = loads.some(({ path }) => nodeOf(path).type === 'CallExpression')
  const foreign = required ? findForeignRequires(program) : new Set()
  return loads.filter(({ path }) => !foreign.has(nodeOf(path).callee))
}

/** References to a `require` that is neither Node's nor made by `createRequire`. */
function findForeignRequires(program: Node): ReadonlySet<Node> {
  const { references, declarations } = resolveNames(program, new Set(['require']))
  const made = new Set(
    declarations.filter(({ path }) => makesRequire(nodeOf(parentOf(path)))).map(({ path }) => nodeOf(path)),
  )
  const foreign = references.filter(({ declaration }) => declaration && !made.has(declaration))
  return new Set(foreign.map(({ path }) => nodeOf(path)))
}

function makesRequire({ type, init }: Node): boolean {
  if (type !== 'VariableDeclarator' || init?.type !== 'CallExpression') return false
  const { callee } = init as Node
  return (callee.type === 'MemberExpression' ? memberName(callee) : callee.name) === 'createRequire'
}

function loadedModule(node: Node): Node | undefined {
  if (node.type === 'ImportExpression') return node.source
  if (node.type === 'TSExternalModuleReference') return node.expression
  const required = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require'
  return required ? node.arguments[0] : undefined
}

/** The names that a load is bound to; `undefined` when what becomes of the module cannot be seen. */
function readLoad(path: Path, module: OurModule): ImportedName[] | undefined {
  const parent = nodeOf(parentOf(path))
  if (nodeOf(path).type === 'TSExternalModuleReference') {
    if (nodeOf(parentOf(parentOf(path))).type === 'ExportNamedDeclaration') return undefined
    return [bindName(parent.id, parent, parentOf(path), module, '*', parent.importKind === 'type')].flat()
  }
  const value = climbAwait(path)
  if (nodeOf(path).type === 'ImportExpression' && nodeOf(value).type !== 'AwaitExpression') return undefined
  const holder = parentOf(value)
  const declarator = nodeOf(holder)
  if (declarator.type === 'MemberExpression' && declarator.object === nodeOf(value)) return readMember(holder, module)
  if (declarator.type !== 'VariableDeclarator' || !isRemovable(holder)) return undefined
  const { id } = declarator
  if (id.type === 'Identifier') return bindName(id, id, holder, module, '*')
  return id.type === 'ObjectPattern' ? readPattern(id, holder, module) : undefined
}

/** `const tele = require('telescopic').tele` */
function readMember(member: Path, module: OurModule): ImportedName[] | undefined {
  const holder = parentOf(climbAwait(member))
  const { type, id } = nodeOf(holder)
  const name = memberName(nodeOf(member))
  if (type !== 'VariableDeclarator' || id.type !== 'Identifier' || name === undefined) return undefined
  return isRemovable(holder) ? bindName(id, id, holder, module, name) : undefined
}

/** `const { tele, NOOP: off } = require('telescopic')`; a rest or a default cannot be taken apart. */
function readPattern(pattern: Node, holder: ImportHolder, module: OurModule): ImportedName[] | undefined {
  const names: ImportedName[] = []
  for (const property of pattern.properties as readonly Node[]) {
    const isPlain = property.type === 'Property' && !property.computed && property.value.type === 'Identifier'
    if (!isPlain) return undefined
    names.push(...bindName(property.value, property, holder, module, exportedName(property.key)))
  }
  return names.length > 0 ? names : undefined
}

function bindName(
  declaration: Node,
  specifier: Node,
  holder: ImportHolder,
  module: OurModule,
  imported: string,
  typeOnly: boolean = false,
): ImportedName[] {
  const origin = module.originOf(imported)
  return origin ? [{ local: declaration.name, ...origin, module, declaration, specifier, holder, typeOnly }] : []
}

/** The `await` and the parentheses around a load. */
function climbAwait(path: Path): Path {
  const { type } = nodeOf(parentOf(path))
  const passes = type === 'AwaitExpression' || type === 'ParenthesizedExpression' || type.startsWith('TSAs')
  return passes ? climbAwait(parentOf(path)) : path
}

/** Whether a variable can go: it is declared by a statement of its own, and not exported. */
function isRemovable(declarator: Path): boolean {
  const holder = nodeOf(parentOf(parentOf(declarator)))
  return !/^(Export|For)/.test(holder.type)
}

function isStatement(path: Path): boolean {
  return nodeOf(parentOf(climbAwait(path))).type === 'ExpressionStatement'
}
