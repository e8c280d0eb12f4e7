import type { CallArguments } from './arguments.ts'
import { resolveNames } from './bindings.ts'
import { findEffect } from './effects.ts'
import {
  climbWrappers,
  isFunction,
  memberName,
  type Node,
  nodeOf,
  type Path,
  parametersOf,
  parentOf,
  unwrap,
} from './syntax.ts'
import type { Escape, Handle, HandleRole, SpanMethod, TeleCall, TeleMethod, Use } from './use.ts'

/** Variables and parameters that exist for telemetry only: spans, bound metrics, reporters. What is done with them. */

/** What the methods give that give a handle. */
export const HANDLE_OF_METHOD: ReadonlyMap<TeleMethod, Exclude<HandleRole, 'companion'>> = new Map([
  ['span', 'span'],
  ['start', 'span'],
  ['counter', 'counter'],
  ['histogram', 'histogram'],
])

/** Finds the handles that the uses open, and what is done with them. */
export function findHandleUses(
  program: Node,
  uses: readonly Use[],
  argumentsOf: ReadonlyMap<Node, CallArguments>,
): Use[] {
  const calls = uses.filter((use): use is TeleCall => use.kind === 'tele')
  const spans = calls.filter(({ method }) => method === 'span')
  const declarations = calls.flatMap((use) => {
    const role = HANDLE_OF_METHOD.get(use.method)
    const { callback, fault } = argumentsOf.get(use.call)!
    return !role || callback || fault ? [] : (declaredHandle(climbWrappers(use.path), role, use.call) ?? [])
  })
  const declared = [...uses, ...declarations].flatMap((use) => (use.kind === 'declaration' ? use.handle : []))
  const parameters = spans.flatMap((use) => spanParameter(use.call, argumentsOf.get(use.call)!.callback))
  return [...declarations, ...readHandles(program, [...declared, ...parameters])]
}

export function declaredHandle(path: Path, role: Handle['role'], opener: Node | undefined): Use | undefined {
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
  return readHandleMethod(handle.role, path, handle.opener) ?? asEscape('handle', handle.name, path)
}

const HANDLE_METHODS: Readonly<Record<Exclude<HandleRole, 'companion'>, ReadonlyMap<string, SpanMethod>>> = {
  span: new Map([
    ['set', 'set'],
    ['count', 'count'],
    ['gauge', 'gauge'],
    ['record', 'record'],
    ['run', 'run'],
    ['end', 'end'],
    ['Symbol.dispose', 'end'],
  ]),
  counter: new Map([['add', 'add']]),
  histogram: new Map([['record', 'observe']]),
}

export function readHandleMethod(
  role: Exclude<HandleRole, 'companion'>,
  path: Path,
  opener: Node | undefined,
): Use | undefined {
  const called = calledMember(path)
  if (called?.name === undefined) return undefined
  const methods = HANDLE_METHODS[role]
  const method = methods.get(called.name)
  if (method === undefined) return unknownMember(called.name, parentOf(climbWrappers(path)), methods)
  return { kind: 'span', method, call: nodeOf(called.path), path: closeChain(called.path), opener }
}

function readCompanionMethod(path: Path): Use | undefined {
  const called = calledMember(path)
  const call = called && nodeOf(called.path)
  if (!call || !isPlainCall(call)) return undefined
  return { kind: 'companion', call, path: closeChain(called.path) }
}

/** Whether a companion's call may go: what is given a function may run the program's own code, and effects must stay. */
export function isPlainCall(call: Node): boolean {
  return (call.arguments as Node[]).every((argument) => !isFunction(unwrap(argument)) && !findEffect(argument))
}

/** For `x` in `x.m(…)`: the path of the call and the name `m`. */
export function calledMember(path: Path): { name: string | undefined; path: Path } | undefined {
  const value = climbWrappers(path)
  const member = nodeOf(parentOf(value))
  if (member.type !== 'MemberExpression' || member.object !== nodeOf(value)) return undefined
  const callee = climbWrappers(parentOf(value))
  if (!isCallee(nodeOf(parentOf(callee)), nodeOf(callee))) return undefined
  return { name: memberName(member), path: parentOf(callee) }
}

// --- small questions ---

export function isCallee(parent: Node, node: Node): boolean {
  return parent.type === 'CallExpression' && parent.callee === node
}

/** The chain expression around a call that ends it, else the call: the node whose value the program sees. */
export function closeChain(path: Path): Path {
  return path[path.length - 2]?.type === 'ChainExpression' ? path.slice(0, -1) : path
}

export function asEscape(what: Escape['what'], name: string, path: Path): Escape {
  return { kind: 'escape', what, name, path }
}

export function unknownMember(name: string, path: Path, members: ReadonlyMap<string, string>): Escape {
  return { kind: 'escape', what: 'method', name, path, valid: [...members.keys()] }
}
