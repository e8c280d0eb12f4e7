import { type CallArguments, findLocalValues, readArguments } from './arguments.ts'
import { type Reference, resolveNames } from './bindings.ts'
import { findEffect } from './effects.ts'
import { findImports, type ImportedName, type OurImports, roleOfModule } from './imports.ts'
import {
  climbChain,
  climbWrappers,
  isFunction,
  isTarget,
  memberName,
  type Node,
  nodeOf,
  type Path,
  parametersOf,
  parentOf,
  stringValue,
  unwrap,
} from './syntax.ts'
import type { Escape, Handle, SpanMethod, TeleCall, TeleMethod, Use } from './use.ts'
import { walk } from './walk.ts'

/** Stage one: every use in a file of what it imports from us, by binding. */

export interface Findings {
  readonly uses: readonly Use[]
  /** The arguments of every call of `tele` and of spans, by the call. */
  readonly argumentsOf: ReadonlyMap<Node, CallArguments>
  readonly imports: OurImports
  /** References to our imports by the import they belong to; references in types included. */
  readonly references: ReadonlyMap<ImportedName, readonly Reference[]>
  /** Nodes that load our modules in a way that cannot be removed. */
  readonly leaks: readonly Node[]
}

/** Finds the uses. `generated` is the name of the folder of generated files. */
export function findUses(program: Node, generated: string): Findings {
  const imports = findImports(program, generated)
  const { references } = resolveNames(program, new Set(imports.names.map((name) => name.local)))
  const byImport = new Map<ImportedName, Reference[]>()
  for (const name of imports.names) {
    byImport.set(
      name,
      references.filter((one) => one.declaration === name.specifier.local),
    )
  }
  const direct: Use[] = []
  for (const [name, ours] of byImport) {
    if (name.typeOnly || (name.role !== 'main' && name.role !== 'companion')) continue
    for (const reference of ours) if (!reference.inType) direct.push(...readReference(name, reference.path))
  }
  const teleArguments = readAllArguments(direct, program)
  const uses = [...direct, ...findHandleUses(program, direct, teleArguments)]
  return {
    uses,
    argumentsOf: readAllArguments(uses, program, teleArguments),
    imports,
    references: byImport,
    leaks: [...imports.leaks, ...findDynamicLoads(program, generated)],
  }
}

function readAllArguments(
  uses: readonly Use[],
  program: Node,
  known: ReadonlyMap<Node, CallArguments> = new Map(),
): ReadonlyMap<Node, CallArguments> {
  const all = new Map(known)
  const calls = uses.filter((use) => use.kind === 'tele' || use.kind === 'span').filter(({ call }) => !all.has(call))
  const spans = calls.filter(({ method }) => method === 'span')
  const values = findLocalValues(
    program,
    spans.map(({ call }) => call),
  )
  for (const use of calls) all.set(use.call, readArguments(use, values))
  return all
}

// --- references to imports ---

function readReference(name: ImportedName, path: Path): Use[] {
  if (name.role === 'companion') return readCompanion(name.local, path)
  if (name.imported === 'tele' || name.imported === 'default') return readTele(name.local, path)
  if (name.imported !== '*') return [asEscape('companion', name.local, path)]
  const object = climbWrappers(path)
  const member = nodeOf(parentOf(object))
  if (member.type !== 'MemberExpression' || member.object !== nodeOf(object))
    return [asEscape('tele', name.local, path)]
  const property = memberName(member)
  const whole = parentOf(object)
  const isTele = property === 'tele' || property === 'default'
  return isTele ? readTele(`${name.local}.${property}`, whole) : [asEscape('companion', property ?? name.local, whole)]
}

const TELE_METHODS: ReadonlyMap<string, TeleMethod> = new Map([
  ['span', 'span'],
  ['time', 'span'],
  ['count', 'count'],
  ['gauge', 'gauge'],
  ['record', 'record'],
  ['emit', 'emit'],
  ['wrap', 'wrap'],
  ['traced', 'traced'],
  ['configure', 'configure'],
  ['flush', 'flush'],
  ['shutdown', 'shutdown'],
])

