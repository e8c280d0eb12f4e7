import { type Draft, removeStatement } from './draft.ts'
import { followsRestriction, keepExpression, keepsLine, keepsLineBehind, pushHead } from './keep.ts'
import { climbWrappers, type Node, nodeOf, type Path, parentOf, unwrap } from './syntax.ts'
import { someOwn } from './walk.ts'

/**
 * Folds `tele.enabled`, which is `false` in a build without telemetry, together with the conditions it decides:
 * `if (tele.enabled) a(); else b()` → `b()`, `tele.enabled && a()` → nothing, `!tele.enabled` → `true`.
 */
export function foldEnabled(draft: Draft, path: Path): void {
  foldConstant(draft, path, false)
}

function foldConstant(draft: Draft, path: Path, value: boolean): void {
  const cursor = climbWrappers(path)
  const node = nodeOf(cursor)
  const parent = nodeOf(parentOf(cursor))
  switch (parent.type) {
    case 'UnaryExpression':
      if (parent.operator === '!') return foldConstant(draft, parentOf(cursor), !value)
      break
    case 'LogicalExpression':
      if (parent.operator !== '??' && foldLogical(draft, parentOf(cursor), node, value)) return
      break
    case 'ConditionalExpression':
      if (parent.test !== node) break
      return keepExpression(draft, parentOf(cursor), value ? parent.consequent : parent.alternate)
    case 'WhileStatement':
    case 'ForStatement':
      if (value || parent.test !== node || parent.init || declaresVariables(parent.body)) break
      return removeStatement(draft, parentOf(cursor))
    case 'IfStatement':
      if (parent.test === node && foldIf(draft, parentOf(cursor), value)) return
      break
    case 'ExpressionStatement':
      return removeStatement(draft, parentOf(cursor))
  }
  const tight = keepsLine(cursor) || keepsLineBehind(cursor) || followsRestriction(cursor)
  pushHead(draft, cursor, { start: node.start, end: node.end, text: String(value), tight })
}

/**
 * `false && x` is `false` and `true && x` is `x`. As the second operand the value decides only what is asked for its
 * truth: `if (debug && false)`, of which the first operand may go when nobody can see that it is not read.
 */
function foldLogical(draft: Draft, path: Path, operand: Node, value: boolean): boolean {
  const { left, right, operator } = nodeOf(path)
  const decided = operator === '&&' ? !value : value
  if (operand === left) {
    if (decided) foldConstant(draft, path, value)
    else keepExpression(draft, path, right)
    return true
  }
  if (!isTested(path) || (decided && !isStill(left))) return false
  if (decided) foldConstant(draft, path, value)
  else keepExpression(draft, path, left)
  return true
}

/** Whether only the truth of an expression is asked for. */
function isTested(path: Path): boolean {
  const value = climbWrappers(path)
  const parent = nodeOf(parentOf(value))
  if (parent.test === nodeOf(value)) return parent.type !== 'SwitchCase'
  if (parent.type === 'UnaryExpression') return parent.operator === '!'
  return parent.type === 'LogicalExpression' && parent.operator !== '??' && isTested(parentOf(value))
}

/** Whether an expression does nothing but read variables. */
function isStill(expression: Node): boolean {
  const node = unwrap(expression)
  switch (node.type) {
    case 'Identifier':
    case 'Literal':
    case 'ThisExpression':
      return true
    case 'UnaryExpression':
      return node.operator === '!' && isStill(node.argument)
    case 'LogicalExpression':
      return isStill(node.left) && isStill(node.right)
    default:
      return false
  }
}

/** Keeps the branch that is taken. Returns false where the other one cannot go: a `var` in it is seen outside. */
function foldIf(draft: Draft, path: Path, value: boolean): boolean {
  const statement = nodeOf(path)
  const taken: Node | null = value ? statement.consequent : statement.alternate
  const dropped: Node | null = value ? statement.alternate : statement.consequent
  if (dropped && declaresVariables(dropped)) return false
  if (!taken || draft.removed.has(taken)) {
    removeStatement(draft, path)
    return true
  }
  const tight = keepsLine(path)
  draft.kept.set(statement, taken)
  draft.heads.push({ edit: { start: statement.start, end: taken.start, text: '', tight }, statement: path })
  if (dropped === statement.alternate) draft.tails.set(statement, { start: taken.end, end: statement.end, text: '' })
  return true
}

function declaresVariables(branch: Node): boolean {
  return someOwn(branch, (node) => node.type === 'VariableDeclaration' && node.kind === 'var')
}
