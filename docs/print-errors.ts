import { writeFileSync } from 'node:fs'
import { CODES, type CodeEntry } from '../report/codes.ts'

/** Prints `docs/errors.md` from the table of codes. `node docs/print-errors.ts` writes it; a test compares. */
export function printErrors(): string {
  const entries = Object.entries(CODES)
  const list = entries.map(([code, { title }]) => `- [\`${code}\`](#${code}): ${title}`)
  const sections = entries.flatMap(([code, entry]) => printSection(code, entry))
  return `${[...INTRODUCTION, ...list, '', ...sections].join('\n').trim()}\n`
}

const INTRODUCTION = [
  '<!-- Printed from report/codes.ts by `node docs/print-errors.ts`. Do not edit. -->',
  '',
  '# Errors',
  '',
  'Every fault that Telescopic reports has a code. Codes are never reused or renamed. The message says what is so at its',
  'place; this page says what the code means and what to do. An `error` fails the command or the build, a `warning` is told',
  'and passes. tsc prints the code in brackets, as an error `TS71300` or at the end of its own message about the same code.',
  'The directory [test/faults](../test/faults) has inputs with the messages that they get.',
  '',
]

function printSection(code: string, { severity, title, help }: CodeEntry): string[] {
  return [`## ${code}`, '', `**${title}** (${severity}). ${help}`, '']
}

if (import.meta.main) writeFileSync(new URL('errors.md', import.meta.url), printErrors())
