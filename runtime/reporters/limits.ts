/** Checks an option that is a count. */
export function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`${name} must be a whole number above 0, got ${String(value)}.`)
}
