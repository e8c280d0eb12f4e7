import { createPlaceFinder, type Diagnostic } from '../../report/index.ts'
import { parseSource } from '../../transformer/parse.ts'
import { isFunction, type Node, unwrap } from '../../transformer/syntax.ts'
import type { Analysis, CallSite } from '../../transformer/transform.ts'
import { someOwn, walk } from '../../transformer/walk.ts'

/** What becomes of a call when telemetry is compiled out, in the words of `docs/erasure.md`. */
export type Outcome = 'kept' | 'removed' | 'inlined' | 'called in place' | 'refused'

/** A call site with what becomes of it, and why. */
export interface ExplainedCall extends Omit<CallSite, 'verdict'> {
  readonly verdict: Outcome
  readonly why: string
}

/** Says of each call of a file what becomes of it. */
export function explainCalls(text: string, id: string, { uses, diagnostics }: Analysis): ExplainedCall[] {
  const calls = findCalls(text, id)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return uses.map((use) => {
    const found = calls.get(`${use.place.start} ${use.place.end}`)
    return { ...use, ...(errors.length > 0 ? refuse(use, errors) : judge(use, found)) }
  })
}

interface Judgement {
  readonly verdict: Outcome
  readonly why: string
}

/** A call with the node around it, parentheses and type assertions aside. */
interface FoundCall {
  readonly call: Node
  readonly parent: Node | undefined
}

/** The calls of a file by their range. */
function findCalls(text: string, id: string): ReadonlyMap<string, FoundCall> {
  const calls = new Map<string, FoundCall>()
  const parsed = parseSource(text, id, createPlaceFinder(id, text))
  if ('diagnostic' in parsed) return calls
  walk(parsed.program, (node, stack) => {
    if (node.type !== 'CallExpression') return
    const parent = stack.findLast((one) => one !== node && unwrap(one) !== node)
    calls.set(`${node.start} ${node.end}`, { call: node, parent })
  })
  return calls
}

function refuse({ place }: CallSite, errors: readonly Diagnostic[]): Judgement {
  const error = errors.find((one) => one.place && one.place.start < place.end && place.start < one.place.end)
  if (error) return { verdict: 'refused', why: `${error.message} [${error.code}]` }
  return { verdict: 'kept', why: 'nothing is taken out of a file with an error' }
}

const JUDGEMENTS: Readonly<Record<Exclude<CallSite['verdict'], 'called'>, Judgement>> = {
  kept: { verdict: 'kept', why: 'the build keeps its scope' },
  removed: { verdict: 'removed', why: 'nothing of it is left' },
  void: { verdict: 'removed', why: 'its value is nothing: `void 0` is left' },
  unwrapped: { verdict: 'inlined', why: 'the function takes the place of the wrapper' },
  inlined: { verdict: 'inlined', why: 'what the function does takes the place of the call' },
}

function judge({ verdict }: CallSite, found: FoundCall | undefined): Judgement {
  if (verdict !== 'called') return JUDGEMENTS[verdict]
  const fn = (found?.call.arguments as readonly Node[] | undefined)?.map(unwrap).findLast(isFunction)
  return {
    verdict: 'called in place',
    why: fn ? explainFunction(fn, found?.parent) : 'the function is called by its name',
  }
}

/** The first thing to be seen that means something else outside of the function; `docs/erasure.md` has the list. */
function explainFunction(fn: Node, parent: Node | undefined): string {
  if (fn.type === 'FunctionExpression') return 'a `function` has a `this` of its own'
  if (someOwn(fn.body, (node) => node.type === 'VariableDeclaration' && node.kind === 'var')) {
    return 'it declares a `var`, which would be seen outside'
  }
  if (fn.async) {
    const awaited = parent?.type === 'AwaitExpression'
    return awaited ? 'it is async, and has nothing to wait for at its end' : 'it is async, and nobody awaits it here'
  }
  if (parent?.type === 'ExpressionStatement') return 'its `return` would be one of the function around it'
  if (parent?.type === 'VariableDeclarator')
    return 'a name that it declares is used elsewhere, or it has another `return`'
  return 'it is a block, and its value is wanted where only an expression may stand'
}
