import { createPlaceFinder, type Diagnostic } from '../../report/index.ts'
import { type Edit, findEditBefore } from '../../transformer/edit.ts'
import { parseSource } from '../../transformer/parse.ts'
import { contains, isFunction, type Node, unwrap } from '../../transformer/syntax.ts'
import type { Analysis, CallSite } from '../../transformer/transform.ts'
import { someOwn, walk } from '../../transformer/walk.ts'

/** What becomes of a call when telemetry is compiled out. */
export type Verdict = 'kept' | 'removed' | 'inlined' | 'called in place' | 'refused'

/** A call site with its verdict and the reason. */
export interface ExplainedCall extends CallSite {
  readonly verdict: Verdict
  readonly why: string
}

/** Says of each call of a file what becomes of it, as the edits show it. */
export function explainCalls(text: string, id: string, { uses, edits, diagnostics }: Analysis): ExplainedCall[] {
  const calls = findCalls(text, id)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return uses.map((use) => {
    const found = calls.get(`${use.place.start} ${use.place.end}`)
    const refused = errors.length > 0 ? refuse(use, errors) : undefined
    return { ...use, ...(refused ?? judge(use, found, { text, edits, uses })) }
  })
}

interface Judgement {
  readonly verdict: Verdict
  readonly why: string
}

/** A call with the node around it, parentheses and type assertions aside. */
interface FoundCall {
  readonly call: Node
  readonly parent: Node | undefined
}

interface Context {
  readonly text: string
  readonly edits: readonly Edit[]
  readonly uses: readonly CallSite[]
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

function judge(use: CallSite, found: FoundCall | undefined, context: Context): Judgement {
  const { edits, uses } = context
  const around = findEditBefore(edits, use.place.start)
  if (around && contains(around, use.place)) {
    if (around.text.includes('void 0')) return { verdict: 'removed', why: 'its value is nothing: `void 0` is left' }
    const outer = uses.some(({ place }) => place !== use.place && contains(place, use.place) && contains(around, place))
    return { verdict: 'removed', why: outer ? 'it goes with the call around it' : 'nothing of it is left' }
  }
  const touched = edits.some(({ start, end }) => start < use.place.end && use.place.start < end)
  if (!found || !touched) return { verdict: 'kept', why: 'no edit touches it' }
  return judgeCallback(use, found, context)
}

/** A part of the call is left: its function, or what is in it. */
function judgeCallback(use: CallSite, { call, parent }: FoundCall, { text, edits }: Context): Judgement {
  const isGone = (offset: number): boolean => {
    const edit = findEditBefore(edits, offset)
    return edit !== undefined && offset < edit.end
  }
  if (use.method === 'wrap') return { verdict: 'inlined', why: 'the function takes the place of the wrapper' }
  const given = (call.arguments as Node[]).map(unwrap).findLast((argument) => !isGone(argument.end - 1))
  const fn = given ?? (call.arguments as Node[]).map(unwrap).findLast(isFunction)
  if (!fn || !isFunction(fn)) return { verdict: 'called in place', why: 'the function is called by its name' }
  const head = fn.type === 'ArrowFunctionExpression' ? text.lastIndexOf('=>', fn.body.start) : fn.start
  if (!isGone(head)) return { verdict: 'called in place', why: explainFunction(fn, parent) }
  const isBlock = fn.body.type === 'BlockStatement' && !isGone(fn.body.start)
  return { verdict: 'inlined', why: `its ${isBlock ? 'block' : 'expression'} takes the place of the call` }
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
  return 'it is a block, and its value is wanted where only an expression may stand'
}
