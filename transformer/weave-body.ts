import { boundNames, type Node, parametersOf, statementList } from './syntax.ts'
import { namesIn, someOwn, walkOwn } from './walk.ts'

/** How the body of a function can be put into a span, and whether it can. */
export type BodyForm =
  | {
      /** It becomes the callback of the span. */
      readonly kind: 'callback'
      /** Parameters that it declares again: they have their values there, and in a function inside would not. */
      readonly hidden: readonly string[]
    }
  /** It becomes a block, with the span opened and ended around it. */
  | { readonly kind: 'block' }
  /** Neither would be the same program. `reason` goes on a sentence: 'the function, which …'. */
  | { readonly kind: 'none'; readonly reason: string }

/**
 * `yield` is a generator's own, so that its body can be no callback. What else stands in the way are declarations: those that
 * mean something else in a function inside, and those that a block may not have.
 */
export function readBody(fn: Node, isStrict: boolean): BodyForm {
  const declared = readDeclared(fn, isStrict)
  const { parameters, vars, functions, inBlocks } = declared
  // Code that is not there yet could declare anything; where it is strict it keeps that to itself.
  if (!isStrict && someOwn(fn.body, isEval)) return { kind: 'none', reason: 'which calls `eval`' }
  const shows = showsParameters(fn, isStrict)
  const hidden = [...new Set([...vars, ...inBlocks])].filter((name) => parameters.has(name))
  if (shows && functions.some(({ id }) => parameters.has(id.name)))
    return { kind: 'none', reason: 'in which a function has the name of a parameter, and `arguments` shows it' }
  if (!fn.generator && !(hidden.length > 0 && shows) && !vars.has('arguments')) return { kind: 'callback', hidden }
  const twice = findTwice(declared)
  if (twice === undefined) return { kind: 'block' }
  return { kind: 'none', reason: `which declares \`${twice}\` more than once, and cannot become a block` }
}

interface Declared {
  readonly parameters: ReadonlySet<string>
  /** Names of `var`, wherever in the body. */
  readonly vars: ReadonlySet<string>
  /** Functions that the body itself declares. */
  readonly functions: readonly Node[]
  /** Names of functions in blocks, which sloppy code may see from outside of them. */
  readonly inBlocks: ReadonlySet<string>
}

function readDeclared(fn: Node, isStrict: boolean): Declared {
  const functions = (statementList(fn.body) ?? []).map(skipLabels).filter(isDeclaredFunction)
  const vars = new Set<string>()
  const inBlocks = new Set<string>()
  walkOwn(fn.body, (node) => {
    if (node.type === 'VariableDeclaration' && node.kind === 'var')
      for (const { id } of node.declarations as readonly Node[]) for (const name of boundNames(id)) vars.add(name)
    if (!isStrict && isDeclaredFunction(node) && !functions.includes(node)) inBlocks.add(node.id.name)
  })
  const parameters = new Set(parametersOf(fn).flatMap((parameter) => boundNames(parameter)))
  return { parameters, vars, functions, inBlocks }
}

function isDeclaredFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration'
}

function skipLabels(statement: Node): Node {
  return statement.type === 'LabeledStatement' ? skipLabels(statement.body) : statement
}

/** Whether `arguments` may be another name of the parameters: what one is given the other then has. */
function showsParameters(fn: Node, isStrict: boolean): boolean {
  if (isStrict || fn.type === 'ArrowFunctionExpression') return false
  return parametersOf(fn).every(({ type }) => type === 'Identifier') && namesIn(fn.body).has('arguments')
}

function isEval({ type, callee }: Node): boolean {
  return type === 'CallExpression' && callee.type === 'Identifier' && callee.name === 'eval'
}

/** A name that a function may declare more than once, and a block may not, at least where it is strict. */
function findTwice({ vars, functions }: Declared): string | undefined {
  const names = functions.map(({ id }) => id.name as string)
  return names.find((name, index) => vars.has(name) || names.indexOf(name) !== index)
}

/** Whether a program, or a function by its body, says itself that it is strict. */
export function saysStrict(node: Node): boolean {
  return statementList(node)?.some(({ directive }) => directive === 'use strict') ?? false
}
