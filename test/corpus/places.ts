import { isFunction, type Node } from './tree.ts'

/** The grammar of places: where in a program telemetry may be written. */

/** What is around a place. */
export interface Around {
  /** The function; `undefined` in the module itself, in a class's fields and in a static block. */
  readonly fn: Node | undefined
  /** Whether `await` may stand here. */
  readonly awaits: boolean
  readonly inTry: boolean
  readonly labelled: boolean
  /** Directly in the module, where `await` would make the module another one. */
  readonly topLevel: boolean
  readonly inClass: boolean
}

/** An expression that a call may be put around. */
export interface ExpressionPlace {
  readonly node: Node
  readonly parent: Node
  readonly key: string
  /** Whether any expression may stand here, or only one that needs no parentheses as an operand. */
  readonly any: boolean
  readonly around: Around
}

/** Statements in a row. */
export interface ListPlace {
  readonly owner: Node
  readonly statements: readonly Node[]
  /** How many directives are at the start: nothing may stand before them. */
  readonly directives: number
  /** Where a statement of an empty list would begin. */
  readonly start: number
  readonly around: Around
}

export interface Places {
  readonly expressions: ExpressionPlace[]
  readonly lists: ListPlace[]
  /** Methods and accessors of class declarations. */
  readonly methods: Node[]
  /** Arrow functions with a block. */
  readonly arrows: { node: Node; around: Around }[]
  /** JSX elements with children. */
  readonly elements: Node[]
  /** `if` statements without an `else`, where one may be added. */
  readonly conditions: Node[]
  /** Class bodies. */
  readonly classes: Node[]
  readonly imports: Node[]
}

export function findPlaces(program: Node, text: string): Places {
  const places: Places = {
    expressions: [],
    lists: [],
    methods: [],
    arrows: [],
    elements: [],
    conditions: [],
    classes: [],
    imports: (program.body as Node[]).filter(({ type }) => type === 'ImportDeclaration'),
  }
  const bound = new Set<Node>()
  const top = { fn: undefined, awaits: true, inTry: false, labelled: false, topLevel: true, inClass: false }
  visit(program, program, '', top)
  return places

  function visit(node: Node, parent: Node, key: string, around: Around): void {
    if (isTypeOnly(node)) return
    // In a pattern what looks like a value is a name that is bound.
    if (node.type === 'ObjectPattern') for (const property of node.properties) bound.add(property)
    // `new a.b()` with a call in place of `a` would make another thing.
    if (node.type === 'NewExpression') for (let one = node.callee; one; one = one.object) bound.add(one)
    // `(a.b as any)()` calls with `this`: a value in its place would not.
    for (let one = referenceIn(node); one?.expression; one = one.expression) bound.add(one)
    collect(node, parent, key, around)
    for (const [childKey, value] of Object.entries(node)) {
      if (TYPE_KEYS.has(childKey)) continue
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!child || typeof child.type !== 'string') continue
        visit(child, node, childKey, inside(node, childKey, around))
      }
    }
  }

  function collect(node: Node, parent: Node, key: string, around: Around): void {
    const kind = EXPRESSION_PLACES[`${parent.type}.${key}`]
    if (kind && isPlace(node, parent, key) && !(bound.has(parent) && key !== 'key' && key !== 'property')) {
      places.expressions.push({ node, parent, key, any: kind === 'any', around })
    }
    const list = listOf(node, text)
    if (list) places.lists.push({ ...list, around: inside(node, 'body', around) })
    if (node.type === 'ArrowFunctionExpression' && node.body.type === 'BlockStatement') {
      places.arrows.push({ node, around: inside(node, 'body', around) })
    }
    if (node.type === 'MethodDefinition' && parent.type === 'ClassBody' && isTraceable(node)) places.methods.push(node)
    if (node.type === 'ClassBody') places.classes.push(node)
    if (node.type === 'JSXElement' && node.closingElement) places.elements.push(node)
    if (node.type === 'IfStatement' && !node.alternate && LISTS.has(parent.type)) places.conditions.push(node)
  }
}

