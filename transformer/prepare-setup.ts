import type { Edit } from './edit.ts'
import { climbChain, type Node, nodeOf } from './syntax.ts'
import type { Use } from './use.ts'

/**
 * What is asked of `tele` beside the calls of a scope's site: the set-up, wrappers, correlation. Each becomes a call of the function
 * that does it, so that a bundle has what a program uses of an instrument; `tele` itself has all of it.
 *
 *     tele.configure({ reporters })  →  _tconfigure({ reporters })
 */
export const SETUP: ReadonlySet<string> = new Set([
  'configure',
  'flush',
  'shutdown',
  'stats',
  'counter',
  'histogram',
  'wrap',
  'traced',
  'bind',
  'correlate',
  'correlationId',
  'traceparent',
])

/** Plans the edit of such a use; `undefined` for every other. `nameOf` gives what a function is imported as. */
export function planSetup(use: Use, nameOf: (fn: string) => string): Edit | undefined {
  if (use.kind === 'enabled') {
    const { start, end } = nodeOf(climbChain(use.path))
    return { start, end, text: `${nameOf('enabled')}()` }
  }
  if (use.kind !== 'tele' || !SETUP.has(use.method)) return undefined
  const callee: Node = use.call.callee
  // `tele?.flush?.()`: the signs between what is left would have to go too, for what nobody writes.
  if (use.call.optional || callee.type !== 'MemberExpression' || callee.optional) return undefined
  return { start: callee.start, end: callee.end, text: nameOf(use.method) }
}
