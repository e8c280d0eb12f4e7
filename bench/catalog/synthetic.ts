// Catalogs of any size, made of nothing but a number: the same bytes on every machine.

const AREAS = ['auth', 'billing', 'cart', 'search', 'media', 'admin', 'sync', 'notify', 'report', 'stock']
const KINDS = ['span', 'counter', 'histogram', 'event', 'gauge'] as const

/** Names of scopes: areas, their modules and the actions in them. */
export function listNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const area = Math.floor(index / 500)
    const word = `${AREAS[area % AREAS.length]}${area < AREAS.length ? '' : Math.floor(area / AREAS.length)}`
    return `${word}.module_${Math.floor(index / 25) % 20}.action_${index % 25}`
  })
}

/** One attribute a hundred scopes beside a few that all share, so that there are many shapes and no two are alike by chance. */
function listAttributes(count: number): string {
  const own = Array.from(
    { length: Math.ceil(count / 100) },
    (_, index) =>
      `  tag.number_${index}: { type: int, privacy: technical, stability: stable, brief: Number ${index} of its kind. }\n`,
  )
  return `attributes:
  user.tier: { type: enum, values: [free, pro, team], stability: stable, brief: Plan of the account. }
  region: { type: string, privacy: technical, stability: stable, cardinality: low, examples: [eu, us], brief: Where it runs. }
  retry_count: { type: int, stability: stable, cardinality: low, brief: Attempts so far. }
${own.join('')}`
}

/** A catalog of so many scopes; `changed` gives one of them another brief. */
export function printSynthetic(count: number, changed?: number): string {
  const names = listNames(count)
  const scopes = names.map((name, index) => {
    const kind = KINDS[index % KINDS.length]!
    const unit = { span: '', counter: "'{event}'", histogram: 'ms', event: '', gauge: "'1'" }[kind]
    const brief = index === changed ? 'Changed.' : `What happens in ${name}, entry ${index}.`
    return `  ${name}:
    kind: ${kind}
    brief: ${brief}
${unit && `    unit: ${unit}\n`}    stability: ${index % 3 === 0 ? 'experimental' : 'stable'}
    owners: ['@team-${index % 17}']
    attributes:
      user.tier: required
      region: recommended
      ${index % 4 === 0 ? `tag.number_${Math.floor(index / 100)}: required` : 'retry_count: opt_in'}
`
  })
  return `telescopic: 1\ndefaults: { expires: never }\n${listAttributes(count)}scopes:\n${scopes.join('')}`
}