function inside(node: Node, key: string, around: Around): Around {
  if (isFunction(node)) {
    if (key === 'params') return { ...around, fn: node, awaits: false, topLevel: false }
    const own = { fn: node, awaits: node.async, inTry: false, labelled: false, topLevel: false }
    return { ...own, inClass: around.inClass }
  }
  switch (node.type) {
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return key === 'value' ? { ...around, fn: undefined, awaits: false, topLevel: false } : around
    case 'StaticBlock':
    case 'TSModuleBlock':
      return { ...around, fn: undefined, awaits: false, inTry: false, labelled: false, topLevel: false }
    case 'ClassBody':
      return { ...around, inClass: true, awaits: false, topLevel: false }
    case 'TryStatement':
      return { ...around, inTry: true }
    case 'LabeledStatement':
      return { ...around, labelled: true }
    default:
      return around
  }
}

// --- expressions ---

/** Fields that hold a value: `any` takes every expression without parentheses, `operand` does not. */
const EXPRESSION_PLACES: Readonly<Record<string, 'any' | 'operand'>> = {
  'VariableDeclarator.init': 'any',
  'AssignmentExpression.right': 'any',
  'AssignmentPattern.right': 'any',
  'ReturnStatement.argument': 'any',
  'ThrowStatement.argument': 'any',
  'IfStatement.test': 'any',
  'WhileStatement.test': 'any',
  'DoWhileStatement.test': 'any',
  'ForStatement.init': 'any',
  'ForStatement.test': 'any',
  'ForStatement.update': 'any',
  'ForInStatement.right': 'any',
  'ForOfStatement.right': 'any',
  'SwitchStatement.discriminant': 'any',
  'SwitchCase.test': 'any',
  'CallExpression.arguments': 'any',
  'NewExpression.arguments': 'any',
  'ArrayExpression.elements': 'any',
  'Property.value': 'any',
  'Property.key': 'any',
  'PropertyDefinition.value': 'any',
  'PropertyDefinition.key': 'any',
  'MethodDefinition.key': 'any',
  'AccessorProperty.value': 'any',
  'MemberExpression.property': 'any',
  'MemberExpression.object': 'operand',
  'CallExpression.callee': 'operand',
  'BinaryExpression.left': 'operand',
  'BinaryExpression.right': 'operand',
  'LogicalExpression.left': 'operand',
  'LogicalExpression.right': 'operand',
  'ConditionalExpression.test': 'operand',
  'ConditionalExpression.consequent': 'any',
  'ConditionalExpression.alternate': 'any',
  'UnaryExpression.argument': 'operand',
  'AwaitExpression.argument': 'operand',
  'YieldExpression.argument': 'any',
  'SpreadElement.argument': 'any',
  'TemplateLiteral.expressions': 'any',
  'SequenceExpression.expressions': 'any',
  'ParenthesizedExpression.expression': 'any',
  'TSAsExpression.expression': 'operand',
  'TSSatisfiesExpression.expression': 'operand',
  'TSNonNullExpression.expression': 'operand',
  'ArrowFunctionExpression.body': 'any',
  'ExpressionStatement.expression': 'any',
  'ExportDefaultDeclaration.declaration': 'any',
  'TSExportAssignment.expression': 'any',
  'ImportExpression.source': 'any',
  'ClassDeclaration.superClass': 'operand',
  'ClassExpression.superClass': 'operand',
  'JSXExpressionContainer.expression': 'any',
  'JSXSpreadAttribute.argument': 'any',
}

