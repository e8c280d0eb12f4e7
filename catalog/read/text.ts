/**
 * Characters that no text of a catalog may contain: they show a reader of the generated code, or of a diff, something
 * else than what a compiler reads (trojan source), or cannot be written as UTF-8 at all. Line ends and tabs are fine.
 */
const RE_UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF\p{Cs}]/u

/** Names the first unsafe character of a text, or gives undefined. */
export function findUnsafeCharacter(text: string): string | undefined {
  const match = RE_UNSAFE.exec(text)
  return match ? nameCodePoint(match[0]) : undefined
}

/** Names a character the way Unicode tables do, since it may be invisible or look like another. */
export function nameCodePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Longest part of a user's text that a message repeats. */
const SHOWN_LENGTH = 80

/** Quotes a user's text for a message: on one line, and not longer than a line. */
export function showText(text: string): string {
  const line = /\s/.test(text) ? text.replace(/\s+/g, ' ') : text
  return `\`${line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)}…` : line}\``
}