/** Reads what is done with an expression whose value is `tele`. */
function readTele(name: string, path: Path): Use[] {
  const value = climbWrappers(path)
  const parent = nodeOf(parentOf(value))
  if (isCallee(parent, nodeOf(value))) return readOpenedSpan('span', parentOf(value))
  if (parent.type !== 'MemberExpression' || parent.object !== nodeOf(value)) return [asEscape('tele', name, path)]
  const property = memberName(parent)
  const member = climbWrappers(parentOf(value))
  if (property === 'enabled' && isTarget(parentOf(value))) return [asEscape('tele', `${name}.enabled`, parentOf(value))]
  if (property === 'enabled') return [{ kind: 'enabled', path: climbChain(parentOf(value)) }]
  const method = property === undefined ? undefined : TELE_METHODS.get(property)
  const called = isCallee(nodeOf(parentOf(member)), nodeOf(member))
  if (method === undefined && called) return [unknownMember(property ?? name, parentOf(value), TELE_METHODS)]
  if (method === undefined) return [asEscape('tele', property ? `${name}.${property}` : name, parentOf(value))]
  if (!called) return [asEscape('tele', `${name}.${property}`, path)]
  return readOpenedSpan(method, parentOf(member))
}

/** A call of `tele`; when a span's method is called right on its result, that call is the one with the value. */
function readOpenedSpan(method: TeleMethod, path: Path): Use[] {
  const call = nodeOf(path)
  const use: Use = { kind: 'tele', method, call, path: closeChain(path) }
  if (method !== 'span') return [use]
  const chained = readSpanMethod('', path, call)
  return chained && chained.kind === 'span' ? [use, chained] : [use]
}

/** What `memoryReporter` and its like are used for: a call whose result is kept in a variable, or something else. */
function readCompanion(name: string, path: Path): Use[] {
  const value = climbWrappers(path)
  const parent = nodeOf(parentOf(value))
  if (!isCallee(parent, nodeOf(value)) && parent.type !== 'NewExpression') return [asEscape('companion', name, path)]
  const declared = isPlainCall(parent) && declaredHandle(climbWrappers(parentOf(value)), 'companion', undefined)
  return declared ? [declared] : [asEscape('companion', name, path)]
}

// --- handles ---

/** Finds the handles that the uses open, and what is done with them. */
function findHandleUses(program: Node, uses: readonly Use[], argumentsOf: ReadonlyMap<Node, CallArguments>): Use[] {
  const spans = uses.filter((use): use is TeleCall => use.kind === 'tele' && use.method === 'span')
  const declarations = spans.flatMap((use) => {
    const { callback, fault } = argumentsOf.get(use.call)!
    return callback || fault ? [] : (declaredHandle(climbWrappers(use.path), 'span', use.call) ?? [])
  })
  const declared = [...uses, ...declarations].flatMap((use) => (use.kind === 'declaration' ? use.handle : []))
  const parameters = spans.flatMap((use) => spanParameter(use.call, argumentsOf.get(use.call)!.callback))
  return [...declarations, ...readHandles(program, [...declared, ...parameters])]
}

