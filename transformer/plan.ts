import { createDiagnostic, type Diagnostic, type PlaceFinder, suggestName } from '../report/index.ts'
import { ARGUMENT_COUNTS, type CallArguments, removedArguments } from './arguments.ts'
import { createDraft, type Draft, finishDraft, removeDeclarator, removeStatement } from './draft.ts'
import { type Edit, findEditBefore } from './edit.ts'
import { findEffect } from './effects.ts'
import type { Findings } from './find.ts'
import { foldEnabled } from './fold.ts'
import { planHelperImports } from './helper-imports.ts'
import { planImports } from './import-edits.ts'
import { planCallback } from './inline.ts'
import { keepExpression, voidExpression } from './keep.ts'
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
}

/** Plans the removal of all telemetry from a file. */
export function planRemoval(
  text: string,
  program: Node,
  findings: Findings,
  { placeAt, elideImports }: { placeAt: PlaceFinder; elideImports: boolean },
): Plan {
  const draft = createDraft(text, program)
  const diagnostics: Diagnostic[] = []
  const escapes: Escape[] = []
  for (const use of findings.uses.toSorted(fromTheEnd)) {
    if (use.kind === 'escape') escapes.push(use)
    else planUse(use)
  }
  const removals = finishDraft(draft)
  const gone = (node: Node): boolean => {
    const edit = findEditBefore(removals, node.start)
    return edit !== undefined && contains(edit, node)
  }
  for (const one of escapes) if (!gone(nodeOf(one.path))) diagnostics.push(reportEscape(one, placeAt))
  for (const leak of findings.leaks) if (!gone(leak)) diagnostics.push(reportLeak(leak, placeAt))
  const imports = planImports(draft, findings, gone, placeAt)
  diagnostics.push(...imports.diagnostics)
  if (elideImports) planHelperImports(draft, removals, gone)
  return { edits: finishDraft(draft), diagnostics, keepsNames: imports.keepsNames }

  function planUse(use: Exclude<Use, Escape>): void {
    switch (use.kind) {
      case 'enabled':
        return foldEnabled(draft, use.path)
      case 'declaration':
        return planDeclaration(draft, use, escapes)
      case 'companion':
        return planCompanion(draft, use, escapes)
      case 'span':
      case 'tele': {
        const given = findings.argumentsOf.get(use.call)!
        diagnostics.push(...checkArguments(use, given, placeAt))
        if (given.fault) return
        if (use.kind === 'span') planValue(draft, use.path, escapes)
        else diagnostics.push(...planTele(draft, use, given, placeAt, escapes))
      }
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
  else if (use.method === 'wrap') keepExpression(draft, use.path, given.callback!)
  else if (given.callback) return planCallback(draft, use, given.callback, given.target, placeAt)
  else if (use.method === 'span') planOpenedSpan(draft, use, escapes)
  else planValue(draft, use.path, escapes)
  return []
}

/** A call whose value is nothing: the statement goes, or `void 0` takes its place, of which nothing can be asked. */
function planValue(draft: Draft, path: Path, escapes: Escape[]): void {
  const statement = findStatement(path)
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

/** A span without a callback is kept in a variable, or its method is called at once; both are uses of their own. */
function planOpenedSpan(draft: Draft, use: TeleCall, escapes: Escape[]): void {
  const value = climbWrappers(use.path)
  const parent = nodeOf(parentOf(value))
  if (parent.type === 'ExpressionStatement') removeStatement(draft, parentOf(value))
  else if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') {
    escapes.push({ kind: 'escape', what: 'handle', name: 'the span', path: use.path })
  }
}

/** `@tele.traced(…)`; a field before it that relied on the `@` to end is ended by a semicolon. */
function planDecorator(draft: Draft, use: TeleCall, escapes: Escape[]): void {
  const decorator = nodeOf(parentOf(use.path))
  if (decorator.type !== 'Decorator') {
    escapes.push({ kind: 'escape', what: 'tele', name: 'tele.traced', path: use.path })
    return
  }
  const body = use.path.findLast((node) => node.type === 'ClassBody')
  const member = body && use.path[use.path.indexOf(body) + 1]
  const before = body?.body[body.body.indexOf(member) - 1]
  const startsMember = member?.start === decorator.start
  const open = startsMember && /^(Property|Accessor)/.test(before?.type ?? '') && draft.text[before.end - 1] !== ';'
  draft.edits.push({ start: decorator.start, end: decorator.end, text: open ? ';' : '' })
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
  removeDeclarator(draft, use.path)
}

// --- faults ---

function checkArguments(
  { call, method }: TeleCall | SpanCall,
  given: CallArguments,
  placeAt: PlaceFinder,
): Diagnostic[] {
  const place = placeAt(call.start, call.end)
  switch (given.fault) {
    case 'count':
      return [createDiagnostic('arguments-count', describeCount(method, call), place)]
    case 'spread':
      return [
        createDiagnostic('argument-spread', 'which argument is which cannot be seen', place, [
          'write the arguments out',
        ]),
      ]
    case 'callback':
      return [reportUnclear(given.others[0]!, placeAt)]
  }
  return removedArguments(given).flatMap((argument) => {
    const effect = findEffect(argument)
    if (!effect) return []
    const message = `the argument contains ${effect.what}, which would not happen with telemetry compiled out`
    return [
      createDiagnostic('argument-effect', message, placeAt(effect.node.start, effect.node.end), [
        'do it in a statement before the call',
      ]),
    ]
  })
}

function describeCount(method: TeleCall['method'] | SpanCall['method'], call: Node): string {
  const [least, most] = ARGUMENT_COUNTS[method]
  const takes = least === most ? `${least}` : `${least} to ${most}`
  return `${method === 'span' ? 'tele' : `'${method}'`} takes ${takes} arguments, and the call has ${call.arguments.length}`
}

function reportUnclear(argument: Node, placeAt: PlaceFinder): Diagnostic {
  const message = 'whether this is metadata or a function cannot be seen here'
  const notes = ['write `{ ...metadata }` for metadata, `() => work()` for a function']
  return createDiagnostic('callback-form', message, placeAt(argument.start, argument.end), notes)
}

function reportEscape({ what, name, path, valid = [] }: Escape, placeAt: PlaceFinder): Diagnostic {
  const { start, end } = nodeOf(path)
  const place = placeAt(start, end)
  switch (what) {
    case 'method': {
      const suggestion = suggestName(name, valid)
      const note = suggestion ? `did you mean '${suggestion}'?` : `the methods are ${valid.join(', ')}`
      return createDiagnostic('method-unknown', `there is no method '${name}'`, place, [note])
    }
    case 'result':
      return createDiagnostic(
        'tele-escape',
        `the result of '${name}' is used, and is nothing when telemetry is compiled out`,
        place,
        ['write it as a statement, or `await` it'],
      )
    case 'variable':
      return createDiagnostic(
        'handle-escape',
        `'${name}' is not a plain \`const\`, so that it cannot be compiled out`,
        place,
        ['declare it with `using` or `const`, and do not export it'],
      )
    case 'handle':
      return createDiagnostic(
        'handle-escape',
        `'${name}' is used as a value, so that it cannot be compiled out`,
        place,
        ["keep a span in `using` or `const`, or open it around a function: tele('…', (span) => …)"],
      )
    case 'companion':
      return createDiagnostic('tele-escape', `'${name}' is used where it cannot be compiled out`, place, [
        'use it in `tele.configure({ … })`, or inside `if (tele.enabled) { … }`',
      ])
    case 'tele':
      return createDiagnostic('tele-escape', `'${name}' is used as a value, so that it cannot be compiled out`, place, [
        "call it where it stands: tele('…'), tele.count('…')",
      ])
  }
}

function reportLeak(node: Node, placeAt: PlaceFinder): Diagnostic {
  const message = 'this way of loading telescopic cannot be compiled out'
  return createDiagnostic('tele-escape', message, placeAt(node.start, node.end), [
    "import it where it is used: import { tele } from 'telescopic'",
  ])
}
