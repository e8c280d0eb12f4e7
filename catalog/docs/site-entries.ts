import type { Attribute, AttributeUse, Catalog, Deprecation, Governance, Scope } from '../model.ts'
import { showTarget } from '../print/path.ts'
import { code, escapeHtml as h, printInline, printLink, printParagraphs } from './html.ts'
import type { ScopeCall, SiteOptions } from './site.ts'

/** Most calls, and most scopes of an attribute, that are listed one by one. */
const LISTED = 20

/** Prints a scope as an article with its name as id, so that an address can point at it. */
export function printScope(catalog: Catalog, scope: Scope, { calls, link }: SiteOptions): string {
  const { name, kind, level, unit, deprecated, aliases, sample, expires, buckets, template } = scope
  const functions = scope.instrument.map((target) => showTarget(catalog, target))
  const facts = [
    fact('level', level === 'info' ? undefined : h(level)),
    fact('unit', unit && code(unit)),
    fact('buckets', buckets.length > 0 ? h(buckets.join(', ')) : undefined),
    fact('sampled', sample && h(`${sample.rate}${sample.key === undefined ? '' : ` by ${sample.key}`}`)),
    fact('instruments', functions.length > 0 ? functions.map(code).join(', ') : undefined),
    fact('was', aliases.length > 0 ? aliases.map((alias) => code(alias.name)).join(', ') : undefined),
    fact('expires', expires && h(expires.text)),
    fact('from', template && code(template)),
    fact('declared', `${h(scope.place.file)}:${scope.place.line}`),
    ...describeGovernance(scope),
  ]
  const words = [
    name,
    scope.brief,
    kind,
    unit ?? '',
    scope.owners.join(' '),
    aliases.map((alias) => alias.name).join(' '),
    scope.constName,
    functions.join(' '),
  ]
  return `<article id="${h(name)}" class="${kind}${deprecated ? ' deprecated' : ''}" data-words="${h(words.join(' ').toLowerCase())}">
<h3><a href="#${h(name)}">${printName(name)}</a><span class="kind ${kind}">${kind}</span>${scope.stability === 'experimental' ? '' : `<span class="mark">${scope.stability}</span>`}</h3>
${deprecated ? describeDeprecation(deprecated) : ''}${printParagraphs(scope.brief)}${scope.note ? `<div class="note">${printParagraphs(scope.note)}</div>` : ''}
<dl>${facts.join('')}</dl>${printMeasurements(scope)}${printUses(catalog, scope.attributes)}${calls ? printCalls(calls.get(name) ?? [], link) : ''}</article>`
}

/** Prints an attribute; its id has a sign that no name has, for scopes may have the same one. */
export function printAttribute(attribute: Attribute, usedBy: readonly string[]): string {
  const { name, type, open, members, deprecated, privacy, scrub, cardinality, unit, examples } = attribute
  const facts = [
    fact('unit', unit && code(unit)),
    fact('privacy', privacy && h(privacy)),
    fact('scrubbed', scrub === 'none' ? undefined : h(scrub)),
    fact('values', cardinality && h(cardinality.max === undefined ? cardinality.class : `at most ${cardinality.max}`)),
    fact(
      'for example',
      examples.length > 0
        ? examples
            .slice(0, 5)
            .map((each) => code(typeof each === 'string' ? each : JSON.stringify(each)))
            .join(', ')
        : undefined,
    ),
    fact('used by', usedBy.length > 0 ? listNames(usedBy) : undefined),
    ...describeGovernance(attribute),
  ]
  const rows = members.map((member) => [
    code(member.value) + (member.deprecated ? ' <em>deprecated</em>' : ''),
    printInline(member.brief),
  ])
  const words = [name, attribute.brief, 'attribute', privacy ?? '', members.map(({ value }) => value).join(' ')]
  return `<article id="@${h(name)}" class="attribute${deprecated ? ' deprecated' : ''}" data-words="${h(words.join(' ').toLowerCase())}">
<h3><a href="#@${h(name)}">${printName(name)}</a><span class="kind attribute">${h(type)}${open ? ', open' : ''}</span></h3>
${deprecated ? describeDeprecation(deprecated, '@') : ''}${printParagraphs(attribute.brief)}${attribute.note ? `<div class="note">${printParagraphs(attribute.note)}</div>` : ''}
<dl>${facts.join('')}</dl>${printTable(['value', 'meaning'], rows)}</article>`
}

