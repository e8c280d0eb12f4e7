import { hasCallNote } from './annotations.ts'
import type { CallArguments } from './arguments.ts'
import {
  insert,
  makeSite,
  open,
  type PreparedDraft,
  placeArgument,
  replace,
  useFunction,
  useSite,
} from './prepared-draft.ts'
import { type Node, nodeOf, type Path, parametersOf, parentOf, unwrap } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'
import { namesIn } from './walk.ts'

/** Plans the edits of one call: it becomes a use of its site. What is no call of a scope stays. */
export function prepareCall(
  draft: PreparedDraft,
  use: TeleCall | SpanCall,
  given: CallArguments,
  name: Node,
  scope: string,
): void {
  switch (use.method) {
    case 'count':
    case 'gauge':
    case 'record':
    case 'emit':
      if (!mayBecomeVoid(use.path) || hasCallNote(draft.text, use.call)) return
      if (use.kind === 'span') return prepareRelative(draft, use, given, name, scope)
      return prepareMetric(draft, use, given, name, scope)
    case 'span':
    case 'start':
      return prepareSpan(draft, use, given, name, scope)
    default:
  }
}

/** Where an operator must not stand. */
function mayBecomeVoid(path: Path): boolean {
  const parent = nodeOf(parentOf(path))
  if (parent.type === 'BinaryExpression') return parent.operator !== '**'
  return !/^(?:Class|Decorator|Member|Call|New|TaggedTemplate)/.test(parent.type) || isArgument(parent, nodeOf(path))
}

function isArgument({ arguments: given }: Node, node: Node): boolean {
  return Array.isArray(given) && given.includes(node)
}

/** `tele.count(name, …)`: the name stays, so that maps lead to it. */
function prepareMetric(
  draft: PreparedDraft,
  { call, path, method }: TeleCall | SpanCall,
  { metadata }: CallArguments,
  name: Node,
  scope: string,
): void {
  const span = draft.parents?.find(path)
  const needsSpan = span && (method !== 'emit' || span.isAsync)
  const site = useSite(draft, call, scope)
  const fn = useFunction(draft, needsSpan ? `${method}In` : method)
  const head = `void((${site}??=${draft.prefix}site(`
  draft.edits.push(
    replace(draft, call.start, name.start, head),
    insert(
      name.end,
      `${placeArgument(draft, call)})).interest&&${fn}(${needsSpan ? `${draft.parents!.name(span)},` : ''}${site}`,
    ),
    insert(call.end, ')'),
  )
  keepPlain(draft, metadata, site)
}

/** `span.count(name, …)`: the span stays. */
function prepareRelative(
  draft: PreparedDraft,
  { call, method }: SpanCall,
  { metadata }: CallArguments,
  name: Node,
  scope: string,
): void {
  const { object } = unwrap(call.callee)
  if (object.type !== 'Identifier') return
  const site = useSite(draft, call, scope)
  const fn = useFunction(draft, `${method}Of`)
  const made = makeSite(draft, call, scope)
  open(draft, replace(draft, call.start, object.start, `void((${made}).interest&&${fn}(`))
  draft.edits.push(replace(draft, object.end, name.end, `,${site}`), insert(call.end, ')'))
  keepPlain(draft, metadata, site)
}

/** `tele(name, …)` with a function or without. */
function prepareSpan(
  draft: PreparedDraft,
  { call, path, method }: TeleCall | SpanCall,
  { metadata, callback, target }: CallArguments,
  name: Node,
  scope: string,
): void {
  const fn = callback && (target ?? unwrap(callback))
  // What looks like metadata could be a function when it is run: of a name, only `tele` itself can tell.
  if (fn ? !/Function/.test(fn.type) : method === 'span' && metadata && unwrap(metadata).type !== 'ObjectExpression')
    return
  const span = draft.parents?.find(path)
  const isSync = fn !== undefined && draft.options.optimizations.sync && draft.options.startsNothing(fn)
  const form = fn
    ? `${isSync ? 'sync' : 'run'}${takesSpan(draft, fn) ? '' : 'Bare'}`
    : draft.bare.has(call)
      ? 'enter'
      : 'open'
  const site = useSite(draft, call, scope)
  const called = useFunction(draft, span?.isAsync ? `${form}In` : form)
  draft.edits.push(
    replace(
      draft,
      call.start,
      name.start,
      `${called}(${span?.isAsync ? `${draft.parents!.name(span)},` : ''}${site}??=${draft.prefix}site(`,
    ),
    insert(name.end, `${placeArgument(draft, call)})${fn && !metadata ? ',void 0' : ''}`),
  )
  if (metadata?.type === 'ObjectExpression' && metadata.properties.length > 0) {
    open(draft, insert(metadata.start, `${site}.interest?`))
    keepPlain(draft, metadata, site)
    draft.edits.push(insert(metadata.end, ':void 0'))
  }
}

/** Metadata that is written in place need not be copied: nobody else has it. */
function keepPlain(draft: PreparedDraft, metadata: Node | undefined, site: string): void {
  if (metadata?.type !== 'ObjectExpression' || !isPlain(metadata)) return
  open(draft, insert(metadata.start, `${useFunction(draft, 'plain')}(${site},`))
  draft.edits.push(insert(metadata.end, ')'))
}

/** Whether an object literal has the keys that are written, each with a value, and within the bounds of a record. */
function isPlain({ properties }: Node): boolean {
  const keys = (properties as readonly Node[]).map(({ type, kind, computed, key }) =>
    type === 'Property' && kind === 'init' && !computed ? String(key.name ?? key.value) : '__proto__',
  )
  return keys.length > 0 && keys.length <= 32 && keys.every((key) => key !== '__proto__' && key.length <= 64)
}

/** Whether a callback can ask for its span, or has been given a parameter so that what stands in it can. */
function takesSpan({ parents }: PreparedDraft, fn: Node): boolean {
  if (parametersOf(fn).length > 0 || parents?.parameterOf(fn) !== undefined) return true
  return fn.type !== 'ArrowFunctionExpression' && namesIn(fn.body).has('arguments')
}
