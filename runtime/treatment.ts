import { planRedaction, withholdAll } from './privacy.ts'
import { ask, type Site } from './site.ts'

/** How the values of a scope are treated, and which share of it is recorded, where the program says so: `describe`, `privacy`, `sampleRate`. */

export function treatSite(site: Site): void {
  const { recorder, scope } = site
  const { describe, privacy = {}, sampleRate } = recorder.settings
  const described = ask(() => ({ ...describe?.(scope) }), undefined)
  const { sample } = described ?? {}
  // What may be told of a value is safer unsaid than guessed.
  site.redact = described ? planRedaction(privacy, described) : withholdAll
  const told = typeof sampleRate === 'function' ? ask(() => sampleRate(scope), undefined) : sampleRate
  site.rate = [told, sample?.rate].find(isShare) ?? 1
  site.sampleBy = typeof sample?.key === 'string' ? sample.key : undefined
}

/** A number from 0 to 1. */
export function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
