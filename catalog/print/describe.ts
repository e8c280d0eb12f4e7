import type { Attribute, Catalog, Scope } from '../model.ts'
import { quoteText } from './escape.ts'

/** Describes `describe.ts`: what the runtime acts on beside names, of the scopes that say it. */
export function describeRuntime(catalog: Catalog): string[] {
  const entries = [...catalog.scopes.values()].flatMap((scope) => {
    const facts = describeFacts(scope, catalog)
    return facts.length === 0 ? [] : [`  ${quoteText(scope.name)}: { ${facts.join(', ')} }`]
  })
  const table = entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`
  return [
    "import type { SiteDescription } from 'telescopic';",
    `const DESCRIPTIONS: Readonly<Record<string, SiteDescription>> = ${table};`,
    `/** Tells how a scope is sampled, and what becomes of its metadata: \`tele.configure({ describe: describeScope })\`. */
export function describeScope(scope: string): SiteDescription | undefined {
  return Object.prototype.hasOwnProperty.call(DESCRIPTIONS, scope) ? DESCRIPTIONS[scope] : undefined;
}`,
  ]
}

function describeFacts({ attributes, sample }: Scope, catalog: Catalog): string[] {
  const known = attributes.flatMap(({ name }) => catalog.attributes.get(name) ?? [])
  const privacy = known.filter(isTelling).map(({ name, privacy }) => `${quoteText(name)}: ${quoteText(privacy!)}`)
  const scrub = known
    .filter(({ scrub }) => scrub !== 'none')
    .map(({ name, scrub }) => `${quoteText(name)}: ${quoteText(scrub)}`)
  const key = sample?.key === undefined ? '' : `, key: ${quoteText(sample.key)}`
  return [
    ...(privacy.length > 0 ? [`privacy: { ${privacy.join(', ')} }`] : []),
    ...(scrub.length > 0 ? [`scrub: { ${scrub.join(', ')} }`] : []),
    ...(sample === undefined ? [] : [`sample: { rate: ${sample.rate}${key} }`]),
  ]
}

// Of a key that sounds like a secret and is none, the runtime has to be told.
const RE_SOUNDS_SECRET = /pass|secret|token|key|authorization|cookie|credential/i

function isTelling({ name, privacy }: Attribute): boolean {
  if (privacy === undefined) return false
  return (privacy !== 'technical' && privacy !== 'pseudonymous') || RE_SOUNDS_SECRET.test(name)
}