/** Whether the node in such a field is a value of its own, which nothing around it reads in another way. */
function isPlace(node: Node, parent: Node, key: string): boolean {
  if (NO_VALUES.has(node.type) || NO_EXPRESSION.test(node.type)) return false
  switch (parent.type) {
    case 'ExpressionStatement':
      return !parent.directive && node.type !== 'Literal'
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return key === 'key'
        ? parent.computed === true
        : !parent.shorthand &&
            !parent.method &&
            parent.kind !== 'get' &&
            parent.kind !== 'set' &&
            !/Pattern$/.test(node.type)
    case 'MemberExpression':
      // `a?.b` in `a?.b.c` is part of a chain, which would end with the call.
      return key === 'property' ? parent.computed : !isOptional(node) && !isNumber(node)
    case 'TSNonNullExpression':
      return !isOptional(node)
    case 'CallExpression':
      return key !== 'callee' || (node.type === 'Identifier' && !/^(eval|require)$/.test(node.name))
    case 'UnaryExpression':
      return parent.operator !== 'delete' && !(parent.operator === 'typeof' && node.type === 'Identifier')
    case 'TSAsExpression':
      return !isConst(parent.typeAnnotation)
    default:
      return true
  }
}

/** What is more than its value: it is called with `this`, assigned to, or deleted. */
function referenceIn(node: Node): Node | undefined {
  if (node.type === 'CallExpression') return node.callee
  if (node.type === 'TaggedTemplateExpression') return node.tag
  if (node.type === 'UpdateExpression') return node.argument
  if (/^(AssignmentExpression|ForInStatement|ForOfStatement)$/.test(node.type)) return node.left
  return node.type === 'UnaryExpression' && node.operator === 'delete' ? node.argument : undefined
}

/** Whether the links of a chain up to this one have a `?.`, which would end with the call. */
function isOptional(node: Node): boolean {
  if (node.type === 'TSNonNullExpression') return isOptional(node.expression)
  if (node.type !== 'MemberExpression' && node.type !== 'CallExpression') return false
  return node.optional || isOptional(node.object ?? node.callee)
}

const NO_VALUES = new Set([
  'Super',
  'PrivateIdentifier',
  'JSXEmptyExpression',
  'VariableDeclaration',
  'SpreadElement',
  'BlockStatement',
  'SequenceExpression',
  'FunctionDeclaration',
  'ClassDeclaration',
  'JSXText',
  'Import',
])

const NO_EXPRESSION = /^TS(?!As|Satisfies|NonNull|TypeAssertion|Instantiation)|Pattern$/

function isNumber({ type, value }: Node): boolean {
  return type === 'Literal' && typeof value === 'number'
}

function isConst(type: Node): boolean {
  return type.type === 'TSTypeReference' && type.typeName?.name === 'const'
}

// --- statements ---

const LISTS = new Set(['Program', 'BlockStatement', 'StaticBlock', 'TSModuleBlock'])

function listOf(node: Node, text: string): Omit<ListPlace, 'around'> | undefined {
  const statements: readonly Node[] | undefined = LISTS.has(node.type)
    ? node.body
    : node.type === 'SwitchCase'
      ? node.consequent
      : undefined
  if (!statements) return undefined
  const directives = statements.filter(({ directive }) => directive).length
  return { owner: node, statements, directives, start: listStart(node, text) }
}

function listStart(node: Node, text: string): number {
  if (node.type === 'Program') return node.start
  if (node.type === 'SwitchCase') return text.indexOf(':', node.test?.end ?? node.start) + 1
  return text.indexOf('{', node.start) + 1
}

// --- types and classes ---

const TYPE_KEYS = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'implements',
  'parent',
])

function isTypeOnly(node: Node): boolean {
  if (node.declare || node.abstract) return true
  return /^TS/.test(node.type) && !VALUES_OF_TYPESCRIPT.has(node.type)
}

const VALUES_OF_TYPESCRIPT = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSParameterProperty',
])

function isTraceable(method: Node): boolean {
  return method.kind !== 'constructor' && method.value.type === 'FunctionExpression' && method.value.body
}
