import { type Edit, normalizeEdits } from './edit.ts'
import { findCallbacks } from './enclosing-span.ts'
import type { Findings } from './find.ts'
import type { Instrumented } from './instrument.ts'
import { type Lowering, lowerUsing, readLowering } from './lower-using.ts'
import { findPlainReporters } from './own-reporters.ts'
import { prepareCall } from './prepare-call.ts'
import { planSetup } from './prepare-setup.ts'
import {
  insert,
  isFree,
  makeSite,
  type PreparedDraft,
  type PrepareOptions,
  useFunction,
  useSite,
} from './prepared-draft.ts'
import { choosePrefix, findFirstImport, findMainImport, importSites, type SiteImport } from './site-import.ts'
import { type Node, nodeOf, type Path } from './syntax.ts'
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
  const uses = findings.uses.filter((use) => use.kind === 'tele' || use.kind === 'span')
  const calls = uses.filter(({ call }) => options.scopeOf(call) !== undefined)
  const main = findMainImport(findings)
  const prefix = choosePrefix(text)
  const woven = instrumented.filter(({ form }) => form.kind === 'callback').map(({ fn }) => fn)
  const parents = optimizations.parents
    ? findCallbacks(text, program, calls, findings.argumentsOf, prefix, woven)
    : undefined
  const [edits, opening] = [[...options.edits], new Set<Edit>()]
  // Where a selection takes something out of the file, a block may not be what it was.
  const lowerings = optimizations.using && edits.length === 0 ? readLowerings(text, program, findings) : []
  const compiles = optimizations.sites && main !== undefined && isFree(options, main.end, main.end)
  const openers = lowerings.flatMap(({ opener }) => (opener && compiles && options.scopeOf(opener) ? opener : []))
  const functions = new Set<string>()
  const draft = { text, prefix, edits, opening, options, sites: new Map(), functions, parents, bare: new Set(openers) }
  if (compiles) prepareCalls(draft, program, findings, calls)
  for (const lowering of lowerings) edits.push(...lowerUsing(lowering, endSpan(draft, lowering)))
  for (const one of instrumented) edits.push(...weaveFunction(text, one, nameWoven(draft, one)))
  const behind = instrumented.length > 0 ? findFirstImport(program, main) : main
  if (draft.functions.size > 0) edits.push(importSites(text, program, behind, listImported(draft)))
  return normalizeEdits(joinInsertions(edits, opening))
}

function readLowerings(text: string, program: Node, { uses, argumentsOf }: Findings): readonly Lowering[] {
  const declarations = uses.filter((use) => use.kind === 'declaration').toSorted(fromTheEnd)
  return declarations.flatMap((use) => readLowering(text, program, use, argumentsOf) ?? [])
}

/** What ends the span of a `using`. */
function endSpan(draft: PreparedDraft, { name, opener }: Lowering): string {
  if (!opener || !draft.bare.has(opener)) return `${name}.end()`
  return `${useFunction(draft, 'leave')}(${useSite(draft, opener, draft.options.scopeOf(opener)!)},${name})`
}

function prepareCalls(
  draft: PreparedDraft,
  program: Node,
  findings: Findings,
  calls: readonly (TeleCall | SpanCall)[],
): void {
  for (const use of calls.toSorted(fromTheEnd)) {
    const given = findings.argumentsOf.get(use.call)!
    const { name, metadata, fault } = given
    if (!name || fault || !isUntouched(draft.options, use.call, name, metadata)) continue
    prepareCall(draft, use, given, name, draft.options.scopeOf(use.call)!)
  }
  const isPlainReporter = findPlainReporters(program, findings)
  for (const use of findings.uses) {
    const { start, end } = nodeOf(use.path)
    if (isFree(draft.options, start, end))
      draft.edits.push(...planSetup(use, (fn) => useFunction(draft, fn), isPlainReporter))
  }
  draft.edits.push(...(draft.parents?.parameters.values() ?? []))
}

/** Whether a selection leaves a call as it is, but for what stands in its callback. */
function isUntouched(options: PrepareOptions, call: Node, name: Node, metadata: Node | undefined): boolean {
  const isWhole = isFree(options, call.start, name.end) && isFree(options, call.end, call.end)
  return isWhole && (!metadata || isFree(options, metadata.start, metadata.end))
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
