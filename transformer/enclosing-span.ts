import type { CallArguments } from './arguments.ts'
import { resolveNames } from './bindings.ts'
import type { Edit } from './edit.ts'
import { isFunction, type Node, nodeOf, type Path, parametersOf, unwrap } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'

/**
 * Which span a piece of code stands in: that of the callback whose own body it is part of. A function inside of it may be
 * called from elsewhere and later, and the body of a generator runs in the context of whoever asks for its values.
 */
export interface EnclosingSpan {
  readonly fn: Node
  /** The parameter that has the span; `undefined` where the callback declares none. */
  readonly parameter: Node | undefined
  /** Whether there may be an `await` before the code, behind which a browser has forgotten the span. */
  readonly isAsync: boolean
}

export interface SpanCallbacks {
  /** Finds the span around a call; nothing where the name of the span means something else there. */
  find(path: Path): EnclosingSpan | undefined
  /** Gives the name of its parameter, and sees to it that there is one. */
  name(span: EnclosingSpan): string
  /** Parameters to be added, by their callback. */
  readonly parameters: ReadonlyMap<Node, Edit>
  /** The parameter that has the span of an instrumented function, where something has asked for its name. */
  parameterOf(fn: Node): string | undefined
}

/** Finds the callbacks of spans: functions written in place, and bodies that become such. */
export function findCallbacks(
  text: string,
  program: Node,
  calls: readonly (TeleCall | SpanCall)[],
  argumentsOf: ReadonlyMap<Node, CallArguments>,
  prefix: string,
  woven: readonly Node[],
): SpanCallbacks {
  const spans = new Map<Node, EnclosingSpan>()
  for (const { method, call } of calls) {
    const callback = method === 'span' ? argumentsOf.get(call)?.callback : undefined
    const span = callback && readCallback(text, unwrap(callback))
    if (span) spans.set(span.fn, span)
  }
  for (const fn of woven) if (fn.async) spans.set(fn, { fn, parameter: undefined, isAsync: true })
  const shadows = findShadows(program, [...spans.values()])
  const parameters = new Map<Node, Edit>()
  const added = new Map<Node, string>()
  return {
    parameters,
    parameterOf: (fn) => added.get(fn),
    find: (path) => {
      const index = path.findLastIndex((node, at) => at < path.length - 1 && isBoundary(node))
      const span = spans.get(path[index]!)
      // The defaults of its parameters come before an instrumented function's span.
      if (span && woven.includes(span.fn) && path[index + 1] !== span.fn.body) return undefined
      return span && !isShadowed(span, path.slice(index), shadows) ? span : undefined
    },
    name: ({ fn, parameter }) => {
      if (parameter) return parameter.name
      const name = added.get(fn) ?? `${prefix}s${added.size}`
      added.set(fn, name)
      const at = findList(text, fn)
      if (!woven.includes(fn)) parameters.set(fn, { start: at, end: at, text: name })
      return name
    },
  }
}

function readCallback(text: string, fn: Node): EnclosingSpan | undefined {
  if (!isFunction(fn) || fn.generator) return undefined
  const parameter = parametersOf(fn)[0]
  if (parameter && parameter.type !== 'Identifier') return undefined
  // Only where it is lost would a span be worth a parameter that nobody has asked for.
  if (!parameter && !(fn.async && EMPTY_LIST.test(text.slice(fn.start, fn.end)))) return undefined
  return { fn, parameter, isAsync: fn.async }
}

const EMPTY_LIST = /^async\s*\(\s*\)/

function findList(text: string, fn: Node): number {
  return text.indexOf('(', fn.start) + 1
}

function isBoundary({ type }: Node): boolean {
  return /Function/.test(type) || type === 'ClassBody'
}

/** What else the names of the parameters are declared as, by the node that it is visible in. */
type Shadows = ReadonlyMap<Node, readonly Node[]>

function findShadows(program: Node, spans: readonly EnclosingSpan[]): Shadows {
  const names = new Set(spans.flatMap(({ parameter }) => (parameter ? [parameter.name as string] : [])))
  const shadows = new Map<Node, Node[]>()
  if (names.size === 0) return shadows
  for (const { scope, path } of resolveNames(program, names).declarations) {
    const known = shadows.get(scope)
    if (known) known.push(nodeOf(path))
    else shadows.set(scope, [nodeOf(path)])
  }
  return shadows
}

function isShadowed({ parameter }: EnclosingSpan, inside: Path, shadows: Shadows): boolean {
  if (!parameter) return false
  return inside.some((node) => shadows.get(node)?.some((one) => one !== parameter && one.name === parameter.name))
}
