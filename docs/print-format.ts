import { readFileSync, writeFileSync } from 'node:fs'
import type { EntryField, Field } from '../catalog/format/fields.ts'
import { ATTRIBUTE, CATALOG, DEFAULTS, GROUP, MEASUREMENT, SCOPE, USE } from '../catalog/format/format.ts'
import { DEPRECATED, SAMPLE } from '../catalog/format/shared.ts'
import { LINT_CODES } from '../report/index.ts'

/** The tables of `docs/catalog.md`, printed from those that the reader checks by. `node docs/print-format.ts` writes them. */

const ENTRIES: readonly (readonly [title: string, entry: EntryField])[] = [
  ['The file', CATALOG],
  ['An entry of `scopes`', SCOPE],
  ['An entry of `attributes`', ATTRIBUTE],
  ['The use of an attribute, where a level alone is not enough', USE],
  ['An entry of `groups`', GROUP],
  ['An entry of `measurements`', MEASUREMENT],
  ['`deprecated`', DEPRECATED],
  ['`sample`', SAMPLE],
  ['`defaults`', DEFAULTS],
]

const BEGIN = '<!-- Printed by `node docs/print-format.ts`: -->\n'
const END = '<!-- End of what is printed. -->\n'

/** Puts the tables into the page. */
export function printFormat(page: string): string {
  const [before = '', rest = ''] = page.split(BEGIN)
  const after = rest.split(END)[1] ?? ''
  const tables = ENTRIES.map(([title, entry]) => printEntry(title, entry))
  return `${before}${BEGIN}\n${tables.join('')}### Rules of the linter\n\n${printRules()}\n${END}${after}`
}

function printEntry(title: string, { fields, requires = [] }: EntryField): string {
  const required = new Set(requires.flatMap(({ oneOf }) => oneOf))
  const rows = Object.entries(fields).map(
    ([name, field]) =>
      `| \`${name}\`${required.has(name) ? ' *' : ''} | ${describeField(field)} | ${escapeCell(field.brief)} |\n`,
  )
  return `### ${title}\n\n| key | value | meaning |\n| --- | --- | --- |\n${rows.join('')}\n`
}

function describeField(field: Field): string {
  if (field.type === 'word') return field.words.map((word) => `\`${word}\``).join(', ')
  if (field.type === 'list') return `list of ${field.items}`
  if (field.type === 'choice') return [...new Set(field.of.map(describeField))].join('; or ')
  if (field.type === 'boolean') return '`true`, `false`'
  return { text: 'text', number: 'number', any: 'anything', map: 'map by name', entry: 'map' }[field.type]
}

function printRules(): string {
  const rows = Object.entries(LINT_CODES).map(
    ([id, { severity, title }]) => `| [\`${id}\`](errors.md#${id}) | ${severity} | ${escapeCell(title)} |\n`,
  )
  return `| rule | weight | finds |\n| --- | --- | --- |\n${rows.join('')}`
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}

if (import.meta.main) {
  const path = new URL('catalog.md', import.meta.url)
  writeFileSync(path, printFormat(readFileSync(path, 'utf8')))
}
