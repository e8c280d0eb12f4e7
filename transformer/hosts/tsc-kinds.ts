import type ts from 'typescript'
import type { Kind, KindAt } from '../kinds.ts'

/**
 * What the checker of TypeScript knows of the values of a file, for the proof that a callback starts nothing: types that are
 * inferred, where the core reads those that are written. Both are believed alike.
 */
export function createKindAt(file: ts.SourceFile, program: ts.Program, typescript: typeof ts): KindAt {
  return (start, end) => {
    const node = findNode(file, start, end, typescript)
    if (!node) return undefined
    const checker = program.getTypeChecker()
    return kindOfType(checker.getTypeAtLocation(node), checker, typescript)
  }
}

function findNode(file: ts.SourceFile, start: number, end: number, typescript: typeof ts): ts.Node | undefined {
  const search = (node: ts.Node): ts.Node | undefined => {
    if (node.pos > start || node.end < end) return undefined
    if (node.end === end && node.getStart(file) === start && typescript.isExpression(node)) return node
    return typescript.forEachChild(node, search)
  }
  return search(file)
}

function kindOfType(type: ts.Type, checker: ts.TypeChecker, typescript: typeof ts): Kind | undefined {
  if (isPrimitive(type, typescript)) return 'primitive'
  const isList = checker.isArrayType(type) || checker.isTupleType(type)
  if (!isList) return undefined
  const items = checker.getTypeArguments(type as ts.TypeReference)
  return items.every((item) => isPrimitive(item, typescript)) ? 'primitives' : 'list'
}

/** Not `void`: a function that gives it may give anything. Nor `any`, `unknown`, and types that stand for others. */
function isPrimitive(type: ts.Type, { TypeFlags }: typeof ts): boolean {
  if (type.isUnion()) return type.types.every((one) => isPrimitive(one, { TypeFlags } as typeof ts))
  const flags =
    TypeFlags.StringLike |
    TypeFlags.NumberLike |
    TypeFlags.BigIntLike |
    TypeFlags.BooleanLike |
    TypeFlags.Null |
    TypeFlags.Undefined
  return (type.flags & flags) !== 0
}
