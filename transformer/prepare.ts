import { hasCallNote } from './annotations.ts'
import type { CallArguments } from './arguments.ts'
import { type Edit, normalizeEdits } from './edit.ts'
import { type EnclosingSpan, findCallbacks, type SpanCallbacks } from './enclosing-span.ts'
import type { Findings } from './find.ts'
import type { Instrumented } from './instrument.ts'
import { lowerUsing } from './lower-using.ts'
import type { Optimizations } from './optimize.ts'
import { planSetup } from './prepare-setup.ts'
import { choosePrefix, findFirstImport, findMainImport, importSites, type SiteImport } from './site-import.ts'
import { type Node, nodeOf, type Path, parentOf, unwrap } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'
import { type WeaveNames, weaveFunction } from './weave.ts'

/**
 * The plan of a build with telemetry: a call of `tele` gives way to a call of `telescopic/site`, with a site that is looked up
 * once. What is recorded stays what it was.
 *
 *     tele.count('hit', 1, { tier })  →  void((_t1??=_tsite('hit')).interest&&_tcount(_t1, 1, { tier }))
 *     tele('job', () => work())       →  _trun(_t1??=_tsite('job'),void 0, () => work())
 *
 * The first call makes the site, and not the module: in a cycle of modules a function may be called before its own module
 * ran, where a `var` is `undefined` and a `const` an error. And `void(…)` it is, since behind a line that ends without a `;`
 * a parenthesis would be read as the arguments of a call.
 */
export function planPrepared(
  text: string,
  program: Node,
  findings: Findings,
  options: PrepareOptions,
): readonly Edit[] {
  const { optimizations, instrumented } = options
  const calls = findings.uses.filter((use) => use.kind === 'tele' || use.kind === 'span')
  const main = findMainImport(findings)
  const prefix = choosePrefix(text)
  const woven = instrumented.filter(({ form }) => form.kind === 'callback').map(({ fn }) => fn)
  const parents = optimizations.parents
    ? findCallbacks(text, program, calls, findings.argumentsOf, prefix, woven)
    : undefined
  const [edits, opening] = [[...options.edits], new Set<Edit>()]
  const draft = { text, prefix, edits, opening, options, sites: new Map(), functions: new Set<string>(), parents }
  if (optimizations.sites && main) prepareCalls(draft, findings, calls)
  if (optimizations.using) {
    for (const use of findings.uses.toSorted(fromTheEnd))
      if (use.kind === 'declaration') edits.push(...lowerUsing(text, program, use, findings.argumentsOf))
  }
  for (const one of instrumented) edits.push(...weaveFunction(text, one, nameWoven(draft, one)))
  const behind = instrumented.length > 0 ? findFirstImport(program, main) : main
  if (draft.functions.size > 0) edits.push(importSites(text, program, behind, listImported(draft)))
  return normalizeEdits(joinInsertions(edits, opening))
}

function prepareCalls(draft: PreparedDraft, findings: Findings, calls: readonly (TeleCall | SpanCall)[]): void {
  for (const use of calls.toSorted(fromTheEnd)) {
    const given = findings.argumentsOf.get(use.call)!
    const scope = draft.options.scopeOf(use.call)
    if (scope !== undefined && given.name && !given.fault) prepareCall(draft, use, given, given.name, scope)
  }
  for (const use of findings.uses) {
    const edit = planSetup(use, (fn) => useFunction(draft, fn))
    if (edit) draft.edits.push(edit)
  }
  draft.edits.push(...(draft.parents?.parameters.values() ?? []))
}

/**
 * Several things may be put at one offset: `using s = tele('job');s.count('retries')`. What follows on what ends there comes first,
 * in the order of the plan, then what opens what begins there.
 */
function joinInsertions(edits: readonly Edit[], opening: ReadonlySet<Edit>): Edit[] {
  const isInsertion = ({ start, end }: Edit): boolean => start === end
  const inserted = new Map<number, string>()
  const insertions = edits.filter(isInsertion)
  for (const { start, text } of [...insertions.filter((one) => !opening.has(one)), ...opening])
    inserted.set(start, (inserted.get(start) ?? '') + text)
  const replaced = edits.filter((edit) => !isInsertion(edit))
  const starts = new Set(replaced.map(({ start }) => start))
  return [
    ...replaced.map((edit) => ({ ...edit, text: (inserted.get(edit.start) ?? '') + edit.text })),
    ...[...inserted].filter(([at]) => !starts.has(at)).map(([at, text]) => insert(at, text)),
  ]
}

/** What the plan is told of a file. */
export interface PrepareOptions {
  readonly optimizations: Optimizations
  /** The scope of each call that has one. */
  readonly scopeOf: (call: Node) => string | undefined
  /** Where a call stands, as it is put into the program; `undefined` where it is not. */
  readonly placeOf: (call: Node) => string | undefined
  /** Whether a callback starts nothing that goes on when it has returned. */
  readonly startsNothing: (fn: Node) => boolean
  readonly isTypeScript: boolean
  /** Functions that get a span around them. */
  readonly instrumented: readonly Instrumented[]
  /** What is changed besides. */
  readonly edits: readonly Edit[]
}

