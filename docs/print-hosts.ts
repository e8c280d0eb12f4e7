/** `yes`, or the reason why not. */
export type Support = string

const PLACE = /(<!-- Printed by test\/hosts\/every-host\.test\.ts\. Do not edit\. -->\n)[\s\S]*?(?=\n<!-- end -->)/

/** Writes the table host x feature into the page, with a note for what a host lacks. */
export function printHosts(page: string, support: ReadonlyMap<string, ReadonlyMap<string, Support>>): string {
  if (!PLACE.test(page)) throw new Error('docs/hosts.md has no place for the table')
  return page.replace(PLACE, (_, head: string) => head + printTable(support))
}

function printTable(support: ReadonlyMap<string, ReadonlyMap<string, Support>>): string {
  const hosts = [...support.keys()]
  const features = [...(support.get(hosts[0]!)?.keys() ?? [])]
  const reasons: string[] = []
  const cell = (host: string, feature: string): string => {
    const found = support.get(host)?.get(feature) ?? 'fails'
    if (found === 'yes') return '✓'
    if (!reasons.includes(found)) reasons.push(found)
    return `(${reasons.indexOf(found) + 1})`
  }
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    '',
    row(['', ...hosts]),
    row(['---', ...hosts.map(() => ':-:')]),
    ...features.map((feature) => row([feature, ...hosts.map((host) => cell(host, feature))])),
    '',
    ...reasons.map((reason, index) => `${index + 1}. ${reason}.`),
    '',
  ].join('\n')
}
