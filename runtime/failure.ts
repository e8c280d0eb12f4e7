import { type Bag, copyInto } from './metadata.ts'
import type { Site } from './site.ts'
import { typeName } from './type-name.ts'

/** Gives what is recorded of what a span ended with: its class only, unless asked for. A message may hold what the user typed. */
export function describeError({ recorder: { settings, redact, dropped } }: Site, error: unknown): Bag {
  const bag: Bag = { error: true, errorType: typeName(error) }
  if (settings.errorMessages) copyInto(bag, { errorMessage: messageOf(error) }, redact, dropped)
  return bag
}

function messageOf(error: unknown): unknown {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return '[unreadable]'
  }
}
