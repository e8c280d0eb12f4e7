import type { Bag } from './metadata.ts'
import { isSecretKey, withholdByName } from './privacy.ts'
import type { Site } from './site.ts'

/**
 * Metadata that stands in a call as `{ tier, size: n }`: the compiler has seen its keys, and nobody else has the object. It goes
 * into the record as it is where no value of it has to be changed; elsewhere it is copied like any other.
 */
export function plain(site: Site, literal: Bag): Bag {
  try {
    if (!mustChange(site, literal)) latest = literal
  } catch {
    // Whoever judges a value could not: the copy says so in its place.
  }
  return literal
}

function mustChange({ redact }: Site, literal: Bag): boolean {
  for (const key in literal) {
    const value = literal[key]
    switch (typeof value) {
      case 'string':
        if (value.length > MAX_TEXT || (redact === withholdByName && isSecretKey(key))) return true
        break
      case 'number':
      case 'boolean':
      case 'undefined':
        break
      default:
        return true
    }
    if (redact !== withholdByName && redact(key, value) !== value) return true
  }
  return false
}

/** Of texts that are no longer, as many as a record may have keys are within its bounds. */
const MAX_TEXT = 128

/** What may be kept. It is asked for by the call whose argument it is: of another one that comes between, it is copied. */
let latest: Bag | undefined

/** Whether metadata may be kept as it is; once. */
export function takePlain(metadata: unknown): metadata is Bag {
  if (metadata !== latest) return false
  latest = undefined
  return true
}
