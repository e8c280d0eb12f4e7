/** Sorts by code unit: the one order that does not depend on the machine's language. */
export function sortByName<Named extends { readonly name: string }>(list: readonly Named[]): Named[] {
  return list.toSorted((a, b) => compareNames(a.name, b.name))
}

export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
