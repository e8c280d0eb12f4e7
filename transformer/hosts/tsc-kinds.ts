import type ts from 'typescript'
import type { Kind, KindAt } from '../kinds.ts'

/**
 * What the checker of TypeScript knows of the values of a file, for the proof that a callback starts nothing: types that are
 * inferred, where the core reads those that are written. Both are believed alike; what it concludes from the way to a place is not,
 * since it takes no notice of calls: `if (typeof n === 'number') { change(); n + 1 }`; but of names that nothing else is put into.
 */
export function createKindAt(file: ts.SourceFile, program: ts.Program, typescript: typeof ts): KindAt {
  return (start, end, isFixed) => {
    const node = findNode(file, start, end, typescript)
    if (!node) return undefined
    const checker = program.getTypeChecker()
    const type = findDeclaredType(node, checker, typescript)
    const kind = type && kindOfType(type, checker, typescript)
    if (kind || !isFixed) return isInferredHere(node, checker, typescript) ? undefined : kind
    return kindOfType(checker.getTypeAtLocation(node), checker, typescript)
  }
}

/** The type that a value has wherever it is asked for; of what is put together from others, the core asks for each. */
function findDeclaredType(node: ts.Node, checker: ts.TypeChecker, typescript: typeof ts): ts.Type | undefined {
  if (typescript.isIdentifier(node)) return findTypeOfName(node, checker, typescript)
  if (typescript.isElementAccessExpression(node)) return findTypeOfElement(node, checker, typescript)
  if (!typescript.isCallExpression(node)) return undefined
  const isGeneric = checker.getResolvedSignature(node)?.declaration?.typeParameters !== undefined
  return isGeneric ? undefined : checker.getTypeAtLocation(node)
}

function findTypeOfName(name: ts.Identifier, checker: ts.TypeChecker, typescript: typeof ts): ts.Type | undefined {
  const symbol = findSymbol(name, checker, typescript)
  return symbol?.valueDeclaration && checker.getTypeOfSymbol(symbol)
}

/** Whether a name has the type of its value in this file, for which the core asks. */
function isInferredHere(node: ts.Node, checker: ts.TypeChecker, typescript: typeof ts): boolean {
  const declaration = typescript.isIdentifier(node) && findSymbol(node, checker, typescript)?.valueDeclaration
  return (
    !!declaration &&
    typescript.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    declaration.type === undefined &&
    declaration.getSourceFile() === node.getSourceFile()
  )
}

function findSymbol(name: ts.Identifier, checker: ts.TypeChecker, typescript: typeof ts): ts.Symbol | undefined {
  if (typescript.isShorthandPropertyAssignment(name.parent))
    return checker.getShorthandAssignmentValueSymbol(name.parent)
  const symbol = checker.getSymbolAtLocation(name)
  const isImported = symbol && (symbol.flags & typescript.SymbolFlags.Alias) !== 0
  return isImported ? checker.getAliasedSymbol(symbol) : symbol
}

function findTypeOfElement(
  { expression, argumentExpression }: ts.ElementAccessExpression,
  checker: ts.TypeChecker,
  typescript: typeof ts,
): ts.Type | undefined {
  const type = checker.getApparentType(checker.getTypeAtLocation(expression))
  const item = typescript.isNumericLiteral(argumentExpression)
    ? checker.getPropertyOfType(type, argumentExpression.text)
    : undefined
  return item ? checker.getTypeOfSymbol(item) : checker.getIndexTypeOfType(type, typescript.IndexKind.Number)
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
