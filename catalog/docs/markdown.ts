import { toCommentLine, toCommentLines } from '../languages/comments.ts'
import type { Attribute, AttributeUse, Catalog, Measurement, Scope } from '../model.ts'
import { showTarget } from '../print/path.ts'

export interface MarkdownOptions {
  /** Lines that say where the page comes from. */
  readonly header: readonly string[]
  readonly sourceName: string
}

/** Prints a catalog as a page for people: a table of contents, then a chapter for each first word of the names. */
export function printMarkdown(catalog: Catalog, { header, sourceName }: MarkdownOptions): string {
  const chapters = Map.groupBy(catalog.scopes.values(), ({ name }) => name.split('.')[0]!)
  const lines = [
    `<!-- ${header.map((line) => toCommentLine(line).replaceAll('-->', '--&gt;')).join('\n     ')} -->`,
    '',
    '# Telemetry',
    '',
    `${count(catalog.scopes.size, 'scope')} and ${count(catalog.attributes.size, 'attribute')} of ${escapeMarkdown(sourceName)}.`,
    '',
    ...[...chapters].map(([word, scopes]) => `- [${word}](#${word}): ${count(scopes.length, 'scope')}`),
    ...(catalog.attributes.size > 0 ? ['- [Attributes](#attributes)'] : []),
    ...[...chapters].flatMap(([word, scopes]) => [
      '',
      `## ${word}`,
      ...scopes.flatMap((scope) => printScope(catalog, scope)),
    ]),
    ...printAttributes([...catalog.attributes.values()]),
  ]
  return `${lines.join('\n')}\n`
}

function printScope(catalog: Catalog, scope: Scope): string[] {
  const { name, kind, unit, level, deprecated, buckets, stability, owners, aliases } = scope
  const { expires, sample, instrument, note } = scope
  const facts = [
    `**${kind}**`,
    unit === undefined ? '' : `in ${code(unit)}`,
    level === 'info' ? '' : `level ${code(level)}`,
    buckets.length > 0 ? `buckets ${buckets.join(', ')}` : '',
    stability === 'experimental' ? '' : stability,
    owners.length > 0 ? `owners ${owners.map(code).join(', ')}` : '',
    aliases.length > 0 ? `was ${aliases.map((alias) => code(alias.name)).join(', ')}` : '',
    instrument.length > 0 ? `instruments ${instrument.map((each) => code(showTarget(catalog, each))).join(', ')}` : '',
    sample ? `sampled ${sample.rate}` : '',
    expires ? `expires ${escapeMarkdown(expires.text)}` : '',
  ]
  return [
    '',
    `### ${code(name)}`,
    '',
    ...(deprecated ? [describeDeprecation(deprecated), ''] : []),
    facts.filter(Boolean).join(' · '),
    '',
    ...printText(scope.brief),
    ...(note === '' ? [] : ['', ...printText(note)]),
    ...printMeasurements(scope.measurements),
    ...printUses(catalog, scope.attributes),
  ]
}

function describeDeprecation({ replacedBy, since, note }: NonNullable<Scope['deprecated']>): string {
  const facts = [
    replacedBy === undefined ? '' : ` Use ${code(replacedBy)}.`,
    since === undefined ? '' : ` Since ${escapeMarkdown(since)}.`,
    note === undefined ? '' : ` ${escapeMarkdown(note)}`,
  ]
  return `> **Deprecated.**${facts.join('')}`
}

function printMeasurements(measurements: readonly Measurement[]): string[] {
  return printTable(
    ['measurement', 'type', 'unit', 'meaning'],
    measurements.map(({ name, type, unit, brief }) => [
      code(name),
      type,
      unit === undefined ? '' : code(unit),
      escapeMarkdown(brief),
    ]),
  )
}

function printUses(catalog: Catalog, uses: readonly AttributeUse[]): string[] {
  return printTable(
    ['attribute', 'type', 'requirement', 'meaning'],
    uses.map(({ name, requirement, when, brief }) => {
      const attribute = catalog.attributes.get(name)
      const level = requirement.replaceAll('_', ' ') + (when === undefined ? '' : `: ${escapeMarkdown(when)}`)
      return [
        code(name),
        attribute ? describeType(attribute) : '',
        level,
        escapeMarkdown(brief || (attribute?.brief ?? '')),
      ]
    }),
  )
}

function printAttributes(attributes: readonly Attribute[]): string[] {
  if (attributes.length === 0) return []
  const rows = attributes.map((attribute) => [
    code(attribute.name),
    describeType(attribute),
    attribute.privacy ?? '',
    (attribute.deprecated ? `**Deprecated.** ` : '') + escapeMarkdown(attribute.brief),
  ])
  return ['', '## Attributes', ...printTable(['attribute', 'type', 'privacy', 'meaning'], rows)]
}

function describeType({ type, values }: Attribute): string {
  return type === 'enum' ? values.map(code).join(', ') : type.replace('[]', '\\[\\]')
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const printRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return ['', printRow(head), printRow(head.map(() => '---')), ...rows.map(printRow)]
}

function printText(text: string): string[] {
  return toCommentLines(text).map(escapeMarkdown)
}

/** Text of a catalog is neither Markdown nor HTML here: what it shows is what was written. */
export function escapeMarkdown(text: string): string {
  return toCommentLine(text).replace(/[\\`*_[\]<>&~#!]|^[-+=]|^\d+(?=[.)])/g, (match) =>
    match === '<'
      ? '&lt;'
      : match === '>'
        ? '&gt;'
        : match === '&'
          ? '&amp;'
          : /^\d/.test(match)
            ? `${match}\\`
            : `\\${match}`,
  )
}

/** A code span whose fence is longer than any run of backticks in it. */
export function code(text: string): string {
  const line = toCommentLine(text)
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
