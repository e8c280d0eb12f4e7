import type { Diagnostic, PlaceFinder } from '../report/index.ts'
import { makeAbsolute } from './absolute.ts'
import type { CallArguments } from './arguments.ts'
import { planDecorator } from './decorators.ts'
import { createDraft, type Draft, removeItem, removeStatement, type Verdict } from './draft.ts'
import { type Edit, findEditBefore } from './edit.ts'
import type { Findings } from './find.ts'
import { finishDraft } from './finish.ts'
import { foldEnabled } from './fold.ts'
import { calledMember, HANDLE_OF_METHOD } from './handles.ts'
import { planHelperImports } from './helper-imports.ts'
import { planImports } from './import-edits.ts'
import { planCallback } from './inline.ts'
import { keepExpression, voidExpression } from './keep.ts'
import type { Modules } from './modules.ts'
import { checkArguments, reportEscape, reportLeak } from './plan-faults.ts'
import { planReExport, planReExports } from './re-exports.ts'
import { climbChain, climbWrappers, contains, type Node, nodeOf, type Path, parentOf } from './syntax.ts'
import type { CompanionCall, Escape, HandleDeclaration, SpanCall, TeleCall, Use } from './use.ts'

/**
 * Stage two: the uses of a file → the edits that take telemetry out of it, and the faults that make that impossible.
 * Faults are the same in both modes, so that a program that builds with telemetry on builds with it off.
 */
export interface Plan {
  readonly edits: readonly Edit[]
  readonly diagnostics: readonly Diagnostic[]
  /** Whether a generated enum is still imported. */
  readonly keepsNames: boolean
  /** What became of each call, by the call. A call without one is kept. */
  readonly verdicts: ReadonlyMap<Node, Verdict>
}

/** What a plan is made for. */
export interface PlanOptions {
  readonly placeAt: PlaceFinder
  readonly modules: Modules
  /** Whether imports that only removed code used go too. */
  readonly elideImports: boolean
  readonly isTypeScript: boolean
}

/** Plans the removal of all telemetry from a file. */
export function planRemoval(text: string, program: Node, findings: Findings, options: PlanOptions): Plan {
  const draft = createDraft(text, program)
  const diagnostics: Diagnostic[] = []
  const escapes: Escape[] = []
  for (const use of findings.uses.toSorted(fromTheEnd))
    diagnostics.push(...planUse(draft, use, findings, escapes, options))
  const removals = finishDraft(draft)
  const gone = isGone(removals)
  for (const one of escapes) if (!gone(nodeOf(one.path))) diagnostics.push(reportEscape(one, options.placeAt))
  const { imports } = findings
  for (const leak of imports.leaks) if (!gone(leak)) diagnostics.push(reportLeak(leak, options.placeAt))
  for (const path of imports.bare) removeStatement(draft, path)
  planReExports(draft, imports, options.modules, options.isTypeScript)
  const kept = planImports(draft, findings, gone, options.placeAt)
  diagnostics.push(...kept.diagnostics)
  if (options.elideImports && options.isTypeScript) planHelperImports(draft, removals, gone)
  return { edits: finishDraft(draft), diagnostics, keepsNames: kept.keepsNames, verdicts: draft.verdicts }
}

/** What of a build with telemetry is compiled out by its selection, and the scope of each call. */
export interface Choice {
  readonly isDropped: (call: Node) => boolean
  readonly scopeOf: (call: Node) => string | undefined
}

/**
 * Plans the removal of some scopes from a build with telemetry. Faults are those of `planRemoval`, whatever is removed;
 * only the one is told here that no other build has.
 */
export function planSelection(
  text: string,
  program: Node,
  findings: Findings,
  options: PlanOptions,
  choice: Choice,
): Plan {
  const draft = createDraft(text, program)
  const diagnostics: Diagnostic[] = []
  for (const use of findings.uses.toSorted(fromTheEnd)) {
    const opener = use.kind === 'declaration' ? use.handle.opener : use.kind === 'span' ? use.opener : undefined
    const isOrphan = opener !== undefined && choice.isDropped(opener)
    const isCall = use.kind === 'tele' || use.kind === 'span'
    if (use.kind === 'span' && isOrphan && !choice.isDropped(use.call))
      diagnostics.push(...makeAbsolute(draft, use, opener, findings, choice, options.placeAt))
    else if (isOrphan || (isCall && choice.isDropped(use.call))) planUse(draft, use, findings, [], options)
  }
  const removals = finishDraft(draft)
  const gone = isGone(removals)
  if (removals.length === 0) return { edits: [], diagnostics, keepsNames: true, verdicts: draft.verdicts }
  planImports(draft, findings, gone, options.placeAt)
  if (options.elideImports && options.isTypeScript) planHelperImports(draft, removals, gone)
  return { edits: finishDraft(draft), diagnostics, keepsNames: true, verdicts: draft.verdicts }
}

function isGone(removals: readonly Edit[]): (node: Node) => boolean {
  return (node) => {
    const edit = findEditBefore(removals, node.start)
    return edit !== undefined && contains(edit, node)
  }
}

