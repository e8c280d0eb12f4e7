import type { CallArguments } from './arguments.ts'
import {
  createValues,
  declarationOf,
  findFunction,
  globalName,
  isPrimitive,
  type KindAt,
  kindOf,
  MAX_DEPTH,
  type Values,
} from './kinds.ts'
import { isFunction, memberName, type Node, parametersOf, unwrap } from './syntax.ts'
import { childrenOf } from './walk.ts'

/**
 * Whether a function starts nothing that goes on when it has returned: no promise, no timer, no listener. Its span can do
 * without `AsyncLocalStorage` then, and nobody sees a difference.
 *
 * What is listed here is allowed, and nothing else. A call of a function that cannot be seen may start anything, and so may
 * reading a property of an object that cannot be seen: a getter that connects when it is first asked is not rare. So this is
 * about functions that count and compare, over numbers, texts and lists that the file says are such.
 */
export function createSyncProof(
  program: Node,
  ours: ReadonlyMap<Node, CallArguments>,
  kindAt?: KindAt,
): (fn: Node) => boolean {
  const proof: Proof = { values: createValues(program, kindAt), ours, known: new Map() }
  return (fn) => provesFunction(fn, proof)
}

interface Proof {
  readonly values: Values
  /** The calls of `tele` and of spans that only record, under names that are known. */
  readonly ours: ReadonlyMap<Node, CallArguments>
  readonly known: Map<Node, boolean>
}

function provesFunction(fn: Node, proof: Proof): boolean {
  const before = proof.known.get(fn)
  if (before !== undefined) return before
  // A function that calls itself starts something only if the rest of it does.
  const size = proof.known.size
  proof.known.set(fn, true)
  const isPlain =
    isFunction(fn) && !fn.async && !fn.generator && parametersOf(fn).every(({ type }) => type === 'Identifier')
  const proved = isPlain && proves(fn.body, proof)
  if (proved) return true
  // What was proved of others meanwhile may rest on this one.
  for (const other of [...proof.known.keys()].slice(size)) if (proof.known.get(other)) proof.known.delete(other)
  proof.known.set(fn, false)
  return false
}

function proves(expression: Node, proof: Proof): boolean {
  const { values } = proof
  if (values.depth > MAX_DEPTH) return false
  values.depth++
  const proved = provesNode(unwrap(expression), proof)
  values.depth--
  return proved
}

function provesNode(node: Node, proof: Proof): boolean {
  // What a function does is asked where it is called.
  if (isFunction(node) || /^TS(?:TypeAlias|Interface)/.test(node.type)) return true
  if (node.type === 'CallExpression') return provesCall(node, proof)
  if (node.type === 'MemberExpression') return provesMember(node, proof)
  const rule = RULES[node.type]
  if (!rule?.(node, proof.values)) return false
  return childrenOf(node).every(
    (child) => /^TS.*Annotation$/.test(child.type) || isLabel(node, child) || proves(child, proof),
  )
}

function isLabel({ type, label, key, computed, id }: Node, child: Node): boolean {
  if (type === 'Property') return child === key && !computed
  return child === label || (type === 'VariableDeclarator' && child === id)
}

const always = (): boolean => true

/** What may stand in a function, when all that it consists of may. */
const RULES: Readonly<Record<string, (node: Node, values: Values) => boolean>> = {
  ...Object.fromEntries(
    [
      'Block',
      'Empty',
      'If',
      'For',
      'While',
      'DoWhile',
      'Return',
      'Break',
      'Continue',
      'Throw',
      'Try',
      'Switch',
      'Labeled',
      'Expression',
    ].map((name) => [`${name}Statement`, always]),
  ),
  SwitchCase: always,
  // A pattern asks the error for properties.
  CatchClause: ({ param }) => !param || param.type === 'Identifier',
  Literal: always,
  ThisExpression: always,
  SequenceExpression: always,
  ConditionalExpression: always,
  LogicalExpression: always,
  ArrayExpression: always,
  ObjectExpression: always,
  Property: ({ kind, computed, key }, values) => kind === 'init' && (!computed || isPrimitive(key, values)),
  // A global can have a getter; those of the language have none.
  Identifier: (node, values) =>
    declarationOf(node, values) !== undefined || /^(?:undefined|NaN|Infinity)$/.test(node.name),
  TemplateLiteral: ({ expressions }, values) => expressions.every((one: Node) => isPrimitive(one, values)),
  TemplateElement: always,
  UnaryExpression: ({ operator, argument }, values) =>
    /^(?:typeof|void|!)$/.test(operator) || (operator !== 'delete' && isPrimitive(argument, values)),
  UpdateExpression: ({ argument }, values) => isPrimitive(argument, values),
  BinaryExpression: ({ operator, left, right }, values) =>
    /^[!=]==$/.test(operator) || (!/^[a-z]/.test(operator) && isPrimitive(left, values) && isPrimitive(right, values)),
  AssignmentExpression: ({ operator, left, right }, values) =>
    /^(?:Identifier|MemberExpression)$/.test(left.type) &&
    (/^(?:&&|\|\||\?\?)?=$/.test(operator) || (isPrimitive(left, values) && isPrimitive(right, values))),
  VariableDeclaration: ({ kind }) => !/using/.test(kind),
  VariableDeclarator: ({ id }) => id.type === 'Identifier',
  ForOfStatement: ({ right, await: waits }, values) =>
    !waits && /^(?:list|primitives)$/.test(kindOf(right, values) ?? ''),
  FunctionDeclaration: always,
  NewExpression: ({ callee, arguments: given }, values) =>
    /^(?:(?:Type|Range|Syntax)?Error|Map|Set)$/.test(globalName(callee, values) ?? '') &&
    (given as Node[]).every((one) => isPrimitive(one, values)),
}

