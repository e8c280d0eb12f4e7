import { createDiagnostic, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import { removeCallNote } from './annotations.ts'
import { readsArguments } from './arguments.ts'
import { type Draft, effectiveNode, endOf, remainingStatements, removeStatement } from './draft.ts'
import { declaredNames, hoistValue } from './hoist.ts'
import { followsRestriction, keepExpression, keepsLine, keepsLineBehind, pushHead, voidExpression } from './keep.ts'
import {
  boundNames,
  climbWrappers,
  contains,
  enclosingFunction,
  isFunction,
  type Node,
  nodeOf,
  type Path,
  parametersOf,
  parentOf,
  skipTrivia,
  unwrap,
} from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'
import { someOwn } from './walk.ts'

/**
 * Takes the telemetry off a span's callback: `tele(name, () => body)` becomes the body where that is the same program,
 * and the callback called in place where it is not. `docs/erasure.md` lists the forms with a before and an after.
 */
export function planCallback(
  draft: Draft,
  use: TeleCall | SpanCall,
  callback: Node,
  target: Node | undefined,
  placeAt: PlaceFinder,
): Diagnostic[] {
  const fn = unwrap(callback)
  if (!isFunction(fn)) return planReference(draft, use, callback, target, placeAt)
  const fault = findFormFault(fn)
  if (fault) return [createDiagnostic('callback-form', fault, placeAt(fn.start, fn.end))]
  const site = describeSite(draft, use.path, fn)
  const value = callbackValue(draft, site)
  const isInlined = inlineBody(draft, site, value)
  const left = value === 'nothing' ? 'removed' : 'inlined'
  draft.verdicts.set(use.call, isInlined ? left : 'called')
  if (!isInlined) callInPlace(draft, use.path, fn)
  return []
}

function inlineBody(draft: Draft, site: Site, value: Node | 'nothing' | 'block'): boolean {
  if (value === 'nothing') return inlineNothing(draft, site)
  return (value !== 'block' && inlineValue(draft, site, value)) || inlineBlock(draft, site)
}

/** Where the call stands, in the terms that decide what may take its place. */
interface Site {
  readonly fn: Node
  /** The body of the callback as its own edits leave it: a block or an expression. */
  readonly body: Node
  readonly path: Path
  /** The call with the parentheses, type assertions and `await` around it. */
  readonly outer: Path
  /** Path to the `await` on the call. */
  readonly awaited: Path | undefined
}

function describeSite(draft: Draft, path: Path, fn: Node): Site {
  const value = climbWrappers(path)
  const awaited = nodeOf(parentOf(value)).type === 'AwaitExpression' ? parentOf(value) : undefined
  return { fn, body: draft.bodies.get(fn) ?? fn.body, path, awaited, outer: awaited ? climbWrappers(awaited) : value }
}

function findFormFault(fn: Node): string | undefined {
  const [parameter, another] = parametersOf(fn)
  if (fn.generator) return 'a span cannot be opened around a generator function'
  if (another) return 'the callback of a span takes one parameter, the span'
  if (parameter && parameter.type !== 'Identifier') return 'the parameter of the callback is a plain name'
  return readsArguments(fn)
    ? 'the callback of a span may not read `arguments`, in which the span would be missing'
    : undefined
}

/** What a callback's body comes to when its telemetry is gone: one expression, nothing, or a block. */
function callbackValue(draft: Draft, { fn, body }: Site): Node | 'nothing' | 'block' {
  if (fn.type !== 'ArrowFunctionExpression') return 'block'
  if (body.type !== 'BlockStatement') return draft.voided.has(unwrap(body)) ? 'nothing' : body
  const statements = remainingStatements(draft, body.body)
  const [only] = statements
  if (!only) return 'nothing'
  if (statements.length > 1 || only.type !== 'ReturnStatement' || draft.blocks.has(only)) return 'block'
  if (!only.argument || draft.voided.has(unwrap(only.argument))) return 'nothing'
  return only.argument
}

function inlineNothing(draft: Draft, site: Site): boolean {
  const statement = parentOf(site.outer)
  if (nodeOf(statement).type === 'ExpressionStatement') removeStatement(draft, statement)
  else if (!site.fn.async || site.awaited) voidExpression(draft, site.path)
  else return false
  return true
}

/** `x = tele(n, () => E)` → `x = E`; `x = await tele(n, async () => E)` → `x = await E`. */
function inlineValue(draft: Draft, site: Site, value: Node): boolean {
  if (!site.fn.async) keepExpression(draft, site.path, value)
  else if (site.awaited) {
    const awaits = effectiveNode(draft, value).type === 'AwaitExpression'
    keepExpression(draft, awaits ? site.awaited : site.path, value)
  } else if (resultIsReturned(site)) keepExpression(draft, site.path, value)
  else return false
  return true
}

/**
 * Whether the promise of an async callback is what the async function around it returns, so that the two may be one.
 * Inside `try` they may not: an error of the callback is not caught there, an error of its inlined body would be.
 */
function resultIsReturned(site: Site): boolean {
  const parent = nodeOf(parentOf(site.outer))
  const fn = enclosingFunction(site.path)
  if (!fn.async || fn.generator) return false
  if (parent.type === 'ArrowFunctionExpression') return parent.body === nodeOf(site.outer)
  return parent.type === 'ReturnStatement' && !standsInTry(site.path, fn)
}

function standsInTry(path: Path, fn: Node): boolean {
  return path.slice(path.indexOf(fn)).some((node) => node.type === 'TryStatement')
}

// --- blocks ---

/** Puts the callback's block where the statement was, if the program stays the same. */
function inlineBlock(draft: Draft, site: Site): boolean {
  const { fn, body, outer } = site
  const parent = nodeOf(parentOf(outer))
  if (fn.type !== 'ArrowFunctionExpression' || body.type !== 'BlockStatement') return false
  // Directives are a function's own: elsewhere they would be strings, or not allowed.
  if (body.body[0]?.directive) return false
  if (/^(VariableDeclarator|AssignmentExpression)$/.test(parent.type)) {
    return !declaresOutside(body) && !clashesLabels(body, outer) && hoistValue(draft, site)
  }
  if (!keepsAwait(draft, site)) return false
  if (parent.type === 'ArrowFunctionExpression' && parent.body === nodeOf(outer)) return becomeBody(draft, site, parent)
  if (declaresOutside(body) || clashesLabels(body, outer)) return false
  if (parent.type === 'ExpressionStatement') return becomeStatement(draft, site)
  return parent.type === 'ReturnStatement' && becomeReturn(draft, site)
}

/** `tele(n, () => { … });` → `{ … }`. A `return` of the callback would become one of the function around it. */
function becomeStatement(draft: Draft, { fn, body, awaited, outer }: Site): boolean {
  if (someOwn(body, (node) => node.type === 'ReturnStatement')) return false
  if (fn.async && !awaited) return false
  keepBlock(draft, parentOf(outer), body)
  return true
}

/** `return tele(n, () => { …; return v })` → `{ …; return v }`. */
function becomeReturn(draft: Draft, site: Site): boolean {
  const { fn, body, outer, awaited } = site
  const last = body.body.at(-1)
  if (last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement') return false
  if (fn.async && (awaited ? standsInTry(outer, enclosingFunction(outer)) : !resultIsReturned(site))) return false
  keepBlock(draft, parentOf(outer), body)
  return true
}

/** `() => tele(n, () => { … })` → `() => { … }`. */
function becomeBody(draft: Draft, site: Site, around: Node): boolean {
  const { fn, body, outer, awaited } = site
  if (fn.async && !around.async) return false
  if (fn.async && !awaited && !resultIsReturned(site)) return false
  if (declaresAnyOf(draft, body, around.params)) return false
  draft.bodies.set(around, body)
  draft.edits.push({ start: nodeOf(outer).start, end: body.start, text: '' })
  draft.edits.push({ start: body.end, end: nodeOf(outer).end, text: '', tight: keepsLineBehind(outer) })
  return true
}

function keepBlock(draft: Draft, statement: Path, block: Node): void {
  const { start } = nodeOf(statement)
  draft.blocks.add(nodeOf(statement))
  draft.edits.push(...removeCallNote(draft.text, statement))
  draft.heads.push({ edit: { start, end: block.start, text: '', tight: keepsLine(statement) }, statement })
  draft.edits.push({ start: block.end, end: endOf(draft, statement), text: '' })
}

/** No `await` is lost: the one on the call may go only when the block has one of its own. */
function keepsAwait(draft: Draft, { body, awaited }: Site): boolean {
  if (!awaited) return true
  const removed = [...draft.removed.keys()]
  return someOwn(body, (node) => {
    const awaits = node.type === 'AwaitExpression' || node.await === true || node.kind === 'await using'
    return awaits && !removed.some((statement) => contains(statement, node))
  })
}

/** A `var` of the callback would be seen in the function around it. */
function declaresOutside(block: Node): boolean {
  return someOwn(block, (node) => node.type === 'VariableDeclaration' && node.kind === 'var')
}

/** A label may not stand within a statement of the same label; a function's labels are its own. */
function clashesLabels(block: Node, path: Path): boolean {
  return (
    path.some((node) => node.type === 'LabeledStatement') && someOwn(block, (node) => node.type === 'LabeledStatement')
  )
}

/** Whether the block declares a name that a parameter has: legal in a function of its own, not in the one around it. */
function declaresAnyOf(draft: Draft, block: Node, params: readonly Node[]): boolean {
  const names = new Set(params.flatMap((param) => boundNames(param)))
  const isVar = (node: Node): boolean => node.type === 'VariableDeclaration' && node.kind === 'var'
  const clashes = ({ declarations }: Node): boolean =>
    (declarations as readonly Node[]).some(({ id }) => boundNames(id).some((name) => names.has(name)))
  if (names.size === 0) return false
  return (
    declaredNames(draft, block).some((name) => names.has(name)) ||
    someOwn(block, (node) => isVar(node) && clashes(node))
  )
}

// --- what stays a function ---

/** `tele(n, (span) => { … })` → `(() => { … })()`. */
function callInPlace(draft: Draft, path: Path, fn: Node): void {
  const { start, end } = nodeOf(path)
  const [parameter] = parametersOf(fn)
  if (parameter) draft.edits.push(removeParameter(draft.text, fn, parameter))
  pushHead(draft, path, { start, end: fn.start, text: '(', tight: keepsLine(path) })
  draft.edits.push({ start: fn.end, end, text: ')()', tight: keepsLineBehind(path) })
}

function removeParameter(text: string, fn: Node, parameter: Node): { start: number; end: number; text: string } {
  const next = skipTrivia(text, parameter.end)
  const bare = fn.type === 'ArrowFunctionExpression' && text.startsWith('=>', next)
  return { start: parameter.start, end: text[next] === ',' ? next + 1 : parameter.end, text: bare ? '()' : '' }
}

/** `tele(n, work)` → `work()`, when it can be seen that `work` does not want the span. */
function planReference(
  draft: Draft,
  use: TeleCall | SpanCall,
  callback: Node,
  target: Node | undefined,
  placeAt: PlaceFinder,
): Diagnostic[] {
  const reference = unwrap(callback)
  // `span.run(work)` and `tele.correlate(id, work)` give `work` nothing, whatever it takes.
  const takesNothing = (use.method === 'run' || use.method === 'correlate') && reference.type === 'Identifier'
  if (takesNothing) return callByName(draft, use, reference)
  if (!target || !isFunction(target) || parametersOf(target).length > 0 || readsArguments(target)) {
    const name = draft.text.slice(callback.start, callback.end)
    const message = `'${name.length > 40 ? `${name.slice(0, 39)}…` : name}' may take the span, which does not exist when telemetry is compiled out`
    return [createDiagnostic('callback-form', message, placeAt(callback.start, callback.end), ['write `() => work()`'])]
  }
  return callByName(draft, use, reference)
}

function callByName(draft: Draft, use: TeleCall | SpanCall, reference: Node): Diagnostic[] {
  draft.verdicts.set(use.call, 'called')
  const { start, end } = nodeOf(use.path)
  pushHead(draft, use.path, {
    start,
    end: reference.start,
    text: '',
    tight: keepsLine(use.path) || followsRestriction(use.path),
  })
  draft.edits.push({ start: reference.end, end, text: '()', tight: keepsLineBehind(use.path) })
  return []
}
