import type ts from 'typescript'
import type { Catalog, Scope } from '../../../catalog/index.ts'

/** What a hover shows in its first line: `(span) pipeline.plan`. */
export function describeScope({ name, kind, unit }: Scope): ts.SymbolDisplayPart[] {
  const rest = unit === undefined ? '' : ` in ${unit}`
  return [
    { text: '(', kind: 'punctuation' },
    { text: kind, kind: 'text' },
    { text: ') ', kind: 'punctuation' },
    { text: name, kind: 'stringLiteral' },
    { text: rest, kind: 'text' },
  ]
}

/** What it shows below: the brief, the attributes with what they mean, and where the scope is declared. */
export function documentScope(scope: Scope, catalog: Catalog | undefined): ts.SymbolDisplayPart[] {
  const attributes = scope.attributes.map(({ name, requirement }) => {
    const attribute = catalog?.attributes.get(name)
    const type = attribute?.type === 'enum' ? attribute.values.slice(0, 6).join(' | ') : attribute?.type
    const level = requirement === 'required' ? ', required' : ''
    return `- \`${name}\`: ${type ?? 'unknown'}${level}${attribute?.brief ? `. ${attribute.brief}` : ''}`
  })
  const measurements = scope.measurements.map(
    ({ name, type, unit }) => `- \`${name}\`: ${type}${unit === undefined ? '' : ` in ${unit}`}, measured`,
  )
  const list = [...measurements, ...attributes]
  const text = [scope.brief, scope.note, list.join('\n')].filter(Boolean).join('\n\n')
  return [{ text, kind: 'text' }]
}

/** Tags as comments of code have them; editors know how to show those. */
export function tagScope({ deprecated, place, owners }: Scope): ts.JSDocTagInfo[] {
  const toText = (text: string): ts.SymbolDisplayPart[] => [{ text, kind: 'text' }]
  const replaced = deprecated?.replacedBy === undefined ? '' : `Use '${deprecated.replacedBy}'. `
  return [
    ...(deprecated ? [{ name: 'deprecated', text: toText(`${replaced}${deprecated.note ?? ''}`.trim()) }] : []),
    ...(owners.length > 0 ? [{ name: 'owners', text: toText(owners.join(', ')) }] : []),
    { name: 'see', text: toText(`${place.file}:${place.line}`) },
  ]
}
