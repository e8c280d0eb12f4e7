// Text of a catalog on its way into the comments and literals of other languages. As in TypeScript, whatever it
// contains stays a comment or a literal: no line break ends the one, no quote or interpolation the other.

/** Splits a text into lines that can stand behind a comment sign. */
export function toCommentLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
  return lines.map((line) => line.trim().replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD')).filter((line) => line !== '')
}

/** The same for what must stay on one line. */
export function toCommentLine(text: string): string {
  return toCommentLines(text).join(' ')
}

/** Writes a text in double quotes; `spell` says how the language spells a code point that is not to be seen as it is. */
export function quoteDouble(text: string, special: RegExp, spell: (codePoint: number) => string): string {
  const body = text.replace(new RegExp(`${special.source}|[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]`, 'gu'), (character) =>
    /^[\x20-\x7e]$/.test(character) ? `\\${character}` : spell(character.codePointAt(0)!),
  )
  return `"${body}"`
}
