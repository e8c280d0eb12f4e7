import { resolveNames } from './bindings.ts'
import { isFunction, type Node, nodeOf, type Path, unwrap } from './syntax.ts'
import type { SpanCall, SpanMethod, TeleCall, TeleMethod } from './use.ts'

/** The arguments of a call by what they mean. Every expression of the call stands in exactly one field. */
export interface CallArguments {
  /** The scope's name. */
  readonly name: Node | undefined
  readonly metadata: Node | undefined
  readonly measurements: Node | undefined
  /** Numbers, correlation ids, options: checked for effects only. */
  readonly others: readonly Node[]
  /** The function that a span is opened around, or that is wrapped. */
  readonly callback: Node | undefined
  /** The function of this file that the callback's name is bound to. */
  readonly target: Node | undefined
  /** Set when the arguments do not have the form of any call. */
  readonly fault: 'count' | 'spread' | 'callback' | undefined
}

const NOTHING: CallArguments = {
  name: undefined,
  metadata: undefined,
  measurements: undefined,
  others: [],
  callback: undefined,
  target: undefined,
  fault: undefined,
}

/** How many arguments each method takes. */
export const ARGUMENT_COUNTS: Readonly<Record<TeleMethod | SpanMethod, readonly [least: number, most: number]>> = {
  span: [1, 3],
  start: [1, 2],
  counter: [1, 2],
  histogram: [1, 2],
  wrap: [2, 3],
  traced: [1, 2],
  count: [1, 3],
  gauge: [2, 3],
  record: [2, 3],
  emit: [2, 4],
  configure: [1, 1],
  bind: [1, 1],
  correlate: [2, 2],
  correlationId: [0, 0],
  traceparent: [0, 0],
  stats: [0, 0],
  flush: [0, 1],
  shutdown: [0, 1],
  set: [1, 1],
  run: [1, 1],
  end: [0, 0],
  add: [0, 2],
  observe: [1, 2],
}

/** Reads the arguments of a call of `tele` or of a span. */
export function readArguments(use: TeleCall | SpanCall, values: LocalValues): CallArguments {
  const given = use.call.arguments as readonly Node[]
  if (given.some((argument) => argument.type === 'SpreadElement')) return { ...NOTHING, others: given, fault: 'spread' }
  const [least, most] = ARGUMENT_COUNTS[use.method]
  if (given.length < least || given.length > most) return { ...NOTHING, others: given, fault: 'count' }
  const [name, second, third, fourth] = given
  switch (use.method) {
    case 'span':
      return readSpan(use, values)
    case 'wrap':
      return { ...NOTHING, name, metadata: third && second, callback: third ?? second }
    case 'traced':
    case 'start':
    case 'counter':
    case 'histogram':
      return { ...NOTHING, name, metadata: second }
    case 'emit':
      return { ...NOTHING, name, measurements: second, metadata: third, others: fourth ? [fourth] : [] }
    case 'set':
      return { ...NOTHING, metadata: name }
    case 'add':
    case 'observe':
      return { ...NOTHING, others: name ? [name] : [], metadata: second }
    case 'bind':
    case 'run':
      return { ...NOTHING, callback: name, target: values.get(unwrap(name!)) }
    case 'correlate':
      return { ...NOTHING, others: [name!], callback: second, target: values.get(unwrap(second!)) }
    case 'correlationId':
    case 'traceparent':
    case 'stats':
    case 'configure':
    case 'flush':
    case 'shutdown':
    case 'end':
      return { ...NOTHING, others: given }
    default:
      return { ...NOTHING, name, others: second ? [second] : [], metadata: third }
  }
}

/** `tele(name, x)`: `x` is a function or metadata. What cannot be seen in the file is a fault, not a guess. */
function readSpan(use: TeleCall | SpanCall, values: LocalValues): CallArguments {
  const [name, second, third] = use.call.arguments as readonly Node[]
  if (third) return { ...NOTHING, name, metadata: second, callback: third, target: values.get(unwrap(third)) }
  if (!second) return { ...NOTHING, name }
  const role = roleOfValue(unwrap(second), values)
  // What `using` closes is the span, unless a function in its place can be seen.
  if (role === 'unknown' && declaresUsing(use.path)) return { ...NOTHING, name, metadata: second }
  if (role === 'unknown') return { ...NOTHING, name, others: [second], fault: 'callback' }
  if (role === 'metadata') return { ...NOTHING, name, metadata: second }
  return { ...NOTHING, name, callback: second, target: values.get(unwrap(second)) }
}

function declaresUsing(path: Path): boolean {
  const declaration = path.findLast((node) => node.type === 'VariableDeclaration')
  const declarator = path.findLast((node) => node.type === 'VariableDeclarator')
  return (
    declarator !== undefined &&
    unwrap(declarator.init ?? declarator) === nodeOf(path) &&
    /using/.test(declaration?.kind)
  )
}

function roleOfValue(node: Node, values: LocalValues): 'callback' | 'metadata' | 'unknown' {
  if (isFunction(node)) return 'callback'
  if (node.type === 'ObjectExpression') return 'metadata'
  if (node.type === 'Identifier' && node.name === 'undefined') return 'metadata'
  if (node.type !== 'Identifier') return 'unknown'
  const declared = values.get(node)
  if (!declared) return 'unknown'
  return isFunction(declared) ? 'callback' : declared.type === 'ObjectExpression' ? 'metadata' : 'unknown'
}

/** The function, or the initializer of the constant, that an identifier of this file is bound to, when that can be seen. */
export type LocalValues = ReadonlyMap<Node, Node>

/** Looks up the names that the calls are given; all at once, for each look is a walk through the file. */
export function findLocalValues(program: Node, calls: readonly Node[]): LocalValues {
  const given = calls.flatMap((call) => call.arguments as Node[]).map(unwrap)
  const names = new Set(given.filter(({ type }) => type === 'Identifier').map(({ name }) => name as string))
  if (names.size === 0) return new Map()
  const { references, declarations } = resolveNames(program, names)
  const declared = new Map(declarations.map(({ path }) => [nodeOf(path), declaredValue(path)]))
  const values = new Map<Node, Node>()
  for (const { path, declaration } of references) {
    const value = declaration && declared.get(declaration)
    if (value) values.set(nodeOf(path), value)
  }
  return values
}

function declaredValue(path: Path): Node | undefined {
  const parent = path.at(-2)!
  if (parent.type === 'FunctionDeclaration' && parent.id === nodeOf(path)) return parent
  if (parent.type !== 'VariableDeclarator' || path.at(-3)?.kind !== 'const') return undefined
  return parent.id === nodeOf(path) && parent.init ? unwrap(parent.init) : undefined
}

/** Whether a function has `arguments` of its own and reads them. Arrow functions in it read them too. */
export function readsArguments(fn: Node): boolean {
  if (fn.type === 'ArrowFunctionExpression') return false
  const { references } = resolveNames(fn, new Set(['arguments']))
  return references.some(({ path, declaration, inType }) => {
    const between = path.slice(1, -1).some((node) => isFunction(node) && node.type !== 'ArrowFunctionExpression')
    return !declaration && !inType && !between
  })
}

/** All expressions that go away with the call: everything but the callback. */
export function removedArguments(call: CallArguments): readonly Node[] {
  const { name, metadata, measurements, others } = call
  return [name, metadata, measurements, ...others].filter((node) => node !== undefined)
}