/** `list[0]`, `list.length`, `text.length`: no getter of the program is asked. */
function provesMember({ object, property, computed }: Node, proof: Proof): boolean {
  const kind = kindOf(object, proof.values)
  if (kind === undefined || !proves(object, proof)) return false
  if (!computed) return property.name === 'length'
  return isPrimitive(property, proof.values) && proves(property, proof)
}

// --- calls ---

function provesCall(call: Node, proof: Proof): boolean {
  const given = (call.arguments as readonly Node[]).map(unwrap)
  const ours = proof.ours.get(call)
  if (ours) return provesOurs(ours, proof)
  if (given.some(({ type }) => type === 'SpreadElement') || !given.every((one) => proves(one, proof))) return false
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression') return provesMethod(callee, given, proof)
  const target = findFunction(callee, proof.values)
  if (target) return provesFunction(target, proof)
  const isPure = /^(?:Number|String|Boolean|isNaN|isFinite|parseInt|parseFloat)$/.test(
    globalName(callee, proof.values) ?? '',
  )
  return isPure && given.every((one) => isPrimitive(one, proof.values))
}

/** The values of metadata are looked at when they are recorded: of an object its class, which is a property. */
function provesOurs({ metadata, measurements, others, callback, target }: CallArguments, proof: Proof): boolean {
  const bags = [metadata, measurements].filter((bag) => bag !== undefined).map(unwrap)
  const isPlain = bags.every(
    (bag) =>
      bag.type === 'ObjectExpression' &&
      (bag.properties as Node[]).every(({ value }) => value && /^primitive/.test(kindOf(value, proof.values) ?? '')),
  )
  const fn = callback && (target ?? unwrap(callback))
  return isPlain && [...bags, ...others].every((one) => proves(one, proof)) && (!fn || provesFunction(fn, proof))
}

const PURE_STATICS: Readonly<Record<string, RegExp>> = { Math: /^/, Date: /^now$/, performance: /^now$/, Number: /^is/ }
const LIST_METHODS = /^(?:push|pop|shift|unshift|at|includes|indexOf|lastIndexOf|reverse|fill)$/
const LIST_CALLBACKS = /^(?:map|filter|forEach|some|every|find|findIndex|reduce)$/
const TEXT_METHODS =
  /^(?:at|charAt|charCodeAt|codePointAt|endsWith|includes|indexOf|lastIndexOf|padEnd|padStart|repeat|slice|startsWith|substring|toFixed|toLowerCase|toString|toUpperCase|trim|trimEnd|trimStart)$/

function provesMethod(callee: Node, given: readonly Node[], proof: Proof): boolean {
  const { values } = proof
  const name = memberName(callee)
  if (name === undefined || callee.computed) return false
  const arePrimitive = given.every((one) => isPrimitive(one, values))
  const pure = PURE_STATICS[globalName(callee.object, values) ?? '']
  if (pure) return pure.test(name) && arePrimitive
  const kind = kindOf(callee.object, values)
  if (kind === undefined || !proves(callee.object, proof)) return false
  if (kind === 'primitive') return TEXT_METHODS.test(name) && arePrimitive
  if (LIST_METHODS.test(name)) return name === 'push' || name === 'unshift' || arePrimitive
  const fn = given[0]
  return LIST_CALLBACKS.test(name) && fn !== undefined && isFunction(fn) && provesFunction(fn, proof)
}
