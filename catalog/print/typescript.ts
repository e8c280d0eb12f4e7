// TypeScript as text. ts-morph printed these files before: 10,000 scopes took it 1.4 s and 200 MB, of which the text
// itself is a tenth. What it guarded against, a text that becomes code, `escape.ts` does, and a test reads back.

import { quoteText } from './escape.ts'

/** Prints one file: a header, and statements with an empty line between any two that are not both imports. */
export function printStatements(header: readonly string[], statements: readonly string[]): string {
  const parts = header.map((line) => `// ${line}\n`)
  let wasImport = false
  for (const statement of statements) {
    const isImport = statement.startsWith('import ')
    parts.push(isImport && wasImport ? '' : '\n', statement, '\n')
    wasImport = isImport
  }
  return parts.join('')
}

/** Prints a doc comment, without empty lines at its edges or twice in a row; nothing where there is nothing to say. */
export function printComment(lines: readonly string[], indent = ''): string {
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''))
  while (kept.at(-1) === '') kept.pop()
  while (kept[0] === '') kept.shift()
  if (kept.length === 0) return ''
  if (kept.length === 1 && !kept[0]!.startsWith('@')) return `${indent}/** ${kept[0]} */\n`
  const body = kept.map((line) => (line === '' ? `${indent} *\n` : `${indent} * ${line}\n`))
  return `${indent}/**\n${body.join('')}${indent} */\n`
}

/** Prints a union of literals, a line each. */
export function printUnion(name: string, members: readonly string[], doc: string): string {
  const lines = members.map((member) => `\n  | ${quoteText(member)}`)
  return `${printComment([doc])}export type ${name} =${lines.length > 0 ? lines.join('') : ' never'};`
}
