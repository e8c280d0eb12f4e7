/** Writes a text so that a browser shows it as it is, in content and in attributes. Nothing of a catalog is markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]|[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) =>
    /[\n\t]/.test(character)
      ? character
      : character.codePointAt(0)! < 32
        ? '\uFFFD'
        : `&#${character.codePointAt(0)!};`,
  )
}

/** Paragraphs of a text: an empty line begins the next one; what stands between backticks is code. */
export function printParagraphs(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean)
  return paragraphs.map((each) => `<p>${printInline(each)}</p>`).join('')
}

/** Code between backticks, and links as Markdown has them; the rest is text. */
export function printInline(text: string): string {
  return text
    .split(/(`[^`\n]+`|\[[^\]\n]+\]\(https?:\/\/[^)\s]+\))/)
    .map((part, index) =>
      index % 2 === 0 ? escapeHtml(part) : part.startsWith('`') ? code(part.slice(1, -1)) : printMarkdownLink(part),
    )
    .join('')
}

function printMarkdownLink(part: string): string {
  const [, text, url] = /^\[(.+)\]\((.+)\)$/.exec(part)!
  return printLink(url!, text!.replaceAll('`', ''))
}

export function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`
}

/** A web address as a link; anything else as text, so that no scheme of a catalog ever runs. */
export function printLink(url: string, text: string): string {
  return /^https?:\/\//.test(url)
    ? `<a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(text)}</a>`
    : escapeHtml(text)
}
