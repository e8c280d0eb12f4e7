/** What planted metadata asks; only removed code does. */
export function describeTier(name: string): string {
  return `tier ${name}`
}
