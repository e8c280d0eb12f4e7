import type { Edit } from './edit.ts'
import { climbChain, type Node, nodeOf, unwrap } from './syntax.ts'
import type { Use } from './use.ts'

/**
 * What is asked of `tele` beside the calls of a scope's site: the set-up, wrappers, correlation. Each becomes a call of the function
 * that does it, so that a bundle has what a program uses of an instrument; `tele` itself has all of it.
 *
 *     tele.flush()                            →  _tflush()
 *     tele.configure({ reporters, enabled })  →  _tconfigureWith({ reporters, enabled },{enabled:_ttakeFlag})
 *
 * Of `configure`, too, a bundle has the options that stand in the text; where they cannot be seen, all. A list of reporters of ours
 * is not looked at again when the program runs.
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

/** The options of `configure`, each with the function that takes what it is given; those without one are only kept. */
export const TAKERS: ReadonlyMap<string, string | undefined> = new Map([
  ['reporters', 'takeReporters'],
  ['filter', undefined],
  ['enabled', 'takeFlag'],
  ['errorMessages', 'takeFlag'],
  ['handleSignals', 'takeSignals'],
  ['delivery', 'takeDelivery'],
  ['capacity', 'takeCapacity'],
  ['sampleRate', 'takeSampleRate'],
  ['describe', 'takeDescribe'],
  ['privacy', 'takePrivacy'],
])

/** Plans the edits of such a use; none for every other. `nameOf` gives what a function is imported as. */
export function planSetup(
  use: Use,
  nameOf: (fn: string) => string,
  isPlainReporter: (expression: Node) => boolean,
): readonly Edit[] {
  if (use.kind === 'enabled') {
    const { start, end } = nodeOf(climbChain(use.path))
    return [{ start, end, text: `${nameOf('enabled')}()` }]
  }
  if (use.kind !== 'tele' || !SETUP.has(use.method)) return []
  const called: Node = use.call.callee
  // `tele?.flush?.()`: the signs between what is left would have to go too, for what nobody writes.
  if (use.call.optional || called.type !== 'MemberExpression' || called.optional) return []
  const { start, end } = called
  const options: Node = use.call.arguments[0]
  const given = use.method === 'configure' && use.call.arguments.length === 1 && readOptions(options)
  if (!given) return [{ start, end, text: nameOf(use.method) }]
  const callee = { start, end, text: nameOf('configureWith') }
  const takers = [...given].flatMap(([name, value]) => {
    const taker = name === 'reporters' && isListOf(value, isPlainReporter) ? 'takeOwnReporters' : TAKERS.get(name)
    return taker === undefined ? [] : `${name}:${nameOf(taker)}`
  })
  return takers.length > 0 ? [callee, { start: options.end, end: options.end, text: `,{${takers}}` }] : [callee]
}

/** The options that an object literal gives, with their values; `undefined` where it may give others. */
function readOptions(given: Node): ReadonlyMap<string, Node> | undefined {
  if (given.type !== 'ObjectExpression') return undefined
  const options: [string, Node][] = given.properties.map(({ type, computed, kind, key, value }: Node) =>
    type === 'Property' && !computed && kind === 'init' ? [key.name ?? key.value, value] : ['', value],
  )
  return options.every(([name]) => TAKERS.has(name)) ? new Map(options) : undefined
}

function isListOf(value: Node, isOne: (element: Node) => boolean): boolean {
  const { type, elements } = unwrap(value)
  return type === 'ArrayExpression' && elements.every((element: Node | null) => element !== null && isOne(element))
}
