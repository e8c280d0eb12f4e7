import type { CallArguments } from './arguments.ts'
import type { Edit } from './edit.ts'
import { boundNames, enclosingFunction, type Node, nodeOf, parentOf, unwrap } from './syntax.ts'
import type { HandleDeclaration } from './use.ts'
import { countNames } from './walk.ts'

/**
 * `using s = tele('job'); rest` → `const s = tele('job'); try { rest } finally { s.end() }`, since an engine takes longer for a
 * `using` than for all that a span does.
 *
 * The rest gets a block of its own, and with it the names that it declares: where the statements before it mention one of
 * them, in a function that is called later for instance, the `using` stays. So it does where the grammar has no room for a
 * block (a module, a `case`), and where it declares functions, which mean something else in a block than in a function.
 */
export function readLowering(
  text: string,
  program: Node,
  { path, handle }: HandleDeclaration,
  argumentsOf: ReadonlyMap<Node, CallArguments>,
): Lowering | undefined {
  const declaration = nodeOf(parentOf(path))
  const block = nodeOf(parentOf(parentOf(path)))
  const isAlone = declaration.kind === 'using' && declaration.declarations.length === 1
  if (handle.role !== 'span' || !isAlone || !/^(?:BlockStatement|StaticBlock)$/.test(block.type)) return undefined
  const metadata = handle.opener && argumentsOf.get(handle.opener)?.metadata
  // A function in the place of metadata is called, and gives what it likes.
  if (metadata && unwrap(metadata).type !== 'ObjectExpression') return undefined
  const list = block.body as readonly Node[]
  if (list.filter(({ kind }) => kind === 'using').length > MAX_IN_BLOCK) return undefined
  const names = namesOf(list.slice(list.indexOf(declaration) + 1))
  const before = { start: block.start, end: declaration.end }
  if (!names || [...names, 'eval'].some((name) => countNames(program, name, before) > 0)) return undefined
  const { name, opener } = handle
  const says = countNames(program, name, block) + countNames(program, 'eval', block)
  const { async, generator } = enclosingFunction(path)
  const isSync = async === false && !generator
  return { text, declaration, block, name, opener: isSync && says === 1 ? opener : undefined }
}

/** A `using` that can be lowered. */
export interface Lowering {
  readonly text: string
  readonly declaration: Node
  readonly block: Node
  readonly name: string
  /** The call that opens the span, where nothing else is asked of it and no other code runs until it has ended. */
  readonly opener: Node | undefined
}

/** Plans the edits; `end` is what ends the span. */
export function lowerUsing({ text, declaration, block }: Lowering, end: string): Edit[] {
  const semicolon = text[declaration.end - 1] === ';' ? '' : ';'
  return [
    { start: declaration.start, end: declaration.start + 'using'.length, text: 'const' },
    { start: declaration.end, end: declaration.end, text: `${semicolon}try{` },
    { start: block.end - 1, end: block.end - 1, text: `}finally{${end}}` },
  ]
}

/** Each is a block in the one before; those that generated code has by the thousand would be too deep for any engine. */
const MAX_IN_BLOCK = 16

/** The names that statements declare in the block they stand in; `undefined` where a block of their own would change them. */
function namesOf(statements: readonly Node[]): readonly string[] | undefined {
  const names: string[] = []
  for (const statement of statements) {
    switch (statement.type) {
      case 'VariableDeclaration':
        if (statement.kind !== 'var')
          names.push(...(statement.declarations as Node[]).flatMap(({ id }) => boundNames(id)))
        break
      case 'ClassDeclaration':
        names.push(statement.id.name)
        break
      case 'LabeledStatement':
        if (/Function/.test(statement.body.type)) return undefined
        break
      default:
        if (!/Statement$|^TS(?:TypeAlias|Interface)Declaration$/.test(statement.type)) return undefined
    }
  }
  return names
}
