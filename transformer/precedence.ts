import type { Node } from './syntax.ts'

/** How tightly expressions hold together, after https://developer.mozilla.org/docs/Web/JavaScript/Reference/Operators/Operator_precedence */

const BINARY: Readonly<Record<string, number>> = {
  '??': 3,
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '==': 8,
  '!=': 8,
  '===': 8,
  '!==': 8,
  '<': 9,
  '>': 9,
  '<=': 9,
  '>=': 9,
  in: 9,
  instanceof: 9,
  '<<': 10,
  '>>': 10,
  '>>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
  '**': 13,
}

const [ASSIGNMENT, CONDITIONAL, RELATION, POWER, UNARY, POSTFIX, BARE_NEW, CALL, PRIMARY] = [
  1, 2, 9, 13, 14, 15, 16, 17, 20,
]

/** The rank of an expression: the higher, the fewer places where it needs parentheses. `text` is the source. */
function rankOf(node: Node, text: string): number {
  switch (node.type) {
    case 'SequenceExpression':
      return 0
    case 'AssignmentExpression':
    case 'ArrowFunctionExpression':
    case 'YieldExpression':
      return ASSIGNMENT
    case 'ConditionalExpression':
      return CONDITIONAL
    case 'LogicalExpression':
    case 'BinaryExpression':
      return BINARY[node.operator] ?? CONDITIONAL
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return ASSIGNMENT
    case 'UnaryExpression':
    case 'AwaitExpression':
    case 'TSTypeAssertion':
      return UNARY
    case 'UpdateExpression':
      return node.prefix ? UNARY : POSTFIX
    case 'NewExpression':
      return text[node.end - 1] === ')' ? CALL : BARE_NEW
    // A call behind it would be skipped with the rest of the chain.
    case 'ChainExpression':
      return BARE_NEW
    case 'TSInstantiationExpression':
    case 'JSXElement':
    case 'JSXFragment':
      return BARE_NEW
    case 'CallExpression':
    case 'MemberExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
      return CALL
    case 'TSNonNullExpression':
      return Math.min(CALL, rankOf(node.expression, text))
    default:
      return PRIMARY
  }
}

/** The rank that an expression must have to stand in a place without parentheses. */
function rankFor(parent: Node, place: Node): number {
  switch (parent.type) {
    case 'LogicalExpression':
    case 'BinaryExpression': {
      const rank = BINARY[parent.operator] ?? PRIMARY
      // The only operator that groups to the right, and takes no unary one on its left.
      if (rank === POWER) return parent.left === place ? POSTFIX : POWER
      return parent.left === place ? rank : rank + 1
    }
    case 'ConditionalExpression':
      return CONDITIONAL + 1
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return RELATION
    case 'UnaryExpression':
    case 'AwaitExpression':
    case 'TSTypeAssertion':
      return UNARY
    case 'MemberExpression':
    case 'CallExpression':
    case 'TaggedTemplateExpression':
    case 'TSNonNullExpression':
      return CALL
    // What a class extends is a LeftHandSideExpression: https://tc39.es/ecma262/#prod-ClassHeritage
    case 'ClassDeclaration':
    case 'ClassExpression':
      return BARE_NEW
    default:
      return PRIMARY
  }
}

/** Whether an expression needs parentheses as an operand in this place. */
export function needsParentheses(parent: Node, place: Node, inner: Node, text: string): boolean {
  // `a ?? (b || c)`: the two may not be mixed without parentheses.
  if (parent.type === 'LogicalExpression' && inner.type === 'LogicalExpression') {
    if ((parent.operator === '??') !== (inner.operator === '??')) return true
  }
  // `a as b as c` groups to the left.
  if (ASSERTIONS.test(parent.type) && ASSERTIONS.test(inner.type)) return false
  return rankOf(inner, text) < rankFor(parent, place)
}

const ASSERTIONS = /^TS(?:As|Satisfies)Expression$/

/** Whether an expression can follow a unary operator. */
export function followsOperator(inner: Node, text: string): boolean {
  return rankOf(inner, text) >= UNARY
}
