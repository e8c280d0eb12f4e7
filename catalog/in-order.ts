import type { Diagnostic } from '../report/index.ts'
import type { Catalog } from './model.ts'

/** Puts faults in the order of the files and their text, each once: the variants of one entry have its faults in common. */
export function putInOrder(diagnostics: readonly Diagnostic[], { files }: Catalog): Diagnostic[] {
  const order = new Map(files.map(({ file }, index) => [file, index]))
  const rank = ({ place }: Diagnostic): number => (place ? (order.get(place.file) ?? -1) : -1)
  const seen = new Set<string>()
  return diagnostics
    .filter(({ code, message, place }) => {
      const key = `${code} ${place?.file} ${place?.start} ${message}`
      return !seen.has(key) && seen.add(key)
    })
    .sort((a, b) => rank(a) - rank(b) || (a.place?.start ?? -1) - (b.place?.start ?? -1))
}
