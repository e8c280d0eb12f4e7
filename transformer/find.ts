import { type CallArguments, findLocalValues, readArguments } from './arguments.ts'
import { type Reference, resolveNames } from './bindings.ts'
import {
  asEscape,
  closeChain,
  declaredHandle,
  findHandleUses,
  HANDLE_OF_METHOD,
  isCallee,
  isPlainCall,
  readHandleMethod,
  unknownMember,
} from './handles.ts'
import { findImports, type ImportedName, type OurImports } from './imports.ts'
import { findInjected, type Injected } from './injected.ts'
import type { Modules, Origin } from './modules.ts'
import { climbChain, climbWrappers, isTarget, memberName, type Node, nodeOf, type Path, parentOf } from './syntax.ts'
import type { SpanCall, TeleCall, TeleMethod, Use } from './use.ts'

/** Stage one: every use in a file of what it imports from us, by binding. */

export interface Findings {
  readonly uses: readonly Use[]
  /** The arguments of every call of `tele` and of spans, by the call. */
  readonly argumentsOf: ReadonlyMap<Node, CallArguments>
  readonly imports: OurImports
  /** Instruments that come from elsewhere, and the calls on them and on the spans that they give. */
  readonly injected: readonly Injected[]
  readonly injectedUses: readonly (TeleCall | SpanCall)[]
  /** References to our imports by the import they belong to; references in types included. */
  readonly references: ReadonlyMap<ImportedName, readonly Reference[]>
}

/** Finds the uses. */
export function findUses(program: Node, modules: Modules): Findings {
  const imports = findImports(program, modules)
  const { references } = resolveNames(program, new Set(imports.names.map((name) => name.local)))
  const byImport = new Map<ImportedName, Reference[]>()
  const direct: Use[] = []
  for (const name of imports.names) {
    const own = references.filter(({ declaration }) => declaration === name.declaration)
    byImport.set(name, own)
    if (name.typeOnly || name.role === 'names') continue
    for (const { inType, path } of own) if (!inType) direct.push(...readReference(name, path, modules.isBarrel))
  }
  const teleArguments = readAllArguments(direct, program)
  const chained = direct.flatMap((use) => readChained(use, teleArguments))
  const uses = [...direct, ...chained, ...findHandleUses(program, direct, teleArguments)]
  const injected = findInjected(program, listTypes(byImport), readTele)
  const injectedUses = readInjected(program, injected)
  const argumentsOf = readAllArguments([...uses, ...injectedUses], program, teleArguments)
  return { uses, argumentsOf, injected, injectedUses, imports, references: byImport }
}

function listTypes(byImport: ReadonlyMap<ImportedName, readonly Reference[]>): ReadonlyMap<ImportedName, Path[]> {
  const types = [...byImport].filter(([{ role }]) => role === 'main')
  return new Map(
    types.map(([name, references]) => [name, references.filter(({ inType }) => inType).map(({ path }) => path)]),
  )
}

function readInjected(program: Node, injected: readonly Injected[]): (TeleCall | SpanCall)[] {
  const calls = injected.flatMap((one) => one.calls)
  if (calls.length === 0) return []
  const handled = findHandleUses(program, calls, readAllArguments(calls, program))
  return [...calls, ...handled.filter((use) => use.kind === 'span')]
}

function readAllArguments(
  uses: readonly Use[],
  program: Node,
  known: ReadonlyMap<Node, CallArguments> = new Map(),
): ReadonlyMap<Node, CallArguments> {
  const all = new Map(known)
  const calls = uses.filter((use) => use.kind === 'tele' || use.kind === 'span').filter(({ call }) => !all.has(call))
  const spans = calls.filter(({ method }) => method === 'span' || method === 'run' || method === 'correlate')
  const values = findLocalValues(
    program,
    spans.map(({ call }) => call),
  )
  for (const use of calls) all.set(use.call, readArguments(use, values))
  return all
}

// --- references to imports ---

