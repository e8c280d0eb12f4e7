/** Names the class of any value: `TypeError`, `MyReporter`, `string`. Never throws, whatever the value's getters do. */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object' && typeof value !== 'function') return typeof value
  try {
    const name: unknown = value.constructor?.name
    if (typeof name === 'string' && name !== '') return name
  } catch {
    // A proxy or a getter that throws.
  }
  return typeof value
}
