// Text of a catalog on its way into code. Whatever it contains, it stays a literal or a comment: generators that let
// `*/` through turn a description into code.

const RE_LITERAL = /[\\'\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|<(?=[/!])/gu

/** Writes a text as a single-quoted literal. Invisible characters and halves of surrogate pairs are escaped. */
export function quoteText(text: string): string {
  return `'${text.replace(RE_LITERAL, escapeCharacter)}'`
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`
  if (character === '\n') return '\\n'
  const code = character.codePointAt(0)!
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Splits a text into lines of a doc comment, without a way to end the comment or to start a tag. */
export function toDocLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
  return lines.map((line) => escapeDocLine(line.trim())).filter((line) => line !== '')
}

/** The same for a text that must stay on one line, such as the reason of a deprecation. */
export function toDocLine(text: string): string {
  return toDocLines(text).join(' ')
}

function escapeDocLine(line: string): string {
  const visible = line.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD')
  // TypeScript starts a tag at any `@` that follows a space, not only at the start of a line, and a link at `{@`.
  const inert = visible.replace(/\*(?=\/)/g, '*\\').replace(/(?<![A-Za-z0-9])@/g, '\\@')
  // An open code span would swallow the tags below it.
  const ticks = inert.split('`').length - 1
  return ticks % 2 === 0 ? inert : inert.replace(/`/g, "'")
}
