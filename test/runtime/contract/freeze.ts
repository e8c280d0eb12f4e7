/** Freezes a value and all that hangs on it; what refuses to be looked at stays as it is. */
export function deepFreeze<T>(value: T, seen: Set<unknown> = new Set()): T {
  // Depth by a list: a value that is 9000 levels deep would overflow the stack.
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next !== 'object' || next === null || seen.has(next) || ArrayBuffer.isView(next)) continue
    seen.add(next)
    try {
      for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(next))) waiting.push(descriptor.value)
      Object.freeze(next)
    } catch {
      // A proxy that says no.
    }
  }
  return value
}