function declaredHandle(path: Path, role: Handle['role'], opener: Node | undefined): Use | undefined {
  const declarator = nodeOf(parentOf(path))
  if (declarator.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined
  const handle: Handle = { name: declarator.id.name, declaration: declarator.id, role, opener }
  return { kind: 'declaration', handle, path: parentOf(path) }
}

function spanParameter(call: Node, callback: Node | undefined): Handle[] {
  const fn = callback && unwrap(callback)
  const parameter = fn && isFunction(fn) ? parametersOf(fn)[0] : undefined
  if (parameter?.type !== 'Identifier') return []
  return [{ name: parameter.name, declaration: parameter, role: 'span', opener: call }]
}

function readHandles(program: Node, handles: readonly Handle[]): Use[] {
  if (handles.length === 0) return []
  const byDeclaration = new Map(handles.map((handle) => [handle.declaration, handle]))
  const { references } = resolveNames(program, new Set(handles.map((handle) => handle.name)))
  return references.flatMap((reference) => {
    const handle = reference.declaration && byDeclaration.get(reference.declaration)
    if (!handle || reference.inType) return []
    return readHandle(handle, reference.path)
  })
}

function readHandle(handle: Handle, path: Path): Use {
  if (handle.role === 'companion') return readCompanionMethod(path) ?? asEscape('companion', handle.name, path)
  return readSpanMethod(handle.name, path, handle.opener) ?? asEscape('handle', handle.name, path)
}

const SPAN_METHODS: ReadonlyMap<string, SpanMethod> = new Map([
  ['set', 'set'],
  ['count', 'count'],
  ['gauge', 'gauge'],
  ['record', 'record'],
  ['end', 'end'],
  ['Symbol.dispose', 'end'],
])

function readSpanMethod(name: string, path: Path, opener: Node | undefined): Use | undefined {
  const called = calledMember(path)
  if (!called) return undefined
  const method = called.name === undefined ? undefined : SPAN_METHODS.get(called.name)
  if (method === undefined) return unknownMember(called.name ?? name, parentOf(climbWrappers(path)), SPAN_METHODS)
  return { kind: 'span', method, call: nodeOf(called.path), path: closeChain(called.path), opener }
}

function readCompanionMethod(path: Path): Use | undefined {
  const called = calledMember(path)
  const call = called && nodeOf(called.path)
  if (!call || !isPlainCall(call)) return undefined
  return { kind: 'companion', call, path: closeChain(called.path) }
}

/** Whether a companion's call may go: what is given a function may run the program's own code, and effects must stay. */
function isPlainCall(call: Node): boolean {
  return (call.arguments as Node[]).every((argument) => !isFunction(unwrap(argument)) && !findEffect(argument))
}

/** For `x` in `x.m(…)`: the path of the call and the name `m`. */
function calledMember(path: Path): { name: string | undefined; path: Path } | undefined {
  const value = climbWrappers(path)
  const member = nodeOf(parentOf(value))
  if (member.type !== 'MemberExpression' || member.object !== nodeOf(value)) return undefined
  const callee = climbWrappers(parentOf(value))
  if (!isCallee(nodeOf(parentOf(callee)), nodeOf(callee))) return undefined
  return { name: memberName(member), path: parentOf(callee) }
}

// --- small questions ---

function isCallee(parent: Node, node: Node): boolean {
  return parent.type === 'CallExpression' && parent.callee === node
}

/** The chain expression around a call that ends it, else the call: the node whose value the program sees. */
function closeChain(path: Path): Path {
  return path[path.length - 2]?.type === 'ChainExpression' ? path.slice(0, -1) : path
}

function asEscape(what: Escape['what'], name: string, path: Path): Escape {
  return { kind: 'escape', what, name, path }
}

function unknownMember(name: string, path: Path, members: ReadonlyMap<string, string>): Escape {
  return { kind: 'escape', what: 'method', name, path, valid: [...members.keys()] }
}

/** `require('telescopic')`, `import('telescopic')` and `import x = require('telescopic')`. */
function findDynamicLoads(program: Node, generated: string): Node[] {
  const found: Node[] = []
  walk(program, (node) => {
    const source = loadedModule(node)
    const role = source && roleOfModule(stringValue(source), generated)
    if (role !== undefined && role !== 'names') found.push(node)
  })
  return found
}

function loadedModule(node: Node): Node | undefined {
  if (node.type === 'ImportExpression') return node.source
  if (node.type === 'TSExternalModuleReference') return node.expression
  const required = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require'
  return required ? node.arguments[0] : undefined
}
