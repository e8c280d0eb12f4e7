import { type Draft, endOf, remainingStatements } from './draft.ts'
import { isOperand, keepsLine } from './keep.ts'
import { boundNames, contains, isFunction, type Node, nodeOf, type Path, parentOf, statementList } from './syntax.ts'
import { countNames, namesIn, someOwn, walk } from './walk.ts'

interface CallbackSite {
  readonly fn: Node
  readonly body: Node
  readonly path: Path
  readonly outer: Path
  readonly awaited: Path | undefined
}

/**
 * A callback whose value has a name: its statements go before the statement that takes the value.
 * `const x = tele(n, () => { …; return v })` → `…; const x = v`, and `x = tele(n, () => { …; return v })` →
 * `{ …; x = v }`, which needs no care for names, since a block keeps its own.
 */
export function hoistValue(draft: Draft, { fn, body, path, outer, awaited }: CallbackSite): boolean {
  if ((fn.async && !awaited) || !isBare(path, outer)) return false
  const result = findResult(draft, body)
  if (!result) return false
  const parent = parentOf(outer)
  const { type } = nodeOf(parent)
  if (type === 'VariableDeclarator') return hoistDeclaration(draft, parent, body, result, awaited !== undefined)
  if (type === 'AssignmentExpression') return hoistAssignment(draft, parent, body, result, awaited !== undefined)
  return false
}

/** Whether nothing but `await` and parentheses stands around the call: a type assertion would have to move too. */
function isBare(path: Path, outer: Path): boolean {
  return path.slice(outer.length - 1, -1).every(({ type }) => /^(Await|Parenthesized)Expression$/.test(type))
}

/** The only `return` of a body: its last statement, with a value. */
function findResult(draft: Draft, body: Node): Node | undefined {
  const last = remainingStatements(draft, body.body).at(-1)
  if (last?.type !== 'ReturnStatement' || !last.argument || draft.blocks.has(last)) return undefined
  return someOwn(body, (node) => node.type === 'ReturnStatement' && node !== last) ? undefined : last
}

// --- declarations ---

function hoistDeclaration(draft: Draft, declarator: Path, body: Node, result: Node, awaits: boolean): boolean {
  const declaration = parentOf(declarator)
  const { kind, declarations } = nodeOf(declaration)
  const statement =
    nodeOf(parentOf(declaration)).type === 'ExportNamedDeclaration' ? parentOf(declaration) : declaration
  if ((kind !== 'const' && kind !== 'let') || declarations.length > 1) return false
  if (!statementList(nodeOf(parentOf(statement))) || !staysItself(draft, statement, body)) return false
  const { id } = nodeOf(declarator)
  if (boundNames(id).some((name) => countNames(draft.program, name, body) > 0)) return false
  const { start } = nodeOf(statement)
  const end = endOf(draft, statement)
  draft.hoisted.set(body, declaredNames(draft, body))
  draft.blocks.add(nodeOf(statement)).add(nodeOf(declaration))
  draft.heads.push({ edit: { start, end: body.start + 1, text: '' }, statement })
  const [before, after] = renderValue(draft, result.argument, awaits)
  draft.edits.push(
    { start: result.start, end: result.argument.start, text: `${draft.text.slice(start, id.end)} = ${before}` },
    { start: result.argument.end, end, text: end === nodeOf(statement).end ? `${after};` : after },
  )
  return true
}

/**
 * Whether the body's own names mean the same in the list around it: they are declared once, nobody else there says them,
 * and what is declared does not depend on where the block ends.
 */
function staysItself(draft: Draft, statement: Path, body: Node): boolean {
  if ((body.body as Node[]).some((node) => node.type === 'VariableDeclaration' && /using/.test(node.kind))) return false
  const owner = parentOf(statement)
  const around = nodeOf(parentOf(owner) ?? [])
  // A function's parameters and a `catch` are part of the names of their block; a `switch` has one scope for its cases.
  const region =
    around && (isFunction(around) || /^(CatchClause|SwitchStatement)$/.test(around.type)) ? around : nodeOf(owner)
  return declaredNames(draft, body).every(
    (name) => countNames(draft.program, name, region) === countNames(draft.program, name, body),
  )
}

/** The names that the statements of a block declare in it, those that were hoisted into it included. */
export function declaredNames(draft: Draft, block: Node): readonly string[] {
  const own = remainingStatements(draft, block.body).flatMap((statement) => {
    if (/^(Function|Class)Declaration$|^TS(Enum|Module|Interface|TypeAlias)Declaration$/.test(statement.type))
      return statement.id ? [...namesIn(statement.id)] : []
    if (statement.type !== 'VariableDeclaration') return []
    return (statement.declarations as readonly Node[]).flatMap(({ id }) => boundNames(id))
  })
  const moved = [...draft.hoisted].filter(([body]) => body !== block && contains(block, body))
  return [...own, ...moved.flatMap(([, names]) => names)]
}

// --- assignments ---

function hoistAssignment(draft: Draft, assignment: Path, body: Node, result: Node, awaits: boolean): boolean {
  const { operator, left } = nodeOf(assignment)
  const statement = parentOf(assignment)
  if (operator !== '=' || nodeOf(statement).type !== 'ExpressionStatement' || !isSteady(left)) return false
  if (left.type === 'Identifier' && declaresWithin(draft, body, left.name)) return false
  const { start } = nodeOf(statement)
  const end = endOf(draft, statement)
  draft.blocks.add(nodeOf(statement))
  draft.heads.push({ edit: { start, end: body.start, text: '', tight: keepsLine(statement) }, statement })
  const [before, after] = renderValue(draft, result.argument, awaits)
  draft.edits.push(
    { start: result.start, end: result.argument.start, text: `${draft.text.slice(left.start, left.end)} = ${before}` },
    { start: body.end, end, text: '' },
  )
  if (after) draft.edits.push({ start: result.argument.end, end: result.argument.end, text: after })
  return true
}

/** Whether a target is the same before and after the body has run: a variable, or a property of `this`. */
function isSteady(target: Node): boolean {
  if (target.type === 'Identifier') return true
  return target.type === 'MemberExpression' && !target.computed && target.object.type === 'ThisExpression'
}

function declaresWithin(draft: Draft, body: Node, name: string): boolean {
  if (declaredNames(draft, body).includes(name)) return true
  let found = false
  walk(body, (node) => {
    found ||= node.type === 'VariableDeclarator' && boundNames(node.id).includes(name)
  })
  return found
}

// --- the value ---

/** What goes before and behind the value in its new place. `await` takes an operand, and one `await` is enough. */
function renderValue(draft: Draft, value: Node, awaits: boolean): readonly [before: string, after: string] {
  if (value.type === 'SequenceExpression') return awaits ? ['await (', ')'] : ['(', ')']
  if (!awaits || isAwait(draft, value)) return ['', '']
  return isOperand(draft, value) ? ['await ', ''] : ['await (', ')']
}

function isAwait(draft: Draft, value: Node): boolean {
  const inner = draft.kept.get(value)
  return inner ? isAwait(draft, inner) : value.type === 'AwaitExpression'
}
