import { createPlaceFinder } from '../report/index.ts'
import { parseSource } from './parse.ts'
import type { Node } from './syntax.ts'
import { walk } from './walk.ts'

/** A name or a string literal of a program, as it is written. */
export interface Token {
  readonly text: string
  readonly start: number
}

/** Lists the names and strings of a program outside of its types: what can be followed from an output to its source. */
export function findTokens(text: string, id: string): readonly Token[] {
  const parsed = parseSource(text, id, createPlaceFinder(id, text))
  if ('diagnostic' in parsed) return []
  const starts = new Map<number, Token>()
  walk(parsed.program, (node) => {
    if (node.type === 'ImportDeclaration' || isType(node)) return false
    const token = readToken(node)
    if (token) starts.set(node.start, { text: token, start: node.start })
    return undefined
  })
  return [...starts.values()]
}

/** Quotes are left out: printers choose their own. */
function readToken(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? `'${node.value}` : undefined
}

function isType(node: Node): boolean {
  return /^TS(Type|Interface|TypeAlias)/.test(node.type) && node.type !== 'TSTypeAssertion'
}
