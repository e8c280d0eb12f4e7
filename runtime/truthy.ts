/**
 * Whether a setting says yes, as Snakepit reads settings: `true`, whole numbers but 0, and the words true, 1, yes and on, in any
 * case and with space around. Everything else says no.
 */
export function isTruthy(value: unknown): boolean {
  if (typeof value === 'string') return /^\s*(?:true|1|yes|on)\s*$/i.test(value)
  return value === true || (typeof value === 'number' && Number.isInteger(value) && value !== 0)
}
