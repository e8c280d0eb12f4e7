import { type Draft, removeStatement } from './draft.ts'
import { followsRestriction, keepExpression, keepsLine, keepsLineBehind, pushHead } from './keep.ts'
import { climbWrappers, type Node, nodeOf, type Path, parentOf } from './syntax.ts'
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
      if (parent.left === node && parent.operator !== '??') return foldLogical(draft, parentOf(cursor), value)
      break
    case 'ConditionalExpression':
      if (parent.test !== node) break
      return keepExpression(draft, parentOf(cursor), value ? parent.consequent : parent.alternate)
    case 'IfStatement':
      if (parent.test === node && foldIf(draft, parentOf(cursor), value)) return
      break
    case 'ExpressionStatement':
      return removeStatement(draft, parentOf(cursor))
  }
  const tight = keepsLine(cursor) || keepsLineBehind(cursor) || followsRestriction(cursor)
  pushHead(draft, cursor, { start: node.start, end: node.end, text: String(value), tight })
}

function foldLogical(draft: Draft, path: Path, left: boolean): void {
  const logical = nodeOf(path)
  const decided = logical.operator === '&&' ? !left : left
  if (decided) foldConstant(draft, path, left)
  else keepExpression(draft, path, logical.right)
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