/** A name may break where a dot or an underscore is. */
function printName(name: string): string {
  return h(name).replace(/[._]/g, (sign) => `${sign}<wbr>`)
}

function fact(title: string, html: string | undefined): string {
  return html ? `<div><dt>${title}</dt><dd>${html}</dd></div>` : ''
}

function describeGovernance({ owners, since, links }: Governance): string[] {
  return [
    fact('owners', owners.length > 0 ? h(owners.join(', ')) : undefined),
    fact('since', since && h(since)),
    fact('links', links.length > 0 ? links.map((url) => printLink(url, url)).join('<br>') : undefined),
  ]
}

function describeDeprecation({ replacedBy, since, removeAfter, note }: Deprecation, sign = ''): string {
  const facts = [
    replacedBy === undefined ? '' : `Use <a href="#${sign}${h(replacedBy)}">${code(replacedBy)}</a>.`,
    since === undefined ? '' : `Since ${h(since)}.`,
    removeAfter === undefined ? '' : `May be gone after ${h(removeAfter)}.`,
    note === undefined ? '' : printInline(note),
  ]
  return `<p class="warning"><b>Deprecated.</b> ${facts.filter(Boolean).join(' ')}</p>`
}

function printMeasurements({ measurements }: Scope): string {
  return printTable(
    ['measurement', 'type', 'unit', 'meaning'],
    measurements.map(({ name, type, unit, brief }) => [
      code(name),
      h(type),
      unit === undefined ? '' : code(unit),
      printInline(brief),
    ]),
  )
}

function printUses(catalog: Catalog, uses: readonly AttributeUse[]): string {
  return printTable(
    ['attribute', 'type', '', 'meaning'],
    uses.map(({ name, requirement, when, brief, from }) => {
      const attribute = catalog.attributes.get(name)
      const type =
        attribute?.type === 'enum' && attribute.values.length <= 6
          ? attribute.values.map(code).join(' ')
          : h(attribute?.type ?? '')
      const origin = from === undefined ? '' : ` <small>from ${printInline(from)}</small>`
      const level = `<span class="${requirement}">${requirement.replaceAll('_', ' ')}</span>${when ? `<br><small>${printInline(when)}</small>` : ''}`
      return [
        `<a href="#@${h(name)}">${code(name)}</a>`,
        type,
        level,
        printInline(brief || attribute?.brief || '') + origin,
      ]
    }),
  )
}

function printCalls(calls: readonly ScopeCall[], link: string | undefined): string {
  if (calls.length === 0) return '<p class="calls none">No call in the sources.</p>'
  const items = calls.slice(0, LISTED).map(({ file, line }) => {
    const text = `${file}:${line}`
    return `<li>${link === undefined ? h(text) : printLink(link.replaceAll('{file}', encodeURI(file)).replaceAll('{line}', String(line)), text)}</li>`
  })
  const more = calls.length > LISTED ? `<li>and ${calls.length - LISTED} more</li>` : ''
  return `<details class="calls"><summary>${calls.length} ${calls.length === 1 ? 'call' : 'calls'}</summary><ul>${items.join('')}${more}</ul></details>`
}

function listNames(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).map((name) => `<a href="#${h(name)}">${code(name)}</a>`)
  return listed.join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '')
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const cells = (tag: string, row: readonly string[]): string => row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')
  return `<div class="wide"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`
}
