import { createRequire } from 'node:module'
import type { StatementStructures } from 'ts-morph'
import { quoteText } from './escape.ts'

/** A statement as data, or as text where ts-morph has no structure that prints it well. */
export type Statement = StatementStructures | string

const require = createRequire(import.meta.url)

/**
 * Gives ts-morph. Loaded on the first print: it carries a whole compiler (0.3 s), and the transformer, which reads
 * catalogs through the same door, prints nothing.
 */
export function loadMorph(): typeof import('ts-morph') {
  return require('ts-morph')
}

/** Prints one file in one pass. Adding statements to it one by one would parse it again each time: quadratic. */
export function printStatements(fileName: string, header: readonly string[], statements: readonly Statement[]): string {
  const { IndentationText, NewLineKind, Project, QuoteKind } = loadMorph()
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
    },
  })
  const file = project.createSourceFile(fileName, { statements: [...statements] })
  return `${header.map((line) => `// ${line}\n`).join('')}\n${file.getFullText().trim()}\n`
}

/** Lays out a doc comment: on one line when it has one, without empty lines at its edges or twice in a row. */
export function printDoc(lines: readonly string[]): string {
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''))
  const text = kept.join('\n').trim()
  return text.includes('\n') || text.startsWith('@') ? `\n${text}` : text
}

/** Prints a doc comment, for statements that are given as text. */
export function printComment(lines: readonly string[]): string {
  const doc = printDoc(lines)
  return doc.startsWith('\n') ? `/**${doc.replace(/\n/g, '\n * ').replace(/ $/gm, '')}\n */` : `/** ${doc} */`
}

/** Prints a union of literals, a line each. As text: the structure of a type alias leaves a space behind the `=`. */
export function printUnion(name: string, members: readonly string[], doc: string): string {
  const lines = members.map((member) => `\n  | ${quoteText(member)}`)
  return `\n${printComment([doc])}\nexport type ${name} =${lines.length > 0 ? lines.join('') : ' never'};`
}