function readReference(name: ImportedName, path: Path, isBarrel: boolean): Use[] {
  const parent = nodeOf(parentOf(path)).type
  if (isBarrel && parent === 'ExportSpecifier') return [{ kind: 'reexport', path: parentOf(path) }]
  if (isBarrel && parent === 'ExportDefaultDeclaration') return [{ kind: 'reexport', path: parentOf(path) }]
  if (name.imported === '*') return name.role === 'scopes' ? [] : readNamespace(name, path)
  return readOrigin(name.local, name, path)
}

/** Reads what is done with a name of ours, whichever module it came through. */
function readOrigin(name: string, { role, imported }: Origin, path: Path): Use[] {
  if (role === 'companion') return readCompanion(name, path)
  if (role !== 'main') return []
  return imported === 'tele' || imported === 'default' ? readTele(name, path) : [asEscape('companion', name, path)]
}

/** `T.tele`, of `import * as T`. What a barrel has beside our names is no use of ours. */
function readNamespace({ local, role, module }: ImportedName, path: Path): Use[] {
  const object = climbWrappers(path)
  const whole = parentOf(object)
  const isMember = nodeOf(whole).type === 'MemberExpression' && nodeOf(whole).object === nodeOf(object)
  if (!isMember) return [asEscape(role === 'companion' ? 'companion' : 'tele', local, path)]
  const property = memberName(nodeOf(whole))
  const origin = property === undefined ? undefined : module.originOf(property)
  if (origin) return readOrigin(`${local}.${property}`, origin, whole)
  return property === undefined ? [asEscape('tele', local, path)] : []
}

const TELE_METHODS: ReadonlyMap<string, TeleMethod> = new Map([
  ['span', 'span'],
  ['time', 'span'],
  ['start', 'start'],
  ['counter', 'counter'],
  ['histogram', 'histogram'],
  ['count', 'count'],
  ['gauge', 'gauge'],
  ['record', 'record'],
  ['emit', 'emit'],
  ['wrap', 'wrap'],
  ['traced', 'traced'],
  ['bind', 'bind'],
  ['correlate', 'correlate'],
  ['correlationId', 'correlationId'],
  ['traceparent', 'traceparent'],
  ['stats', 'stats'],
  ['configure', 'configure'],
  ['flush', 'flush'],
  ['shutdown', 'shutdown'],
])

/** Reads what is done with an expression whose value is `tele`. */
function readTele(name: string, path: Path): Use[] {
  const value = climbWrappers(path)
  const parent = nodeOf(parentOf(value))
  if (isCallee(parent, nodeOf(value))) return [readCall('span', parentOf(value))]
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
  return [readCall(method, parentOf(member))]
}

function readCall(method: TeleMethod, path: Path): Use {
  return { kind: 'tele', method, call: nodeOf(path), path: closeChain(path) }
}

/** `tele('x').end()`: what is asked of a handle right behind the call that gives it. With a callback it gives none. */
function readChained(use: Use, argumentsOf: ReadonlyMap<Node, CallArguments>): Use[] {
  const role = use.kind === 'tele' ? HANDLE_OF_METHOD.get(use.method) : undefined
  if (use.kind !== 'tele' || !role) return []
  const { callback, fault } = argumentsOf.get(use.call)!
  if (callback || fault) return []
  const asked = readHandleMethod(role, use.path, use.call)
  return asked ? [asked] : []
}

/** What `memoryReporter` and its like are used for: a call whose result is kept in a variable, or something else. */
function readCompanion(name: string, path: Path): Use[] {
  const value = climbWrappers(path)
  const parent = nodeOf(parentOf(value))
  if (!isCallee(parent, nodeOf(value)) && parent.type !== 'NewExpression') return [asEscape('companion', name, path)]
  const declared = isPlainCall(parent) && declaredHandle(climbWrappers(parentOf(value)), 'companion', undefined)
  return declared ? [declared] : [asEscape('companion', name, path)]
}