function planUse(
  draft: Draft,
  use: Use,
  findings: Findings,
  escapes: Escape[],
  { placeAt }: PlanOptions,
): readonly Diagnostic[] {
  switch (use.kind) {
    case 'escape':
      escapes.push(use)
      return []
    case 'enabled':
      foldEnabled(draft, use.path)
      return []
    case 'reexport':
      planReExport(draft, use.path)
      return []
    case 'declaration':
      planDeclaration(draft, use, escapes)
      return []
    case 'companion':
      planCompanion(draft, use, escapes)
      return []
    case 'span':
    case 'tele': {
      const given = findings.argumentsOf.get(use.call)!
      const faults = checkArguments(use, given, placeAt)
      if (given.fault) return faults
      if (use.kind === 'tele') return [...faults, ...planTele(draft, use, given, placeAt, escapes)]
      if (use.method === 'run') return [...faults, ...planCallback(draft, use, given.callback!, given.target, placeAt)]
      planValue(draft, use, escapes)
      return faults
    }
  }
}

/** Later starts first; of two that start together, the inner one first. */
function fromTheEnd(a: Use, b: Use): number {
  const [first, second] = [nodeOf(a.path), nodeOf(b.path)]
  return second.start - first.start || first.end - second.end
}

// --- one use ---

function planTele(
  draft: Draft,
  use: TeleCall,
  given: CallArguments,
  placeAt: PlaceFinder,
  escapes: Escape[],
): Diagnostic[] {
  if (use.method === 'traced') planDecorator(draft, use, escapes)
  else if (use.method === 'wrap' || use.method === 'bind') {
    keepExpression(draft, use.path, given.callback!)
    draft.verdicts.set(use.call, 'unwrapped')
  } else if (given.callback) return planCallback(draft, use, given.callback, given.target, placeAt)
  else if (HANDLE_OF_METHOD.has(use.method)) planOpened(draft, use, escapes)
  else planValue(draft, use, escapes)
  return []
}

/** A call whose value is nothing: the statement goes, or `void 0` takes its place, of which nothing can be asked. */
function planValue(draft: Draft, { call, path }: TeleCall | SpanCall, escapes: Escape[]): void {
  const statement = findStatement(path)
  draft.verdicts.set(call, statement ? 'removed' : 'void')
  if (statement) return removeStatement(draft, statement)
  const value = climbChain(path)
  const parent = nodeOf(parentOf(value))
  const asked = parent.object === nodeOf(value) || parent.callee === nodeOf(value) || parent.tag === nodeOf(value)
  if (asked) escapes.push({ kind: 'escape', what: 'result', name: textOf(draft, path), path })
  else voidExpression(draft, path)
}

function textOf(draft: Draft, path: Path): string {
  const { start, end } = nodeOf(path)
  return draft.text.slice(start, end)
}

/** What a companion's method returns is not nothing, so that only a statement can go. */
function planCompanion(draft: Draft, { path }: CompanionCall, escapes: Escape[]): void {
  const statement = findStatement(path)
  if (statement) return removeStatement(draft, statement)
  escapes.push({
    kind: 'escape',
    what: 'companion',
    name: textOf(draft, path),
    path,
  })
}

/** The statement that consists of the expression, of `await` on it, or of `void` on it. */
function findStatement(path: Path): Path | undefined {
  const value = climbWrappers(path)
  const parent = parentOf(value)
  const { type, operator } = nodeOf(parent)
  if (type === 'ExpressionStatement') return parent
  if (type === 'AwaitExpression' || (type === 'UnaryExpression' && operator === 'void')) return findStatement(parent)
  return undefined
}

/** A handle is kept in a variable, or its method is called at once; both are uses of their own. */
function planOpened(draft: Draft, use: TeleCall, escapes: Escape[]): void {
  draft.verdicts.set(use.call, 'removed')
  const value = climbWrappers(use.path)
  const parent = nodeOf(parentOf(value))
  // What is asked of it at once is a use of its own, with its own faults.
  const isAsked = calledMember(use.path)?.name !== undefined
  if (parent.type === 'ExpressionStatement') removeStatement(draft, parentOf(value))
  else if (isAsked) return
  else if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') {
    const name = use.method === 'span' || use.method === 'start' ? 'the span' : `the ${use.method}`
    escapes.push({ kind: 'escape', what: 'handle', name, path: use.path })
  }
}

/** Removes a handle's variable. One that is exported or assigned again cannot go. */
function planDeclaration(draft: Draft, use: HandleDeclaration, escapes: Escape[]): void {
  const declaration = parentOf(use.path)
  const { kind } = nodeOf(declaration)
  const holder = nodeOf(parentOf(declaration)).type
  if (kind === 'let' || kind === 'var' || /^(Export|For)/.test(holder)) {
    escapes.push({ kind: 'escape', what: 'variable', name: use.handle.name, path: use.path })
    return
  }
  removeItem(draft, use.path)
}
