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
  /** Set when the arguments do not have the form of any call. */
  readonly fault: 'count' | 'spread' | 'callback' | undefined
}

const NOTHING: CallArguments = {
  name: undefined,
  metadata: undefined,
  measurements: undefined,
  others: [],
  callback: undefined,
  fault: undefined,
}

/** How many arguments each method takes. */
export const ARGUMENT_COUNTS: Readonly<Record<TeleMethod | SpanMethod, readonly [least: number, most: number]>> = {
  span: [1, 3],
  wrap: [2, 3],
  traced: [1, 2],
  count: [1, 3],
  gauge: [2, 3],
  record: [2, 3],
  emit: [2, 4],
  configure: [1, 1],
  flush: [0, 0],
  shutdown: [0, 0],
  set: [1, 1],
  end: [0, 0],
}

/** Reads the arguments of a call of `tele` or of a span. */
export function readArguments(use: TeleCall | SpanCall, program: Node): CallArguments {
  const given = use.call.arguments as readonly Node[]
  if (given.some((argument) => argument.type === 'SpreadElement')) return { ...NOTHING, others: given, fault: 'spread' }
  const [least, most] = ARGUMENT_COUNTS[use.method]
  if (given.length < least || given.length > most) return { ...NOTHING, others: given, fault: 'count' }
  const [name, second, third, fourth] = given
  switch (use.method) {
    case 'span':
      return readSpan(use, program)
    case 'wrap':
      return { ...NOTHING, name, metadata: third && second, callback: third ?? second }
    case 'traced':
      return { ...NOTHING, name, metadata: second }
    case 'emit':
      return { ...NOTHING, name, measurements: second, metadata: third, others: fourth ? [fourth] : [] }
    case 'set':
      return { ...NOTHING, metadata: name }
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
function readSpan(use: TeleCall | SpanCall, program: Node): CallArguments {
  const [name, second, third] = use.call.arguments as readonly Node[]
  if (third) return { ...NOTHING, name, metadata: second, callback: third }
  if (!second) return { ...NOTHING, name }
  const role = declaresUsing(use.path) ? 'metadata' : roleOfValue(unwrap(second), program)
  if (role === 'unknown') return { ...NOTHING, name, others: [second], fault: 'callback' }
  return role === 'metadata' ? { ...NOTHING, name, metadata: second } : { ...NOTHING, name, callback: second }
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

function roleOfValue(node: Node, program: Node): 'callback' | 'metadata' | 'unknown' {
  if (isFunction(node)) return 'callback'
  if (node.type === 'ObjectExpression') return 'metadata'
  if (node.type === 'Identifier' && node.name === 'undefined') return 'metadata'
  if (node.type !== 'Identifier') return 'unknown'
  const declared = findLocalValue(node, program)
  if (!declared) return 'unknown'
  return isFunction(declared) ? 'callback' : declared.type === 'ObjectExpression' ? 'metadata' : 'unknown'
}

/** The function or constant's initializer that an identifier is bound to in this file, when that can be seen. */
export function findLocalValue(identifier: Node, program: Node): Node | undefined {
  const { references, declarations } = resolveNames(program, new Set([identifier.name]))
  const reference = references.find((one) => nodeOf(one.path) === identifier)
  const declared = declarations.find((one) => nodeOf(one.path) === reference?.declaration)
  const parent = declared?.path.at(-2)
  if (parent?.type === 'FunctionDeclaration' && parent.id === reference?.declaration) return parent
  if (parent?.type !== 'VariableDeclarator' || declared?.path.at(-3)?.kind !== 'const') return undefined
  return parent.init ? unwrap(parent.init) : undefined
}

/** All expressions that go away with the call: everything but the callback. */
export function removedArguments(call: CallArguments): readonly Node[] {
  const { name, metadata, measurements, others } = call
  return [name, metadata, measurements, ...others].filter((node) => node !== undefined)
}
