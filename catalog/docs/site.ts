import type { Catalog, Scope } from '../model.ts'
import { escapeHtml as h } from './html.ts'
import { printAttribute, printScope } from './site-entries.ts'
import { SITE_SCRIPT } from './site-script.ts'
import { SITE_STYLE } from './site-style.ts'

/** A call of a scope in the program. */
export interface ScopeCall {
  readonly file: string
  readonly line: number
}

export interface SiteOptions {
  readonly title: string
  /** Lines that say where the page comes from. */
  readonly header: readonly string[]
  /** Calls by scope; undefined when nobody looked for them. */
  readonly calls: ReadonlyMap<string, readonly ScopeCall[]> | undefined
  /** Address of a line of a file, with `{file}` and `{line}`; undefined when there is none. */
  readonly link: string | undefined
}

/**
 * Prints a catalog as one page that needs nothing else: no server, no network, no script for reading. The script only
 * searches. Ten thousand entries are printed as they are; the browser lays out what is seen.
 */
export function printSite(catalog: Catalog, options: SiteOptions): string {
  const scopes = [...catalog.scopes.values()]
  const attributes = [...catalog.attributes.values()]
  const usedBy = indexUses(scopes)
  const title = h(options.title)
  return `<!doctype html>
<!-- ${options.header.map((line) => line.replaceAll('-->', '--&gt;')).join('\n     ')} -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${SITE_STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<label class="search"><span class="away">Search</span><input id="search" type="search" placeholder="Search names, words, owners, units   /" autocomplete="off" spellcheck="false"></label>
${printFilters(scopes)}
<button id="theme" type="button" title="Light or dark">◐</button>
</header>
<div class="page">
<nav aria-label="Names">
${printTree(buildTree(scopes.map(({ name }) => name)))}
${attributes.length > 0 ? `<a class="part" href="#attributes">Attributes <b>${attributes.length}</b></a>` : ''}
</nav>
<main>
<p id="found" role="status">${count(scopes.length, 'scope')}, ${count(attributes.length, 'attribute')}</p>
${scopes.map((scope) => printScope(catalog, scope, options)).join('\n')}
${attributes.length > 0 ? '<h2 id="attributes">Attributes</h2>' : ''}
${attributes.map((attribute) => printAttribute(attribute, usedBy.get(attribute.name) ?? [])).join('\n')}
<p id="none" hidden>Nothing has these words.</p>
</main>
</div>
<script>${SITE_SCRIPT}</script>
</body>
</html>
`
}

function indexUses(scopes: readonly Scope[]): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>()
  for (const { name, attributes } of scopes) {
    for (const use of attributes) uses.set(use.name, [...(uses.get(use.name) ?? []), name])
  }
  return uses
}

function printFilters(scopes: readonly Scope[]): string {
  const kinds = [...new Set(scopes.map(({ kind }) => kind))].sort()
  const deprecated = scopes.filter((scope) => scope.deprecated).length
  const words = [
    ...kinds.map((kind) => [kind, scopes.filter((scope) => scope.kind === kind).length] as const),
    ...(deprecated > 0 ? [['deprecated', deprecated] as const] : []),
  ]
  const buttons = words.map(
    ([word, number]) =>
      `<button type="button" class="chip ${word}" data-filter="${word}" aria-pressed="false">${word} <b>${number}</b></button>`,
  )
  return `<div class="chips" role="group" aria-label="Kinds">${buttons.join('')}</div>`
}

/** A part of the names: what stands below it, and whether it is a name itself. */
interface Branch {
  readonly path: string
  readonly below: Map<string, Branch>
  isName: boolean
}

function buildTree(names: readonly string[]): Branch {
  const root: Branch = { path: '', below: new Map(), isName: false }
  for (const name of names) {
    let branch = root
    for (const word of name.split('.')) {
      const path = branch.path === '' ? word : `${branch.path}.${word}`
      const next = branch.below.get(word) ?? { path, below: new Map(), isName: false }
      branch.below.set(word, next)
      branch = next
    }
    branch.isName = true
  }
  return root
}

function printTree({ below }: Branch, depth = 0): string {
  const items = [...below].map(([word, branch]) => {
    const label = branch.isName ? `<a href="#${h(branch.path)}">${h(word)}</a>` : h(word)
    if (branch.below.size === 0) return `<li data-path="${h(branch.path)}">${label}</li>`
    const open = depth === 0 && below.size <= 6 ? ' open' : ''
    return `<li data-path="${h(branch.path)}"><details${open}><summary>${label} <b>${countNames(branch)}</b></summary>${printTree(branch, depth + 1)}</details></li>`
  })
  return `<ul>${items.join('')}</ul>`
}

function countNames({ isName, below }: Branch): number {
  return [...below.values()].reduce((sum, branch) => sum + countNames(branch), isName ? 1 : 0)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