interface PreparedDraft {
  readonly text: string
  /** What all names begin with that are added to the file. */
  readonly prefix: string
  readonly edits: Edit[]
  /** Those of them that are put in front of something. */
  readonly opening: Set<Edit>
  readonly options: PrepareOptions
  /** The variable of each site. */
  readonly sites: Map<string, string>
  /** What is imported. */
  readonly functions: Set<string>
  readonly parents: SpanCallbacks | undefined
}

/** Later starts first; of two that start together, the inner one first: what is added at the same place is in that order. */
function fromTheEnd(a: { path: Path }, b: { path: Path }): number {
  const [first, second] = [nodeOf(a.path), nodeOf(b.path)]
  return second.start - first.start || first.end - second.end
}

function listImported({ functions, sites, prefix, options }: PreparedDraft): SiteImport {
  const names = [...(sites.size > 0 ? ['site'] : []), ...functions]
  const specifier = options.instrumented[0]?.sites
  return { prefix, functions: names, variables: [...sites.values()], specifier, isTypeScript: options.isTypeScript }
}

/** What a function is woven with: it opens its span as the callback of a call would. */
function nameWoven(draft: PreparedDraft, { fn }: Instrumented): WeaveNames {
  const { prefix, options, parents } = draft
  return {
    prefix,
    parameter: parents?.parameterOf(fn) ?? '',
    isSync: options.optimizations.sync && options.startsNothing(fn),
    isTypeScript: options.isTypeScript,
    useFunction: (name) => useFunction(draft, name),
    makeSite: (scope) => makeSite(draft, fn, scope),
  }
}

// --- one call ---

function prepareCall(
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
      if (use.kind === 'span') return prepareRelative(draft, use, name, scope)
      return prepareMetric(draft, use, name, scope)
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
      `${placeArgument(draft, call)})).interest&&${fn}(${needsSpan ? `${nameSpan(draft, span)},` : ''}${site}`,
    ),
    insert(call.end, ')'),
  )
}

/** `span.count(name, …)`: the span stays. */
function prepareRelative(draft: PreparedDraft, { call, method }: SpanCall, name: Node, scope: string): void {
  const { object } = unwrap(call.callee)
  if (object.type !== 'Identifier') return
  const site = useSite(draft, call, scope)
  const fn = useFunction(draft, `${method}Of`)
  const made = makeSite(draft, call, scope)
  open(draft, replace(draft, call.start, object.start, `void((${made}).interest&&${fn}(`))
  draft.edits.push(replace(draft, object.end, name.end, `,${site}`), insert(call.end, ')'))
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
  const form = fn ? (isSync ? 'sync' : 'run') : 'open'
  const site = useSite(draft, call, scope)
  const called = useFunction(draft, span?.isAsync ? `${form}In` : form)
  draft.edits.push(
    replace(
      draft,
      call.start,
      name.start,
      `${called}(${span?.isAsync ? `${nameSpan(draft, span)},` : ''}${site}??=${draft.prefix}site(`,
    ),
    insert(name.end, `${placeArgument(draft, call)})${fn && !metadata ? ',void 0' : ''}`),
  )
  if (metadata?.type === 'ObjectExpression' && metadata.properties.length > 0) {
    open(draft, insert(metadata.start, `${site}.interest?`))
    draft.edits.push(insert(metadata.end, ':void 0'))
  }
}

function nameSpan({ parents }: PreparedDraft, span: EnclosingSpan): string {
  return parents!.name(span)
}

function open({ edits, opening }: PreparedDraft, edit: Edit): void {
  edits.push(edit)
  if (edit.start === edit.end) opening.add(edit)
}

/** Lines stay: Babel and Bun read no maps of plugins. */
function replace({ text }: PreparedDraft, start: number, end: number, replacement: string): Edit {
  return { start, end, text: replacement + text.slice(start, end).replace(/[^\n]+/g, '') }
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text }
}

function useFunction(draft: PreparedDraft, name: string): string {
  draft.functions.add(name)
  return draft.prefix + name
}

/** The expression that gives a site, and makes it when it is first asked for. */
function makeSite(draft: PreparedDraft, where: Node, scope: string): string {
  return `${useSite(draft, where, scope)}??=${draft.prefix}site('${scope}'${placeArgument(draft, where)})`
}

function useSite(draft: PreparedDraft, call: Node, scope: string): string {
  const key = `${scope} ${draft.options.placeOf(call) ?? ''}`
  const known = draft.sites.get(key) ?? `${draft.prefix}${draft.sites.size + 1}`
  draft.sites.set(key, known)
  return known
}

function placeArgument({ options }: PreparedDraft, call: Node): string {
  const place = options.placeOf(call)
  return place === undefined ? '' : `,${JSON.stringify(place)}`
}
