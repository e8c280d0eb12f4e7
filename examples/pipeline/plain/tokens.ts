/** Anything whose tokens have been counted. */
interface Counted {
  readonly tokens: number
}

/** Estimates the tokens of a text before any model has seen it. */
export const estimateTokens = countTokens

/** Adds up estimates. */
export function sumTokens(parts: readonly Counted[]): number {
  return parts.reduce((sum, part) => sum + part.tokens, 0)
}

/** Three words are about four tokens; text without spaces is caught by its length. */
function countTokens(text: string): number {
  const words = text.split(/\s+/).filter((word) => word !== '').length
  return Math.max(Math.ceil((words * 4) / 3), Math.ceil(text.length / 6))
}
