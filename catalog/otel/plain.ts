import type { Plain } from '../foreign/print.ts'
import { asMap, asText, type Foreign } from '../foreign/read.ts'

/** Keeps foreign data as it is; texts lose the spaces around them. */
export function toPlain(value: unknown): Plain {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toPlain)
  const map = asMap(value)
  return map ? Object.fromEntries(Object.entries(map).map(([key, each]) => [key, toPlain(each)])) : asText(value)
}

/** Keeps the keys that have no place of their own as `x-otel-*`, so that nothing of an entry is lost. */
export function keepRest(entry: Foreign, known: readonly string[]): { readonly [key: string]: Plain } {
  const rest = Object.entries(entry).filter(
    ([key, value]) => !known.includes(key) && value !== '' && value !== undefined,
  )
  return Object.fromEntries(rest.map(([key, value]) => [`x-otel-${key.replaceAll('_', '-')}`, toPlain(value)]))
}
